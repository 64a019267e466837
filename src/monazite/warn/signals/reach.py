"""The chance that a price stands a good deal higher within some days (首达概率): first passage of a walk with drift.

Nothing is fitted: scale from the moves of late, pull towards the long mean, the run of late. The reasons
stand in ``docs/decisions/0018-backtest-fixed-first.md``, which fixed them before they met any price.
"""

from __future__ import annotations

from math import log

import numpy as np
from scipy.special import log_ndtr, ndtr

from monazite.warn.signals.averages import changes, fading_mean
from monazite.warn.signals.loops import Numbers

RISE = log(1.15)
"""The rise that is asked for, as a logarithm."""
WITHIN_DAYS = 60
STEP_DAYS = 10
SURE = 1e-9
"""Standard deviation under which a path is as good as certain."""
SCALE_HALF_LIFE_DAYS = 120
MEAN_HALF_LIFE_DAYS = 250
PULL_PER_DAY = log(2) / 250
RUN_HALF_LIFE_DAYS = 20
RUN_SHARE = 0.5
"""Of the drift of late that goes on: what halves in 20 days gives 29 of the next 60."""


def chance_of_passage(drift: Numbers, scale: Numbers, rise: float = RISE, days: int = WITHIN_DAYS) -> Numbers:
    """The chance that a Gaussian walk reaches a height within so many days (inverse Gaussian law).

    Args:
        drift: logarithm a day. Shape (...,).
        scale: standard deviation of a day's change, 0 for a path that is sure. Shape (...,).
        rise: height, a logarithm above nought.
        days: time it has.

    Returns:
        Chances, the same shape; NaN where an input is.

    >>> chance_of_passage(np.array([0.0, 0.0, 1.0]), np.array([0.02, 0.0, 0.0])).round(4)
    array([0.367, 0.   , 1.   ])
    """
    is_sure = scale <= SURE
    spread = np.where(is_sure, np.nan, scale) * np.sqrt(days)
    over, under = (drift * days - rise) / spread, (-drift * days - rise) / spread
    chance = ndtr(over) + np.exp(np.minimum(2 * drift * rise * days / spread**2 + log_ndtr(under), 0.0))
    return np.where(is_sure, np.where(np.isnan(drift), np.nan, drift * days >= rise), np.minimum(chance, 1.0))


def reach(logs: Numbers) -> Numbers:
    """The chance of each day and product that its price stands 15 % higher within 60 days.

    Args:
        logs: logarithms of prices, NaN where there is none. Shape (days, products).

    Returns:
        NaN on a day without a price or before the first change over ten days; the same shape.
    """
    return chance_of_passage(pull(logs) + RUN_SHARE * run(logs), scale(logs))


def scale(logs: Numbers) -> Numbers:
    """Standard deviation of a day's change, from changes over ten days about their mean: quotes follow one another."""
    moves = changes(logs, STEP_DAYS)
    mean, square = (fading_mean(one, SCALE_HALF_LIFE_DAYS) for one in (moves, moves**2))
    variance = square - mean**2
    return np.sqrt(np.where(variance > 1e-12 * square, variance, 0.0 * variance) / STEP_DAYS)


def pull(logs: Numbers) -> Numbers:
    """Drift of a day towards the long mean of the price's logarithm."""
    return PULL_PER_DAY * (fading_mean(logs, MEAN_HALF_LIFE_DAYS) - logs)


def run(logs: Numbers) -> Numbers:
    """Mean daily change of late: half the product's own, half of the others; its own alone where there are none."""
    own, others = np.nan_to_num(_of_late(logs)), company(logs)
    return np.where(np.isnan(others), own, (own + np.nan_to_num(others)) / 2)


def company(logs: Numbers) -> Numbers:
    """Mean daily change of the other products of late; NaN where none of them has one today."""
    mean = _of_late(logs)
    is_there = np.isfinite(mean)
    others = is_there.sum(axis=1, keepdims=True) - is_there
    total = np.nansum(mean, axis=1, keepdims=True) - np.nan_to_num(mean)
    return np.where(others > 0, total / np.maximum(others, 1), np.nan)


def _of_late(logs: Numbers) -> Numbers:
    daily = changes(logs)
    return np.where(np.isfinite(daily), fading_mean(daily, RUN_HALF_LIFE_DAYS), np.nan)
