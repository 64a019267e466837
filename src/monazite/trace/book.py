"""The book of rules of the trade: roles of accounts, kinds of entry and coupling rules, from this room's CSV files."""

from __future__ import annotations

from monazite.ledger import load_book

BOOK = load_book("monazite.trace")
"""What the journal enforces. A later room that books (trade) loads its own kinds beside these."""
