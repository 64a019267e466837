"""The signals approach (信号法): indicators with thresholds of least noise to signal, weighted by its inverse.

Kaminsky, Lizondo, Reinhart 1998, IMF Staff Papers 45, 1-48; the composite: Kaminsky 1999, IMF WP/99/178. Of the days
whose outcome is known: A alarm before an event, B alarm and none, C event without alarm, D neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.warn.signals.loops import Numbers

PERCENTILES = (70, 75, 80, 85, 90, 95)
UNKNOWN_PERCENTILE = 80
"""Of the threshold while no outcome is known."""
AGAIN_DAYS = 60
"""Days after which thresholds are set anew."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """When an indicator is an alarm, and what it was worth in the past.

    Args:
        value: above it the indicator is an alarm.
        noise_to_signal: below 1 it told something; None while no outcome is known.
    """

    value: float
    noise_to_signal: float | None

    @property
    def weight(self) -> float:
        """1 over noise to signal; nought from 1 up; 1 while nothing is known. A tenth of a percent of noise caps it."""
        if self.noise_to_signal is None:
            return 1.0
        return 1 / max(self.noise_to_signal, 0.001) if self.noise_to_signal < 1 else 0.0


NEVER = Threshold(float("inf"), None)
"""Before there is a past."""


def noise_to_signal(is_alarm: Numbers, outcome: Numbers) -> float | None:
    """[B / (B + D)] / [A / (A + C)]; None without both outcomes, infinite without one good alarm.

    Args:
        is_alarm: shape (days,).
        outcome: 1 an event followed, 0 none, NaN not to be judged. Shape (days,).

    >>> noise_to_signal(np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0, np.nan]))
    0.5
    """
    good, bad = is_alarm[outcome == 1], is_alarm[outcome == 0]
    if not len(good) or not len(bad):
        return None
    return float(bad.mean() / good.mean()) if good.any() else float("inf")


def threshold(scores: Numbers, outcome: Numbers, past: Numbers) -> Threshold:
    """The percentile of the past with the least noise to signal.

    Args:
        scores: of days whose outcome is known. Shape (days,).
        outcome: of those days, as in `noise_to_signal`.
        past: all scores so far, none missing. Shape (scores,).
    """
    cuts = np.percentile(past, PERCENTILES)
    found = [(noise_to_signal(scores > cut, outcome), cut) for cut in cuts]
    told = [(noise, float(cut)) for noise, cut in found if noise is not None]
    if not told:
        return Threshold(float(cuts[PERCENTILES.index(UNKNOWN_PERCENTILE)]), None)
    noise, cut = min(told)
    return Threshold(cut, noise)


def composite(indicators: Sequence[Numbers], outcome: Numbers, known_after_days: int) -> Numbers:
    """The weighted share of indicators that are alarms, day by day, from the past alone.

    Args:
        indicators: each of shape (days, products), NaN where it says nothing.
        outcome: as in `noise_to_signal`. Shape (days, products).
        known_after_days: days after which an outcome is known; younger ones are not looked at.

    Returns:
        From 0 to 1; NaN where an indicator is missing. Shape (days, products).
    """
    found = np.full(outcome.shape, np.nan)
    for first in range(0, len(outcome), AGAIN_DAYS):
        known = slice(0, max(0, first - known_after_days + 1))
        thresholds = [_of_past(one[:first], one[known], outcome[known]) for one in indicators]
        days = slice(first, first + AGAIN_DAYS)
        found[days] = _share([one[days] for one in indicators], thresholds)
    return found


def _of_past(past: Numbers, scores: Numbers, outcome: Numbers) -> Threshold:
    all_past = past[np.isfinite(past)]
    is_told = np.isfinite(scores)
    return threshold(scores[is_told], outcome[is_told], all_past) if len(all_past) else NEVER


def _share(indicators: Sequence[Numbers], thresholds: Sequence[Threshold]) -> Numbers:
    weights = [one.weight for one in thresholds]
    total = sum(weights)
    alarms = [np.where(np.isnan(one), np.nan, one > cut.value) for one, cut in zip(indicators, thresholds, strict=True)]
    if not total:
        return np.where(np.isnan(sum(alarms)), np.nan, 0.0)
    return np.asarray(sum(weight * one for weight, one in zip(weights, alarms, strict=True))) / total
