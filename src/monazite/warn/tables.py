"""The tables of this room, as their CSV files declare them, and the migration that makes them: rules and outbox."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables

SCHEMAS = load_tables("monazite.warn")
RULES = SCHEMAS["warn_rules"].table
TOLD = SCHEMAS["warn_told"].table
OUTBOX = SCHEMAS["warn_outbox"].table

MIGRATIONS = (Migration("warn-001", "warn", (create_tables(SCHEMAS.values()),)),)
