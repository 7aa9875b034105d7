"""PAPER AND SHEETS: Excel, PDF, mail drafts; no Qt."""
