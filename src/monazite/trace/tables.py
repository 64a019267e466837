"""The tables of this room, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.trace")

MIGRATIONS = (Migration("trace-001", "trace", (create_tables(SCHEMAS.values()),)),)
