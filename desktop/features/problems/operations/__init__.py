"""Everything that changes a problem; a closed one is changed by a move only."""
