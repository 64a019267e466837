"""Mines and imports of a simulated year: true ore, what is booked of it, and what fraud does to it."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from monazite.core.mass import MG_PER_TONNE
from monazite.trace.lots import acts
from monazite.trace.simulate.beginning import klass_of, permit_of, quota_shares, quota_tonnes, site_of
from monazite.trace.simulate.market import deliver
from monazite.trace.simulate.measure import Lot, Vector, booked, oxide_factors
from monazite.trace.simulate.tables import ELEMENTS, RARE, Ore, constants, ores, quotas, stages
from monazite.trace.simulate.world import Line, World, groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_BATCH_MONTHS = 8
"""The first batch is mined from January to August, the second from September on."""
IMPORTS = (("US", "EX-KESTREL", "mountain_pass"), ("AU", "EX-WARATAH", "mt_weld"))
"""Countries, invented consignors and their types of ore."""
_OVERDRAW = 1.05
_MARGIN = 1.02
_SURE = 0.98
"""Share of imported matter that is called free of quota; the rest uses quota, so that rounding claims nothing."""


def mine(world: World) -> None:
    """One step of every mine."""
    for line in world.of_stage("mining"):
        ore = ores()[line.plan.ore or ""]
        line.pending[0] += _planned_mg(world, line, ore.klass)
        same = [other for other in world.of_stage("mining") if klass_of(other) == ore.klass]
        yearly = world.yearly_lots("rock" if ore.klass == "rock" else "ion")
        count = world.lots_now(line, "lots", max(4.0, yearly * _root_share(line, same)))
        if count:
            reo_mg, line.pending[0] = float(line.pending[0]) / count, 0.0
            _mined(world, line, ore, [reo_mg] * count)


def import_ore(world: World) -> None:
    """One step of the importers: ore of the rock type for the separators of light ore."""
    count = world.lots_now(world.lines[0], "import", max(4.0, world.yearly_lots("import")))
    buyers = _separators(world, "rock")
    total = constants()["import_share"] * _year_tonnes("rock") * MG_PER_TONNE / max(4.0, world.yearly_lots("import"))
    for _ in range(count):
        country, consignor, name = IMPORTS[int(world.rng.integers(len(IMPORTS)))]
        buyer = buyers[int(world.rng.integers(len(buyers)))]
        lot = ore_lot(world, buyer.firm, ores()[name], total, f"IM{country}", "all")
        world.foreign.add(lot.id)
        said = world.said(buyer.firm, may_be_late=True)
        consignment = f"{consignor}-{lot.id}"
        world.emit(
            acts.import_lots(**said, firm=buyer.firm, country=country, consignment=consignment, lots=[lot.weighed])
        )
        world.sources[lot.id] = f"import/{country}/{consignment}"
        world.stock[buyer.id, "in"].append(lot)


def ore_lot(  # noqa: PLR0917
    world: World, firm: str, ore: Ore, reo_mg: float, code: str, klass: str, partition: Vector | None = None
) -> Lot:
    """A lot of ore as it truly is and as it is weighed.

    Args:
        world: the year.
        firm: that weighs it.
        ore: its type.
        reo_mg: true mass as oxides.
        code: of its id.
        klass: of the quota.
        partition: true shares of the REO; the type's own when None.
    """
    import numpy as np  # noqa: PLC0415  heavy

    known = constants()
    shares = np.array(ore.partition) if partition is None else partition
    shares = shares * np.exp(world.normals.take(len(RARE)) * known["ore_lot_spread"])
    true = np.zeros(len(ELEMENTS))
    true[: len(RARE)] = shares / shares.sum() * reo_mg / oxide_factors()
    weighed = world.instruments[firm].weighed_oxide(
        true, world.lot_id(code), ore.product, ore.reo_ppm, ore.moisture_ppm, site_of(firm)
    )
    return Lot(weighed, true, klass)


def overdraw(world: World) -> None:
    """A mine goes on without quota: the fact is recorded, its lot is blocked and stays so."""
    line = world.of_stage("mining")[-1]
    ore = ores()[line.plan.ore or ""]
    left = world.left[line.firm, _unit(world, line)]
    lot = ore_lot(world, line.firm, ore, left * _OVERDRAW + 50 * MG_PER_TONNE, f"M{ore.klass[0].upper()}", ore.klass)
    said = world.said(line.firm)
    before = dict(world.left)
    _emit_mine(world, line, ore, [lot], said)
    world.left.update(before)


def _mined(world: World, line: Line, ore: Ore, masses_mg: Sequence[float]) -> None:
    partition = site_partition(world, line, ore)
    lots = [ore_lot(world, line.firm, ore, reo, f"M{ore.klass[0].upper()}", ore.klass, partition) for reo in masses_mg]
    kept: list[Lot] = []
    for together in groups_of(lots, stages()[ore.klass].group):
        needed = sum(float(lot.true_mg[: len(RARE)] @ oxide_factors()) for lot in together)
        if needed * _MARGIN <= world.left[line.firm, _unit(world, line)]:
            _emit_mine(world, line, ore, together, world.said(line.firm, may_be_late=True))
            kept += together
    if ore.klass == "rock":
        own = [other for other in world.of_stage("concentration") if other.firm == line.firm]
        world.stock[own[0].id, "in"].extend(kept)
    else:
        deliver(world, line.firm, kept, _separators(world, "ion"))


def _emit_mine(world: World, line: Line, ore: Ore, lots: Sequence[Lot], said: object) -> None:
    entry = world.emit(
        acts.mine(
            **said, firm=line.firm, permit=permit_of(line.firm), site=site_of(line.firm), klass=ore.klass,  # type: ignore[arg-type]
            lots=[lot.weighed for lot in lots],
        )
    )  # fmt: skip
    booked(entry, lots)


def site_partition(world: World, line: Line, ore: Ore) -> Vector:
    """Shares of the REO at one site: its type, drawn once; with smuggled ore mixed in where that is the fraud."""
    import numpy as np  # noqa: PLC0415  heavy

    if line.id not in world.sites:
        spread = constants()["ore_site_spread"]
        shares = np.array(ore.partition) * np.exp(world.normals.take(len(RARE)) * spread)
        world.sites[line.id] = shares / shares.sum()
    own = world.sites[line.id]
    if line.firm == world.culprit and world.spends("origin_swap") and world.fraud:
        share = world.fraud.size / 100
        return own * (1 - share) + np.array(ores()["mountain_pass"].partition) * share
    return own


def _unit(world: World, line: Line) -> str:
    return f"quota:{world.year}:mining:{klass_of(line)}"


def _planned_mg(world: World, line: Line, klass: str) -> float:
    """What a mine plans to mine in one step, in milligrams of REO: its quota evenly over the months of a batch."""
    early = world.month <= FIRST_BATCH_MONTHS
    months = FIRST_BATCH_MONTHS if early else 12 - FIRST_BATCH_MONTHS
    tonnes = 0.0
    for row in quotas():
        if row.group == world.parties[line.firm].parent and (row.stage, row.klass) == ("mining", klass):
            shares = quota_shares(world, row)
            tonnes += quota_tonnes(row, 1 if early else 2) * shares[line.firm] / sum(shares.values())
    return tonnes * MG_PER_TONNE * constants()["quota_used"] / (months * world.ticks / 12)


def _year_tonnes(klass: str) -> float:
    rows = [row for row in quotas() if row.group and (row.stage, row.klass) == ("mining", klass)]
    return float(sum(row.batch1_tonnes + row.batch2_tonnes for row in rows))


def _separators(world: World, klass: str) -> list[Line]:
    return [line for line in world.of_stage("separation") if line.plan.ore == klass]


def _root_share(line: Line, among: Sequence[Line]) -> float:
    """Lots are shared out by the root of the weight: the smaller mines make smaller lots."""
    return math.sqrt(line.plan.weight) / sum(math.sqrt(other.plan.weight) for other in among)


def exempt_reo_mg(world: World, line: Line, mg: Vector) -> float:
    """What of matter drawn from a line needs no separation quota: imported ore until 2025-08-22 (令第71号).

    It is the share that imports have in the book of the line, element by element, less what rounding may take.

    Args:
        world: the year.
        line: that puts it out.
        mg: milligrams in the order of `ELEMENTS`.
    """
    if date(world.year, world.month, 1) >= date(2025, 8, 1) or not any(line.foreign.values()):
        return 0.0
    oxides = (mg[: len(RARE)] * oxide_factors()).tolist()
    shares = [_foreign_share(line, element) for element in RARE]
    return _SURE * float(sum(oxide * share for oxide, share in zip(oxides, shares, strict=True)))


def _foreign_share(line: Line, element: str) -> float:
    book = line.book[element]
    return min(1.0, line.foreign[element] / book) if book > 0 else 0.0


__all__ = ["IMPORTS", "exempt_reo_mg", "import_ore", "mine", "ore_lot", "overdraw", "site_partition"]
