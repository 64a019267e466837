"""How long the supply of each element of each programme lasts from a day on, for the first page of warn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monazite.app.warn.gather import programmes_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monazite.app.workspace import Workspace
    from monazite.plan.cover import Cover

WEEK, SUNDAY = timedelta(days=7), timedelta(days=6)
"""A week, and from its day, its Monday, to its last."""


@dataclass(frozen=True, slots=True)
class CoverLine:
    """An element of a programme, from a day on.

    Args:
        programme: id of it.
        entry: of the journal that states it.
        element: symbol.
        weeks: that are planned from the day on.
        first_open: first week that stock and firm supply do not cover; None where they cover all.
        first_uncovered: first week that is not covered with options called either; None where all are.
        open_mg: not covered by stock and firm supply, from the day on.
        uncovered_mg: not covered with options called either.
    """

    programme: str
    entry: str
    element: str
    weeks: int
    first_open: date | None
    first_uncovered: date | None
    open_mg: int
    uncovered_mg: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What programmes plan that are over by a day.

    Args:
        last_week: newest week of them.
        begun_on: first day on which all of them were stated and one had begun.
    """

    last_week: date
    begun_on: date


def planned_until(workspace: Workspace) -> Planned | None:
    """Until when programmes are planned, and from when on; None without a programme."""
    programmes = workspace.plan.programmes()
    weeks = [week.week for one in programmes for week in one.record.weeks]
    stated = [one.stated_on for one in (*programmes, *workspace.plan.commitments())]
    return Planned(max(weeks), max(min(weeks) + WEEK, *stated)) if weeks else None


def cover_lines(workspace: Workspace, day: date) -> tuple[CoverLine, ...]:
    """Every element of every programme that has weeks from a day on, the first to fail first.

    Args:
        workspace: to look into.
        day: of which; see `monazite.app.warn.gather.programmes_on` for what is known of an earlier one.
    """
    found = [line for view in programmes_on(workspace, day)
             for line in _lines(view.programme.record.id, view.programme.entry, view.covers, day)]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.first_open or date.max, one.programme, one.element)))


def _lines(programme: str, entry: str, covers: Iterable[Cover], day: date) -> Iterator[CoverLine]:
    by_element: dict[str, list[Cover]] = {}
    for one in covers:
        if one.week + SUNDAY >= day:
            by_element.setdefault(one.element, []).append(one)
    for element, some in by_element.items():
        lacking = [one for one in some if one.optional_mg or one.uncovered_mg]
        uncovered = [one.week for one in some if one.uncovered_mg]
        yield CoverLine(
            programme, entry, element, len(some), min((one.week for one in lacking), default=None),
            min(uncovered, default=None), sum(one.optional_mg + one.uncovered_mg for one in some),
            sum(one.uncovered_mg for one in some),
        )  # fmt: skip
