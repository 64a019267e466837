"""The tables of this room, as their CSV files declare them, and the migration that makes them."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData
from sqlalchemy.schema import CreateIndex, CreateTable

from monazite.store import Migration, create_tables, keep_in_order_of_key, load_tables

SCHEMAS = load_tables("monazite.trade")
TABLES = {name: schema.table for name, schema in SCHEMAS.items()}
"""All are known to the database's metadata as soon as this is imported: the audit finds them there by name."""

BY_KEY = ("trade_holdings", "trade_receipt_moves", "trade_escrow_moves")
"""Tables that every settlement writes: rows stand in the tree of the key, a third less is written."""


def _create_by_key(connection: Connection) -> None:
    for schema in (SCHEMAS[name] for name in BY_KEY):
        table = schema.build(MetaData(), since=1)
        keep_in_order_of_key(table)
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))


_OTHERS = [schema for name, schema in SCHEMAS.items() if name not in BY_KEY]

MIGRATIONS = (Migration("trade-001", "trade", (create_tables(_OTHERS), _create_by_key)),)
