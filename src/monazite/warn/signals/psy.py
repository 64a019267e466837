"""Explosive prices (泡沫检验): Dickey-Fuller over all windows, after Phillips, Shi and Yu.

Phillips, Wu, Yu 2011 (SADF), Phillips, Shi, Yu 2015, International Economic Review 56, 1043-1078 (GSADF and BSADF).
The change of a series on a day is explained by a constant, the level of the day before and lagged changes; a t of the
level far above nought says that the level feeds its own growth. A window counts the rows of that regression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.core import InternalError
from monazite.warn.signals.loops import Counts, Numbers, windows


@dataclass(frozen=True, slots=True)
class Explosive:
    """The statistics of a series.

    Args:
        adf: t over the whole series.
        sadf: largest over the windows that begin with the series.
        gsadf: largest over all windows.
        forward: t from the first day to each, NaN before the shortest window. Shape (days,).
        bsadf: largest over the windows that end on each day, NaN before. Shape (days,).
    """

    adf: float
    sadf: float
    gsadf: float
    forward: Numbers
    bsadf: Numbers


def least_window(days: int) -> int:
    """Rows of the shortest window: (0.01 + 1.8 / sqrt(days)) of the days, rounded down (PSY 2015, section 4).

    >>> least_window(229)
    29
    """
    return int((0.01 + 1.8 / days**0.5) * days) if days > 0 else 0


def explosive(
    values: Sequence[float] | Numbers, lags: int = 0, *, least: int | None = None, is_bic: bool = False,
    is_causal: bool = False,
) -> Explosive:  # fmt: skip
    """All statistics of a series.

    Args:
        values: levels (prices or their logarithms), none missing. Shape (days,).
        lags: lagged changes beside the level; with ``is_bic`` the most of them.
        least: rows of the shortest window; `least_window` of the series unless given.
        is_bic: whether each window chooses its number of lags (Schwarz 1978), compared on the same rows.
        is_causal: whether the shortest window is that of the days so far, so that no later day changes an earlier one.

    Raises:
        InternalError: for negative lags or a value that is no number.
    """
    levels = np.asarray(values, dtype=np.float64)
    if lags < 0 or not np.isfinite(levels).all():
        raise InternalError("psy: levels must be numbers and lags not negative")
    first = lags + 1
    forward, backward = np.full(len(levels), np.nan), np.full(len(levels), np.nan)
    if len(levels) > first:
        shortest = _shortest(len(levels), least, is_causal=is_causal)[first:]
        forward[first:], backward[first:] = windows()(_rows(levels, lags), shortest, is_bic)
    return Explosive(_last(forward), _largest(forward), _largest(backward), forward, backward)


def _shortest(days: int, least: int | None, *, is_causal: bool) -> Counts:
    if is_causal:
        return np.array([least_window(day) for day in range(1, days + 1)], dtype=np.int64)
    return np.full(days, least_window(days) if least is None else least, dtype=np.int64)


def _rows(levels: Numbers, lags: int) -> Numbers:
    """Constant, lagged changes, level before, change; shape (days - 1 - lags, lags + 3)."""
    changes = np.diff(levels)
    count = len(changes) - lags
    lagged = [changes[lags - one : lags - one + count] for one in range(1, lags + 1)]
    return np.column_stack([np.ones(count), *lagged, levels[lags:-1], changes[lags:]])


def _last(values: Numbers) -> float:
    return float(values[-1]) if len(values) else float("nan")


def _largest(values: Numbers) -> float:
    return float(np.nanmax(values)) if np.isfinite(values).any() else float("nan")
