"""PURE: no database engine, no files, no screen."""
