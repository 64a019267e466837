"""Facts that papers state, as inputs of the index: prices of a day, and published points of the association's index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from monazite.facts import Fact
from monazite.trade.index.record import Anchor, Assessment

INDEX = "稀土价格指数"
FEN_PER_TONNE = 100_000
"""Of one yuan per kilogram."""
_LEFT_OUT = frozenset({"forecast", "plan"})
"""Qualifiers of figures that were not yet true."""


def assessments_of(facts: Iterable[Fact], products: Collection[str]) -> tuple[Assessment, ...]:
    """Prices of one day (评估价) among facts; of a range the middle, rounded half-even to fen per tonne.

    Left out are contradicted facts, forecasts, and prices of a month or without a day. Records that print the same
    price of the same day are one.

    Args:
        facts: of any kind.
        products: standard names that the index knows.
    """
    found: dict[tuple[str, date, int], str] = {}
    for fact, day in _of_a_day(facts, "price"):
        if fact.canonical_unit == "CNY/kg" and fact.subject in products:
            price = round(_middle(fact) * FEN_PER_TONNE)
            key = (fact.subject, day, price)
            if price > 0:
                found[key] = min(fact.id, found.get(key, fact.id))
    return tuple(
        Assessment(id=name, day=day, product=product, fen_per_tonne=price)
        for (product, day, price), name in sorted(found.items())
    )


def anchors_of(facts: Iterable[Fact]) -> tuple[Anchor, ...]:
    """Published points of the association's index (2010 = 100) among facts; of several for a day the most exact one."""
    found: dict[date, Anchor] = {}
    for fact, day in _of_a_day(facts, "price_index"):
        value = fact.canonical_value if fact.canonical_value is not None else fact.value
        if fact.subject == INDEX and isinstance(value, Decimal) and value > 0:
            point = Anchor(day=day, index=value, fact=fact.id)
            found[day] = min(point, found.get(day, point), key=_exactness)
    return tuple(found[day] for day in sorted(found))


def _of_a_day(facts: Iterable[Fact], kind: str) -> Iterator[tuple[Fact, date]]:
    for fact in facts:
        day = _day(fact.period)
        is_fit = fact.kind == kind and fact.status != "contradicted" and fact.qualifier not in _LEFT_OUT
        if is_fit and day is not None and not (fact.canonical_value is None and fact.value is None):
            yield fact, day


def _day(period: str | None) -> date | None:
    try:
        return date.fromisoformat(period or "")
    except ValueError:
        return None


def _middle(fact: Fact) -> Fraction:
    value = fact.canonical_value
    if isinstance(value, tuple):
        return (Fraction(value[0]) + Fraction(value[1])) / 2
    return Fraction(value or 0)


def _exactness(point: Anchor) -> tuple[int, str]:
    exponent = point.index.as_tuple().exponent
    return (exponent if isinstance(exponent, int) else 0), point.fact
