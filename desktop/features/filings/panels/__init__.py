"""Parts of the page 报送: the form, where a number comes from, the checks, the recipients, the board."""
