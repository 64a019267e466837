"""What can be charged and at which price (炉料价格): given, from papers, from an index, or from the table that ships.

A price is CNY per kg of the material with tax in it, as the trade quotes (`monazite.core.Price`); a quote that says
otherwise, is abroad, or in another unit, is left out. Of the products that a material can be bought or made from
(``offer_products.csv``) the first that has a fresh price counts: the metal, its iron alloy, its oxide.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from monazite.app.design.views import Offered, Origin, PriceOf
from monazite.app.warn.prices import ABROAD_UNITS, FEN_PER_YUAN_AND_KG, INSIDE
from monazite.core import ProblemError, Words
from monazite.design.search import Offer, offers
from monazite.reference import factor, product

if TYPE_CHECKING:
    from monazite.app.workspace import Workspace

FRESH_DAYS = 365
"""A price older than that is no price of the day."""
LEADERS: Mapping[str, str] = {"Nd": "PrNd", "Pr": "PrNd"}
"""Materials whose price moves with another's where nobody quotes it."""
UNTAXED = "不含税"
NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Quote:
    """A price of a product somewhere.

    Args:
        day: ISO, of the price.
        cny_per_kg: of the product.
        source: paper or index.
        origin: ``facts`` or ``index``.
        facts: ids.
        is_invented: whether it is of a simulation.
    """

    day: str
    cny_per_kg: float
    source: str
    origin: Origin
    facts: tuple[str, ...] = ()
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a product to a material; a row of ``offer_products.csv``."""

    product: str
    basis: str
    share: float
    conversion_cny_per_kg: float


@cache
def ways() -> Mapping[str, tuple[Way, ...]]:
    """From which products each material comes, the best first."""
    found: dict[str, tuple[Way, ...]] = {}
    for row in table("offer_products.csv"):
        way = Way(row["product"], row["basis"], float(row["share"]), float(row["conversion_cny_per_kg"]))
        found[row["offer"]] = (*found.get(row["offer"], ()), way)
    return found


@cache
def _words() -> Mapping[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in table("words.csv")}


def words(key: str, **values: object) -> Words:
    """Words of ``words.csv``, their places filled."""
    return _words()[key].filled(**values)


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV beside this module."""
    return list(csv.DictReader((resources.files("monazite.app.design") / name).read_text("utf-8").splitlines()))


def offered_on(
    workspace: Workspace | None, day: dt.date, given: Mapping[str, float] | None = None,
    scrap: Iterable[Offer] = (), venue: str = "",
) -> Offered:  # fmt: skip
    """Everything that can be charged on a day.

    Args:
        workspace: whose papers and indices are asked; None for the table that ships.
        day: no price of a paper or an index is later.
        given: CNY per kg by offer, before all others.
        scrap: further offers, with their price.
        venue: whose index comes before papers; its prices may be invented, and then say so.
    """
    quotes = {} if workspace is None else _quotes(workspace, day, venue)
    told = given or {}
    known = {name: _given(one, told[name]) if name in told else _priced(one, quotes) for name, one in offers().items()}
    scrapped = (PriceOf(one, "given", words("price.given")) for one in scrap)
    return Offered(day, (*(_moved(one, known) for one in known.values()), *scrapped))


def moved_together(prices: Mapping[str, float]) -> dict[str, float]:
    """Prices of a day, with those of what moves with them where nobody gave one: neodymium with Pr-Nd.

    Without this a day that prices Pr-Nd alone would be a day on which everybody buys neodymium as of another year.

    Args:
        prices: CNY per kg by offer.

    >>> moved_together({"PrNd": 1175.0})
    {'PrNd': 1175.0, 'Nd': 1220.0}
    """
    found = dict(prices)
    for name, leader in LEADERS.items():
        own, led = (offers()[one].price_cny_per_kg for one in (name, leader))
        if leader in prices and name not in prices and own and led:
            found[name] = own * prices[leader] / led
    return found


def _moved(one: PriceOf, known: Mapping[str, PriceOf]) -> PriceOf:
    """A price of the table, moved as far as that of its leader has moved."""
    leader = known.get(LEADERS.get(one.offer.name, ""))
    if one.origin != "table" or leader is None or leader.origin in ("table", "none"):
        return one
    price = moved_together({leader.offer.name: leader.offer.price_cny_per_kg or 0.0})[one.offer.name]
    how = words("price.moved", leader=leader.offer.label)
    return PriceOf(replace(one.offer, price_cny_per_kg=price, day=leader.offer.day), one.origin, how, (), True)


def _given(one: Offer, price: float) -> PriceOf:
    return PriceOf(replace(one, price_cny_per_kg=price, source="", day=""), "given", words("price.given"))


def _priced(one: Offer, quotes: Mapping[str, Quote]) -> PriceOf:
    for way in ways().get(one.name, ()):
        if (quote := quotes.get(way.product)) is not None:
            price, how = _worked_out(one, way, quote)
            offer = replace(one, price_cny_per_kg=price, source=quote.source, day=quote.day)
            return PriceOf(offer, quote.origin, how, quote.facts, way.basis == "oxide")
    if one.price_cny_per_kg is None:
        return PriceOf(one, "none", words("price.none"))
    return PriceOf(one, "table", NOTHING, (), "estimate" in one.source)


def _worked_out(one: Offer, way: Way, quote: Quote) -> tuple[float, Words]:
    """Price of the material, and how it follows from that of the product."""
    known = product(way.product)
    named = {"product": Words(known.key, known.en), "price": f"{quote.cny_per_kg:.6g}"}
    first = words("price.invented") if quote.is_invented else NOTHING
    if way.basis == "metal":
        return quote.cny_per_kg, first
    if way.basis == "alloy":
        said = words("price.alloy", share=way.share, **named)
        return quote.cny_per_kg / way.share, Words(first.zh + said.zh, first.en + said.en)
    times = sum(share * float(factor(symbol)) for symbol, share in one.content.items())
    said = words("price.oxide", factor=f"{times:.4f}", conversion=f"{way.conversion_cny_per_kg:g}", **named)
    return quote.cny_per_kg * times + way.conversion_cny_per_kg, Words(first.zh + said.zh, first.en + said.en)


def _quotes(workspace: Workspace, day: dt.date, venue: str) -> dict[str, Quote]:
    """The newest fresh price of each product; of one day, that of papers, and that of a venue that was named first."""
    found = _of_papers(workspace, day)
    for name, quote in _of_indices(workspace, day, venue):
        if venue or name not in found or found[name].day < quote.day:
            found[name] = quote
    return found


def _of_papers(workspace: Workspace, day: dt.date) -> dict[str, Quote]:
    """The middle of all quotes of the newest day that papers give a product; contradicted facts are left out."""
    found: dict[str, Quote] = {}
    oldest = (day - dt.timedelta(days=FRESH_DAYS)).isoformat()
    for name in {way.product for some in ways().values() for way in some}:
        points = [
            one for one in workspace.prices(name)
            if one.day and oldest <= one.day <= day.isoformat() and one.unit in ABROAD_UNITS and one.region in INSIDE
            and one.status != "contradicted" and one.low > 0
            and UNTAXED not in "".join(filter(None, (one.spec, one.scope, one.qualifier)))
        ]  # fmt: skip
        if points:
            last = max(one.day or "" for one in points)
            mine = [one for one in points if one.day == last]
            middle = sum((one.low + one.high) / 2 for one in mine) / len(mine)
            papers = dict.fromkeys(doc for one in mine for doc in one.docs)
            facts = tuple(dict.fromkeys(fact for one in mine for fact in one.facts))
            found[name] = Quote(last, middle, "; ".join(papers), "facts", facts)
    return found


def _of_indices(workspace: Workspace, day: dt.date, venue: str) -> Iterable[tuple[str, Quote]]:
    """The newest values of published indices; of a venue that was named, or of those whose prices are not invented."""
    oldest = day - dt.timedelta(days=FRESH_DAYS)
    for name in [venue] if venue else workspace.trade.venues():
        try:
            index = workspace.trade.index(name).published()
        except ProblemError:
            if venue:
                raise
            continue
        if index.is_simulated and not venue:
            continue
        newest = {one.product: one for one in index.series.values if oldest <= one.day <= day and one.fen_per_tonne}
        for key, value in newest.items():
            price = (value.fen_per_tonne or 0) / FEN_PER_YUAN_AND_KG
            day_of = value.day.isoformat()
            yield key, Quote(day_of, price, f"{name}-index", "index", (index.entry,), index.is_simulated)
