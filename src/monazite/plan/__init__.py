"""plan: upstream and downstream at one table (供需同桌). See this folder's README."""
