"""The tables of the subject, one file each for visits and checklists."""
