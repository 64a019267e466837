"""What to do: a recipe with less heavy rare earth, what commitments still bring, what the exchange offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monazite.app.story.recipe import recipes
from monazite.app.story.record import Mass, Named, Part, Sentence
from monazite.reference import product_named
from monazite.trade.receipts.stock import stock_lines

if TYPE_CHECKING:
    from monazite.app.story.scene import Scene
    from monazite.app.story.shortage import Short


def acts(scene: Scene) -> Iterator[Sentence]:
    """First what needs less, then what is agreed already, then what can be bought."""
    yield from recipes(scene)
    yield from _commitments(scene)
    yield from _offers(scene, {one.element for one in scene.lacking if one.uncovered_mg})


def _commitments(scene: Scene) -> Iterator[Sentence]:
    """What the options of each commitment still bring of what is short, and what is short beyond them."""
    by_name: dict[str, list[Short]] = defaultdict(list)
    known = {one.record.id: one for one in scene.workspace.plan.commitments(on=scene.day)}
    for one in scene.lacking:
        for name in one.commitments:
            product = product_named(known[name].record.material) if name in known else None
            if product is not None and one.element in product.elements and one.optional_mg:
                by_name[name].append(one)
    for name, some in by_name.items():
        kept, page = known[name], f"/plan/commitments/{name}"
        cover = f"/plan/programmes/{some[0].programme}#h-weeks"
        parts = {
            "commitment": Part(name, page), "seller": Part(Named("party", kept.record.seller), page),
            "material": Part(Named("product", kept.record.material), page),
            "optional": Part(Mass(sum(one.optional_mg for one in some)), cover),
            "uncovered": Part(Mass(sum(one.uncovered_mg for one in some)), cover),
        }  # fmt: skip
        yield Sentence("acts.commitment", parts, page, is_simulated=kept.is_simulated)


def _offers(scene: Scene, elements: set[str]) -> Iterator[Sentence]:
    """What the exchange asked at its last close for goods that bring what nothing covers, and what its stores hold."""
    for one in scene.closed:
        ask = one.price("ask")
        if ask is None or elements.isdisjoint(one.good.elements):
            continue
        day, venue, name = one.day["day"], one.contract["venue"], one.contract["id"]
        with scene.workspace.reading() as connection:
            stock = sum(line.stock_mg for line in stock_lines(connection, venue, day) if line.instrument == name)
        held = Part(Mass(stock), f"/trade/receipts?venue={venue}&instrument={name}")
        yield Sentence("acts.offer", one.parts() | {"ask": Part(ask, one.report), "stock": held}, one.page,
                       is_simulated=one.contract["is_simulated"])  # fmt: skip
