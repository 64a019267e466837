"""journal: what is agreed in plan, kept from the entries: registers, tables, checks, lists. See the README."""
