"""What the page of a lot shows: its composition, its origin by source and element, and its lineage to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from sqlalchemy import Connection

from monazite.core import ElementMass
from monazite.reference import rare_earths
from monazite.trace.lots import AsWeighed, Lot, from_json, spread_of, total_of
from monazite.trace.lots.brief import briefs
from monazite.trace.lots.weighing import oxide_factors
from monazite.trace.origin import Lineage, Origin, downstream, upstream
from monazite.web.trace.lineage import Layout, layout
from monazite.web.trace.lot_words import SOURCE_KINDS, LotWords, NodeWords, Source, kind_of_source

DRAWN = 24
"""Nodes that are drawn to either side of a lot."""
LISTED = 1_000
"""Nodes that the full list names to either side."""
MOST_SOURCES = 40
ORDER = {one.symbol: at for at, one in enumerate(rare_earths())}


@dataclass(frozen=True, slots=True)
class Component:
    """One element of a lot.

    Args:
        element: symbol.
        mg: as made.
        oxide_mg: the same as oxide; None for what is no rare earth.
        left_mg: what is left now.
        sigma_mg: standard uncertainty of the mass as made; None where it was not weighed itself.
    """

    element: str
    mg: int
    oxide_mg: int | None
    left_mg: int
    sigma_mg: int | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of a lot.

    Args:
        source: in words.
        mg: of each element from it.
        ppm: its share of each element.
    """

    source: Source
    mg: ElementMass
    ppm: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """The origin of one element as a bar.

    Args:
        element: symbol.
        parts: kind of source, where it begins and how wide it is, of a width of 100.
    """

    element: str
    parts: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where a lot came from, to show.

    Args:
        elements: rare earths first.
        rows: the largest first.
        left_out: sources that are not listed.
        bars: one an element.
        recycled_ppm: of each element.
        totals: share of all rare earths by kind of source, in parts per million of their mass.
        is_settled: False while a correction upstream is being worked in.
    """

    elements: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    left_out: int
    bars: tuple[Bar, ...]
    recycled_ppm: Mapping[str, int]
    totals: Mapping[str, int]
    is_settled: bool

    @property
    def kinds(self) -> list[str]:
        """Kinds of source that bars show, in their order."""
        found = {kind for bar in self.bars for kind, _, _ in bar.parts}
        return [kind for kind in SOURCE_KINDS if kind in found]


@dataclass(frozen=True, slots=True)
class LineageView:
    """A lineage, to draw and to list.

    Args:
        drawn: places.
        words: of each node, in the order of the places.
        left_out_up, left_out_down: nodes that are not drawn.
        is_settled: False while a correction is being worked in.
    """

    drawn: Layout
    words: tuple[NodeWords, ...]
    left_out_up: int
    left_out_down: int
    is_settled: bool


def in_order(elements: Iterable[str]) -> tuple[str, ...]:
    """Rare earths in the order of their numbers, then the others by name."""
    return tuple(sorted(set(elements), key=lambda one: (ORDER.get(one, len(ORDER)), one)))


def composition(lot: Lot) -> tuple[Component, ...]:
    """Element by element: as made, as oxide, left, uncertainty."""
    left = total_of([one.matter for one in lot.holdings])
    weighed = weighed_of(lot)
    factors = oxide_factors()
    sigma = _sigma(weighed) if weighed else {}
    return tuple(
        Component(
            element, lot.matter[element], lot.matter[element] * factors[element][0] // factors[element][1]
            if element in factors else None, left[element], sigma.get(element),
        )
        for element in in_order(lot.matter)
    )  # fmt: skip


def weighed_of(lot: Lot) -> AsWeighed | None:
    """The lot as weighed; None where it took its matter from others without being weighed."""
    return from_json(lot.weighed) if "net_mg" in lot.weighed else None


def _sigma(weighed: AsWeighed) -> dict[str, int]:
    """Random errors in squares, and those that instruments share, of one lot alone."""
    spread = spread_of(weighed)
    elements = {*spread.random_mg, *(symbol for _, matter in spread.shared_mg for symbol in matter)}
    return {
        symbol: round(hypot(spread.random_mg[symbol], *(matter[symbol] for _, matter in spread.shared_mg)))
        for symbol in elements
    }


def origin_view(origin: Origin, words: LotWords) -> OriginView:
    """An origin, to show."""
    elements = in_order(origin.matter)
    ppm = {element: origin.by(str, element) for element in elements}
    by_kind = {element: origin.by(kind_of_source, element) for element in elements}
    rows = [
        SourceRow(words.source(source), matter, {element: ppm[element].get(source, 0) for element in elements})
        for source, matter in sorted(origin.shares, key=lambda one: -one[1].total.mg)
    ]
    return OriginView(
        elements,
        tuple(rows[:MOST_SOURCES]),
        max(0, len(rows) - MOST_SOURCES),
        tuple(Bar(element, _parts(by_kind[element])) for element in elements),
        {element: origin.recycled_ppm(element) for element in elements},
        _totals(origin),
        origin.is_settled,
    )


def _parts(shares: Mapping[str, int]) -> tuple[tuple[str, float, float], ...]:
    found, at = [], 0.0
    for kind in SOURCE_KINDS:
        if share := shares.get(kind, 0):
            found.append((kind, round(at, 3), round(share / 10_000, 3)))
            at += share / 10_000
    return tuple(found)


def _totals(origin: Origin) -> dict[str, int]:
    """Shares of all rare earths by kind of source."""
    amounts = dict.fromkeys(SOURCE_KINDS, 0)
    for source, matter in origin.shares:
        amounts[kind_of_source(source)] += sum(mg for symbol, mg in matter.parts if symbol in ORDER)
    whole = sum(amounts.values())
    return {kind: amount * 1_000_000 // whole for kind, amount in amounts.items() if amount} if whole > 0 else {}


def lineage_view(connection: Connection, lot_id: str, words: LotWords) -> LineageView:
    """What a lot came from and what came of it, drawn as far as it is near."""
    up, down = upstream(connection, lot_id, nodes=DRAWN), downstream(connection, lot_id, nodes=DRAWN)
    names = list(dict.fromkeys([node.id for node in (*up.nodes, *down.nodes)]))
    drawn = layout(names, [*up.edges, *down.edges])
    said = named(connection, [node.id for node in drawn.nodes], words)
    return LineageView(drawn, tuple(said), up.left_out, down.left_out, up.is_settled and down.is_settled)


def named(connection: Connection, nodes: Sequence[str], words: LotWords) -> list[NodeWords]:
    """Nodes in words, in their order; all lots are looked up at once."""
    known = briefs(connection, [node.removeprefix("lot/") for node in nodes if node.startswith("lot/")])
    return [words.node(node, known.get(node.removeprefix("lot/"))) for node in nodes]


def full_lineage(connection: Connection, lot_id: str) -> tuple[Lineage, Lineage]:
    """What a lot came from and what came of it, as far as a list goes."""
    return upstream(connection, lot_id, nodes=LISTED), downstream(connection, lot_id, nodes=LISTED)
