"""What a month's form says, and what its words can tell of the records."""
