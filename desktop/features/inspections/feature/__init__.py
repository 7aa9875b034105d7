"""What the subject offers, with a screen and without."""
