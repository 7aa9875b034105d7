"""The printed papers of the subject."""
