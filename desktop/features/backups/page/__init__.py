"""The screen of the subject."""
