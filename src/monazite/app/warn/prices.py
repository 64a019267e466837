"""Prices of papers and of published indices on a day: rises and gaps for the watch, series for the methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from monazite.core import ProblemError
from monazite.facts.tables import DOCUMENT_ROWS, FACT_ROWS
from monazite.warn.signals.record import Series
from monazite.warn.watch import Seen
from monazite.warn.watch.measures import Quote, of_gap, of_prices

if TYPE_CHECKING:
    from monazite.app.trade.price_index import PublishedIndex
    from monazite.app.workspace import Workspace
    from monazite.warn.signals import Signal

INSIDE = frozenset({None, "中国", "中国大陆"})
"""Regions whose prices are those inside China; a price in yuan without one is, too."""
ABROAD_UNITS = frozenset({"CNY/kg"})
"""Units in which a price abroad can be compared: others would want a dated rate of exchange."""
LEAST, FRESH_DAYS, LONG_DAYS = 60, 31, 3 * 365
"""Prices of a series at least, days since its newest at most, and days back in papers."""
FEN_PER_YUAN_AND_KG = 100_000
"""Fen per tonne of one yuan per kilogram."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A price or an index value of a paper.

    Args:
        kind: ``price`` or ``price_index``.
        subject: product.
        region: of the price.
        series: what tells it from other prices of the product: specification, organisation, region, unit.
        quote: its day, value and unit, the day of the paper and the id of the fact.
    """

    kind: str
    subject: str
    region: str | None
    series: tuple[str | None, ...]
    quote: Quote


def priced_on(workspace: Workspace, day: date) -> list[Priced]:
    """Prices and index values of three years that papers not later than a day give, the middle of each range.

    Contradicted facts, and those without day or value, are left out.
    """
    columns, papers = FACT_ROWS.c, DOCUMENT_ROWS.c
    names = ("kind", "subject", "region", "spec", "org", "canonical_low", "canonical_high", "canonical_unit",
             "period_end", "id")  # fmt: skip
    wanted = (
        select(*(columns[name] for name in names), papers.date)
        .join_from(FACT_ROWS, DOCUMENT_ROWS, papers.id == columns.document_id)
        .where(
            columns.kind.in_(("price", "price_index")), columns.canonical_low.is_not(None),
            columns.period_end >= (day - timedelta(days=LONG_DAYS)).isoformat(), columns.period_end <= day.isoformat(),
            columns.status != "contradicted", or_(papers.date.is_(None), papers.date <= day),
        )
        .order_by(columns.period_end, columns.id)
    )  # fmt: skip
    with workspace.reading() as connection:
        return [_priced(row) for row in connection.execute(wanted)]


def _priced(row: Any) -> Priced:
    last = date.fromisoformat(row.period_end)
    middle, unit = (row.canonical_low + row.canonical_high) / 2, row.canonical_unit or ""
    quote = Quote(last, middle, unit, row.date or last, (row.id,))
    return Priced(row.kind, row.subject, row.region, (row.spec, row.org, row.region, unit), quote)


def of_papers(priced: Iterable[Priced], day: date) -> Iterator[Seen]:
    """Rises of prices and of indices, and gaps of prices, from papers not later than the day."""
    series: dict[tuple[str, str, bool], dict[tuple[str | None, ...], list[Quote]]] = {}
    for one in priced:
        groups = series.setdefault((one.kind, one.subject, one.region in INSIDE), {})
        groups.setdefault(one.series, []).append(one.quote)
    for (kind, subject, is_inside), groups in series.items():
        for quotes in groups.values():
            yield from of_prices(subject, quotes, day, kind="price-rise" if kind == "price" else "index-rise")
        if kind == "price" and not is_inside:
            there = [one for one in _flat(groups.values()) if one.unit in ABROAD_UNITS]
            yield from of_gap(subject, _flat(series.get((kind, subject, True), {}).values()), there, day)


def _flat(groups: Iterable[Sequence[Quote]]) -> list[Quote]:
    return [one for group in groups for one in group]


def of_index(workspace: Workspace, day: date) -> Iterator[Seen]:
    """The rise of each published index of a venue, from its public file."""
    for venue, found in _published(workspace):
        quotes = [Quote(one.day, float(one.index), "point", one.day, (found.entry,)) for one in found.series.points]
        yield from of_prices(f"{venue}-index", quotes, day, kind="index-rise")


def _published(workspace: Workspace) -> Iterator[tuple[str, PublishedIndex]]:
    """The newest published index of each venue that has one."""
    for venue in workspace.trade.venues():
        try:
            yield venue, workspace.trade.index(venue).published()
        except ProblemError:  # none was published, or its file is lost, which its own page says
            continue


def method_signals(workspace: Workspace, day: date, priced: Iterable[Priced]) -> Iterator[Signal]:
    """What the methods of `warn.signals` say of every price of which there are prices enough, up to the day.

    They are those of published indices and of papers; a product that no day of the last month prices is passed over.
    """
    for one in series_of(workspace, day, priced):
        if len(one.values) >= LEAST and one.days[-1] >= day - timedelta(days=FRESH_DAYS):
            yield from _said_of(one)


@lru_cache(maxsize=1024)
def _said_of(series: Series) -> tuple[Signal, ...]:
    """What the methods say of a series; the same series says the same again, which a page need not work out."""
    from monazite.warn.signals.live import price_signals  # noqa: PLC0415  loads numpy and numba

    return price_signals(series)


def series_of(workspace: Workspace, day: date, priced: Iterable[Priced]) -> Iterator[Series]:
    """Prices by day: of each product in each published index, and of each product and specification in papers."""
    for venue, found in _published(workspace):
        yield _series(f"{venue}-index", "point", [(one.day, float(one.index)) for one in found.series.points], day)
        values: dict[str, list[tuple[date, float]]] = defaultdict(list)
        for one in found.series.values:
            if one.fen_per_tonne:
                values[one.product].append((one.day, one.fen_per_tonne / FEN_PER_YUAN_AND_KG))
        yield from (_series(product, "CNY/kg", points, day) for product, points in values.items())
    groups: dict[tuple[str | None, ...], list[tuple[date, float]]] = defaultdict(list)
    for price in priced:
        if price.kind == "price":
            groups[price.subject, price.quote.unit, *price.series].append((price.quote.day, price.quote.value))
    yield from (_series(key[0] or "", key[1] or "", points, day) for key, points in groups.items())


def _series(name: str, unit: str, points: Iterable[tuple[date, float]], day: date) -> Series:
    """A series of the mean of each day, up to a day; values that are not above nought are no prices."""
    days: dict[date, list[float]] = defaultdict(list)
    for when, value in points:
        if when <= day and value > 0:
            days[when].append(value)
    ordered = sorted(days)
    return Series(name, unit, tuple(ordered), tuple(sum(days[one]) / len(days[one]) for one in ordered))
