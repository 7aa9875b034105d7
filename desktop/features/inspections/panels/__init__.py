"""What visits show, on their own page and on the cards of others."""
