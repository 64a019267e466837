"""Numbers as cells print them: 13,741.43, 1.2~1.3, ≤10, -4.91%, 85.2万元/吨."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from monazite.facts.record import Number

QUALIFIERS = {
    "≥": "≥", "≧": "≥", "＞": ">", ">": ">", "≤": "≤", "≦": "≤", "＜": "<", "<": "<", "约": "约", "~": "约", "～": "约",
    "不低于": "≥", "不小于": "≥", "不超过": "≤", "不大于": "≤", "超过": ">", "近": "近",
}  # fmt: skip
ONE = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = re.compile(
    rf"^\s*(?P<q>{'|'.join(map(re.escape, sorted(QUALIFIERS, key=len, reverse=True)))})?\s*"
    rf"(?P<sign>[-−－+＋▲▼↑↓])?\s*(?P<low>{ONE})"
    rf"(?:\s*(?:%|％)?\s*[-−－~～—–至]{{1,2}}\s*(?P<high>{ONE}))?\s*(?P<unit>\D.*)?$"
)
LONGEST_UNIT = 12
"""Longer words after a number are a remark."""
FALLS = frozenset("-−－▼↓")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number of a cell.

    Args:
        value: with its printed digits; a range is a pair.
        unit: what the cell prints after the number, or empty.
        qualifier: 约 ≥ > ≤ <, or None.
        start, end: the number inside the cell's text, sign included.
    """

    value: Number
    unit: str
    qualifier: str | None
    start: int
    end: int


def printed_number(text: str) -> Printed | None:
    """The number that fills a cell, or None where the cell holds words or nothing.

    >>> printed_number("13,741.43").value, printed_number("-4.91%").value, printed_number("—")
    (Decimal('13741.43'), Decimal('-4.91'), None)
    >>> printed_number("1.2~1.3").value
    (Decimal('1.2'), Decimal('1.3'))
    """
    match = NUMBER.match(text)
    if match is None:
        return None
    unit = (match["unit"] or "").strip()
    if len(unit) > LONGEST_UNIT or re.search(r"\d{2}|[/\-]\d", unit):
        return None
    low = _decimal(match["low"])
    if match["sign"] and match["sign"] in FALLS:
        low = -low
    start = match.start("sign") if match["sign"] else match.start("low")
    end = match.end("high") if match["high"] else match.end("low")
    value: Number = low if match["high"] is None else _range(low, _decimal(match["high"]))
    return Printed(value, unit, QUALIFIERS.get(match["q"] or ""), start, end)


def _range(low: Decimal, high: Decimal) -> Number:
    return (low, high) if low <= high else (high, low)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", ""))
