"""Pages of read: what an address shows, and the words and figures on it."""
