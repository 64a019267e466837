"""Process lines of a simulated year: feed, hold-up, output, loss, inventory. The same for every stage."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from monazite.core import ElementMass
from monazite.trace.lots import acts
from monazite.trace.simulate.beginning import site_of
from monazite.trace.simulate.measure import PPM, Lot, Vector, booked, matter_from, oxide_factors, vector_of
from monazite.trace.simulate.mining import exempt_reo_mg
from monazite.trace.simulate.tables import ELEMENTS, RARE, SimulatedProduct, constants, products, stages
from monazite.trace.simulate.world import Line, World, groups_of, part

if TYPE_CHECKING:
    from monazite.trace.lots.record import AsWeighed

RUN_STAGES = ("concentration", "separation", "recycling", "metal", "alloy", "magnet", "motor")
"""Stages with lines, in the order of the chain."""
_OXIDE_STAGES = frozenset({"concentration", "separation", "recycling"})
_RECYCLED = frozenset({"PN", "TB", "DY"})
_LEAST_LOTS = 2.0
_LEAST_SHARE = 0.0005
_LEAST_LOT_MG = 10_000.0
_PARTS = 4
_FULL_DRAIN = 0.9
_MARGIN = 1.01


def feed(world: World, line: Line) -> None:
    """Feed everything that waits at a line."""
    waiting = world.take(line.id, "in")
    for together in groups_of(waiting, _PARTS):
        parts = [part(lot, measured=True) for lot in together]
        said = world.said(line.firm)
        fed = acts.feed(**said, firm=line.firm, line=line.id, run=run_of(world, line), stage=line.stage, parts=parts)
        line.last_feed = (world.emit(fed), together[0])
        for lot in together:
            _fed(world, line, lot)


def output(world: World, line: Line) -> list[tuple[SimulatedProduct, Lot]]:
    """What a line puts out in one step: for every product the lots that are due, out of what is above the hold-up."""
    lost = _lost(line)
    line.content = line.content - lost
    planned = [(product, true) for product in products_of(line.stage) for true in _masses(world, line, product)]
    if not planned or not _is_within_quota(world, line, planned):
        line.content = line.content + lost
        return []
    line.pending = line.pending * 0.0
    made: list[tuple[SimulatedProduct, Lot]] = []
    for together in groups_of(planned, stages()[_stage_key(line.stage)].group):
        made += _put_out(world, line, together, lost)
        lost = lost * 0.0
    return made


def inventory(world: World, line: Line) -> None:
    """Take stock of a line at the end of the month; the book follows, and the month's sigma is kept for frauds."""
    import numpy as np  # noqa: PLC0415  heavy

    measured, spread = world.instruments[line.firm].stock(line.content, line.id)
    closing = np.array([float(spread.random_mg[element]) ** 2 for element in ELEMENTS])
    line.sigma = np.sqrt(line.variance + closing + line.stock_variance)
    line.stock_variance, line.variance = closing, np.zeros(len(ELEMENTS))
    book = ElementMass.of({element: mg for element, mg in line.book.items() if mg})
    period = f"{world.year}-{world.month:02d}"
    world.emit(
        acts.inventory(
            **world.said(line.firm), firm=line.firm, line=line.id, period=period, measured=measured, spread=spread,
            book=book,
        )
    )  # fmt: skip


def month_ends(world: World) -> None:
    """Take stock of every line in the evening of the last day."""
    last = calendar.monthrange(world.year, world.month)[1]
    world.until(date(world.year, world.month, last), 18)
    for line in world.lines:
        if line.stage != "mining" and (line.fed.any() or line.content.any()):
            inventory(world, line)


def products_of(stage: str) -> list[SimulatedProduct]:
    """What a stage makes; recycling makes the oxides of a magnet."""
    if stage == "recycling":
        return [product for product in products() if product.code in _RECYCLED]
    return [product for product in products() if product.stage == stage]


def run_of(world: World, line: Line) -> str:
    """A run is a line's month."""
    return f"{line.id}-{world.year}{world.month:02d}"


def lots_share(world: World, line: Line) -> float:
    """Lots are shared out among the lines of a stage by the root of their weight."""
    among = world.of_stage(line.stage)
    return math.sqrt(line.plan.weight) / sum(math.sqrt(other.plan.weight) for other in among)


def indices(product: SimulatedProduct) -> list[int]:
    """Places of a product's elements in a vector; all of them when it names none."""
    return [ELEMENTS.index(element) for element in product.elements] or list(range(len(ELEMENTS)))


def _stage_key(stage: str) -> str:
    return stage if stage in stages() else "separation"


def _fed(world: World, line: Line, lot: Lot) -> None:
    line.content += lot.true_mg
    line.pending += lot.true_mg
    line.fed += lot.true_mg
    if lot.id in world.foreign:
        for element, mg in lot.matter.parts:
            line.foreign[element] += mg


def _masses(world: World, line: Line, product: SimulatedProduct) -> list[Vector]:
    """True matter of the lots of one product that are due now."""
    import numpy as np  # noqa: PLC0415  heavy

    where = indices(product)
    fed, held = float(line.fed[where].sum()), float(line.content[where].sum())
    among = products_of(line.stage)
    weight = product.lots_weight / sum(other.lots_weight for other in among)
    yearly = world.yearly_lots(_stage_key(line.stage)) * lots_share(world, line) * weight
    if fed <= _LEAST_SHARE * float(line.fed.sum()) or not held:
        return []
    count = world.lots_now(line, product.code, max(_LEAST_LOTS, yearly))
    above = min(held - _hold(world, line) * fed, _FULL_DRAIN * held) * _share_out(product)
    if count < 1 or above < _LEAST_LOT_MG * count:
        line.due[product.code] += count
        return []
    one = np.zeros(len(ELEMENTS))
    one[where] = line.content[where] * (above / held / count)
    return [one] * count


def _hold(world: World, line: Line) -> float:
    """What a line keeps, as a share of all that was fed since the year began."""
    elapsed = max(1, world.month)
    return constants()[f"{line.stage}_hold"] / elapsed


def _share_out(product: SimulatedProduct) -> float:
    """Magnets and their swarf come out of the same alloy."""
    swarf = constants()["magnet_swarf"]
    return {"MG": 1 - swarf, "SW": swarf}.get(product.code, 1.0)


def _is_within_quota(world: World, line: Line, planned: Sequence[tuple[SimulatedProduct, Vector]]) -> bool:
    if line.stage != "separation":
        return True
    needed = sum(float(true[: len(RARE)] @ oxide_factors()) - exempt_reo_mg(world, line, true) for _, true in planned)
    return needed * _MARGIN <= world.left[line.firm, f"quota:{world.year}:separation:all"]


def _put_out(
    world: World, line: Line, planned: Sequence[tuple[SimulatedProduct, Vector]], lost: Vector
) -> list[tuple[SimulatedProduct, Lot]]:
    lots = [(product, _weighed(world, line, product, true)) for product, true in planned]
    is_separation = line.stage == "separation"
    exempt = int(sum(exempt_reo_mg(world, line, vector_of(lot.matter)) for _, lot in lots)) if is_separation else 0
    for _, lot in lots:
        line.content = line.content - lot.true_mg
    aside = matter_from(lost)
    is_tailings = line.stage == "concentration"
    entry = world.emit(
        acts.output(
            **world.said(line.firm), firm=line.firm, line=line.id, run=run_of(world, line), stage=line.stage,
            lots=[lot.weighed for _, lot in lots], tailings=(site_of(line.firm), aside) if is_tailings else None,
            loss=None if is_tailings else (line.stage, aside), exempt_reo_mg=exempt,
            exempt_reason="imported" if exempt else None,
        )
    )  # fmt: skip
    booked(entry, [lot for _, lot in lots])
    return lots


def _lost(line: Line) -> Vector:
    """What is lost of the matter fed since the last output; a recycler's iron, boron and cobalt go to the slag."""
    import numpy as np  # noqa: PLC0415  heavy

    stage = line.stage
    name = f"{stage}_tailings" if stage == "concentration" else f"{stage}_loss"
    lost = line.pending * constants()[name]
    if stage == "recycling":
        lost[len(RARE) :] = line.pending[len(RARE) :]
    return np.minimum(lost, line.content * _FULL_DRAIN)


def _weighed(world: World, line: Line, product: SimulatedProduct, true: Vector) -> Lot:
    code = f"R{product.code}" if line.stage == "recycling" else product.code
    lot, tools, site = world.lot_id(code), world.instruments[line.firm], site_of(line.firm)
    weighed: AsWeighed
    if line.stage in _OXIDE_STAGES:
        weighed = tools.weighed_oxide(true, lot, product.product, product.content_ppm, product.moisture_ppm, site)
    else:
        serials = motor_serials(world, line.firm, lot) if product.code == "MO" else ()
        weighed = tools.weighed_metal(true, lot, product.product, product.content_ppm, site, serials)
    return Lot(weighed, true, "all")


def motor_serials(world: World, firm: str, lot: str) -> tuple[str, ...]:
    """Numbers of the motors of a lot; a firm that sells twice repeats those of the lot before."""
    count = int(constants()["motors_a_lot"])
    fresh = tuple(f"{lot}-{number:02d}" for number in range(1, count + 1))
    if firm != world.culprit or world.fraud is None:
        return fresh
    if world.last_serials and world.spends("double_use") and world.normals.chance(world.fraud.size / 100):
        return world.last_serials
    world.last_serials = fresh
    return fresh


__all__ = ["PPM", "RUN_STAGES", "feed", "indices", "inventory", "month_ends", "output", "products_of", "run_of"]
