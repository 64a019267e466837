"""Auctions (竞价), listings (挂牌) and negotiated deals (协议): pure machines, and call auctions of whole books.

>>> from monazite.trade.auction import Orders, uncross
>>> orders = Orders.of([("buy", 1050, 100, 1), ("sell", 1000, 100, 2)])
>>> uncross(orders, "szse", reference=1020).price_ticks
1020
"""

from monazite.trade.auction import listing, negotiated, one_way, sealed
from monazite.trade.auction.book_file import BookResult, uncross_file
from monazite.trade.auction.call import Orders, Uncrossed, uncross
from monazite.trade.auction.call_rules import RuleSet, rule_sets
from monazite.trade.auction.plain import from_plain, to_plain
from monazite.trade.auction.record import (
    Accepted,
    Advance,
    Award,
    Cancel,
    Closed,
    Direction,
    Ending,
    Opened,
    Partial,
    Placed,
    Pricing,
)

__all__ = [
    "Accepted",
    "Advance",
    "Award",
    "BookResult",
    "Cancel",
    "Closed",
    "Direction",
    "Ending",
    "Opened",
    "Orders",
    "Partial",
    "Placed",
    "Pricing",
    "RuleSet",
    "Uncrossed",
    "from_plain",
    "listing",
    "negotiated",
    "one_way",
    "rule_sets",
    "sealed",
    "to_plain",
    "uncross",
    "uncross_file",
]
