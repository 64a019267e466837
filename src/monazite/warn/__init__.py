"""warn: risk with intervals, and what is coming (预警). See this folder's README."""
