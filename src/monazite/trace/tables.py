"""The tables of this room, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.trace")
TABLES = {name: schema.table for name, schema in SCHEMAS.items()}
"""All are known to the database's metadata as soon as this is imported: the audit finds them there by name."""

BY_KEY = (
    "trace_lot_moves", "trace_line_moves", "trace_runs", "trace_movements", "trace_touches", "trace_edges",
)  # fmt: skip
"""Tables that are mostly found by their key: rows stand in the tree of the key, which halves what is written."""

MIGRATIONS = (Migration("trace-001", "trace", (create_tables(SCHEMAS.values(), by_key=BY_KEY),)),)
