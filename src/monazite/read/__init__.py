"""read: see this room's README."""
