"""Control charts on daily changes (控制图): the sum that keeps what exceeds (CUSUM) and the mean that fades (EWMA).

Page 1954, Biometrika 41, 100-115; Roberts 1959, Technometrics 1, 239-250. Changes are measured by the mean and the
scale of the days before, so that a day never judges itself.
"""

from __future__ import annotations

import numpy as np

from monazite.warn.signals.averages import changes, fading_mean
from monazite.warn.signals.loops import Numbers

PAST_HALF_LIFE_DAYS = 120
LEAST_SCALE = 0.002
"""Logarithm a day: a quote that never moved has no scale; an estimate of the smallest step of quotes."""
ALLOWANCE = 0.5
"""Standard deviations a day that the sum forgives: half a shift of one (Page)."""
WEIGHT = 0.1
"""Of today in the mean that fades."""


def standardised(logs: Numbers) -> Numbers:
    """Changes of a day in standard deviations about the mean of the days before.

    Args:
        logs: logarithms of prices, NaN where there is none. Shape (days,) or (days, columns).

    Returns:
        NaN where a change or a past is missing; the same shape.
    """
    daily = changes(logs)
    mean, square = (fading_mean(one, PAST_HALF_LIFE_DAYS) for one in (daily, daily**2))
    spread = np.sqrt(np.maximum(square - mean**2, LEAST_SCALE**2))
    found = np.full(logs.shape, np.nan)
    found[1:] = (daily[1:] - mean[:-1]) / spread[:-1]
    return found


def cusum(standard: Numbers) -> Numbers:
    """S = max(0, S + z - 1/2) of each day: how far changes have run above the past; a missing day leaves it.

    Args:
        standard: of `standardised`. Shape (days,) or (days, columns).

    >>> cusum(np.array([1.0, -3.0, 2.0]))
    array([0.5, 0. , 1.5])
    """
    state, found = np.zeros(standard.shape[1:]), np.empty(standard.shape)
    for day, one in enumerate(standard):
        state = found[day] = np.where(np.isfinite(one), np.maximum(0.0, state + one - ALLOWANCE), state)
    return found


def ewma(standard: Numbers) -> Numbers:
    """The fading mean of changes in its own standard deviations, sqrt(w / (2 - w)); a missing day leaves it.

    Args:
        standard: of `standardised`. Shape (days,) or (days, columns).

    >>> ewma(np.array([1.0])).round(3)
    array([0.436])
    """
    state, found = np.zeros(standard.shape[1:]), np.empty(standard.shape)
    for day, one in enumerate(standard):
        state = found[day] = np.where(np.isfinite(one), WEIGHT * one + (1 - WEIGHT) * state, state)
    spread: float = (WEIGHT / (2 - WEIGHT)) ** 0.5
    return found / spread
