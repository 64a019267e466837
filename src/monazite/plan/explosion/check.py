"""What is wrong with the lines of a bill and with a programme, each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from monazite.core import Problem
from monazite.plan.explosion.record import BillLine, Programme
from monazite.plan.explosion.things import measure
from monazite.plan.said import problem

MOST_LINES = 20_000
"""Lines of a bill, and rows of a programme."""


def place_of(line: BillLine) -> str:
    """Where a line stands, for people."""
    return line.place or f"{line.parent} → {line.child}"


def line_problems(line: BillLine) -> Iterator[Problem]:
    """What is wrong with a line by itself: shares outside their limits, ranges the wrong way round."""
    place = place_of(line)
    for value in (line.yield_share, line.yield_low, line.yield_high):
        if value is not None and not 0 < value <= 1:
            yield problem("explosion-yield", place, found=value)
    for value in (line.scrap_share, line.recycling_share):
        if not 0 <= value <= 1:
            yield problem("explosion-share", place, found=value)
    if line.quantity is not None and line.quantity <= 0:
        yield problem("explosion-quantity", place, found=line.quantity)
    if line.quantity_low is not None and line.quantity_low < 0:
        yield problem("matching-negative", place, found=line.quantity_low)
    yield from _range(place, line.quantity_low, line.quantity, line.quantity_high)
    yield from _range(place, line.yield_low, line.yield_share, line.yield_high)


def programme_problems(programme: Programme) -> Iterator[Problem]:
    """What is wrong with a programme: nothing to build, a day that is no Monday, a week twice, an unknown unit."""
    place = f"programme {programme.id}"
    if len(programme.weeks) > MOST_LINES:
        yield problem("matching-large", place, limit=MOST_LINES, found=len(programme.weeks))
    seen = set()
    for one in programme.weeks:
        name = one.product or programme.product
        if one.week and one.week.weekday():
            yield problem("matching-week-wrong", place, found=one.week)
        if one.quantity < 0:
            yield problem("matching-negative", f"{place} {one.week or ''}", found=one.quantity)
        if not name:
            yield problem("field-missing", place, wanted="product")
        if one.unit and measure(one.unit) is None:
            yield problem("explosion-unit", place, found=one.unit)
        if (name, one.week) in seen:
            yield problem("matching-week-twice", place, found=f"{name} {one.week or ''}")
        seen.add((name, one.week))
    weeks = {one.week for one in programme.weeks}
    if not weeks or (None in weeks and len(weeks) > 1):
        yield problem("explosion-weeks", place, found=len(weeks))


def _range(place: str, *values: Decimal | None) -> Iterator[Problem]:
    stated = [one for one in values if one is not None]
    if any(before > after for before, after in pairwise(stated)):
        yield problem("explosion-range", place, found=" … ".join(map(str, stated)))
