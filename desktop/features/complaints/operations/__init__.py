"""What the clerk does to complaints: intake and joining, moves, limits."""
