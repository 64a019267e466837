"""What a product cost at the time: dated price rows with their source, interpolated, ever less sure away from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt

from monazite.core.errors import InternalError
from monazite.read.table.vocabulary import rows_of
from monazite.reference import product_named

BASE_SPREAD = 0.15
"""Standard deviation of the logarithm between two quotes of one product in one month: sellers' lists, deals, means."""
YEARLY_VOLATILITY = 0.5
"""Standard deviation of the logarithm over a year without quotes. With it the rows, each date withheld in turn, lie 0.9
standard deviations from what the others expect, one in twenty over two, none over three."""
FROM_OXIDE = {"metal": (1.25, 15.0, 0.2), "alloy": (1.0, 0.0, 0.15)}
"""Price of a metal or iron alloy: so many times its oxide's, plus CNY/kg for the conversion that only cheap metals
feel, and how far that strays (44 pairs of the rows, 2011 to 2026)."""


@dataclass(frozen=True, slots=True)
class Level:
    """The expected price of a product at a time.

    Args:
        price: in CNY/kg.
        spread: standard deviation of its logarithm.
        source: the row it rests on, as a witness names it.
        is_derived: whether it follows from the oxide's, the product itself being never quoted.
    """

    price: float
    spread: float
    source: str
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A dated price: product, time in years, logarithm of its CNY/kg, and how a witness names it."""

    product: str
    year: float
    logarithm: float
    text: str
    period: str


class Levels:
    """Expected prices from dated quotes."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        """Sort the quotes by product and time."""
        by_product: dict[str, list[Quote]] = {}
        for quote in sorted(quotes, key=lambda q: (q.product, q.year, q.text)):
            by_product.setdefault(quote.product, []).append(quote)
        self._quotes: Mapping[str, list[Quote]] = by_product

    def of(self, product: str, period: str, oxide: str | None = None, form: str = "oxide") -> Level | None:
        """The expected price of a product in a period, or None where no quote tells it.

        Args:
            product: canonical name.
            period: ISO period.
            oxide: the product's oxide, whose price stands in where the product itself has no quote.
            form: metal or alloy, when ``oxide`` is given.
        """
        year = year_of(period)
        if year is None:
            return None
        if product in self._quotes:
            return _expected(self._quotes[product], year)
        if oxide is None or oxide not in self._quotes or form not in FROM_OXIDE:
            return None
        base = _expected(self._quotes[oxide], year)
        ratio, conversion, spread = FROM_OXIDE[form]
        price = base.price * ratio + conversion
        return Level(price, sqrt(base.spread**2 + spread**2), f"{ratio:g} × {base.source}", is_derived=True)

    def without(self, periods: frozenset[str]) -> Levels:
        """The same quotes less those of some periods; what a bulletin itself prints proves nothing about it."""
        return Levels(q for quotes in self._quotes.values() for q in quotes if q.period not in periods)

    def quotes(self) -> list[Quote]:
        """All quotes, by product and time."""
        return [quote for quotes in self._quotes.values() for quote in quotes]


@cache
def shipped_levels() -> Levels:
    """The rows of ``levels.csv``."""
    return Levels(_quote(row) for row in rows_of(__package__, "levels.csv"))


def year_of(period: str) -> float | None:
    """The middle of a period in years, or None where it has no year.

    >>> year_of("2022-07"), year_of("2024"), year_of("--08-13")
    (2022.5416666666667, 2024.5, None)
    """
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q([1-4])|-H([12]))?", period)
    if match is None:
        return None
    year = int(match[1])
    if match[2]:
        return year + (int(match[2]) - 1) / 12 + ((int(match[3]) - 1) / 365 if match[3] else 1 / 24)
    if match[4]:
        return year + (int(match[4]) - 0.5) / 4
    return year + (int(match[5]) - 0.5) / 2 if match[5] else year + 0.5


def _expected(quotes: list[Quote], year: float) -> Level:
    """Interpolated between the nearest quotes; a Brownian bridge says how far the price may have strayed."""
    earlier = max((q for q in quotes if q.year <= year), key=lambda q: q.year, default=None)
    later = min((q for q in quotes if q.year > year), key=lambda q: q.year, default=None)
    if earlier is not None and later is not None:
        a, b = year - earlier.year, later.year - year
        middle = (earlier.logarithm * b + later.logarithm * a) / (a + b)
        nearest = earlier if a <= b else later
        return Level(exp(middle), sqrt(BASE_SPREAD**2 + YEARLY_VOLATILITY**2 * a * b / (a + b)), nearest.text)
    only = earlier or later
    if only is None:
        raise ValueError("no quotes")
    return Level(exp(only.logarithm), sqrt(BASE_SPREAD**2 + YEARLY_VOLATILITY**2 * abs(year - only.year)), only.text)


def _quote(row: Mapping[str, str]) -> Quote:
    year = year_of(row["period"])
    low, high = float(row["low_cny_per_kg"]), float(row["high_cny_per_kg"])
    span = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    item = product_named(row["product"])
    if year is None or item is None:
        raise InternalError(f"levels.csv: {row['product']} {row['period']} is no known product and time")
    text = f"level {row['period']} {item.formula or item.key} {span} CNY/kg"
    return Quote(item.key, year, log(low * high) / 2, text, row["period"])
