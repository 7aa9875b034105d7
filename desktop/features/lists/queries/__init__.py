"""Questions about the lists: who stands where, what was published, what the platforms still lack."""
