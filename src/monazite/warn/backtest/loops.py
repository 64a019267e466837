"""AUROC of thousands of turned outcomes as a loop that numba compiles at first use."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monazite.warn.signals.loops import Counts, Numbers


def turned_loop(
    rows: Counts, columns: Counts, is_end: NDArray[np.bool_], outcome: Numbers, turns: Counts
) -> Numbers:  # fmt: skip
    """AUROC with the outcome of each column turned round the circle of rows, for each draw of turns.

    Args:
        rows: of the scored days, in the order of their scores. Shape (scored,).
        columns: of them. Shape (scored,).
        is_end: whether a run of equal scores ends there. Shape (scored,).
        outcome: 1, 0 or NaN. Shape (rows, columns).
        turns: rows by which each column is turned. Shape (draws, columns).

    Returns:
        NaN where one of the outcomes is missing. Shape (draws,).
    """
    count = len(outcome)
    found = np.full(len(turns), np.nan)
    for draw in range(len(turns)):
        wins, good, bad, good_tied, bad_tied = 0.0, 0.0, 0.0, 0.0, 0.0
        for place in range(len(rows)):
            column = columns[place]
            one = outcome[(rows[place] - turns[draw, column]) % count, column]
            good_tied += one == 1.0
            bad_tied += one == 0.0
            if is_end[place]:
                wins += good_tied * (bad + bad_tied / 2)
                good, bad, good_tied, bad_tied = good + good_tied, bad + bad_tied, 0.0, 0.0
        if good > 0 and bad > 0:
            found[draw] = wins / (good * bad)
    return found


@cache
def turned() -> Callable[[Counts, Counts, NDArray[np.bool_], Numbers, Counts], Numbers]:
    """`turned_loop` compiled."""
    numba: Any = importlib.import_module("numba")
    compiled: Callable[[Counts, Counts, NDArray[np.bool_], Numbers, Counts], Numbers]
    compiled = numba.njit(cache=True, nogil=True)(turned_loop)
    return compiled
