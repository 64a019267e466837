"""What a printed number may have been before one slip of reading: one digit, the point, the sign."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from monazite.read.repair.weights import weights

MOST_PLACES = 5
"""Prices and percentages are printed with fewer decimal places than this."""


class Edit(NamedTuple):
    """A number that would print as another one after a single slip, and what the slip costs in nats."""

    value: Decimal
    cost: float


def edits_of(number: Decimal, *, signed: bool) -> Iterator[Edit]:
    """Every number that one slip may have turned into ``number``; each once.

    Args:
        number: as printed.
        signed: whether it may be negative, as a change may and a price may not.

    >>> values = {str(edit.value) for edit in edits_of(Decimal("21.71"), signed=True)}
    >>> {"22.71", "21.77", "2.171", "-21.71"} <= values, "21.71" in values
    (True, False)
    """
    seen = {number}
    for edit in (*_digits(number), *(_signs(number) if signed else ()), *_points(number)):
        if edit.value not in seen:
            seen.add(edit.value)
            yield edit


def _digits(number: Decimal) -> Iterator[Edit]:
    sign, digits, places = _parts(number)
    for at, digit in enumerate(digits):
        for other in range(10):
            if other != digit and not (at == 0 and other == 0 and len(digits) > 1 and places < len(digits)):
                changed = (*digits[:at], other, *digits[at + 1 :])
                yield Edit(Decimal((sign, changed, -places)), weights()["digit"])


def _signs(number: Decimal) -> Iterator[Edit]:
    if number:
        yield Edit(-number, weights()["sign"])


def _points(number: Decimal) -> Iterator[Edit]:
    """The same digits with the point anywhere else; 77576 was 775.76."""
    sign, digits, printed = _parts(number)
    for places in range(min(len(digits), MOST_PLACES)):
        if places != printed:
            yield Edit(Decimal((sign, digits, -places)), weights()["point"])


def _parts(number: Decimal) -> tuple[int, tuple[int, ...], int]:
    """Sign, digits and decimal places."""
    sign, digits, exponent = number.as_tuple()
    return sign, digits, -exponent if isinstance(exponent, int) else 0
