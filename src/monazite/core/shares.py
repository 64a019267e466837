"""Whole units shared out by the largest remainder: the parts add up to the whole, always."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def share_out(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Whole units in proportion to weights; the parts add up to the total.

    Each part gets its quotient rounded down; the units left over go to the largest remainders, the first of equals
    before the later ones.

    Args:
        total: whole units (milligrams, fen); may be negative.
        weights: not negative, and not all zero.

    Raises:
        ValueError: for weights that are negative, missing or all zero.

    >>> share_out(100, [1, 1, 1])
    (34, 33, 33)
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"weights must not be negative and some must be above zero: {list(weights)}")
    return whole_parts([total * Fraction(weight) / whole for weight in weights], total)


def whole_parts(exact: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Exact parts rounded to whole units so that they add up to the total.

    Args:
        exact: the parts before rounding.
        total: what the whole units shall add up to; within the parts' rounding of their sum.

    Raises:
        ValueError: when the total cannot be reached by rounding each part down or up.
    """
    parts = [floor(part) for part in exact]
    left = total - sum(parts)
    if not 0 <= left <= len(parts):
        raise ValueError(f"{total} is not the sum of {len(parts)} parts rounded down or up")
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[:left]:
        parts[index] += 1
    return tuple(parts)
