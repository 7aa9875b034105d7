"""日历: working days by the State Council notices, editable."""
