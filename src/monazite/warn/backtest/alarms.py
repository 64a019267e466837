"""What a method's levels would have meant: false reds in quiet years, and how long before an event it warned."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monazite.warn.backtest.events import merged
from monazite.warn.backtest.record import WITHIN_DAYS, Event
from monazite.warn.signals.loops import Numbers

CHANCES = (0.10, 0.20, 1 / 3)
"""Of an event, from which a level is yellow, orange, red."""
PERCENTS = (75.0, 90.0, 97.5)
"""Of all scores before a day, above which a level is yellow, orange, red."""
FIRST_DAYS = 120
"""Scored days before which scores without a scale of their own have no level."""
YEAR_DAYS = 240
"""Trading days of a whole year, at least; a year of fewer rows counts as a part."""
NONE, ORANGE, RED = -1, 2, 3

Ranks = NDArray[np.int8]
"""Places of levels in `LEVELS`: 0 blue to 3 red, -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How an event was announced.

    Args:
        event: the event.
        orange_days: from the first orange or red of the 60 days before to the start; None where there was none.
        red_days: the same of red.
        late_days: from the start to the first red of the episode; None where there was none.
        late_share: share of the episode's rise that was over by then.
        is_judged: whether all 60 days before it, as far as they have a price, are scored.
    """

    event: Event
    orange_days: int | None
    red_days: int | None
    late_days: int | None
    late_share: float | None
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Alarms:
    """Red alarms of a method.

    Args:
        quiet_years: product-years without an event, by the share of their days that are scored.
        false_in_quiet_years: alarms in them that no event followed.
        reds: alarms whose outcome is known, in all years.
        false_reds: those of them that no event followed.
        leads: of each event.
    """

    quiet_years: float
    false_in_quiet_years: int
    reds: int
    false_reds: int
    leads: tuple[Lead, ...]

    @property
    def false_per_quiet_year(self) -> float | None:
        """False reds of a quiet year; None without one."""
        return self.false_in_quiet_years / self.quiet_years if self.quiet_years else None


def ranks(scores: Numbers, *, is_chance: bool) -> Ranks:
    """The level of each day and product, from that day and the days before alone.

    Args:
        scores: NaN on days without. Shape (days, products).
        is_chance: whether they are chances.
    """
    if is_chance:
        found = np.digitize(scores, CHANCES).astype(np.int8)
    else:
        found = np.full(scores.shape, NONE, dtype=np.int8)
        past: list[float] = []
        scored_days = 0
        for day, row in enumerate(scores):
            there = np.isfinite(row)
            if scored_days >= FIRST_DAYS:
                cuts = [past[min(int(len(past) * one / 100), len(past) - 1)] for one in PERCENTS]
                found[day] = [bisect_left(cuts, one) for one in row.tolist()]
            scored_days += bool(there.any())
            for one in row[there].tolist():
                insort(past, one)
    return np.where(np.isfinite(scores), found, NONE).astype(np.int8)


def alarms(found: Ranks, outcome: Numbers, values: Numbers, days: Sequence[date], events: Sequence[Event]) -> Alarms:
    """Count them.

    Args:
        found: levels of `ranks`. Shape (days, products).
        outcome: 1, 0 or NaN. Shape (days, products).
        values: prices. Shape (days, products).
        days: of the rows.
        events: of these products.
    """
    years = np.array([one.year for one in days])
    loud = {(one.product, int(years[one.start])) for one in events}
    starts = [(day, product) for product in range(found.shape[1]) for day in _red_starts(found[:, product])]
    told = [(day, product) for day, product in starts if _is_known(day, product, outcome, events)]
    false = [(day, product) for day, product in told if outcome[day, product] == 0]
    quiet = [one for one in false if (one[1], int(years[one[0]])) not in loud]
    is_told = (found != NONE) & np.isfinite(outcome)
    quiet_years = sum(
        float(is_told[years == year, product].sum()) / max(YEAR_DAYS, int((years == year).sum()))
        for year in np.unique(years).tolist()
        for product in range(found.shape[1])
        if (product, year) not in loud
    )
    leads = tuple(_lead(one, found[:, one.product], values[:, one.product]) for one in events)
    return Alarms(quiet_years, len(quiet), len(told), len(false), leads)


def _red_starts(levels: Ranks) -> list[int]:
    """First days of runs of red; runs within 60 days are one."""
    return [start for start, _ in merged((int(day), int(day)) for day in np.flatnonzero(levels == RED))]


def _is_known(day: int, product: int, outcome: Numbers, events: Sequence[Event]) -> bool:
    """Whether a day has an outcome or lies in an episode."""
    is_inside = any(one.product == product and one.start < day <= one.end for one in events)
    return is_inside or bool(np.isfinite(outcome[day, product]))


def _lead(event: Event, levels: Ranks, prices: Numbers) -> Lead:
    first = max(0, event.start - WITHIN_DAYS)
    ahead = levels[first : event.start + 1]
    is_judged = bool((ahead[np.isfinite(prices[first : event.start + 1])] != NONE).all())
    before = [_days_to(event.start, first, ahead >= rank) for rank in (ORANGE, RED)]
    inside = np.flatnonzero(levels[event.start + 1 : event.end + 1] == RED)
    late = int(inside[0]) + 1 if len(inside) else None
    share = _share_passed(event, late, prices) if late else None
    return Lead(event, before[0], before[1], late, share, is_judged)


def _days_to(start: int, first: int, is_there: NDArray[np.bool_]) -> int | None:
    found = np.flatnonzero(is_there)
    return start - first - int(found[0]) if len(found) else None


def _share_passed(event: Event, late: int, prices: Numbers) -> float:
    """Share of an episode's whole rise, from its start to its highest price, that was over so many days later."""
    low, high = float(prices[event.start]), float(np.nanmax(prices[event.start : event.end + 1]))
    return (float(prices[event.start + late]) - low) / (high - low)
