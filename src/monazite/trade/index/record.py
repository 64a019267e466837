"""What the price index (价格指数) speaks of: its method, its inputs, its values. Plain records, no database.

Prices are whole fen per tonne, tax included; masses milligrams; days Asia/Shanghai; index values exact decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Level = Literal["trades", "quotes", "assessed", "carried"]
"""Where a value comes from, best first: concluded trades, bids and offers, assessed facts, the value before."""
Group = Literal["ore", "light", "heavy"]
"""As the bulletin orders its products: 矿产品, 轻稀土, 重稀土."""
Rule = Literal["same-owner", "outlier", "crossed", "wide"]
"""Why an input is left out: one owner on both sides, beyond the filter's band, a crossed book, a wide spread."""
Splice = Literal["every", "first"]
"""At which published points the level is set anew: at each, or at the first day only."""
Reason = Literal["start", "weights", "published"]
"""Why the chain has a link (链接点) on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One version of the methodology (编制方法); a row of parameters from a day on, never backwards.

    Args:
        version: number of the version, from 1.
        effective: the first trading day it holds for.
        cap_ppm: the largest share of a day's mass that counts for one buyer, one seller, or one owner on a side.
        window_days: how many trading days, the day itself included, the filter may look at.
        window_least: as soon as it has this many trades it looks no further back.
        mad_ppm: width of the filter's band in median absolute deviations: 4 447 800 is 3 x 1.4826.
        band_least_ppm: the least half-width of the band, as a share of the median.
        band_most_ppm: the greatest.
        trades_least: fewer trades kept than this, and trades do not make the value.
        owners_least: fewer different beneficial owners (buyers and sellers together), likewise.
        spread_most_ppm: bids and offers further apart than this share of their middle make no value.
        stale_days_most: how many trading days in a row a value may be carried forward.
        splice: at which published points the level is set anew.
    """

    version: int
    effective: date
    cap_ppm: int
    window_days: int
    window_least: int
    mad_ppm: int
    band_least_ppm: int
    band_most_ppm: int
    trades_least: int
    owners_least: int
    spread_most_ppm: int
    stale_days_most: int
    splice: Splice


@dataclass(frozen=True, slots=True, kw_only=True)
class Constituent:
    """A product of the index (样本品种).

    Args:
        product: standard name of `monazite.reference.products`.
        spec: purity or composition it is quoted for.
        aggregate: the elementary aggregate it belongs to; empty for one that is published but not in the index.
        group: under which heading the bulletin prints it.
    """

    product: str
    spec: str
    aggregate: str
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The weight of an elementary aggregate from the first trading day of a year on (权重).

    Args:
        year: calendar year.
        aggregate: which.
        weight_ppm: its share of the value; the shares of a year need not add up to a million, they are divided by
            their sum.
        is_estimate: whether it was made from other figures and not published as it stands.
        source: what it was taken from.
        locator: where in the source, and how it was made.
    """

    year: int
    aggregate: str
    weight_ppm: int
    is_estimate: bool
    source: str
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A published value of the association's index (2010 = 100) on a trading day.

    Args:
        day: of the value.
        index: as printed.
        fact: id of the fact, or what else it was taken from.
    """

    day: date
    index: Decimal
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A trade as the index sees it: who is who only by consistent pseudonyms.

    Args:
        id: of the trade.
        day: on which it was made.
        product: of the index.
        fen_per_tonne: price, tax included.
        mass_mg: net mass.
        buyer: pseudonym of the buying member.
        seller: pseudonym of the selling member.
        buyer_owner: pseudonym of the buyer's beneficial owner (实际控制人).
        seller_owner: pseudonym of the seller's.
    """

    id: str
    day: date
    product: str
    fen_per_tonne: int
    mass_mg: int
    buyer: str
    seller: str
    buyer_owner: str
    seller_owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bids:
    """The best bid and the best offer of a day (买卖报价).

    Args:
        id: of the record.
        day: of the quotes.
        product: of the index.
        bid_fen_per_tonne: best bid at the end of the day.
        ask_fen_per_tonne: best offer.
    """

    id: str
    day: date
    product: str
    bid_fen_per_tonne: int
    ask_fen_per_tonne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A price fact of one day (评估价): what a paper says the product cost.

    Args:
        id: of the fact.
        day: the fact's day.
        product: of the index.
        fen_per_tonne: its price, tax included.
    """

    id: str
    day: date
    product: str
    fen_per_tonne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that an index follows from.

    Args:
        methods: versions of the methodology, by rising effective day.
        constituents: the products.
        weights: of the aggregates, by year.
        days: the trading days, rising.
        anchors: published points.
        deals: trades.
        quotes: bids and offers.
        assessments: assessed facts.
    """

    methods: tuple[Method, ...]
    constituents: tuple[Constituent, ...]
    weights: tuple[Weight, ...]
    days: tuple[date, ...]
    anchors: tuple[Anchor, ...] = ()
    deals: tuple[Deal, ...] = ()
    quotes: tuple[Bids, ...] = ()
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The value of a product on a day (日价), with all that it follows from.

    Args:
        day: of the value.
        product: of the index.
        fen_per_tonne: the value; None when there is nothing, or the last value is too old.
        level: where it comes from; None without a value.
        stale_days: trading days since it was last made anew.
        used: ids of the inputs it was made from.
        excluded: ids of the inputs left out, each with the rule.
        deals: how many trades were kept, used or too few.
        mass_mg: their mass.
        largest_ppm: share of that mass of the largest owner on one side, before the cap.
        median_fen_per_tonne: centre of the filter's band; None without trades.
        band_fen_per_tonne: half its width.
    """

    day: date
    product: str
    fen_per_tonne: int | None
    level: Level | None
    stale_days: int = 0
    used: tuple[str, ...] = ()
    excluded: tuple[tuple[str, Rule], ...] = ()
    deals: int = 0
    mass_mg: int = 0
    largest_ppm: int = 0
    median_fen_per_tonne: int | None = None
    band_fen_per_tonne: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The index of a day.

    Args:
        day: of the value.
        index: published value, four decimals.
        computed: what prices alone give; differs from ``index`` where the level was set anew at a published point.
        link: why the chain has a link here, or None.
        aggregates: the elementary aggregates, ten decimals, first value 100.
        levels: how many products have a value from where.
        method: version in force.
    """

    day: date
    index: Decimal
    computed: Decimal
    link: Reason | None
    aggregates: Mapping[str, Decimal]
    levels: Mapping[str, int]
    method: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What the index publishes: values of products and of the index, day by day."""

    values: tuple[Value, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where a public file says something else than its inputs give.

    Args:
        place: line of the file (from 1) and field.
        printed: as the file has it.
        recomputed: as its inputs give it.
    """

    place: str
    printed: str
    recomputed: str
