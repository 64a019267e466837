"""Signals of a series on its last day, from that day and those before: bubble, CUSUM, EWMA, chance of passage, gap."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

import numpy as np

from monazite.core import InternalError, Words
from monazite.warn.signals.averages import fading_mean
from monazite.warn.signals.control import cusum, ewma, standardised
from monazite.warn.signals.critical import episodes, tabulated
from monazite.warn.signals.levels import CHANCES, GAPS, SPREADS, SUMS, Thresholds, level_of, reason
from monazite.warn.signals.loops import Numbers
from monazite.warn.signals.psy import explosive
from monazite.warn.signals.reach import WITHIN_DAYS, reach
from monazite.warn.signals.record import Series, Signal, worst

LEAST_PRICES = 60
"""Prices under which no signal of a price is given: a quarter of a year."""
LEAST_GAPS = 20
"""Days with both prices under which the gap has no band."""
GAP_HALF_LIFE_DAYS = 60


def price_signals(series: Series, others: Sequence[Series] = (), facts: tuple[str, ...] = ()) -> tuple[Signal, ...]:
    """What every method says of a price on its last day; nothing of fewer than 60 prices.

    Args:
        series: of prices, in any one unit.
        others: prices of other products, for the company a price keeps.
        facts: ids behind the series.

    Raises:
        InternalError: for a price that is not above nought, which readers should have refused.
    """
    if any(not price > 0 for one in (series, *others) for price in one.values):
        raise InternalError("signals: prices must be above nought")
    if len(series.values) < LEAST_PRICES:
        return ()
    standard = standardised(np.log(series.values))
    chance = _reach(series, others)
    common = {"days": WITHIN_DAYS}
    return (
        _psy(series, facts),
        _signal("cusum", series, float(cusum(standard)[-1]), SUMS, facts),
        _signal("ewma", series, float(ewma(standard)[-1]), SPREADS, facts),
        _signal("reach", series, chance, CHANCES, facts, **common),
    )


def gap_signal(
    outside: Series, inside: Series, vat_rate: float, *, has_inside_tax: bool, facts: tuple[str, ...] = ()
) -> Signal | None:
    """How far the price outside China stands above that inside, on the last day that has both; None without one.

    g = ln(outside / inside without tax): prices in China are quoted with value-added tax, those outside without, so
    an inside price with tax is divided by 1 + rate. 2011, lanthanum oxide 80 against 20.6 USD/kg: g = 1.36.

    Args:
        outside: prices in the same unit and currency as ``inside``; converting is the caller's, with a dated rate.
        inside: prices of the same product.
        vat_rate: such as 0.13 (from 1 April 2019).
        has_inside_tax: whether the inside prices hold the tax.
        facts: ids behind both series.

    Raises:
        InternalError: for two units.
    """
    if outside.unit != inside.unit:
        raise InternalError(f"gap: {outside.unit} against {inside.unit}")
    gaps = gaps_of(outside, inside, vat_rate if has_inside_tax else 0.0)
    if not gaps.values:
        return None
    last = gaps.values[-1]
    found = _signal("gap", gaps, last, GAPS, facts, ratio=exp(last))
    if len(gaps.values) <= LEAST_GAPS:
        return found
    mean, spread = _past(np.array(gaps.values))
    spreads = (last - mean) / spread if spread > 0 else 0.0
    reasons = (*found.reasons, reason("gap-band", spreads=spreads, mean=mean))
    level = worst((found.level, level_of(spreads, SPREADS)))
    return Signal("gap", found.subject, found.day, level, last, found.threshold, reasons, facts)


def gaps_of(outside: Series, inside: Series, vat_rate: float) -> Series:
    """ln(outside / (inside / (1 + rate))) of each day that has both prices; no price is carried to another day.

    Args:
        outside: prices without tax.
        inside: prices in the same unit.
        vat_rate: in the inside prices; 0 where they are without tax.
    """
    there = dict(zip(outside.days, outside.values, strict=True))
    both = [(day, log(there[day] * (1 + vat_rate) / price))
            for day, price in zip(inside.days, inside.values, strict=True) if day in there]  # fmt: skip
    return Series(inside.name, "ln", tuple(day for day, _ in both), tuple(gap for _, gap in both))


def _past(gaps: Numbers) -> tuple[float, float]:
    """Fading mean and scale of the days before the last."""
    mean, square = (fading_mean(one, GAP_HALF_LIFE_DAYS)[-2] for one in (gaps, gaps**2))
    return float(mean), float(np.sqrt(max(square - mean**2, 0.0)))


def _signal(
    kind: str, series: Series, score: float, thresholds: Thresholds, facts: tuple[str, ...], **values: object
) -> Signal:
    low, middle, high = thresholds
    why = reason(kind, name=series.name, score=score, low=low, middle=middle, high=high, **values)
    return Signal(kind, series.name, series.days[-1], level_of(score, thresholds), score, high, (why,), facts)


def _psy(series: Series, facts: tuple[str, ...]) -> Signal:
    statistic = explosive(series.values, is_causal=True).bsadf
    thresholds = tabulated(len(series.values))
    score = float(statistic[-1]) if np.isfinite(statistic[-1]) else float("-inf")
    found = _signal("psy", series, score, thresholds, facts, days=len(series.values))
    runs = episodes(statistic, thresholds[1])
    if not runs or runs[-1][1] != len(statistic) - 1:
        return found
    since: Words = reason("psy-since", day=series.days[runs[-1][0]])
    return Signal(
        found.kind, found.subject, found.day, found.level, score, found.threshold, (*found.reasons, since), facts
    )


def _reach(series: Series, others: Sequence[Series]) -> float:
    """The chance on the last day of the series, all on the days that any of them has up to it."""
    all_of = [one.up_to(series.days[-1]) for one in (series, *others)]
    days = {day: row for row, day in enumerate(sorted({day for one in all_of for day in one.days}))}
    logs = np.full((len(days), len(all_of)), np.nan)
    for column, one in enumerate(all_of):
        logs[[days[day] for day in one.days], column] = np.log(one.values)
    return float(reach(logs)[-1, 0])
