"""Columns and chips of the cases, and of the callers."""
