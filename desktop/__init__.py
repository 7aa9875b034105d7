"""校外培训治理台账 (Oversight Desk)."""
