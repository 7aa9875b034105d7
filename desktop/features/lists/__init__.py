"""名单: the white and the black list of the trade, kept apart, and what goes to the credit platforms."""
