"""文书簿: wording, numbers and the issued papers, kept as they left the office."""
