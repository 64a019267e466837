"""Trade: an exchange that settles in the journal, and a price index anyone can recompute (交易)."""
