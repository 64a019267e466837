"""A printed number ready for arithmetic: its digits, its rounding, and the words that widen or bound it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from monazite.core.interval import Interval, ulp
from monazite.facts.record import Input

ABOUT_LEAST = Decimal("0.02")
"""A number said to be 约 (about) is taken to be good to two percent at best."""
ABOUT_MOST = Decimal("0.1")
"""and to ten percent at worst, however round it is."""
OPEN = Decimal(10)
"""An open bound (超过40%) is closed at ten times the number, so that intervals stay finite."""

BOUNDS = {"约": "about", "近": "about", ">": "above", "≥": "above", "<": "below", "≤": "below"}
"""What the first character of a qualifier does to the interval; 近 is used as loosely as 约."""

SCALES = re.compile("[千万亿]")
"""A scale before the unit: 5万吨 is not a whole number of tonnes but one rounded to ten thousand."""
_DIGITS = re.compile(r"\d[\d,，]*(?:\.\d+)?")
POINTS = "percentage point"
RATIOS = frozenset({"%", "times", POINTS})
"""Units that measure a relation themselves and are no terms of sums and ratios."""

LEVEL_UNITS = frozenset({"index point", "CNY/kg", "USD/kg", "CNY/t", "USD/t"})
"""Units of an index or a price, which nobody adds up."""

_POWER = re.compile(r"[×xX*]\s?10")
_JOINT = re.compile(r"[-~～—–－至到]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number, or a range of two.

    Args:
        text: the digits and their unit, as they are written out in a check.
        start, end: of the number, like a fact's offsets.
        low, high: in the canonical unit; equal for one number.
        low_interval, high_interval: all values that print like each end, in the canonical unit.
        unit: canonical unit, or "" for a bare number.
        printed_unit: the unit as printed.
        exact: a whole number of whole units, such as 20100 吨 (and not 2万吨): no digit was rounded away.
        bound: ``about``, ``above``, ``below`` or "".
        fact_id: the fact it is the value of.
    """

    text: str
    start: int
    end: int
    low: Decimal
    high: Decimal
    low_interval: Interval
    high_interval: Interval
    unit: str = ""
    printed_unit: str = ""
    exact: bool = False
    bound: str = ""
    fact_id: str | None = None

    @property
    def middle(self) -> Decimal:
        """The number itself, or the middle of a range."""
        return self.low if self.low == self.high else (self.low + self.high) / 2

    @property
    def is_range(self) -> bool:
        """Whether two numbers are printed."""
        return self.low != self.high

    @property
    def interval(self) -> Interval:
        """All values that print like this; a range reaches from its low to its high end."""
        return Interval(self.low_interval.low, self.high_interval.high)

    @property
    def stated(self) -> Interval:
        """The interval with what 约, 超过, 不足 around the number say."""
        return stated(self.interval, self.bound)

    def at_end(self, end: int) -> Figure:
        """One end of a range as a figure of its own: 0 the low one, 1 the high one."""
        if not self.is_range:
            return self
        value, interval = ((self.low, self.low_interval), (self.high, self.high_interval))[end]
        ends = [part for part in _JOINT.split(self.text) if part]
        text = ends[end] if len(ends) == 2 else self.text  # noqa: PLR2004  both ends
        if not text.endswith(self.printed_unit):
            text += _DIGITS.sub("", ends[-1])
        return replace(self, text=text, low=value, high=value, low_interval=interval, high_interval=interval)

    def print_scale(self) -> tuple[Decimal, str]:
        """The factor from the canonical unit to the one printed, and that unit: 0.1 and ``万千瓦`` for 1294万千瓦."""
        number = _DIGITS.match(self.text)
        printed = Decimal(re.sub("[,，]", "", number[0])) if number else Decimal(0)
        if number is None or not printed or not self.low or _POWER.search(self.text):
            return Decimal(1), f" {self.unit}" if self.unit else ""
        unit = _JOINT.split(self.text)[-1]
        return printed / self.low, _DIGITS.sub("", unit)

    def as_printed(self, amount: Decimal) -> str:
        """An amount of the canonical unit written in the unit and scale of this figure: 610 MW as ``61万千瓦``."""
        scale, unit = self.print_scale()
        return f"{round(amount * scale, 6).normalize():f}{unit}"

    def cited(self) -> Input:
        """The figure as an input of a check."""
        return Input(self.text, self.start, self.end, self.fact_id)


def stated(interval: Interval, bound: str) -> Interval:
    """An interval widened by 约 or opened by 超过 and 不足."""
    if bound == "about":
        half = about_width((interval.low + interval.high) / 2)
        middle = (interval.low + interval.high) / 2
        return Interval(min(interval.low, middle - half), max(interval.high, middle + half))
    if bound == "above":
        return Interval(interval.low, max(abs(interval.high) * OPEN, interval.high))
    if bound == "below":
        return Interval(min(Decimal(0), interval.low), interval.high)
    return interval


def about_width(value: Decimal) -> Decimal:
    """How far 约 reaches: half a unit of the last digit that is not zero, within two and ten percent.

    >>> about_width(Decimal(500)), about_width(Decimal("37.8"))
    (Decimal('5E+1'), Decimal('0.756'))
    """
    size = abs(value)
    half = ulp(value.normalize()) / 2 if value else Decimal(0)
    return max(min(half, size * ABOUT_MOST), size * ABOUT_LEAST)
