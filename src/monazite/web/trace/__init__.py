"""Pages of trace: what an address shows, and the words and figures on it."""
