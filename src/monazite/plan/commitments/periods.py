"""Settlement periods (结算期): months, quarters or years of the calendar, cut to the term of a commitment."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from monazite.core import Problem
from monazite.plan.commitments.record import Commitment, Period, PeriodKind
from monazite.plan.said import problem
from monazite.store import nearest

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}
DAY = dt.timedelta(days=1)
_NAME = re.compile(r"(?P<year>[12]\d{3})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


def periods(commitment: Commitment) -> tuple[Period, ...]:
    """All periods of the term, in order."""
    found = [period_on(commitment, commitment.first)]
    while found[-1].last < commitment.last:
        found.append(period_on(commitment, found[-1].last + DAY))
    return tuple(found)


def period_on(commitment: Commitment, day: dt.date) -> Period:
    """The period that holds a day of the term."""
    name, first, last = whole_period(commitment.period, day)
    return Period(name=name, first=max(first, commitment.first), last=min(last, commitment.last))


def period_named(commitment: Commitment, name: str, place: str = "") -> Period | Problem:
    """The period of that name, or that there is none in the term; the nearest is named.

    Args:
        commitment: whose.
        name: ``2026-03``, ``2026-Q1`` or ``2026``, as long as the commitment's periods are.
        place: for a Problem; the id of the commitment unless given.
    """
    if match := _NAME.fullmatch(name):
        month = int(match["month"] or 1) if match["quarter"] is None else int(match["quarter"]) * 3 - 2
        day = max(dt.date(int(match["year"]), month, 1), commitment.first)
        if day <= commitment.last and (found := period_on(commitment, day)).name == name:
            return found
    known = [one.name for one in periods(commitment)]
    ends = f"{known[0]} … {known[-1]}"
    return problem("commit-period", place or commitment.id, known=ends, found=name, nearest=nearest(name, known))


def whole_period(kind: PeriodKind, day: dt.date) -> tuple[str, dt.date, dt.date]:
    """Name, first and last day of the period of the calendar that holds a day.

    >>> whole_period("quarter", dt.date(2026, 2, 28))
    ('2026-Q1', datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    months = MONTHS[kind]
    index = (day.month - 1) // months
    first = dt.date(day.year, index * months + 1, 1)
    last = _months_later(first, months) - DAY
    names = {"month": f"{day:%Y-%m}", "quarter": f"{day:%Y}-Q{index + 1}", "year": f"{day:%Y}"}
    return names[kind], first, last


def share_in_term(commitment: Commitment, period: Period) -> Fraction:
    """What part of the whole period of the calendar lies in the term, by days."""
    _, first, last = whole_period(commitment.period, period.first)
    return Fraction(days_in(period), (last - first).days + 1)


def days_in(period: Period) -> int:
    """Days of a period."""
    return (period.last - period.first).days + 1


def anniversaries(first: dt.date, day: dt.date) -> int:
    """How many anniversaries of a first day have come; one of 29 February comes on 1 March of other years.

    >>> [anniversaries(dt.date(2024, 2, 29), dt.date(2025, *day)) for day in ((2, 28), (3, 1))]
    [0, 1]
    """
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


def _months_later(first: dt.date, months: int) -> dt.date:
    years, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + years, month + 1, 1)
