"""The entry forms of the subject."""
