"""The tables of this room, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData
from sqlalchemy.schema import CreateIndex, CreateTable

from monazite.store import Migration, create_tables, keep_in_order_of_key, load_tables

SCHEMAS = load_tables("monazite.trace")
TABLES = {name: schema.table for name, schema in SCHEMAS.items()}
"""All are known to the database's metadata as soon as this is imported: the audit finds them there by name."""

BY_KEY = (
    "trace_lot_moves", "trace_line_moves", "trace_runs", "trace_movements", "trace_touches", "trace_edges",
)  # fmt: skip
"""Tables that are mostly found by their key: rows stand in the tree of the key, which halves what is written."""


def _create_by_key(connection: Connection) -> None:
    for schema in (SCHEMAS[name] for name in BY_KEY):
        table = schema.build(MetaData(), since=1)
        keep_in_order_of_key(table)
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))


_OTHERS = [schema for name, schema in SCHEMAS.items() if name not in BY_KEY]

MIGRATIONS = (Migration("trace-001", "trace", (create_tables(_OTHERS), _create_by_key)),)
