"""Alembic's entry: uses the connection and transaction it is given, asks for no settings file."""

from alembic import context

from desktop.base.records import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata,
                  render_as_batch=True, transaction_per_migration=False)
context.run_migrations()
