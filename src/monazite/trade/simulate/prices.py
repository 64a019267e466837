"""What the instruments cost outside on a day of August 2022: an estimate between published figures.

The published index is interpolated between its printed points. A product follows it as far as its own monthly average
fell against that of praseodymium-neodymium oxide, so that its average of the month stays the published one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise

from monazite.trade.index import published_points
from monazite.trade.simulate.tables import rows
from monazite.trade.venues import standard_instruments

FEN_PER_TONNE = 100_000
"""Of one yuan per kilogram."""
BASE = "PrNd-O"
"""The instrument that falls as the index does."""
MEAN = Fraction("290.4")
"""The published mean of the index in August 2022 (中国稀土行业协会《2022年8月稀土价格走势》, 一、价格指数)."""


@cache
def averages() -> Mapping[str, tuple[Fraction, Fraction]]:
    """The published averages of July and August by instrument, yuan per kilogram with tax."""
    return {
        row["instrument"]: (Fraction(row["july_cny_per_kg"]), Fraction(row["august_cny_per_kg"]))
        for row in rows("prices")
    }


def price_of(instrument: str, day: date) -> int:
    """What is paid outside for an instrument on a day, in fen per tonne, tax included; an estimate.

    Args:
        instrument: id of one of ``prices.csv``.
        day: between the first and the last published point.

    >>> price_of("PrNd-O", date(2022, 8, 17))
    71250000
    """
    july, august = averages()[instrument]
    follows = (august / july - 1) / (averages()[BASE][1] / averages()[BASE][0] - 1)
    return round(august * (1 + follows * (_level(day) / MEAN - 1)) * FEN_PER_TONNE)


def ticks_of(instrument: str, day: date) -> int:
    """The same in whole ticks of the instrument, the nearest."""
    return round(Fraction(price_of(instrument, day), standard_instruments()[instrument].tick_fen_per_tonne))


def _level(day: date) -> Fraction:
    """The index of a day, on the straight line between the published points beside it."""
    points = [(one.day, one.index) for one in published_points()]
    for (first, low), (last, high) in pairwise(points):
        if first <= day <= last:
            share = Fraction((day - first).days, (last - first).days)
            return Fraction(low) + (Fraction(high) - Fraction(low)) * share
    raise ValueError(f"{day} lies outside {points[0][0]} to {points[-1][0]}")
