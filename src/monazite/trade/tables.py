"""The tables of this room, as their CSV files declare them, and the migration that makes them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.trade")
TABLES = {name: schema.table for name, schema in SCHEMAS.items()}
"""All are known to the database's metadata as soon as this is imported: the audit finds them there by name."""

BY_KEY = ("trade_holdings", "trade_receipt_moves", "trade_escrow_moves")
"""Tables that every settlement writes: rows stand in the tree of the key, a third less is written."""

MIGRATIONS = (Migration("trade-001", "trade", (create_tables(SCHEMAS.values(), by_key=BY_KEY),)),)
