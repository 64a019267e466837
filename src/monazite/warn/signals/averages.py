"""Means of the past whose weights halve with time; a day without a figure adds nothing and moves nothing."""

from __future__ import annotations

import numpy as np

from monazite.warn.signals.loops import Numbers


def fading_mean(values: Numbers, half_life_days: float) -> Numbers:
    """The mean of all values up to each day, the weight of a value halving in so many days.

    Args:
        values: NaN where there is none. Shape (days,) or (days, columns).
        half_life_days: of the weights.

    Returns:
        NaN before the first value; the same shape.

    >>> fading_mean(np.array([np.nan, 2.0, 4.0]), 1.0)
    array([       nan, 2.        , 3.33333333])
    """
    decay = 0.5 ** (1 / half_life_days)
    total, weight = np.zeros(values.shape[1:]), np.zeros(values.shape[1:])
    means = np.full(values.shape, np.nan)
    is_there = np.isfinite(values)
    for day in range(len(values)):
        total = total * decay + np.where(is_there[day], values[day], 0.0)
        weight = weight * decay + is_there[day]
        means[day] = np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)
    return means


def changes(values: Numbers, days: int = 1) -> Numbers:
    """The change over so many days; NaN where either end is missing.

    Args:
        values: shape (days,) or (days, columns).
        days: between the two ends.

    >>> changes(np.array([1.0, 3.0, np.nan]))
    array([nan,  2., nan])
    """
    found = np.full(values.shape, np.nan)
    found[days:] = values[days:] - values[:-days]
    return found
