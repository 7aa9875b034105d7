"""文书簿 and the windows of a paper."""
