"""报送: the monthly form of a scheme, its figures, checks, frozen versions and mail drafts."""
