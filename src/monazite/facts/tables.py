"""The tables of this room, as their CSV files declare them, and the migrations that make them."""

from __future__ import annotations

from monazite.store import Migration, create_tables, load_tables, text_index_statements

SCHEMAS = load_tables("monazite.facts")
TEXT_INDEX = "document_index"

FILES = SCHEMAS["files"].table
DOCUMENT_ROWS = SCHEMAS["documents"].table
FACT_ROWS = SCHEMAS["facts"].table
CORRECTION_ROWS = SCHEMAS["corrections"].table
CHECK_ROWS = SCHEMAS["checks"].table
CHECK_FACTS = SCHEMAS["check_facts"].table
NUMERALS = SCHEMAS["numerals"].table
PROBLEM_ROWS = SCHEMAS["problems"].table
SEARCH_ROWS = SCHEMAS["search_rows"].table
NAMES = SCHEMAS["names"].table
TOUCHED = SCHEMAS["touched"].table

MIGRATIONS = (Migration("facts-001", "facts", (create_tables(SCHEMAS.values()), *text_index_statements(TEXT_INDEX))),)
