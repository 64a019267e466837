"""The book of rules with the kinds of entry of plan beside those of the chain and of the exchange."""

from __future__ import annotations

from monazite.ledger import load_book

BOOK = load_book("monazite.trace", "monazite.trade", "monazite.plan")
"""What the journal of a workspace enforces: the rules of all three rooms."""
