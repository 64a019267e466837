"""What a change is measured against: a word, a time, the level before it, or the change stated just before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from monazite.facts.record import Change
from monazite.read.prose.drafts import Draft
from monazite.read.prose.periods import THIS_YEAR
from monazite.read.prose.state import State
from monazite.read.prose.vocabulary import rows_of

UNSTATED, YEAR_START = "unstated", "year start"
ON_THE_DAY = re.compile("今[日天早晚]|当[日天]")
"""今日…上涨1万元: news of a day tell the change since the day before."""
OF_THE_WEEK = re.compile("[本上]周$")
ADJUSTED = re.compile("[上下]调")
"""A listed or contract price that is adjusted is compared with the one before."""
STEPS: Mapping[str, tuple[re.Pattern[str], int]] = {
    "mom": (re.compile(r"(\d{4})-(\d\d)"), 12),
    "qoq": (re.compile(r"(\d{4})-Q(\d)"), 4),
}
"""Bases that are one step back from a period, by the form of the period; how many steps a year has."""
LONGEST_BREAK = 3
"""Days from one day of trading to the next: over a weekend."""
YEAR = re.compile(r"\d{4}")
JANUARY = re.compile(r"\d{4}-01")


def give(state: State, draft: Draft, change: Change, end: int) -> None:
    """Give a change to a draft, with its basis settled; the first one stays.

    Args:
        state: what is carried forward; the basis of this change is kept for those that follow.
        draft: the level, or the row of the change itself.
        change: as stated.
        end: where the statement ends.
    """
    if draft.change is None:
        draft.changed(settled(state, draft, change), end)


def settled(state: State, draft: Draft, change: Change) -> Change:
    """The change with the basis it has in the light of the period of its level and of what was said before."""
    if change.basis != UNSTATED:
        basis = _start_of(draft.period, usual(draft.period, change.basis))
        if basis == YEAR_START:
            basis = f"{year[:4]}-01" if (year := draft.period or state.today or "--")[0].isdecimal() else UNSTATED
        holds_for = "" if not basis[:1].isdecimal() else draft.subject.key
        state.basis, state.basis_at = (draft.kind, draft.period, holds_for, basis), draft.number.start
        return replace(change, basis=basis)
    return replace(change, basis=usual(draft.period, _inferred(state, draft)))


def _inferred(state: State, draft: Draft) -> str:
    """The basis of a change that names none."""
    earlier = _level_before(state, draft)
    if earlier is not None:
        return earlier
    if state.basis is not None and _holds(state, draft):
        return state.basis[-1]
    return _of_time(state, draft) or UNSTATED


def _of_time(state: State, draft: Draft) -> str | None:
    """The basis that the time of the news implies: 今日 the day before, 本周 the week before, 今年 its beginning."""
    time = state.time
    if time is not None and time.iso is not None and time.iso == draft.period and ON_THE_DAY.fullmatch(time.text):
        return "dod"
    if draft.kind not in ("price", "price_move"):
        return None
    if time is not None and OF_THE_WEEK.match(time.text):
        return "wow"
    if time is not None and time.text in THIS_YEAR and time.start >= state.sentence[0] and time.iso:
        return f"{time.iso[:4]}-01"
    if ADJUSTED.search(state.sentence_text) is None:
        return None
    return next((basis for basis, (form, _) in STEPS.items() if form.fullmatch(draft.period or "")), None)


def _holds(state: State, draft: Draft) -> bool:
    """Whether the basis stated last holds for this change too: of the same kind and period, a date in its sentence."""
    kind, period, subject, _ = state.basis or ("", None, "", "")
    is_near = draft.number.start > state.sentence[0] and state.basis_at >= state.sentence[0]
    return (kind, period) == (draft.kind, draft.period) and (subject in ("", draft.subject.key) or is_near)


def _level_before(state: State, draft: Draft) -> str | None:
    """4.8万吨，2010年降为3万吨，降幅40%: the level before it in the sentence, of an earlier period."""
    if draft.canonical is None or draft.period is None:
        return None
    same = (draft.kind, draft.subject.key, draft.canonical_unit)
    for other in reversed(state.drafts):
        if other.number.start < state.sentence[0]:
            return None
        is_level = other is not draft and other.canonical is not None and other.number.start < draft.number.start
        if is_level and (other.kind, other.subject.key, other.canonical_unit) == same:
            is_earlier = other.period is not None and other.period < draft.period
            return other.period if is_earlier and "batch" not in draft.period else None
    return None


def usual(period: str | None, basis: str) -> str:
    """The usual word for a basis: the same period of the year before is yoy, the month before mom, the day before dod.

    >>> usual("2022-08", "2021-08"), usual("2026-Q1", "2025-Q4"), usual("2022-08-31", "2022-08-01")
    ('yoy', 'qoq', '2022-08-01')
    """
    if period is None or basis[:1] not in ("1", "2"):
        return _of_period(period, basis)
    if basis == YEAR.sub(lambda m: str(int(m[0]) - 1), period) or f"{_year(period) - 1}" == basis:
        return "yoy"
    for word, (form, steps) in STEPS.items():
        now, then = form.fullmatch(period), form.fullmatch(basis)
        if now and then and _step(now, steps) - _step(then, steps) == 1:
            return word
    return "dod" if _is_day_before(period, basis) else basis


def _start_of(period: str | None, basis: str) -> str:
    """今年以来, 较年初: the year that holds the period, or the one before a paper of January, begins in January."""
    if period is None or not YEAR.match(period):
        return basis
    is_this_year = YEAR.fullmatch(basis) is not None and period.startswith(basis)
    is_later = JANUARY.fullmatch(basis) is not None and basis[:4] > period[:4]
    return f"{period[:4]}-01" if is_this_year or is_later else basis


def _of_period(period: str | None, basis: str) -> str:
    """环比 of a quarter is against the quarter before."""
    return "qoq" if basis == "mom" and period is not None and STEPS["qoq"][0].fullmatch(period) else basis


def _year(period: str) -> int:
    year = period[:4]
    return int(year) if year.isdecimal() else 0


def _step(match: re.Match[str], steps: int) -> int:
    return int(match[1]) * steps + int(match[2])


def _is_day_before(period: str, basis: str) -> bool:
    try:
        now, then = date.fromisoformat(period), date.fromisoformat(basis)
    except ValueError:
        return False
    days = (now - then).days
    return days == 1 or (days == LONGEST_BREAK and now.weekday() == 0)


@cache
def named_bases() -> Mapping[str, str]:
    """Times that name a usual basis: 较上月 is month on month."""
    return {row["time"]: row["basis"] for row in rows_of("bases.csv")}
