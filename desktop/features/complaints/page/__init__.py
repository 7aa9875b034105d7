"""The ledger with its card; the analysis of a period."""
