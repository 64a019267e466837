"""What this room hands to the house: its projection after those to its right, and its lists."""

from __future__ import annotations

from monazite.ledger import Projection
from monazite.plan.journal.lists import LISTS
from monazite.plan.journal.project import PROJECTION
from monazite.trade.wiring import PROJECTIONS as OF_TRADE

__all__ = ["LISTS", "PROJECTIONS"]

PROJECTIONS: tuple[Projection, ...] = (*OF_TRADE, PROJECTION)
"""Of chain, exchange and plan, in the order in which they are filled."""
