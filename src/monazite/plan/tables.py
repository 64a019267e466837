"""The tables of this room, as their CSV files declare them, and the migration that makes them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.plan")
TABLES = {name: schema.table for name, schema in SCHEMAS.items()}
"""All are known to the database's metadata as soon as this is imported: the audit finds them there by name."""

MIGRATIONS = (Migration("plan-001", "plan", (create_tables(SCHEMAS.values()),)),)
