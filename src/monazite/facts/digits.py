"""Worked-out numbers for people: a few digits more than were printed, and no more."""

from __future__ import annotations

from decimal import Context, Decimal

from monazite.facts.record import Number

MORE_DIGITS = 6
"""Significant digits that a worked-out number may show beyond the printed ones."""


def shortened(number: Number, printed: Number | None) -> Number:
    """A worked-out number cut to `MORE_DIGITS` significant digits more than the printed one it comes from.

    Args:
        number: worked out, a pair for a range.
        printed: as printed; one digit is taken for none.

    >>> shortened(Decimal("33.33333333333333333"), Decimal("3.3"))
    Decimal('33.333333')
    """
    if isinstance(number, tuple):
        low, high = (shortened(one, printed) for one in number)
        return (low, high) if isinstance(low, Decimal) and isinstance(high, Decimal) else number
    ends = printed if isinstance(printed, tuple) else (printed,)
    digits = max(len(one.as_tuple().digits) if one is not None else 1 for one in ends) + MORE_DIGITS
    if len(number.as_tuple().digits) <= digits:
        return number
    return Context(prec=digits).create_decimal(number).normalize()
