"""A series in one unit: a jump by a power of ten, or to more than double or less than half in a day, is no price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import log10

import numpy as np

from monazite.core import Problem
from monazite.warn.backtest.record import FIRST_PRICES
from monazite.warn.said import problem
from monazite.warn.signals.loops import Numbers

NEAR = 0.1
"""Of a power of ten, as a decimal logarithm: 8 to 12.5 times is ten times and a day's change."""
DOUBLE = log10(2)


def one_unit(
    values: Numbers, places: Sequence[str], days: Sequence[date], heading: str
) -> tuple[Numbers, list[Problem]]:
    """The part of a series in the first unit that 120 prices are in, the rest NaN, and a Problem for each jump.

    After ten times and a tenth the unit is the first one again; after any other jump nobody knows, and the parts
    before and after it stand apart. The first part that is long enough, not the longest: which days are used must not
    depend on how long the next part becomes. Where none is long enough, the longest.

    Args:
        values: prices, NaN where there is none. Shape (days,).
        places: file and row of each day.
        days: of the rows.
        heading: of the column.
    """
    there = np.flatnonzero(np.isfinite(values)).tolist()
    keys, problems, key = [], [], (0, 0)
    jumps: list[tuple[int, str, int]] = []
    for before, after in pairwise(there):
        keys.append(key)
        ratio = log10(values[after] / values[before])
        power = round(ratio)
        if power and abs(ratio - power) < NEAR:
            key = (key[0], key[1] + power)
            jumps.append((before, "backtest-unit-changed", after))
        elif abs(ratio) > DOUBLE:
            key = (key[0] + 1, 0)
            jumps.append((before, "backtest-jump", after))
    keys += [key] if len(there) else []
    if not jumps:
        return values, []
    kept = _first_of(keys)
    is_kept = np.zeros(len(values), dtype=bool)
    is_kept[there] = [one == kept for one in keys]
    for before, code, after in jumps:
        problems.append(problem(code, places[after], column=heading, day=days[before], before=values[before].item(),
                                found=values[after].item(), count=int(len(there) - is_kept.sum())))  # fmt: skip
    return np.where(is_kept, values, np.nan), problems


def _first_of(keys: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first key that came 120 times; the most frequent where none did."""
    counts: Counter[tuple[int, int]] = Counter()
    for one in keys:
        counts[one] += 1
        if counts[one] == FIRST_PRICES:
            return one
    return counts.most_common(1)[0][0]
