"""Entry forms of the subject."""
