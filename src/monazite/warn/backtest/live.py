"""The two composites as signals of today: the scores that the back-test judges, on series that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from monazite.warn.backtest.alarms import NONE, PERCENTS, ranks
from monazite.warn.backtest.methods import past_share, scores
from monazite.warn.signals.levels import reason
from monazite.warn.signals.loops import Numbers
from monazite.warn.signals.record import LEVELS, Series, Signal

COMPOSITES = ("signals", "trend")


def composite_signals(series: Sequence[Series], facts: tuple[str, ...] = ()) -> tuple[Signal, ...]:
    """The signals approach and the trend of each product on the last day of all; none before it has 120 prices.

    Args:
        series: prices above nought of different products, each in any one unit.
        facts: ids behind them.

    Returns:
        None of a product without a price on that day, nor in the first 120 days on which anything is scored.
    """
    days = sorted({day for one in series for day in one.days})
    if not days:
        return ()
    found = scores(_aligned(series, days))
    return tuple(
        replace(signal, facts=facts)
        for name in COMPOSITES
        for place, one in enumerate(series)
        if (signal := _signal(name, one.name, days[-1], found[name], place))
    )


def _aligned(series: Sequence[Series], days: Sequence[date]) -> Numbers:
    rows = {day: row for row, day in enumerate(days)}
    values = np.full((len(days), len(series)), np.nan)
    for column, one in enumerate(series):
        values[[rows[day] for day in one.days], column] = one.values
    return values


def _signal(name: str, subject: str, day: date, found: Numbers, place: int) -> Signal | None:
    rank = int(ranks(found, is_chance=False)[-1, place])
    if rank == NONE:
        return None
    score, share = float(found[-1, place]), float(past_share(found)[-1, place])
    past = found[:-1][np.isfinite(found[:-1])]
    why = reason(name, name=subject, score=score, share=f"{100 * share:.0f}")
    return Signal(name, subject, day, LEVELS[rank], score, float(np.percentile(past, PERCENTS[-1])), (why,))
