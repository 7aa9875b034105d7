"""Received workbooks: opened safely, heads found, columns mapped, cells typed."""
