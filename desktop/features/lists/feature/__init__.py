"""What this subject offers to the program."""
