"""Rare acts of a simulated year, a few each: liens, blends, spills, corrections, matter found, papers, credits.

They happen in the first step of a month, before lines are fed, to lots that wait there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from monazite.core import ElementMass
from monazite.core.mass import MG_PER_TONNE
from monazite.ledger.record import Entry, Leg, Posted
from monazite.trace import claims
from monazite.trace.lots import acts
from monazite.trace.lots.record import Part
from monazite.trace.lots.weighing import spread_sum, total_of
from monazite.trace.reports.acts import invoice
from monazite.trace.reports.record import Invoice
from monazite.trace.simulate.beginning import bare, klass_of, site_of
from monazite.trace.simulate.measure import Lot
from monazite.trace.simulate.mining import ore_lot
from monazite.trace.simulate.tables import ores
from monazite.trace.simulate.world import Line, World, part

AUTHORITY, CASE = "P15", "SIM-CASE-1"
LIEN = "SIM-LIEN-1"
MODEL, FACTOR_PPM = "mass_balance", 900_000
"""Conversion factor of the credits: about what separation, metal and magnet making leave of neodymium."""
CREDITED = "Nd"
NEEDS_POSTED = frozenset({"credit", "claim"})
"""Kinds that are judged by lots and credits of earlier postings."""
_LAST_KEPT, _BLEND_FROM = 10, 3
_FOUND_MG = 2 * MG_PER_TONNE
_WHOLE = 1_000_000
_SPILT_PPM, _LEFT_PPM = 1_000, 20_000


def incidents(world: World) -> None:
    """What this month brings; what needs lots that did not wait is tried again the next month."""
    if world.kept is None and world.month <= _LAST_KEPT:
        _keep_import(world)
    act = _MONTHS.get(world.month)
    if act is not None:
        act(world)


def blend_oxides(world: World) -> None:
    """Once, when two lots of one product wait for a metal maker: they become one."""
    if world.has_blended or world.month < _BLEND_FROM:
        return
    for line in world.of_stage("metal"):
        waiting = world.stock[line.id, "in"]
        alike: dict[str, list[Lot]] = defaultdict(list)
        for lot in waiting:
            alike[lot.weighed.product].append(lot)
        two = next((lots[:2] for lots in alike.values() if len(lots) > 1), [])
        if two:
            blended = _blended(world, line, two)
            world.stock[line.id, "in"] = [*(lot for lot in waiting if lot not in two), blended]
            world.has_blended = True
            return


def _blended(world: World, line: Line, lots: Sequence[Lot]) -> Lot:
    key = world.lot_id("BL")
    world.emit(acts.blend(**world.said(line.firm), firm=line.firm, parts=[part(lot) for lot in lots], lot=key))
    weighed = replace(lots[0].weighed, id=key, net_mg=sum(lot.weighed.net_mg for lot in lots))
    true = lots[0].true_mg * 0.0
    for lot in lots:
        true = true + lot.true_mg
    spread = spread_sum(lot.spread for lot in lots)
    return Lot(weighed, true, lots[0].klass, key, total_of(lot.matter for lot in lots), spread)


def correct_last_feed(world: World) -> None:
    """After the year's last inventory: a part of a lot was not fed after all; the feed has been used, so adjust it."""
    for line in reversed(world.of_stage("motor")):
        if line.last_feed is None:
            continue
        entry, lot = line.last_feed
        left = _share_of(lot.matter, _LEFT_PPM)
        legs = (Leg(f"line/{line.firm}/{line.id}", "matter", -left), Leg(f"lot/{line.firm}/{lot.id}", "matter", left))
        adjusted = acts.adjust(
            **world.said(line.firm), posted=_as_posted(entry), reason="复秤：未全部投料（模拟）", legs=legs
        )
        world.emit(adjusted)
        line.content = line.content - lot.true_mg * (_LEFT_PPM / _WHOLE)
        return


def _pledge_and_free(world: World) -> None:
    """A lot is pledged for a credit and comes free before it is fed."""
    line, lot = _waiting(world)
    if lot is not None:
        for act in (acts.pledge, acts.free):
            world.emit(act(**world.said(line.firm), firm=line.firm, parts=[part(lot)], lien=LIEN))


def _keep_import(world: World) -> None:
    """An imported lot is put aside: credits will be minted for it."""
    for line in world.of_stage("separation"):
        waiting = world.stock[line.id, "in"]
        lot = next((lot for lot in waiting if lot.id in world.foreign), None)
        if lot is not None:
            waiting.remove(lot)
            world.kept = (line, lot)
            return


def _spill(world: World) -> None:
    """A spill is written off."""
    line, lot = _waiting(world)
    if lot is not None:
        spilt = _share_of(lot.matter, _SPILT_PPM)
        world.emit(
            acts.write_off(**world.said(line.firm), firm=line.firm, parts=[Part(lot.id, spilt)], cause="spill",
                           reason="卸车洒落（模拟）")
        )  # fmt: skip
        lot.taken(lot.id, spilt, _SPILT_PPM / _WHOLE)


def _find(world: World) -> None:
    """An inspection finds ore that no book explains; it is blocked. An invoice turns up whose goods nobody booked."""
    line = world.of_stage("mining")[-1]
    ore = ores()[line.plan.ore or ""]
    lot = ore_lot(world, line.firm, ore, _FOUND_MG, "FD", ore.klass)
    world.emit(
        acts.found(
            **world.said(line.firm), firm=line.firm, place=site_of(line.firm), lots=[lot.weighed],
            reason="清仓查出，无账（模拟）", klass=ore.klass,
        )
    )  # fmt: skip
    world.found.append((line, lot))
    if not world.has_lone_invoice:
        world.has_lone_invoice = True
        buyer = world.of_stage("separation")[-1].firm
        said = bare(world, line.firm)
        lone = Invoice(number=f"{world.year % 100}{world.submitted:010d}", seller=line.firm, buyer=buyer,
                       day=said["time"][:10], amount_fen=1_000_000_00, product=ore.product, simulated=True)  # fmt: skip
        world.emit(invoice(**said, invoice=lone))


def _release(world: World) -> None:
    """What was found first gets a permit afterwards: it uses quota of the second batch."""
    if not world.found:
        return
    line, lot = world.found.pop(0)
    klass = klass_of(line)
    world.emit(
        acts.release(
            **world.said(line.firm),
            firm=line.firm,
            parts=[part(lot)],
            reason="补办许可（模拟）",
            stage="mining",
            klass=klass,
        )
    )


def _confiscate(world: World) -> None:
    """What was found next is taken away."""
    if not world.found:
        return
    line, lot = world.found.pop(0)
    world.emit(
        acts.confiscate(
            **world.said(AUTHORITY), firm=line.firm, parts=[part(lot)], authority=AUTHORITY, case=CASE,
            reason="来源不明（模拟）",
        )
    )  # fmt: skip


def _mint(world: World) -> None:
    """Mass balance (ISO 22095): the import put aside is credited, the credits go to a motor maker, the lot is used."""
    if world.kept is None:
        return
    line, lot = world.kept
    source = world.sources.get(lot.id)
    taker = world.of_stage("motor")[0].firm
    if source:
        input_ = {source: ElementMass.of({CREDITED: lot.matter[CREDITED]})}
        minted = {source: ElementMass.of({CREDITED: lot.matter[CREDITED] * FACTOR_PPM // _WHOLE})}
        world.emit(
            claims.credit(**bare(world, line.firm), party=line.firm, model=MODEL, lots={lot.id: input_},
                          factor_ppm=FACTOR_PPM, boundary=line.firm, simulated=True)
        )  # fmt: skip
        world.emit(
            claims.transfer_credit(**bare(world, line.firm), giver=line.firm, taker=taker, model=MODEL,
                                   credits=minted, simulated=True)
        )  # fmt: skip
        world.credits = (taker, source, minted[source][CREDITED])


def _claim(world: World) -> None:
    """The motor maker uses credits for a lot of magnets; the import itself goes into the line."""
    if world.kept is not None:
        line, lot = world.kept
        world.stock[line.id, "in"].append(lot)
        world.kept = None
    taker, source, left = world.credits
    held = world.stock[taker, "magnets"]
    if held and left:
        used = ElementMass.of({CREDITED: min(left, held[0].matter[CREDITED])})
        world.emit(
            claims.claim(
                **bare(world, taker), party=taker, model=MODEL, lots={held[0].id: {source: used}}, simulated=True
            )
        )


_MONTHS: Mapping[int, Callable[[World], None]] = {
    2: _pledge_and_free, 4: _spill, 5: _find, 6: _find, 9: _release, 10: _confiscate,
    11: _mint, 12: _claim,
}  # fmt: skip


def _waiting(world: World) -> tuple[Line, Lot | None]:
    """A lot that waits to be fed and has been entered, and where."""
    lines = world.of_stage("separation") + world.of_stage("concentration")
    for line in lines:
        for lot in world.stock[line.id, "in"]:
            if lot.id not in world.foreign:
                return line, lot
    return lines[0], None


def _share_of(matter: ElementMass, ppm: int) -> ElementMass:
    return ElementMass.of({element: mg * ppm // _WHOLE for element, mg in matter.parts})


def _as_posted(entry: Entry) -> Posted:
    """An entry of this year as what corrects it wants it; its number is not used."""
    return Posted(0, 0, entry)


__all__ = ["NEEDS_POSTED", "blend_oxides", "correct_last_feed", "incidents"]
