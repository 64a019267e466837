"""Interval arithmetic over printed numbers: 21.71 stands for every value that rounds to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


def ulp(number: Decimal) -> Decimal:
    """One unit in the last printed place: 21.71 -> 0.01, 1.2E+8 -> 1E+7, 109200 -> 1.

    Trailing zeros of an integer count as printed digits, since a table prints them on purpose.
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {number}")  # noqa: TRY004 - NaN is a value
    return Decimal(1).scaleb(exponent)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of exact decimals.

    >>> Interval.printed(Decimal("0.80"))
    Interval(low=Decimal('0.795'), high=Decimal('0.805'))
    """

    low: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal | int) -> Interval:
        """A number known without rounding, such as a count or a factor of definition."""
        return cls(Decimal(value), Decimal(value))

    @classmethod
    def printed(cls, value: Decimal) -> Interval:
        """All values that print as this one: half a unit of the last place to either side."""
        half = ulp(value) / 2
        return cls(value - half, value + half)

    @classmethod
    def about(cls, value: Decimal, share: Decimal) -> Interval:
        """A number said to be 约 (about): widened by a share of itself, and at least by its printed rounding."""
        half = max(abs(value) * share, ulp(value) / 2)
        return cls(value - half, value + half)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient.

        Raises:
            ZeroDivisionError: when the divisor may be zero.
        """
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"divisor may be zero: {other}")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: Decimal) -> Interval:
        """The interval times an exact factor."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def contains(self, value: Decimal) -> bool:
        """Whether the value lies inside, ends included."""
        return self.low <= value <= self.high
