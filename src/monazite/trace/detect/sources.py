"""Detectors on lots and acts: partitions of mining sites and of recycled stock, numbers used twice, late entries."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from monazite.core import SHANGHAI
from monazite.reference import rare_earths
from monazite.trace.balance.limits import limit
from monazite.trace.tables import SCHEMAS

if TYPE_CHECKING:
    from monazite.trace.detect.statistics import Array

BASE_LOTS = 6
"""Lots at the beginning of a site's record that stand for its ore."""
LEAST_BASE = 3
LEAST_SHARE_PPM = 2_000
"""Elements below this share of the REO are left out: their assay is too coarse."""
RECYCLED_LIMIT_PERCENT = 20.0
"""Magnets hold praseodymium, neodymium, dysprosium, terbium, and little lanthanum, cerium and yttrium: an estimate."""
LATE_DAYS = 7
LATE_SHARE = 0.005
"""Share of acts that honest firms enter more than a week late: an estimate."""
LATE_CHANCE = 0.0005
_FOREIGN_TO_MAGNETS = ("La", "Ce", "Y")


class Found(NamedTuple):
    """What a detector on lots and acts found; `place` is a site, lot, invoice or line."""

    detector: str
    firm: str
    place: str
    statistic: float
    threshold: float
    evidence: tuple[int, ...]
    other: str = ""


def month_range(month: str) -> tuple[date, date]:
    """First and last day of a month ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def swapped_origins(connection: Connection, month: str) -> Iterator[Found]:
    """Mining sites whose partition of the month does not fit their first lots."""
    lots, movements = SCHEMAS["trace_lots"].table, SCHEMAS["trace_movements"].table
    first, last = month_range(month)
    rows = connection.execute(
        select(lots.c.lot, lots.c.made_on, lots.c.entry_number, movements.c.firm)
        .join(movements, and_(movements.c.lot == lots.c.id, movements.c.act == "mined"))
        .where(lots.c.kind == "mine", lots.c.made_on <= last)
        .order_by(lots.c.number)
    )
    sites: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        sites[row.firm, row.lot.get("site") or ""].append(row)
    for (firm, site), made in sites.items():
        base, now = made[:BASE_LOTS], [row for row in made[BASE_LOTS:] if row.made_on >= first]
        if len(base) < LEAST_BASE or not now:
            continue
        shares = [[row.lot.get("partition_ppm", {}) for row in rows] for rows in (base, now)]
        score = partition_score(*map(_log_shares(shares[0]), shares))
        most = limit("origin_swap", len(sites))
        if score >= most:
            yield Found("origin_swap", firm, site, score, most, tuple(row.entry_number for row in now))


def partition_score(base: Array, now: Array) -> float:
    """How far the mean of some lots lies from the base, all elements together.

    The squares of the differences over their standard errors are summed; the errors are pooled within both sets, so the
    sum is that of squared t variates, brought to a standard score by its mean and by Wilson and Hilferty.

    Args:
        base: logarithms of shares, shape (lots, elements).
        now: likewise.

    Returns:
        About standard normal when both come of the same ore.
    """
    import numpy as np  # noqa: PLC0415  heavy

    freedom = len(base) + len(now) - 2
    within = ((base - base.mean(0)) ** 2).sum(0) + ((now - now.mean(0)) ** 2).sum(0)
    variance = (within + _PRIOR_LOTS * _PRIOR_SPREAD**2) / (freedom + _PRIOR_LOTS)
    squares = (base.mean(0) - now.mean(0)) ** 2 / (variance * (1 / len(base) + 1 / len(now)))
    count = len(squares)
    mean = (freedom + _PRIOR_LOTS) / max(1, freedom + _PRIOR_LOTS - 2)
    return float((np.cbrt(squares.sum() / mean / count) - (1 - 2 / (9 * count))) / np.sqrt(2 / (9 * count)))


_PRIOR_LOTS = 8
_PRIOR_SPREAD = 0.025
"""What is known of the spread between lots of one site before its own: as eight lots with 2.5 %; an estimate."""


def wrong_recycled(connection: Connection, month: str) -> Iterator[Found]:
    """Lots declared as recycled whose rare earths are not those of magnets."""
    lots, movements = SCHEMAS["trace_lots"].table, SCHEMAS["trace_movements"].table
    first, last = month_range(month)
    symbols = [element.symbol for element in rare_earths()]
    for row in connection.execute(
        select(lots.c.id, lots.c.matter, lots.c.entry_number, movements.c.firm)
        .join(movements, and_(movements.c.lot == lots.c.id, movements.c.act == "received"))
        .where(lots.c.kind == "receive", lots.c.made_on >= first, lots.c.made_on <= last)
    ):
        rare = sum(row.matter.get(symbol, 0) for symbol in symbols)
        percent = 100 * sum(row.matter.get(symbol, 0) for symbol in _FOREIGN_TO_MAGNETS) / rare if rare else 0.0
        if percent >= RECYCLED_LIMIT_PERCENT:
            yield Found("recycled_pattern", row.firm, row.id, percent, RECYCLED_LIMIT_PERCENT, (row.entry_number,))


def repeated_serials(connection: Connection, month: str) -> Iterator[Found]:
    """Numbers of pieces that stand in a lot of this month and in an earlier lot."""
    lots, movements = SCHEMAS["trace_lots"].table, SCHEMAS["trace_movements"].table
    first, last = month_range(month)
    rows = connection.execute(
        select(lots.c.id, lots.c.lot, lots.c.made_on, lots.c.entry_number, movements.c.firm)
        .join(movements, and_(movements.c.lot == lots.c.id, movements.c.entry_number == lots.c.entry_number))
        .where(lots.c.stage == "motor", lots.c.made_on <= last)
        .order_by(lots.c.number)
    )
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        twice = [seen[serial] for serial in row.lot.get("serials", ()) if serial in seen and seen[serial][0] != row.id]
        seen |= dict.fromkeys(row.lot.get("serials", ()), (row.id, row.entry_number))
        if twice and row.made_on >= first:
            other, number = twice[0]
            yield Found("double_serials", row.firm, row.id, float(len(twice)), 1.0, (number, row.entry_number), other)


def repeated_invoices(connection: Connection, month: str) -> Iterator[Found]:
    """Invoices under two sales or more, the last of them in this month."""
    sales = SCHEMAS["trace_sales"].table
    standing = and_(sales.c.invoice.is_not(None), sales.c.is_reversed.is_(False))
    several = select(sales.c.invoice).where(standing).group_by(sales.c.invoice).having(func.count() > 1)
    found: dict[str, list[Any]] = defaultdict(list)
    chosen = select(sales).where(standing, sales.c.invoice.in_(several)).order_by(sales.c.entry_number)
    rows = connection.execute(chosen)
    for row in rows:
        found[row.invoice].append(row)
    for invoice, sold in found.items():
        if sold[-1].month == month and len({row.entry_number for row in sold}) > 1:
            numbers = tuple(row.entry_number for row in sold)
            yield Found("double_invoice", sold[-1].seller, invoice, float(len(sold)), 2.0, numbers)


def late_entries(connection: Connection, month: str) -> Iterator[Found]:
    """Firms that entered more acts late than honest ones do.

    Late is by the journal's own order and by its clock, whichever is kinder: days between the act and the latest act of
    anybody entered before it, so that a year's papers brought in at once are not all late.
    """
    movements = SCHEMAS["trace_movements"].table
    frontier = func.max(movements.c.day).over(order_by=movements.c.entry_number).label("frontier")
    rows = connection.execute(
        select(movements.c.entry_number, movements.c.firm, movements.c.day, movements.c.recorded_ms, frontier)
        .where(movements.c.act.in_(("mined", "imported", "received")))
        .order_by(movements.c.entry_number)
    )
    acts: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        latest = row.frontier if isinstance(row.frontier, date) else date.fromisoformat(row.frontier)
        if f"{latest:%Y-%m}" == month:
            recorded = datetime.fromtimestamp(row.recorded_ms / 1000, UTC).astimezone(SHANGHAI).date()
            kinder: timedelta = min(latest, recorded) - row.day
            acts[row.firm][row.entry_number] = kinder.days
    for firm, days in acts.items():
        late = tuple(number for number, lag in days.items() if lag > LATE_DAYS)
        least = late_limit(len(days))
        if len(late) >= least:
            yield Found("late_entries", firm, "", float(len(late)), float(least), late)


def late_limit(acts: int) -> int:
    """How many late acts of so many are an alarm: a chance of one in two thousand at the honest share, two at least."""
    chance = total = (1 - LATE_SHARE) ** acts
    number = 0
    while 1 - total > LATE_CHANCE and number < acts:
        number += 1
        chance *= (acts - number + 1) / number * LATE_SHARE / (1 - LATE_SHARE)
        total += chance
    return max(2, number + 1)


class _log_shares:  # noqa: N801  a function with the elements of the base bound
    """Logarithms of the shares of the elements that every lot of the base holds in earnest."""

    def __init__(self, base: Sequence[Mapping[str, int]]) -> None:
        self.elements = [
            element for element in base[0] if all(shares.get(element, 0) >= LEAST_SHARE_PPM for shares in base)
        ]

    def __call__(self, lots: Sequence[Mapping[str, int]]) -> Array:
        import numpy as np  # noqa: PLC0415  heavy

        rows = [[max(1, shares.get(element, 1)) for element in self.elements] for shares in lots]
        found: Array = np.log(np.array(rows))
        return found
