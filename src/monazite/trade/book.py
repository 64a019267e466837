"""The book of rules with the exchange's kinds of entry beside those of the chain."""

from __future__ import annotations

from monazite.ledger import load_book

BOOK = load_book("monazite.trace", "monazite.trade")
"""What the journal of a workspace enforces: the rules of both rooms."""
