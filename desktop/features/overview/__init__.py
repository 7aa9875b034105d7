"""今日: what is late, what is next, gathered from what every subject offers."""
