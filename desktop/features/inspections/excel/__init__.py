"""Workbooks of the subject: papers as .xlsx, and what townships send."""
