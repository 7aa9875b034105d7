"""What the lists show on others' pages, and on their own cards."""
