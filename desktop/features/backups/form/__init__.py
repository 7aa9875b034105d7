"""Dialogs of this subject: going back to a backup, encryption."""
