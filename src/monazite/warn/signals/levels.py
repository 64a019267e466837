"""The level of a score by three thresholds, and the sentences that say why."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from monazite.core import Words
from monazite.warn.signals.record import LEVELS, Level

Thresholds = tuple[float, float, float]
"""Scores from which a level is yellow, orange, red."""
CHANCES: Thresholds = (0.10, 0.20, 1 / 3)
"""Of a rise of 15 % within 60 trading days (decision 18)."""
SUMS: Thresholds = (4.0, 5.0, 8.0)
"""CUSUM with allowance 1/2: a false alarm every 168 and 465 days at 4 and 5 (Montgomery, Statistical Quality Control,
table 9.3); 8 is ours."""
SPREADS: Thresholds = (2.0, 3.0, 4.0)
"""Standard deviations of a mean that fades; 3 is Roberts's limit, 2 and 4 are ours."""
GAPS: Thresholds = (0.2231435513142097, 0.4054651081081644, 0.6931471805599453)
"""Logarithms of 1.25, 1.5 and 2 times the price inside; ours: freight and margin rarely take a quarter."""


def level_of(score: float, thresholds: Thresholds) -> Level:
    """The level of a score.

    Args:
        score: more is worse; NaN is blue.
        thresholds: from which it is yellow, orange, red.

    >>> level_of(0.2, CHANCES)
    'orange'
    """
    return LEVELS[sum(score >= one for one in thresholds)]


def reason(key: str, **values: object) -> Words:
    """A sentence of ``reasons.csv`` with its places filled; numbers are written with two decimals.

    Args:
        key: of the sentence.
        **values: for its places.
    """
    written = {name: f"{one:.2f}" if isinstance(one, float) else one for name, one in values.items()}
    return _sentences()[key].filled(**written)


@cache
def _sentences() -> dict[str, Words]:
    text = (resources.files("monazite.warn.signals") / "reasons.csv").read_text("utf-8")
    return {row["key"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}
