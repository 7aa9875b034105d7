"""One script a schema change."""
