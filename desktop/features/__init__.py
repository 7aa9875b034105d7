"""WHAT THE REGULATOR DOES: one folder a subject."""
