"""Pages of trade: what an address shows, and the words and figures on it."""
