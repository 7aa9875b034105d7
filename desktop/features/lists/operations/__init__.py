"""What the clerk does to the lists: batches, both moves in one step, decisions, reports, merging."""
