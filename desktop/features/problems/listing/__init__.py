"""Lists of problems, and the forms in which they are printed."""
