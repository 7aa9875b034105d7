"""Moves of a case, words of the orders, limits and figures: pure."""
