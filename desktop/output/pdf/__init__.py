"""Chinese official paper (GB/T 9704-2012) and tables as PDF."""
