"""The tables of the journal and its log, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData
from sqlalchemy.schema import CreateTable

from monazite.store import Migration, create_tables, keep_in_order_of_key, load_tables

SCHEMAS = load_tables("monazite.ledger")

ENTRIES = SCHEMAS["journal_entries"].table
ACCOUNTS = SCHEMAS["journal_accounts"].table
BALANCES = SCHEMAS["journal_balances"].table
SPREADS = SCHEMAS["journal_spreads"].table
TOUCHES = SCHEMAS["journal_touches"].table
REVERSALS = SCHEMAS["journal_reversals"].table
TILES = SCHEMAS["journal_tiles"].table
CHECKPOINTS = SCHEMAS["journal_checkpoints"].table


def _create_narrow(connection: Connection) -> None:
    """Tables that are found by their key alone: rows stand in the tree of the key, which halves what is written."""
    for schema in (SCHEMAS[name] for name in NARROW):
        table = schema.build(MetaData(), since=1)
        keep_in_order_of_key(table)
        connection.execute(CreateTable(table))


NARROW = ("journal_balances", "journal_touches", "journal_tiles")
_WIDE = [schema for name, schema in SCHEMAS.items() if name not in NARROW]

MIGRATIONS = (Migration("ledger-001", "ledger", (create_tables(_WIDE), _create_narrow)),)
