"""A replayed day as its page shows it: what was known, what followed from it, and what became known later, apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monazite.core import Problem, ProblemError, Words
from monazite.reference import rare_earths
from monazite.store import said
from monazite.warn.replay import DatedFact, Replayed, Verdict, Window, holder_key, load_2025, on, replay, verdict
from monazite.warn.signals import LEVELS, Level, Signal
from monazite.warn.watch import EVERY, kinds

LONGEST, KEPT = 20, 400
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
"""Days that may be asked for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Signals that say the same of several subjects.

    Args:
        level: of all.
        label: of their kind.
        elements: symbols.
        others: names of what is no element.
        is_every: whether they are about all elements.
        reasons: of all.
        facts: ids behind them.
    """

    level: Level
    label: Words
    elements: tuple[str, ...]
    others: tuple[str, ...]
    is_every: bool
    reasons: tuple[Words, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of the time line.

    Args:
        kind: window, stop (known that day) or later (a stop known later).
        holder: whose.
        first: day.
        last: day.
        known_on: day on which it was known; None of what was predicted.
    """

    kind: str
    holder: Words
    first: date
    last: date
    known_on: date | None = None


@lru_cache(maxsize=1)
def facts() -> tuple[DatedFact, ...]:
    """The dated facts of 2025 that ship.

    Raises:
        ProblemError: the first of what is wrong with them.
    """
    found = load_2025()
    if found.problems:
        raise ProblemError(found.problems[0])
    return tuple(sorted(found.facts, key=lambda one: (one.known_on, one.id)))


@lru_cache(maxsize=1)
def days() -> tuple[Replayed, ...]:
    """Every day on which something became known."""
    return replay(facts())


@lru_cache(maxsize=KEPT)
def day_of(day: date) -> Replayed:
    """What was to be said on a day."""
    return on(facts(), day)


@lru_cache(maxsize=1)
def judged() -> Verdict | None:
    """What became of the first red day."""
    return verdict(facts())


def asked_day(text: str) -> tuple[date, Problem | None]:
    """The day that an address asks for; the first red one where it asks for none, or for no day, which is said.

    Args:
        text: of the address.
    """
    found = judged()
    usual = found.called_on if found else days()[0].day
    if not text:
        return usual, None
    try:
        day = date.fromisoformat(text[:LONGEST])
    except ValueError:
        day = None
    if day is not None and FIRST_DAY <= day <= LAST_DAY:
        return day, None
    wanted = {"wanted_zh": "日期，如 2025-04-04", "wanted_en": "a day such as 2025-04-04"}
    return usual, said("monazite.store", "value-wrong", "day", found=text[:LONGEST], **wanted)


def groups(signals: Sequence[Signal]) -> list[Group]:
    """Signals that are not calm, those that say the same as one; the worst first."""
    found: dict[tuple[Level, str, tuple[Words, ...], tuple[str, ...]], list[str]] = {}
    for one in signals:
        if one.level != LEVELS[0]:
            found.setdefault((one.level, one.kind, one.reasons, one.facts), []).append(one.subject)
    symbols = [one.symbol for one in rare_earths()]
    names = {holder_key(one.holder) for one in facts() if one.holder}
    return [
        Group(
            level, kinds()[kind].label, tuple(name for name in symbols if name in subjects),
            tuple(name for name in subjects if name not in symbols and name != EVERY and name not in names),
            EVERY in subjects, reasons, behind,
        )
        for (level, kind, reasons, behind), subjects in found.items()
    ]  # fmt: skip


def spans(shown: Replayed) -> Iterator[Span]:
    """The windows of a day, the stops that were known, and those that became known later."""
    yield from (_window(one) for one in shown.windows)
    for one in facts():
        if one.kind == "stop":
            kind = "stop" if one.known_on <= shown.day else "later"
            yield Span(kind, one.holder or one.what, one.first_day, one.last_day, one.known_on)


def _window(one: Window) -> Span:
    return Span("window", one.holder, one.opens, one.closes)
