"""法规: the articles a paper may cite, each with its source and whether it was checked."""
