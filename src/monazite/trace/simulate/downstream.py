"""From oxides to motors and back: who takes which product, iron and boron from outside, end uses, exports, scrap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monazite.core import ElementMass
from monazite.core.mass import MG_PER_KILOGRAM
from monazite.trace.lots import acts
from monazite.trace.lots.record import Part
from monazite.trace.simulate.beginning import LICENSED, licence_of, site_of
from monazite.trace.simulate.market import deliver
from monazite.trace.simulate.measure import Lot
from monazite.trace.simulate.process import feed, output
from monazite.trace.simulate.tables import ELEMENTS, RARE, SimulatedProduct, constants, stages
from monazite.trace.simulate.world import Line, World, groups_of, part

if TYPE_CHECKING:
    from monazite.trace.simulate.measure import Vector

LICENCES_SINCE = (2025, 4)
"""Year and month from which magnets with terbium and dysprosium need a licence (公告2025年第18号, since 2025-04-04)."""
_EXPORTED_OXIDES = frozenset({"LA", "CE"})
_OXIDES_ABROAD = 0.2
_MAGNET_USES = ("wind", "electronics", "motors")
_OUTSIDE = (("Fe", "纯铁", 980_000), ("B", "硼铁", 980_000), ("Co", "钴", 980_000))
_FERROBORON = 0.2
"""Boron in ferroboron, by mass."""
_MOTORS_USED = 0.7


def separate(world: World) -> None:
    """One step of concentrators, separators and recyclers."""
    for line in world.of_stage("concentration"):
        feed(world, line)
        deliver(world, line.firm, [lot for _, lot in output(world, line)], _rock(world))
    for line in world.of_stage("separation"):
        feed(world, line)
        _sell_oxides(world, line, output(world, line))
    for line in world.of_stage("recycling"):
        _collect(world, line)
        feed(world, line)
        deliver(world, line.firm, [lot for _, lot in output(world, line)], world.of_stage("metal"))


def make_magnets(world: World) -> None:
    """One step of metal, alloy and magnet makers."""
    for line in world.of_stage("metal"):
        feed(world, line)
        deliver(world, line.firm, [lot for _, lot in output(world, line)], world.of_stage("alloy"))
    for line in world.of_stage("alloy"):
        _add_iron(world, line)
        feed(world, line)
        deliver(world, line.firm, [lot for _, lot in output(world, line)], world.of_stage("magnet"))
    for line in world.of_stage("magnet"):
        feed(world, line)
        made = output(world, line)
        deliver(world, line.firm, _of(made, "SW"), world.of_stage("recycling"))
        _sell_magnets(world, line, _of(made, "MG"))


def make_motors(world: World) -> None:
    """One step of the motor makers: magnets by the kilogram out of a lot, numbered motors, most of them built in."""
    for line in world.of_stage("motor"):
        yearly = world.yearly_lots("motor") * world.share_of(line, world.of_stage("motor"))
        count = world.lots_now(line, "motors", yearly)
        if count and world.stock[line.firm, "magnets"]:
            for _ in range(count):
                _take_magnets(world, line)
            feed(world, line)
        motors = [lot for _, lot in output(world, line)]
        used = motors[: round(len(motors) * _MOTORS_USED)]
        pieces = int(constants()["motors_a_lot"])
        for together in groups_of(used, stages()["motor"].group):
            parts = [part(lot) for lot in together]
            said = world.said(line.firm)
            world.emit(
                acts.consume(
                    **said, firm=line.firm, parts=parts, end_use="new_energy_vehicles", units=pieces * len(together)
                )
            )


def _rock(world: World) -> list[Line]:
    return [line for line in world.of_stage("separation") if line.plan.ore == "rock"]


def _of(made: Sequence[tuple[SimulatedProduct, Lot]], code: str) -> list[Lot]:
    return [lot for product, lot in made if product.code == code]


def _sell_oxides(world: World, line: Line, made: Sequence[tuple[SimulatedProduct, Lot]]) -> None:
    """Magnet oxides go on; the others leave the chain by their end use, or abroad."""
    onward = [lot for product, lot in made if product.end_use is None]
    deliver(world, line.firm, onward, world.of_stage("metal"))
    for use in dict.fromkeys(product.end_use for product, _ in made if product.end_use):
        lots = [(product.code, lot) for product, lot in made if product.end_use == use]
        for together in groups_of([lot for _, lot in lots], stages()["separation"].group):
            is_export = lots[0][0] in _EXPORTED_OXIDES and world.normals.chance(_OXIDES_ABROAD)
            _leave(world, line.firm, together, use, is_export=is_export)


def _leave(world: World, firm: str, lots: Sequence[Lot], use: str, *, is_export: bool) -> None:
    parts = [part(lot) for lot in lots]
    said = world.said(firm)
    if is_export:
        needs = _needs_licence(world)
        licence = licence_of(world, firm) if needs and lots[0].weighed.assay_ppm else None
        world.emit(
            acts.export(
                **said, firm=firm, parts=parts, country="DE", buyer="EX-BUYER",
                customs=f"SIM{world.year}{world.submitted:09d}", licence_ids=licence, end_user="模拟最终用户",
            )
        )  # fmt: skip
    else:
        world.emit(acts.consume(**said, firm=firm, parts=parts, end_use=use.replace(" ", "_")))


def _sell_magnets(world: World, line: Line, lots: list[Lot]) -> None:
    """Motor makers first, when they have none; then abroad and by end use."""
    for motor in world.of_stage("motor"):
        if lots and not world.stock[motor.firm, "magnets"]:
            deliver(world, line.firm, [lots.pop()], [motor])
            world.stock[motor.firm, "magnets"] += world.take(motor.id, "in")
    for together in groups_of(lots, stages()["magnet"].group):
        use = _MAGNET_USES[int(world.rng.integers(len(_MAGNET_USES)))]
        is_export = world.normals.chance(constants()["export_share"]) or _is_licence_unused(world, together)
        is_export = is_export and not _is_licence_awaited(world)
        world.has_used_licence = world.has_used_licence or (is_export and _is_licence_unused(world, together))
        _leave(world, line.firm, together, use, is_export=is_export)


def _needs_licence(world: World) -> bool:
    return (world.year, world.month) >= LICENCES_SINCE


def _is_licence_unused(world: World, lots: Sequence[Lot]) -> bool:
    """One export at least uses its licence."""
    is_controlled = any(lot.matter[element] for lot in lots for element in LICENSED)
    return is_controlled and _needs_licence(world) and not world.has_used_licence


def _is_licence_awaited(world: World) -> bool:
    return (world.year, world.month) == LICENCES_SINCE


def _take_magnets(world: World, line: Line) -> None:
    """Divide the magnets of one lot of motors off a lot in stock, or feed the rest of it whole."""
    held = world.stock[line.firm, "magnets"]
    if not held:
        return
    lot = held[0]
    wanted = constants()["motors_a_lot"] * constants()["motor_magnet"] * MG_PER_KILOGRAM
    share = wanted / float(lot.true_mg.sum())
    if share >= 1 / 2:
        world.stock[line.id, "in"].append(held.pop(0))
        return
    taken = ElementMass.of({element: int(mg * share) for element, mg in lot.matter.parts})
    key = world.lot_id("MC")
    said = world.said(line.firm)
    world.emit(acts.divide(**said, firm=line.firm, lot=lot.id, children=[Part(key, taken)]))
    world.stock[line.id, "in"].append(lot.taken(key, taken, share))


def _add_iron(world: World, line: Line) -> None:
    """Iron, boron and cobalt in proportion to the rare earths that wait, from suppliers outside the chain."""
    waiting = world.stock[line.id, "in"]
    rare = sum(float(lot.true_mg[: len(RARE)].sum()) for lot in waiting)
    if not rare:
        return
    known = constants()
    for element, product, content in _OUTSIDE:
        names = {"Fe": "iron", "B": "boron", "Co": "cobalt"}
        mg = rare * known[f"{names[element]}_per_rare_earth"]
        lot = _plain_lot(world, line.firm, {element: mg}, product, content, "OU")
        said = world.said(line.firm, may_be_late=True)
        world.emit(
            acts.receive(**said, firm=line.firm, supplier=f"SUP-{names[element]}", material=names[element],
                         lots=[lot.weighed])
        )  # fmt: skip
        waiting.append(lot)


def _collect(world: World, line: Line) -> None:
    """End-of-life magnets come back: some with a stated origin, some without."""
    yearly = world.yearly_lots("collect") * world.share_of(line, world.of_stage("recycling"))
    count = world.lots_now(line, "collect", yearly)
    for _ in range(count):
        world.stock[line.id, "in"].append(_scrap(world, line))


def _scrap(world: World, line: Line) -> Lot:
    known = constants()
    tonnes = 130_000 * known["scrap_share"] / max(1.0, world.yearly_lots("collect"))
    shares = {"Pr": 0.07, "Nd": 0.21, "Tb": 0.002, "Dy": 0.025, "Fe": 0.67, "B": 0.01, "Co": 0.013}
    masses = {element: share * tonnes * 1000 * MG_PER_KILOGRAM for element, share in shares.items()}
    lot = _plain_lot(world, line.firm, masses, "钕铁硼废料", 900_000, "CL")
    is_stated = world.normals.chance(0.6)
    world.emit(
        acts.collect(
            **world.said(line.firm, may_be_late=True), firm=line.firm, origin="stated" if is_stated else "unknown",
            collection=f"COL-{lot.id}", lots=[lot.weighed],
        )
    )  # fmt: skip
    return lot


def _plain_lot(world: World, firm: str, masses: dict[str, float], product: str, content: int, code: str) -> Lot:  # noqa: PLR0917
    import numpy as np  # noqa: PLC0415  heavy

    true: Vector = np.array([masses.get(element, 0.0) for element in ELEMENTS])
    weighed = world.instruments[firm].weighed_metal(true, world.lot_id(code), product, content, site_of(firm))
    return Lot(weighed, true, "all")
