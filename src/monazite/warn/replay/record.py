"""The records of a replay: a dated fact, a window in which lines stop, what was known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monazite.core import Words
from monazite.warn.signals.record import Level, Signal


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dated fact, from ``kinds.csv``.

    Args:
        name: as the column ``kind`` has it.
        label: what people call it.
        unit: its figures must have; empty for kinds without.
        needs_figures: whether ``low`` and ``high`` must stand.
        needs_elements: whether ``subjects`` must be rare earths.
        watched: kind of `monazite.warn.watch` that it becomes; empty for what no rule judges.
        becomes: value that it has there; None for its own figure.
    """

    name: str
    label: Words
    unit: str
    needs_figures: bool
    needs_elements: bool
    watched: str
    becomes: float | None


@dataclass(frozen=True, slots=True)
class DatedFact:
    """Something that became public on a day (有日期的事实).

    Args:
        id: unique in its file.
        known_on: the day on which it was public.
        first_day: of the time it is about; the day it was known when not said.
        last_day: of that time.
        kind: of ``kinds.csv``.
        subjects: symbols of elements, or goods.
        holder: whose stock, or which line; None for none.
        low: lower end of its figure; None for none.
        high: upper end.
        what: it says.
        source: of it.
        locator: where in the source.
        is_estimate: whether the figure was estimated rather than printed.
        note: what else must be known.
    """

    id: str
    known_on: date
    first_day: date
    last_day: date
    kind: str
    subjects: tuple[str, ...]
    holder: Words | None
    low: float | None
    high: float | None
    what: Words
    source: str
    locator: str
    is_estimate: bool
    note: str


@dataclass(frozen=True, slots=True)
class Window:
    """Days within which the first lines of a holder of stock stop (停线窗口).

    Args:
        holder: whose stock runs out.
        opens: the earliest day.
        closes: the latest.
        relief: first day on which goods under a new licence may arrive; None where nothing says.
        facts: ids of the facts that it follows from.
    """

    holder: Words
    opens: date
    closes: date
    relief: date | None
    facts: tuple[str, ...]

    @property
    def days(self) -> int:
        """How wide it is, from the first day to the last."""
        return (self.closes - self.opens).days

    @property
    def is_before_relief(self) -> bool:
        """Whether it closes before goods under a new licence may arrive: no licence helps then."""
        return self.relief is None or self.closes < self.relief

    def contains(self, day: date) -> bool:
        """Whether a day lies within, its ends included."""
        return self.opens <= day <= self.closes


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was to be said on a day from what was known then.

    Args:
        day: of which.
        level: the worst of all signals.
        signals: of the watch.
        windows: of the holders whose stock is known, the one that closes first at the head.
        news: facts that became known on the day itself.
        holders: names of the holders that signals are about, by the subject of the signal.
    """

    day: date
    level: Level
    signals: tuple[Signal, ...]
    windows: tuple[Window, ...]
    news: tuple[DatedFact, ...]
    holders: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a prediction, judged afterwards with all facts (事后检验).

    Args:
        called_on: first day that was red.
        after_notice_days: days from the notice to it.
        window: predicted on that day.
        stops: known stops, each with whether all its known days that must be in the window are.
    """

    called_on: date
    after_notice_days: int | None
    window: Window | None
    stops: tuple[tuple[DatedFact, bool], ...]
