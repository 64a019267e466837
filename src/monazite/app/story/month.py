"""Which month is told: the newest of those of which the most rooms know something."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from typing import TYPE_CHECKING

from monazite.facts import days_of, fact_of
from monazite.store import ListQuery

if TYPE_CHECKING:
    from monazite.app.workspace import Workspace

LATEST = 400
"""Newest price facts and closed trading days that are looked through for their months."""


def known_months(workspace: Workspace) -> dict[str, int]:
    """How many of papers, journal and exchange know something of a month, the newest month first."""
    from monazite.app.workspace import LISTS  # noqa: PLC0415  it imports this verb

    facts = workspace.facts(kind="price", sort=("-period_end",), limit=LATEST)
    quoted = {month_of(days[1]) for row in facts if (days := days_of(fact_of(row).period))}
    traded = {
        month_of(row["day"]) for row in workspace.records(LISTS["trading-days"], ListQuery({}, ("-day",), LATEST))
    }
    made = {month_of(row["made_on"]) for row in workspace.page(LISTS["lots"], ListQuery(limit=1)).rows}
    return {
        month: (month in quoted) + (month in traded) + bool(workspace.count(LISTS["lots"], month=month))
        for month in sorted(quoted | traded | made, reverse=True)
    }


def best_month(known: Mapping[str, int], today: dt.date) -> str:
    """The month of which most is known, the newest of several; today's where nothing is.

    >>> best_month({"2022-09": 1, "2022-08": 3, "2022-07": 3}, dt.date(2026, 1, 1))
    '2022-08'
    """
    return max(known, key=lambda month: (known[month], month), default=month_of(today))


def month_of(day: dt.date) -> str:
    """The month of a day, as it is written."""
    return f"{day:%Y-%m}"


def span(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of a month.

    >>> span("2022-02")[1].day
    28
    """
    first = dt.date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
