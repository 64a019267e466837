"""What the rules read out of a fact: its number as a figure, and where number and change stand."""

from __future__ import annotations

import re
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Fact, Input, Number, Span
from monazite.read.check.figures import BOUNDS, SCALES, Figure

_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def number_span(fact: Fact) -> Span | None:
    """Where the printed number of a fact stands."""
    return fact.place.number if fact.place else None


def change_span(fact: Fact) -> Span | None:
    """Where the percentage of a fact's change stands in its quote, or None when it is not one number."""
    pct = fact.change.pct if fact.change else None
    if pct is None or isinstance(pct, tuple):
        return None
    for found in _DIGITS.finditer(fact.quote):
        after = fact.quote[found.end() : found.end() + 2].strip()
        if after[:1] in {"%", "％"} and Decimal(found[0]) == abs(pct):
            return Span(fact.start + found.start(), fact.start + found.end())
    return None


def change_input(fact: Fact) -> Input:
    """The percentage of a fact's change as an input of a check."""
    span = change_span(fact) or Span(fact.start, fact.end)
    return Input(f"{fact.change.pct} %" if fact.change else "", span.start, span.end, fact.id)


def ends(number: Number) -> tuple[Decimal, Decimal]:
    """Both ends of a number or range."""
    return number if isinstance(number, tuple) else (number, number)


def numeric(number: object) -> bool:
    """Whether a value is a number or a range of two, and not a word."""
    if isinstance(number, tuple):
        return len(number) == 2 and all(isinstance(part, Decimal) for part in number)  # noqa: PLR2004  a range
    return isinstance(number, Decimal)


def fact_figure(fact: Fact) -> Figure | None:
    """A fact's value as a figure in its canonical unit, or None when it states no number."""
    value, canonical = fact.value, fact.canonical_value
    if value is None or canonical is None or not (numeric(value) and numeric(canonical)):
        return None
    number = number_span(fact) or Span(fact.start, fact.end)
    low, high = ends(canonical)
    factor = scale(value, canonical)
    return Figure(
        text=f"{spelled(value)} {fact.unit or ''}".strip(),
        start=number.start,
        end=number.end,
        low=low,
        high=high,
        low_interval=Interval.printed(ends(value)[0]).scaled(factor),
        high_interval=Interval.printed(ends(value)[1]).scaled(factor),
        unit=fact.canonical_unit or "",
        printed_unit=fact.unit or "",
        exact=all(v.as_tuple().exponent == 0 for v in ends(value)) and not SCALES.search(fact.unit or ""),
        bound=BOUNDS.get((fact.qualifier or "")[:1], ""),
        fact_id=fact.id,
    )


def scale(value: Number, canonical: Number) -> Decimal:
    """The factor from the printed to the canonical number; 1 for a printed zero."""
    printed, true = ends(value)[1], ends(canonical)[1]
    return true / printed if printed else Decimal(1)


def spelled(number: Number) -> str:
    """A number or range as a check writes it."""
    low, high = ends(number)
    return f"{low:f}" if low == high else f"{low:f}–{high:f}"
