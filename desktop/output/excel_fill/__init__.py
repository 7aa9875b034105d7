"""Filling cells of a received blank, .xlsx or .xls, changing nothing else in the file."""
