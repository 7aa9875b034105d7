"""Papers of the lists: the two decisions, and the rolls as they are published."""
