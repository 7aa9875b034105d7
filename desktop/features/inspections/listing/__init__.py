"""The lists of the subject: visits, and who goes."""
