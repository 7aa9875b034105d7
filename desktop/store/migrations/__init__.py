"""Schema changes by alembic."""
