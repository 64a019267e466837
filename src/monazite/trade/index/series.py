"""All inputs in, all values out: the index as it is published. Pure; nothing is read or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from monazite.trade.index.chain import (
    AGGREGATE_DECIMALS,
    INDEX_DECIMALS,
    INDEX_UNIT,
    Aggregates,
    Link,
    decimal_of,
    link,
)
from monazite.trade.index.daily import Product, values_of
from monazite.trade.index.record import (
    Anchor,
    Assessment,
    Bids,
    Deal,
    Inputs,
    Method,
    Point,
    Reason,
    Series,
    Value,
    Weight,
)
from monazite.trade.index.robust import half_even

START = 100 * INDEX_UNIT
"""The index on the first day when no published point sets it."""
CHANGE_DECIMALS = 4
"""Of a change in per cent."""


class _Dated(Protocol):
    """Anything of one product and day."""

    @property
    def day(self) -> date: ...

    @property
    def product(self) -> str: ...


Item = TypeVar("Item", bound=_Dated)
ByDay = dict[date, list[Item]]


def publish(inputs: Inputs) -> Series:
    """The values of every product and the index on every trading day.

    Args:
        inputs: method, products, weights, days and prices. Days rise; every price is of one of them.

    Returns:
        Values by day and then by constituent; points by day.
    """
    inputs = ordered(inputs)
    methods = {day: in_force(inputs.methods, day) for day in inputs.days}
    known = _by_product(inputs)
    columns = [values_of(item.product, known[item.product], inputs.days, methods) for item in inputs.constituents]
    rows = list(zip(*columns, strict=True))
    return Series(values=tuple(value for row in rows for value in row), points=tuple(_points(inputs, rows, methods)))


def change_of(point: Point, before: Point | None) -> Decimal | None:
    """By how many per cent prices moved the index on a day (涨跌幅), like compared with like.

    Where the level was set anew at a published point, ``index`` is of another level than the day before, and only
    ``computed`` goes on from there; on every other day the two are one.

    Args:
        point: the day.
        before: the day before; None on the first.

    Returns:
        Per cent, four decimals, rounded half-even once; None where there is nothing above nought to compare with.
    """
    if before is None or before.index <= 0:
        return None
    now, then = (int(value.scaleb(INDEX_DECIMALS)) for value in (point.computed, before.index))
    return decimal_of(half_even((now - then) * 100 * 10**CHANGE_DECIMALS, then), CHANGE_DECIMALS)


def ordered(inputs: Inputs) -> Inputs:
    """The same inputs in the order of the file: by day, product, id; what depends on order depends on this one."""
    return Inputs(
        methods=tuple(sorted(inputs.methods, key=lambda method: method.effective)),
        constituents=inputs.constituents,
        weights=tuple(sorted(inputs.weights, key=lambda weight: (weight.year, weight.aggregate))),
        days=tuple(sorted(inputs.days)),
        anchors=tuple(sorted(inputs.anchors, key=lambda anchor: anchor.day)),
        deals=tuple(sorted(inputs.deals, key=_place)),
        quotes=tuple(sorted(inputs.quotes, key=_place)),
        assessments=tuple(sorted(inputs.assessments, key=_place)),
    )


def in_force(methods: Sequence[Method], day: date) -> Method:
    """The version of the methodology on a day: the last that is effective by then.

    Raises:
        ValueError: when none is effective yet.
    """
    valid = [method for method in methods if method.effective <= day]
    if not valid:
        raise ValueError(f"no version of the methodology is in force on {day}")
    return valid[-1]


def _place(item: Deal | Bids | Assessment) -> tuple[date, str, str]:
    return item.day, item.product, item.id


def _by_product(inputs: Inputs) -> dict[str, Product]:
    deals, quotes, assessments = _sorted(inputs.deals), _sorted(inputs.quotes), _sorted(inputs.assessments)
    return {
        item.product: Product(
            deals.get(item.product, {}), quotes.get(item.product, {}), assessments.get(item.product, {})
        )
        for item in inputs.constituents
    }


def _sorted(items: Iterable[Item]) -> dict[str, ByDay[Item]]:
    found: dict[str, ByDay[Item]] = {}
    for item in items:
        found.setdefault(item.product, {}).setdefault(item.day, []).append(item)
    return found


def _points(inputs: Inputs, rows: Sequence[Sequence[Value]], methods: Mapping[date, Method]) -> Iterable[Point]:
    """The chain, day by day."""
    aggregates = Aggregates(_members(inputs))
    anchors = {anchor.day: anchor for anchor in inputs.anchors}
    years = _by_year(inputs.weights)
    chain: Link | None = None
    year, index = 0, START
    for day, row in zip(inputs.days, rows, strict=True):
        wanted = max((item for item in years if item <= day.year), default=min(years, default=0))
        reason: Reason | None = None
        if chain is not None and wanted != year:
            chain, reason = link(index, aggregates.now, years[wanted]), "weights"
        year = wanted
        aggregates.step({value.product: value.fen_per_tonne for value in row if value.fen_per_tonne is not None})
        computed = START if chain is None else chain.at(aggregates.now)
        index, splice = _level(computed, anchors.get(day), methods[day], is_first=chain is None)
        reason = splice or reason
        if chain is None or splice:
            chain = link(index, aggregates.now, years.get(year, {}))
        elif not chain.weights and (first := link(index, aggregates.now, years.get(year, {}))).weights:
            chain, reason = first, "start"
        yield _point(day, row, (index, computed, reason), aggregates.now, methods[day].version)


def _level(computed: int, anchor: Anchor | None, method: Method, *, is_first: bool) -> tuple[int, Reason | None]:
    """The published level of a day, and why the chain has a link there."""
    if anchor is not None and (is_first or method.splice == "every"):
        numerator, denominator = anchor.index.as_integer_ratio()
        return half_even(numerator * INDEX_UNIT, denominator), "published"
    return computed, "start" if is_first else None


def _members(inputs: Inputs) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for item in inputs.constituents:
        if item.aggregate:
            members.setdefault(item.aggregate, []).append(item.product)
    return members


def _by_year(weights: Iterable[Weight]) -> dict[int, dict[str, int]]:
    years: dict[int, dict[str, int]] = {}
    for weight in weights:
        years.setdefault(weight.year, {})[weight.aggregate] = weight.weight_ppm
    return years


def _point(
    day: date, row: Sequence[Value], level: tuple[int, int, Reason | None], now: Mapping[str, int], version: int
) -> Point:
    index, computed, reason = level
    return Point(
        day=day,
        index=decimal_of(index, INDEX_DECIMALS),
        computed=decimal_of(computed, INDEX_DECIMALS),
        link=reason,
        aggregates={name: decimal_of(value, AGGREGATE_DECIMALS) for name, value in now.items()},
        levels=dict(Counter(value.level for value in row if value.level)),
        method=version,
    )
