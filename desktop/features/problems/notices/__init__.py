"""Printed papers about problems: notices, ledgers, the wall chart, the closing file."""
