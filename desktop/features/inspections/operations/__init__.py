"""What changes visits, by subject."""
