"""Limits calibrated on simulated honest firms (``limits.csv``), by the number of series looked at together."""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib import resources
from itertools import pairwise


def limit(statistic: str, series: int) -> float:
    """From which value on a statistic is an alarm.

    Args:
        statistic: a name in ``limits.csv``, such as ``cusum``.
        series: of how many independent series the firm's largest value is taken; between the rows the limit is
            interpolated over the logarithm.
    """
    rows = _limits()[statistic]
    wanted = math.log(max(1, series))
    for (low, low_limit), (high, high_limit) in pairwise(rows):
        if wanted <= high:
            part = max(0.0, (wanted - low) / (high - low))
            return low_limit + part * (high_limit - low_limit)
    return rows[-1][1]


@cache
def _limits() -> dict[str, list[tuple[float, float]]]:
    text = (resources.files("monazite.trace.balance") / "limits.csv").read_text("utf-8")
    found: dict[str, list[tuple[float, float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["statistic"], []).append((math.log(int(row["series"])), float(row["limit"])))
    return {name: sorted(rows) for name, rows in found.items()}
