"""What the folders of this room hand to the house: their projections in the order of filling, and their lists."""

from __future__ import annotations

from monazite.ledger import Projection
from monazite.store import DeclaredList
from monazite.trace import claims, lots, origin, permits, reports

PROJECTIONS: tuple[Projection, ...] = (
    permits.PROJECTION, lots.PROJECTION, origin.PROJECTION, claims.PROJECTION, reports.PROJECTION,
)  # fmt: skip
"""In the order in which they are filled: each may read the tables of those before it."""

LISTS: tuple[DeclaredList, ...] = (
    *permits.LISTS, *lots.LISTS, *origin.LISTS, *claims.LISTS, *reports.LISTS,
)  # fmt: skip
