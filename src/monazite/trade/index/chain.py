"""From values of products to the index: Jevons within an aggregate, chained Laspeyres across. Exact.

An aggregate is kept to ten decimals, the index to four. Both are the exact real number rounded half-even once, so that
any software with whole numbers of any length gets the same digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isqrt

from monazite.trade.index.robust import half_even

AGGREGATE_DECIMALS = 10
INDEX_DECIMALS = 4
UNIT = 10**AGGREGATE_DECIMALS
INDEX_UNIT = 10**INDEX_DECIMALS
FIRST = 100 * UNIT
"""An aggregate's first value."""


def root_floor(number: int, degree: int) -> int:
    """The greatest whole number whose power of that degree does not exceed ``number``.

    >>> root_floor(26, 3), root_floor(27, 3), root_floor(10**40, 4) == 10**10
    (2, 3, True)
    """
    if degree == 1 or number < 2:  # noqa: PLR2004  nought and one are their own roots
        return number
    if degree == 2:  # noqa: PLR2004  the square root has its own exact function
        return isqrt(number)
    guess = _above(number, degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def _above(number: int, degree: int) -> int:
    """A start for Newton's method, never below the root: the root of the upper half of the digits, and one more."""
    half = number.bit_length() // degree // 2
    if half == 0:
        return 1 << -(-number.bit_length() // degree)
    return (root_floor(number >> degree * half, degree) + 1) << half


def rounded_root(numerator: int, denominator: int, degree: int) -> int:
    """``(numerator / denominator) ** (1 / degree)`` to a whole number, half to even, exactly.

    >>> rounded_root(9, 4, 2), rounded_root(25, 4, 2), rounded_root(2 * 10**20, 1, 2)
    (2, 2, 14142135624)
    """
    twice = root_floor(2**degree * numerator // denominator, degree)
    if twice % 2 == 0:
        return twice // 2
    is_half = twice**degree * denominator == 2**degree * numerator
    low = twice // 2
    return low + (1 if not is_half or low % 2 else 0)


@dataclass(slots=True)
class Aggregates:
    """The elementary aggregates as days go by; each product remembers where it was last seen.

    Args:
        members: products of each aggregate, in the order of the constituents.
        now: value of each aggregate, in units of 1e-10; absent until one of its products has a value.
        seen: of a product, its last value in fen per tonne, and the aggregate's on that day.
    """

    members: Mapping[str, Sequence[str]]
    now: dict[str, int] = field(default_factory=dict)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def step(self, prices: Mapping[str, int]) -> None:
        """One trading day on.

        Args:
            prices: of the products that have a value that day, fen per tonne.
        """
        for name, products in self.members.items():
            valued = [product for product in products if product in prices]
            if valued:
                self._step(name, valued, prices)

    def _step(self, name: str, valued: Sequence[str], prices: Mapping[str, int]) -> None:
        """Jevons: the geometric mean of the levels at which each product seen before puts the aggregate."""
        numerator = denominator = 1
        known = [product for product in valued if product in self.seen]
        for product in known:
            price, level = self.seen[product]
            numerator *= prices[product] * level
            denominator *= price
        if known:
            self.now[name] = rounded_root(numerator, denominator, len(known))
        level = self.now.setdefault(name, FIRST)
        self.seen.update((product, (prices[product], level)) for product in valued)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a stretch of the chain hangs.

    Args:
        index: the index on that day, in units of 1e-4.
        aggregates: the aggregates on that day, in units of 1e-10.
        weights: parts per million, of those aggregates only.
    """

    index: int
    aggregates: Mapping[str, int]
    weights: Mapping[str, int]

    def at(self, aggregates: Mapping[str, int]) -> int:
        """The index (Laspeyres) where the aggregates stand so, in units of 1e-4, rounded half-even once."""
        numerator, denominator = 0, 1
        for name, weight in self.weights.items():
            base = self.aggregates[name]
            numerator, denominator = numerator * base + weight * aggregates[name] * denominator, denominator * base
        if not self.weights:
            return self.index
        return half_even(self.index * numerator, denominator * sum(self.weights.values()))


def link(index: int, aggregates: Mapping[str, int], weights: Mapping[str, int]) -> Link:
    """A link of the chain: aggregates that have no value yet wait for the next one."""
    known = {name: weight for name, weight in weights.items() if name in aggregates}
    return Link(index, {name: aggregates[name] for name in known}, known)


def decimal_of(amount: int, decimals: int) -> Decimal:
    """A whole number of units as a decimal with all its places.

    >>> decimal_of(3048862, 4)
    Decimal('304.8862')
    """
    return Decimal(amount).scaleb(-decimals)
