"""临时表: any received blank mapped once, cell by cell, and filled again each month."""
