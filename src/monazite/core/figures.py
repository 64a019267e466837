"""Figures for people: thousands separators, 万 and 亿 in Chinese; and exact decimals from fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from monazite.core.errors import InternalError
from monazite.core.words import Language

_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)


def as_decimal(value: Fraction) -> Decimal:
    """A fraction whose decimal ends, with all its digits and none more.

    Raises:
        InternalError: when the decimal never ends; round it by name first.

    >>> as_decimal(Fraction(5, 4)), as_decimal(Fraction(1000))
    (Decimal('1.25'), Decimal('1000'))
    """
    places = _decimal_places(value.denominator)
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def figure(value: Decimal) -> str:
    """A number with thousands separators and its own digits; Chinese and English write it alike.

    >>> figure(Decimal("109200.50"))
    '109,200.50'
    """
    return f"{value:,f}"


def scaled_figure(value: Decimal, language: Language) -> str:
    """A number as a headline says it: in 万 or 亿 in Chinese once it is large enough, with separators in English.

    No digit is lost or added: trailing zeros are dropped, nothing is rounded.

    >>> scaled_figure(Decimal(109200), "zh"), scaled_figure(Decimal(109200), "en")
    ('10.92万', '109,200')
    """
    if language == "en" or abs(value) < _WAN:
        return figure(value)
    unit, word = (_YI, "亿") if abs(value) >= _YI else (_WAN, "万")
    return figure(as_decimal(Fraction(value) / Fraction(unit))) + word


def _decimal_places(denominator: int) -> int:
    """How many decimal places a fraction with this denominator has."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        raise InternalError("the decimal never ends: round it by name first")
    return max(twos, fives)
