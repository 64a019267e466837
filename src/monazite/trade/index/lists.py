"""Rows for pages and exports: the index by day, products by day, and the inputs behind one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from monazite.core import Words
from monazite.trade.index.files import as_json
from monazite.trade.index.method import rows
from monazite.trade.index.record import Assessment, Bids, Deal, Inputs, Rule, Series, Value
from monazite.trade.index.robust import counted_mg
from monazite.trade.index.series import in_force, ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """An input behind a value (价格来源), as a page shows it.

    Args:
        kind: deal, quote or assessment.
        id: of the trade, quote or fact.
        fen_per_tonne: its price; the middle of a quote.
        mass_mg: of a trade; 0 of the others.
        counted_mg: what of it counts under the cap.
        parties: pseudonyms of buyer and seller of a trade; empty otherwise.
        is_used: whether the value was made from it.
        rule: why it was left out, or None: used, or of a level that was not needed.
    """

    kind: str
    id: str
    fen_per_tonne: int
    mass_mg: int
    counted_mg: int
    parties: tuple[str, ...]
    is_used: bool
    rule: Rule | None


@cache
def labels() -> Mapping[str, Words]:
    """What people call each rule of exclusion and each level."""
    return {row["rule"]: Words(row["zh"], row["en"]) for row in rows("rules.csv")}


def point_rows(series: Series) -> list[dict[str, Any]]:
    """The index by day, newest first, as plain values for a list or an export."""
    return [as_json(point) for point in reversed(series.points)]


def value_rows(series: Series, product: str | None = None) -> list[dict[str, Any]]:
    """Values of products by day, newest first; of one product where it is given."""
    return [as_json(value) for value in reversed(series.values) if product in (None, value.product)]


def inputs_of(inputs: Inputs, value: Value) -> tuple[InputRow, ...]:
    """Every input of a value's product and day: used, left out with the rule, or of a level that was not needed.

    Args:
        inputs: all that the index follows from.
        value: of one product and day.
    """
    used, rules = set(value.used), dict(value.excluded)
    return tuple(_rows(ordered(inputs), value, used, rules))


def _rows(inputs: Inputs, value: Value, used: set[str], rules: Mapping[str, Rule]) -> Iterator[InputRow]:
    deals = tuple(deal for deal in inputs.deals if _is_of(deal, value))
    apart = tuple(deal for deal in deals if rules.get(deal.id) != "same-owner")
    cap = in_force(inputs.methods, value.day).cap_ppm
    counted = {deal.id: mass for deal, mass in zip(apart, counted_mg(apart, cap), strict=True)}
    for deal in deals:
        yield InputRow(
            kind="deal", id=deal.id, fen_per_tonne=deal.fen_per_tonne, mass_mg=deal.mass_mg,
            counted_mg=counted.get(deal.id, 0), parties=(deal.buyer, deal.seller), is_used=deal.id in used,
            rule=rules.get(deal.id),
        )  # fmt: skip
    others: tuple[Bids | Assessment, ...] = (*inputs.quotes, *inputs.assessments)
    for item in others:
        if _is_of(item, value):
            yield _other(item, is_used=item.id in used, rule=rules.get(item.id))


def _is_of(item: Deal | Bids | Assessment, value: Value) -> bool:
    return item.product == value.product and item.day == value.day


def _other(item: Bids | Assessment, *, is_used: bool, rule: Rule | None) -> InputRow:
    if isinstance(item, Bids):
        kind, price = "quote", (item.bid_fen_per_tonne + item.ask_fen_per_tonne) // 2
    else:
        kind, price = "assessment", item.fen_per_tonne
    return InputRow(
        kind=kind, id=item.id, fen_per_tonne=price, mass_mg=0, counted_mg=0, parties=(), is_used=is_used, rule=rule
    )
