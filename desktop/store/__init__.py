"""DATABASE: one SQLite file, one door for changes."""
