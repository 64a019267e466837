"""Where the goods come from: scrap that is collected and recycled, metal made of its oxides, oxides that are imported.

Nothing of it needs quota: recycling and metal are free of it, imports of oxides were so in 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random

from monazite.ledger import Entry
from monazite.trace.lots import AsWeighed, Part, matter_of, total_of
from monazite.trace.lots import acts as lot_acts
from monazite.trace.reports import Invoice, invoice
from monazite.trade.record import MG_PER_TONNE
from monazite.trade.simulate.prices import price_of
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.tables import Stored, figures, stock
from monazite.trade.venues import standard_instruments

PPM = 1_000_000
SCRAP_LOTS = 4
"""Lots of scrap that a recycler collects."""
ROUND_MG = 100_000
"""A scale shows 0.1 kg."""
ALONE = {"Nd-O": "Nd", "La-O": "La", "Ce-O": "Ce", "Gd-O": "Gd", "Dy-O": "Dy", "Tb-O": "Tb"}
METAL_FROM = {"E03": "Q01", "E04": "Q02"}
"""Metal makers, and whose oxide they buy."""


def weighed(random: Random) -> dict[str, AsWeighed]:
    """Every lot of the stock as the scale weighs it at its maker's works, by id."""
    return {one.lot: _weighed(one, random) for one in stock()}


def _weighed(one: Stored, random: Random) -> AsWeighed:
    contract = standard_instruments()[one.instrument]
    most = figures()["net_spread_ppm"]
    net = contract.lot_mg * one.lots * (PPM + random.randint(-most, most)) // PPM // ROUND_MG * ROUND_MG
    return lot_of(one.lot, one.instrument, net, f"S-{one.maker}")


def lot_of(lot: str, instrument: str, net_mg: int, site: str) -> AsWeighed:
    """A lot of a product with the composition that its contract asks for."""
    known, product = figures(), standard_instruments()[instrument].product
    nd = known["neodymium_ppm"]
    if instrument == "PrNd-M":
        rare = known["metal_rare_ppm"]
        assay = {"Nd": rare * nd // PPM, "Pr": rare - rare * nd // PPM}
        return AsWeighed(id=lot, product=product, net_mg=net_mg, assay_ppm=assay, site=site)
    partition = {"Nd": nd, "Pr": PPM - nd} if instrument == "PrNd-O" else {ALONE[instrument]: PPM}
    reo = known["oxide_reo_ppm"]
    return AsWeighed(id=lot, product=product, net_mg=net_mg, reo_ppm=reo, partition_ppm=partition, site=site)


def oxide_for_metal(lots: Mapping[str, AsWeighed]) -> dict[str, AsWeighed]:
    """By metal maker, the lot of oxide that it buys from a recycler and feeds."""
    found = {}
    for maker, recycler in METAL_FROM.items():
        made = total_of(matter_of(lots[one.lot]) for one in stock() if one.maker == maker)
        tonne = matter_of(lot_of("x", "PrNd-O", 10**9, ""))
        needed = max(-(-made[element] * 10**9 // tonne[element]) for element in ("Nd", "Pr"))
        net = needed * PPM // figures()["metal_recovery_ppm"] // ROUND_MG * ROUND_MG
        found[maker] = lot_of(f"{recycler}-{maker}", "PrNd-O", net, f"S-{recycler}")
    return found


def scrap(recycler: str, lots: Iterable[AsWeighed]) -> list[AsWeighed]:
    """The scrap out of which a recycler makes these lots, with what it cannot recover."""
    known = figures()
    made = total_of(map(matter_of, lots))
    rare = {element: mg * PPM // known["recovery_ppm"] for element, mg in made.parts}
    net = sum(rare.values()) * PPM // known["scrap_rare_ppm"] // SCRAP_LOTS // ROUND_MG * ROUND_MG
    assay = {element: -(-mg * PPM // (net * SCRAP_LOTS)) for element, mg in rare.items()}
    assay |= {"Fe": known["scrap_iron_ppm"], "B": known["scrap_boron_ppm"]}
    return [
        AsWeighed(id=f"{recycler}-S{n}", product="钕铁硼废料", net_mg=net, assay_ppm=assay, site=f"S-{recycler}")
        for n in range(1, SCRAP_LOTS + 1)
    ]


def collected(say: Saying, recycler: str, lots: Sequence[AsWeighed]) -> list[Entry]:
    """Scrap comes in with a stated origin and is fed."""
    line = f"L-{recycler}"
    parts = [Part(lot.id, matter_of(lot)) for lot in lots]
    return [
        lot_acts.collect(
            **say(recycler), firm=recycler, origin="stated", collection=f"COL-{recycler}", lots=lots,
            stated_origin="磁材厂磨削料与边角料（模拟）",
        ),
        lot_acts.feed(**say(recycler), firm=recycler, line=line, run=f"{line}-202208", stage="recycling", parts=parts),
    ]  # fmt: skip


def made(say: Saying, firm: str, stage: str, fed: Iterable[AsWeighed], lots: Sequence[AsWeighed]) -> list[Entry]:
    """A line puts out lots; what is left of the feed is its loss."""
    line = f"L-{firm}"
    lost = total_of(map(matter_of, fed)) - total_of(map(matter_of, lots))
    return [
        lot_acts.output(
            **say(firm), firm=firm, line=line, run=f"{line}-202208", stage=stage, lots=lots, loss=(stage, lost)
        )
    ]


def bought(say: Saying, maker: str, lot: AsWeighed) -> list[Entry]:
    """A metal maker buys a recycler's oxide, has it brought to its works and feeds it; it pays elsewhere."""
    recycler, line, number = METAL_FROM[maker], f"L-{maker}", f"SIM-{lot.id}"
    parts = [Part(lot.id, matter_of(lot))]
    day = date.fromisoformat(say.time()[:10])
    fen = price_of("PrNd-O", day) * lot.net_mg // MG_PER_TONNE
    stated = Invoice(
        number=number, seller=recycler, buyer=maker, day=day.isoformat(), amount_fen=fen, product=lot.product,
        simulated=True,
    )  # fmt: skip
    return [
        lot_acts.sell(
            **say(recycler), seller=recycler, buyer=maker, parts=parts, price_fen=fen, invoice=number, is_paid=False
        ),
        invoice(**say.bare(recycler), invoice=stated),
        *carried(say, maker, [lot], f"S-{maker}"),
        lot_acts.feed(**say(maker), firm=maker, line=line, run=f"{line}-202208", stage="metal", parts=parts),
    ]


def imported(say: Saying, firm: str, lots: Sequence[AsWeighed]) -> list[Entry]:
    """Oxides come from abroad in one consignment."""
    return [lot_acts.import_lots(**say(firm), firm=firm, country="MY", consignment=f"CON-{firm}", lots=lots)]


def carried(say: Saying, firm: str, lots: Sequence[AsWeighed], to_site: str) -> list[Entry]:
    """Lots are shipped from where they lie and arrive."""
    parts = [Part(lot.id, matter_of(lot)) for lot in lots]
    site = lots[0].site or ""
    return [
        lot_acts.ship(**say(firm), firm=firm, parts=parts, from_site=site, to_site=to_site),
        lot_acts.arrive(**say(firm), firm=firm, parts=parts, to_site=to_site),
    ]
