"""Entry forms of a problem: registering, moves, a check, evidence."""
