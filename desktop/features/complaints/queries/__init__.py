"""Questions about complaints: one case and what hangs on it, names in a text, the figures."""
