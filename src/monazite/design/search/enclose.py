"""Numbers known over a whole box: the interval they lie in, and a plane below and a plane above (仿射松弛).

Sums of planes are planes; a product lies between McCormick's planes (Math. Program. 10, 147, 1976); a convex function
lies above its tangents and below its chord, a concave one the other way round (Mitsos, Chachuat, Barton, SIAM J. Optim.
20, 573, 2009). So no recipe of a box leaves its planes, and their distance falls with the square of the box.

Functions here take floats, arrays or enclosures alike, so that the model is written once. Rounding is not directed:
`NARROW` keeps differences from losing digits, and whoever uses a bound lifts it by more than rounding can make.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Function: TypeAlias = Callable[[Floats], Floats]
NARROW = 1e-6
"""Relative width below which a chord is taken as the tangent, lifted by what that may cost."""
LEAST = 1e-12
"""What is kept from nought where a number can only be above it."""


@dataclass(slots=True, eq=False)
class Plane:
    """A plane over N boxes of n coordinates.

    Args:
        at: at the centres, shape (N,).
        slope: shape (n, N).
    """

    at: Floats
    slope: Floats

    def times(self, factor: float | Floats) -> Plane:
        """The plane times numbers."""
        return Plane(self.at * factor, self.slope * factor)

    def plus(self, other: Plane) -> Plane:
        """The sum of two."""
        return Plane(self.at + other.at, self.slope + other.slope)


@dataclass(slots=True, eq=False)
class Enclosure:
    """A number over N boxes of n coordinates.

    Args:
        low: nowhere less, shape (N,).
        high: nowhere more, shape (N,).
        under: plane nowhere above it.
        over: plane nowhere below it.
        half: half the width of the boxes, shape (n, N); shared.
        inverse: one over it, once it was asked for.
    """

    low: Floats
    high: Floats
    under: Plane
    over: Plane
    half: Floats
    inverse: Enclosure | None = None

    __array_ufunc__ = None
    """Arrays leave arithmetic to the enclosure."""

    def cut(self) -> Self:
        """Itself, its interval cut to what the planes allow."""
        self.low = np.maximum(self.low, self.under.at - (np.abs(self.under.slope) * self.half).sum(0))
        self.high = np.minimum(self.high, self.over.at + (np.abs(self.over.slope) * self.half).sum(0))
        return self

    def __neg__(self) -> Enclosure:
        """Mirrored."""
        return Enclosure(-self.high, -self.low, self.over.times(-1.0), self.under.times(-1.0), self.half)

    def __add__(self, other: Number) -> Enclosure:
        """Sum."""
        if isinstance(other, Enclosure):
            return Enclosure(
                self.low + other.low, self.high + other.high, self.under.plus(other.under),
                self.over.plus(other.over), self.half,
            ).cut()  # fmt: skip
        return Enclosure(
            self.low + other, self.high + other, Plane(self.under.at + other, self.under.slope),
            Plane(self.over.at + other, self.over.slope), self.half,
        )  # fmt: skip

    def __sub__(self, other: Number) -> Enclosure:
        """Difference."""
        return self + (-other)

    def __mul__(self, other: Number) -> Enclosure:
        """Product."""
        if not isinstance(other, Enclosure):
            one, two, factor = self.low * other, self.high * other, np.asarray(other)
            return Enclosure(
                np.minimum(one, two), np.maximum(one, two), _side(self, factor, is_over=False),
                _side(self, factor, is_over=True), self.half,
            )  # fmt: skip
        low, high = _ends(self, other)
        return Enclosure(
            low, high, _product(self, other, is_over=False), _product(self, other, is_over=True), self.half
        ).cut()

    def __truediv__(self, other: Number) -> Enclosure:
        """Quotient by a number above nought: q + (f - q g) / g, q being the quotient at the centre."""
        if not isinstance(other, Enclosure):
            return self * (1 / other)
        quotient = (self.under.at + self.over.at) / np.maximum(other.under.at + other.over.at, LEAST)
        found = (self - other * quotient) * other._inverted() + quotient
        low, high = 1 / np.maximum(other.high, LEAST), 1 / np.maximum(other.low, LEAST)
        found.low = np.maximum(found.low, np.minimum(self.low * low, self.low * high))
        found.high = np.minimum(found.high, np.maximum(self.high * low, self.high * high))
        return found

    def _inverted(self) -> Enclosure:
        if self.inverse is None:
            self.inverse = through(self, _inverse, lambda x: -(_inverse(x) ** 2), is_convex=True, least=LEAST)
        return self.inverse

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: float | Floats) -> Enclosure:
        """What a plain number exceeds it by."""
        return (-self) + other

    def __rtruediv__(self, other: float | Floats) -> Enclosure:
        """A plain number over it."""
        return self._inverted() * other


Number: TypeAlias = float | Floats | Enclosure


def _ends(one: Enclosure, other: Enclosure) -> tuple[Floats, Floats]:
    first, second = one.low * other.low, one.low * other.high
    third, fourth = one.high * other.low, one.high * other.high
    return (
        np.minimum(np.minimum(first, second), np.minimum(third, fourth)),
        np.maximum(np.maximum(first, second), np.maximum(third, fourth)),
    )


def _product(one: Enclosure, other: Enclosure, *, is_over: bool) -> Plane:
    """The closer, at the centres, of McCormick's two planes own * other + its * one - own * its."""
    ends = [(one.high, other.low), (one.low, other.high)] if is_over else [(one.low, other.low), (one.high, other.high)]
    first, second = (_level(one, its, is_over) + _level(other, own, is_over) - own * its for own, its in ends)
    is_first = first < second if is_over else first > second
    own = np.where(is_first, ends[0][0], ends[1][0])
    its = np.where(is_first, ends[0][1], ends[1][1])
    return Plane(
        np.where(is_first, first, second),
        _side(other, own, is_over=is_over).slope + _side(one, its, is_over=is_over).slope,
    )


def _level(one: Enclosure, factor: Floats, is_over: bool) -> Floats:  # noqa: FBT001  as in _side
    """Where `_side` is at the centres."""
    is_up = (factor >= 0) == is_over
    return np.asarray(factor * np.where(is_up, one.over.at, one.under.at))


def _side(one: Enclosure, factor: Floats, *, is_over: bool) -> Plane:
    """A plane over, or under, numbers times an enclosure."""
    above, below = (one.over, one.under) if is_over else (one.under, one.over)
    is_up = factor >= 0
    if is_up.all():
        return above.times(factor)
    if not is_up.any():
        return below.times(factor)
    return _chosen(above, below, is_up).times(factor)


def _chosen(one: Plane, other: Plane, is_one: npt.NDArray[np.bool_]) -> Plane:
    if is_one.all():
        return one
    return Plane(np.where(is_one, one.at, other.at), np.where(is_one, one.slope, other.slope))


def through(
    one: Enclosure, of: Function, rate: Function, *, is_convex: bool, least: float = -np.inf
) -> Enclosure:  # fmt: skip
    """A function of a number that rises or falls throughout and is convex, or concave.

    Args:
        one: the number.
        of: the function.
        rate: its derivative.
        is_convex: or else concave.
        least: the number is never less, whatever its interval says.
    """
    start, end = np.maximum(one.low, least), np.maximum(one.high, least)
    low, high, wide = of(start), of(end), end - start
    is_narrow = wide <= NARROW * (np.abs(start) + np.abs(end))
    middle = np.clip((one.under.at + one.over.at) / 2, start, end)
    tangent, at_middle = rate(middle), of(middle)
    chord = np.where(is_narrow, tangent, (high - low) / np.where(is_narrow, 1.0, wide))
    lift = np.where(is_narrow, np.abs(rate(start) - rate(end)) * wide, 0.0)
    touching = _side(one, tangent, is_over=not is_convex)
    touching.at = touching.at + at_middle - tangent * middle
    cutting = _side(one, chord, is_over=is_convex)
    cutting.at = cutting.at + np.where(is_narrow, at_middle - tangent * middle, low - chord * start)
    cutting.at = cutting.at + (lift if is_convex else -lift)
    under, over = (touching, cutting) if is_convex else (cutting, touching)
    return Enclosure(np.minimum(low, high), np.maximum(low, high), under, over, one.half).cut()


def exp(one: Number) -> Number:
    """Exponential."""
    return through(one, np.exp, np.exp, is_convex=True) if isinstance(one, Enclosure) else np.exp(one)


def log(one: Number) -> Number:
    """Natural logarithm of a number above nought."""
    if not isinstance(one, Enclosure):
        return np.log(one)
    return through(one, np.log, _inverse, is_convex=False, least=LEAST)


def power(one: Number, exponent: float) -> Number:
    """A plain power of a number above nought."""
    if not isinstance(one, Enclosure):
        return np.maximum(one, LEAST) ** exponent
    is_convex = not 0 < exponent < 1
    return through(
        one, lambda x: x**exponent, lambda x: exponent * x ** (exponent - 1), is_convex=is_convex, least=LEAST
    )


def _inverse(x: Floats) -> Floats:
    return 1 / x


def positive(one: Number) -> Number:
    """Itself where above nought, else nought."""
    if not isinstance(one, Enclosure):
        return np.maximum(one, 0.0)
    return through(one, lambda x: np.maximum(x, 0.0), lambda x: (x > 0).astype(float), is_convex=True)


def least(one: Number, other: Number) -> Number:
    """The lesser of two."""
    if not isinstance(one, Enclosure):
        return least(other, one) if isinstance(other, Enclosure) else np.minimum(one, other)
    less = one - positive(one - other)
    if isinstance(less, Enclosure):
        low, high = (other.low, other.high) if isinstance(other, Enclosure) else (other, other)
        less.low, less.high = np.maximum(less.low, np.minimum(one.low, low)), np.minimum(less.high, high)
    return less


def most(one: Number, other: Number) -> Number:
    """The greater of two."""
    return -least(-one, -other)
