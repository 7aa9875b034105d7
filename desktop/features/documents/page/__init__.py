"""文书簿 and the preview of a paper."""
