"""What the folders of this room hand to the house: their projections in the order of filling, and their lists."""

from __future__ import annotations

from monazite.ledger import Projection
from monazite.store import DeclaredList
from monazite.trace import PROJECTIONS as OF_TRACE
from monazite.trade.receipts.lists import LISTS as RECEIPT_LISTS
from monazite.trade.receipts.project import PROJECTION

PROJECTIONS: tuple[Projection, ...] = (*OF_TRACE, PROJECTION)
"""Of the chain and of the exchange, in the order in which they are filled."""

LISTS: tuple[DeclaredList, ...] = RECEIPT_LISTS
