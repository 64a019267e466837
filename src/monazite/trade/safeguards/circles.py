"""Goods that go in a circle: whether what an owner buys had been his own a few days ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monazite.trade.safeguards.measures import PPM, days_between
from monazite.trade.safeguards.record import Deal


def is_circle(past: Iterable[Deal], new: Deal, limits: Mapping[str, int]) -> bool:
    """Whether a deal closes a circle: from its buyer, through deals of like size in order of time, to its seller.

    Args:
        past: deals before it, in order of time; those in which the two did not choose each other are passed over.
        new: the deal.
        limits: ``circle_days``, back to which deals are looked at, and ``circle_size_ppm``, how like in size each of
            them must be: the smaller of two is at least this part of the larger.
    """
    reached = {new.buyer}
    for deal in past:
        if not deal.is_chosen or deal.instrument != new.instrument or deal.seller not in reached:
            continue
        if min(deal.lots, new.lots) * PPM < max(deal.lots, new.lots) * limits["circle_size_ppm"]:
            continue
        if 0 <= days_between(deal.day, new.day) <= limits["circle_days"]:
            reached.add(deal.buyer)
    return new.seller != new.buyer and new.seller in reached
