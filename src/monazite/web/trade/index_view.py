"""The price index as its pages show it: days, products, and one day with every input, weight and exclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from monazite.trade.index import Constituent, InputRow, Point, Series, Value, Weight, change_of, inputs_of
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.trade.price_index import PublishedIndex

HUNDRED, MILLION = 100, 1_000_000
RESET = "published"
"""Why a chain is linked where its level was set anew at a published point."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """The index of a day beside the day before.

    Args:
        point: the day.
        change_pct: against the day before, like with like where the level was set anew; None on the first day.
        deals: trades in its values.
        mass_mg: their mass.
        largest_ppm: the largest share of one participant in the trades of one product.
        series: days joined by a line: a new one where the level was set anew.
    """

    point: Point
    change_pct: Decimal | None
    deals: int
    mass_mg: int
    largest_ppm: int
    series: int

    @property
    def is_reset(self) -> bool:
        """Whether the level was set anew: the index is of another level than what prices alone give."""
        return _is_reset(self.point)

    @property
    def is_traded(self) -> bool:
        """Whether any of its values was made from the day's trades."""
        return "trades" in self.point.levels


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product on a day.

    Args:
        item: the product.
        value: of the day.
        change_pct: against its value of the trading day before; None where one is missing.
        since: the day it was last made anew; None without a value.
    """

    item: Constituent
    value: Value
    change_pct: Decimal | None
    since: date | None


@dataclass(frozen=True, slots=True)
class InputView:
    """An input with its share of the value.

    Args:
        row: the input.
        weight_ppm: its share of the counted mass of the trades used; None where trades did not make the value.
    """

    row: InputRow
    weight_ppm: int | None


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """An elementary aggregate on a day.

    Args:
        name: of it.
        level: its value, first value 100.
        change_pct: against the day before.
        weight: in force; None where it has none.
        share_ppm: of the weights of the aggregates that have a value.
    """

    name: str
    level: Decimal
    change_pct: Decimal | None
    weight: Weight | None
    share_ppm: int | None


def day_rows(series: Series) -> list[DayRow]:
    """The index by day, oldest first."""
    values: dict[date, list[Value]] = {}
    for value in series.values:
        values.setdefault(value.day, []).append(value)
    found: list[DayRow] = []
    for place, point in enumerate(series.points):
        some = values.get(point.day, [])
        is_reset = place > 0 and _is_reset(point)
        before = series.points[place - 1] if place else None
        run = (found[-1].series if found else 0) + is_reset
        found.append(
            DayRow(
                point, change_of(point, before), sum(one.deals for one in some),
                sum(one.mass_mg for one in some), max((one.largest_ppm for one in some), default=0), run,
            )
        )  # fmt: skip
    return found


def _is_reset(point: Point) -> bool:
    return point.link == RESET and point.index != point.computed


def change_pct(now: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    """By how many per cent a number is above the one before; None where one is missing.

    >>> change_pct(Decimal(303), Decimal(300))
    Decimal('1')
    """
    return None if now is None or not before else Decimal(HUNDRED * (now - before)) / before


def product_rows(found: PublishedIndex, day: date) -> list[ProductRow]:
    """Every product of the index on a day, in the order of the methodology."""
    days = [point.day for point in found.series.points]
    before = {later: earlier for earlier, later in pairwise(days)}.get(day)
    known = {(value.product, value.day): value for value in found.series.values}
    rows = []
    for item in found.inputs.constituents:
        value = known[item.product, day]
        last = known.get((item.product, before)) if before else None
        since = days[days.index(day) - value.stale_days] if value.fen_per_tonne is not None else None
        change = change_pct(value.fen_per_tonne, last.fen_per_tonne if last else None)
        rows.append(ProductRow(item, value, change, since))
    return rows


def history(series: Series, product: str) -> list[tuple[Value, Decimal | None]]:
    """The values of a product by day, newest first, each with its change against the day before."""
    values = [value for value in series.values if value.product == product]
    changes = [None, *(change_pct(new.fen_per_tonne, old.fen_per_tonne) for old, new in pairwise(values))]
    return list(reversed(list(zip(values, changes, strict=True))))


def inputs_on(workspace: Workspace, found: PublishedIndex, day: date) -> dict[str, tuple[InputView, ...]]:
    """The inputs of every product on a day, with their weights; products without inputs are left out."""

    def make() -> dict[str, tuple[InputView, ...]]:
        values = [value for value in found.series.values if value.day == day]
        views = {value.product: _weighed(value, inputs_of(found.inputs, value)) for value in values}
        return {product: some for product, some in views.items() if some}

    return remembered(workspace, ("index-inputs", found.sha256, day), make)


def _weighed(value: Value, rows: Sequence[InputRow]) -> tuple[InputView, ...]:
    is_traded = value.level == "trades"
    total = sum(row.counted_mg for row in rows if row.is_used and row.kind == "deal")
    return tuple(
        InputView(row, row.counted_mg * MILLION // total if is_traded and row.is_used and total else None)
        for row in rows
    )


def aggregates(found: PublishedIndex, day: date) -> list[AggregateRow]:
    """The elementary aggregates of a day with their weights."""
    points = found.series.points
    at = next(place for place, point in enumerate(points) if point.day == day)
    before: Mapping[str, Decimal] = points[at - 1].aggregates if at else {}
    weights = _weights(found.inputs.weights, day.year)
    levels = points[at].aggregates
    total = sum(weights[name].weight_ppm for name in levels if name in weights)
    return list(_aggregates(levels, before, weights, total))


def _aggregates(
    levels: Mapping[str, Decimal], before: Mapping[str, Decimal], weights: Mapping[str, Weight], total: int
) -> Iterator[AggregateRow]:
    for name, level in levels.items():
        weight = weights.get(name)
        share = weight.weight_ppm * MILLION // total if weight and total else None
        yield AggregateRow(name, level, change_pct(level, before.get(name)), weight, share)


def _weights(weights: Sequence[Weight], year: int) -> dict[str, Weight]:
    """The weights in force in a year: those of the newest year that is not after it, else the first."""
    years = {one.year for one in weights}
    wanted = max((one for one in years if one <= year), default=min(years, default=0))
    return {one.aggregate: one for one in weights if one.year == wanted}
