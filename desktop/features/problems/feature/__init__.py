"""问题整改, as offered to the program."""
