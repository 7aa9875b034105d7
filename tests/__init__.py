"""The same tree as the program, and besides: journeys, architecture, docs, helpers."""
