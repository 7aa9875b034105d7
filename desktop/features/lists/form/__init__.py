"""Entry forms of the lists."""
