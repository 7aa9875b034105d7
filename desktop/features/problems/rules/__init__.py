"""Category tree, gate, moves, deadlines and the ladder of a problem: pure."""
