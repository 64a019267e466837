"""The tables of the journal and its log, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.ledger")

ENTRIES = SCHEMAS["journal_entries"].table
ACCOUNTS = SCHEMAS["journal_accounts"].table
BALANCES = SCHEMAS["journal_balances"].table
SPREADS = SCHEMAS["journal_spreads"].table
TOUCHES = SCHEMAS["journal_touches"].table
REVERSALS = SCHEMAS["journal_reversals"].table
TILES = SCHEMAS["journal_tiles"].table
CHECKPOINTS = SCHEMAS["journal_checkpoints"].table


NARROW = ("journal_balances", "journal_touches", "journal_tiles")
"""Tables that are found by their key alone: rows stand in the tree of the key, which halves what is written."""

MIGRATIONS = (Migration("ledger-001", "ledger", (create_tables(SCHEMAS.values(), by_key=NARROW),)),)
