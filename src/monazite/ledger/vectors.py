"""Masses by element as two rows, symbols and milligrams, so that sums run over whole rows at a time.

Measured on the posting path, for ten elements: adding such rows takes 0.4 us, adding to a dictionary 2 us; laying a
batch out as one numpy array takes 1.5 us before anything is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import add, mul

Vector = tuple[tuple[str, ...], tuple[int, ...]]
"""Symbols in order, and the milligrams of each, none of them zero."""

EMPTY: Vector = ((), ())


def added(first: Vector, second: Vector) -> Vector:
    """The sum, element by element; what cancels is left out.

    >>> added((("Ce", "Nd"), (5, 7)), (("Nd", "Y"), (-7, 1)))
    (('Ce', 'Y'), (5, 1))
    """
    if not first[0]:
        return second
    if first[0] == second[0]:
        amounts = tuple(map(add, first[1], second[1]))
        if 0 not in amounts:
            return first[0], amounts
        if not any(amounts):
            return EMPTY
    elif not second[0]:
        return first
    total = dict(zip(*first, strict=True))
    get = total.get
    for symbol, mg in zip(*second, strict=True):
        total[symbol] = get(symbol, 0) + mg
    return vector_of(total.items())


def negated(vector: Vector) -> Vector:
    """The same, taken away."""
    return vector[0], tuple([-mg for mg in vector[1]])


def squared(vector: Vector) -> Vector:
    """The square of each."""
    return vector[0], tuple(map(mul, vector[1], vector[1]))


def vector_of(parts: Iterable[tuple[str, int]]) -> Vector:
    """From pairs of symbol and milligrams."""
    kept = sorted([part for part in parts if part[1]])
    if not kept:
        return EMPTY
    symbols, amounts = zip(*kept, strict=True)
    return symbols, amounts


def amount_of(vector: Vector, symbol: str) -> int:
    """Milligrams of one element; zero when there is none."""
    return vector[1][vector[0].index(symbol)] if symbol in vector[0] else 0
