"""Demand against capacity as its pages show it: a grid of groups and weeks, a chart, what changed since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.web.bands import Tick, steps

if TYPE_CHECKING:
    from monazite.plan.journal.find import Kept, Version
    from monazite.plan.matching import LinkedDemand, Match

WIDTH, HEIGHT = 720.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 8.0, 12.0, 24.0
SPARE, FILLED = 1.08, 0.72
MOST_LABELS = 9
WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A group and its weeks; None where a week is not compared."""

    group: Kept
    cells: tuple[Match | None, ...]

    @property
    def worst(self) -> Match | None:
        """The first week that is red, or else orange; None where all is well."""
        found = [one for one in self.cells if one and one.verdict and one.verdict.colour != "green"]
        return next((one for one in found if one.verdict and one.verdict.colour == "red"), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups and weeks.

    Args:
        weeks: Mondays of the columns.
        rows: by group.
    """

    weeks: tuple[dt.date, ...]
    rows: tuple[GridRow, ...]

    def counts(self) -> dict[str, int]:
        """Weeks of groups by colour, and those that cannot be compared as ``missing``."""
        found = {"red": 0, "orange": 0, "green": 0, "missing": 0}
        for one in (cell for row in self.rows for cell in row.cells if cell):
            found[one.verdict.colour if one.verdict else "missing"] += 1
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """A week of a group as drawn.

    Args:
        match: that it shows.
        x, width: of its bar.
        y, height: of its bar; nothing where the demand is not known.
        actual, maximum: places of the capacities; None where not known.
        left, right: of the steps of the capacities.
        is_named: whether its week stands below it.
    """

    match: Match
    x: float
    width: float
    y: float
    height: float
    actual: float | None
    maximum: float | None
    left: float
    right: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class MatchChart:
    """A chart of a group: bars of what is compared, steps of the capacities."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a demand or of a capacity against the one before.

    Args:
        kind, subject: what changed.
        version: that says so.
        weeks: that are different; None for a first version.
        difference: of the sums of all weeks; None for a first version.
    """

    kind: str
    subject: str
    version: Version
    weeks: int | None
    difference: Decimal | None


def grid(groups: Sequence[Kept], matches: Iterable[Match], first: dt.date | None, last: dt.date | None) -> Grid:
    """The grid of some groups.

    Args:
        groups: active or not.
        matches: of them.
        first: Monday of the first column; that of the first week that is compared when None.
        last: Monday of the last.
    """
    found = {(one.group, one.week): one for one in matches}
    weeks = tuple(sorted({week for _, week in found if (first or week) <= week <= (last or week)}))
    rows = tuple(GridRow(one, tuple(found.get((one.record.id, week)) for week in weeks))
                 for one in groups if not one.record.is_inactive)  # fmt: skip
    return Grid(weeks, rows)


def match_chart(matches: Sequence[Match]) -> MatchChart:
    """The chart of a group.

    Args:
        matches: of it, by week.
    """
    numbers = [float(number) for one in matches for number in _numbers(one)]
    most = max(numbers, default=0.0) * SPARE or 1.0
    share = (WIDTH - LEFT - RIGHT) / max(1, len(matches))
    every = -(-len(matches) // MOST_LABELS) or 1
    columns = tuple(_column(one, LEFT + share * at, share, most, is_named=at % every == 0)
                    for at, one in enumerate(matches))  # fmt: skip
    return MatchChart(columns, tuple(Tick(_y(value, most), value) for value in steps(0.0, most, 4)))


def _numbers(one: Match) -> Iterator[Decimal]:
    if one.compared is not None:
        yield one.compared
    if one.capacity is not None:
        yield one.capacity.maximum


def _column(one: Match, left: float, share: float, most: float, *, is_named: bool) -> Column:
    top = _y(max(0.0, float(one.compared or 0)), most)
    capacity = one.capacity
    return Column(
        one, round(left + share * (1 - FILLED) / 2, 2), round(share * FILLED, 2), top,
        round(HEIGHT - BOTTOM - top, 2), _y(float(capacity.actual), most) if capacity else None,
        _y(float(capacity.maximum), most) if capacity else None, round(left, 2), round(left + share, 2), is_named,
    )  # fmt: skip


def _y(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 2)


def linked(group: Kept, demands: Iterable[Kept]) -> list[tuple[LinkedDemand, list[Kept]]]:
    """The links of a group, each with the demands that it takes in."""
    record, known = group.record, list(demands)
    return [
        (link, [one for one in known if _is_linked(one.record, record, link)])
        for link in record.demands
    ]  # fmt: skip


def _is_linked(demand: Any, group: Any, link: LinkedDemand) -> bool:
    is_same = (demand.supplier, demand.customer, demand.material) == (group.supplier, group.customer, link.material)
    wanted = link.customer_location, link.category
    return is_same and any((one.customer_location, one.category) == wanted for one in demand.series)


def changes(kind: str, subject: str, versions: Sequence[Version]) -> list[Change]:
    """How a demand or a capacity changed from version to version, newest first; what was taken back is left out."""
    standing = [one for one in versions if one.reversed_by is None]
    found = []
    for at, one in enumerate(standing):
        if not at:
            found.append(Change(kind, subject, one, None, None))
            continue
        before, now = (_weeks(kind, each.record) for each in (standing[at - 1], one))
        differing = sum(before.get(key) != now.get(key) for key in {*before, *now})
        difference = sum(now.values(), Decimal(0)) - sum(before.values(), Decimal(0))
        found.append(Change(kind, subject, one, differing, difference))
    return found[::-1]


def _weeks(kind: str, record: Mapping[str, Any]) -> dict[tuple[str, ...], Decimal]:
    """Quantities by series and week; of a capacity the actual one."""
    if kind == "capacity_group":
        return {(one["week"],): Decimal(one["actual"]) for one in record["capacities"]}
    return {
        (series.get("category", ""), series.get("customer_location", ""), one["week"]): Decimal(one["quantity"])
        for series in record["series"]
        for one in series["weeks"]
    }


def last_change(some: Iterable[Change]) -> dt.date | None:
    """The day of the newest version that replaced another; None where none did."""
    return max((one.version.stated_on for one in some if one.weeks is not None), default=None)
