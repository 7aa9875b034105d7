"""Windows of papers: an issued one, many issued in one go, and the wording behind them."""
