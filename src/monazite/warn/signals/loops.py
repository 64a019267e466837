"""The windows of PSY as loops that numba compiles at first use; loading it takes half a second."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
NOTHING = 1e-13
"""Share of its own square sum under which what is left of a column is rounding."""


def window_loop(rows: Numbers, least: Counts, is_bic: bool) -> tuple[Numbers, Numbers]:  # noqa: C901, FBT001, PLR0912
    """The Dickey-Fuller t of the window from the first row, and the largest over all windows, for each last row.

    The moments of a window grow by a row at its front, so all windows together cost rows squared. Eliminating constant
    and lagged changes one by one leaves the partial moments of level and change for each number of lags.

    Args:
        rows: constant, lagged changes, level before, change. Shape (rows, lags + 3).
        least: rows of the shortest window that ends on each. Shape (rows,).
        is_bic: whether the number of lags is chosen in each window (Schwarz), on the rows that all of them share.

    Returns:
        From the first row and the largest, each of shape (rows,); NaN where no window can be told.
    """
    count, width = rows.shape
    level, change = width - 2, width - 1
    forward, backward = np.full(count, np.nan), np.full(count, np.nan)
    row, moments, rest = np.empty(width), np.empty((width, width)), np.empty((width, width))
    for end in range(count):
        moments[:] = 0.0
        for start in range(end, -1, -1):
            row[:] = rows[start]
            row[level] -= rows[end, level]
            for i in range(width):
                for j in range(i, width):
                    moments[i, j] += row[i] * row[j]
            length = end - start + 1
            if length < least[end] or length <= width - 1:
                continue
            rest[:] = moments
            statistic, best = np.nan, np.inf
            for pivot in range(level):
                if rest[pivot, pivot] <= NOTHING * moments[pivot, pivot]:
                    break
                for i in range(pivot + 1, width):
                    factor = rest[pivot, i] / rest[pivot, pivot]
                    for j in range(i, width):
                        rest[i, j] -= factor * rest[pivot, j]
                if not is_bic and pivot < level - 1:
                    continue
                if rest[level, level] <= NOTHING * moments[level, level]:
                    continue
                slope = rest[level, change] / rest[level, level]
                squares = rest[change, change] - slope * rest[level, change]
                if squares <= NOTHING * moments[change, change]:
                    continue
                penalty = length * np.log(squares / length) + (pivot + 2) * np.log(length)
                if penalty < best or not is_bic:
                    best = penalty
                    statistic = slope * np.sqrt(rest[level, level] * (length - pivot - 2) / squares)
            if start == 0:
                forward[end] = statistic
            if not np.isnan(statistic) and not backward[end] >= statistic:
                backward[end] = statistic
    return forward, backward


@cache
def windows() -> Callable[[Numbers, Counts, bool], tuple[Numbers, Numbers]]:
    """`window_loop` compiled."""
    numba: Any = importlib.import_module("numba")
    compiled: Callable[[Numbers, Counts, bool], tuple[Numbers, Numbers]] = numba.njit(cache=True, nogil=True)(
        window_loop
    )
    return compiled
