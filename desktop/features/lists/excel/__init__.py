"""Sheets of the lists: the rolls, and what the credit platforms take."""
