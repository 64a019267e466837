"""Origin and lineage: which sources the matter of a lot came from, what it came from, and what came of it."""

from monazite.trace.origin.lists import LISTS
from monazite.trace.origin.projection import PROJECTION
from monazite.trace.origin.query import downstream, entries_of, is_settled, origin_of, recall, upstream
from monazite.trace.origin.record import Lineage, Node, Origin
from monazite.trace.origin.ripple import settle

__all__ = [
    "LISTS",
    "PROJECTION",
    "Lineage",
    "Node",
    "Origin",
    "downstream",
    "entries_of",
    "is_settled",
    "origin_of",
    "recall",
    "settle",
    "upstream",
]
