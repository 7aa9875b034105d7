"""The screen of 日历: the month, the days off, the school vacations."""
