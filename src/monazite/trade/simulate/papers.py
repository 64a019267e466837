"""From a lot in a warehouse to its receipt: order, sample, certificate, registration; counts; arbitration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from monazite.core import share_out
from monazite.ledger import Entry
from monazite.trace.lots import AsWeighed, matter_of
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import (
    Certificate,
    Counted,
    InspectionOrder,
    ReceiptNote,
    Sample,
    StockCount,
)
from monazite.trade.record import Receipt
from monazite.trade.simulate.opening import ARBITRATION
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.tables import Stored, actors, venue_of
from monazite.trade.venues import standard_instruments

LABORATORY, COUNTER = "N01", "K06"
SAMPLE_MG = 500_000
ROUND_PPM = 10
BAG_MG = 10_000_000


def ordered(say: Saying, stored: Iterable[Stored]) -> list[Entry]:
    """Owners order the inspection of their lots, and the laboratory takes its samples."""
    entries = []
    for one in stored:
        order = InspectionOrder(
            id=f"I-{one.lot}", lot=one.lot, venue=venue_of(one), instrument=one.instrument, warehouse=one.warehouse,
            lab=LABORATORY,
        )  # fmt: skip
        sample = Sample(
            id=f"P-{one.lot}", inspection=order.id, taken_by=LABORATORY, seal=f"封-{one.lot}", mass_mg=SAMPLE_MG
        )
        entries += [
            acts.inspection_order(**say(one.maker), inspection=order), acts.sample(**say(LABORATORY), sample=sample),
        ]  # fmt: skip
    return entries


def certified(stored: Iterable[Stored], lots: Mapping[str, AsWeighed], random: Random) -> dict[str, Certificate]:
    """What the laboratory finds of each lot, by lot."""
    return {one.lot: _certificate(one, lots[one.lot], random) for one in stored}


def issued(say: Saying, certificates: Iterable[Certificate]) -> list[Entry]:
    """The certificates; the document's hash is that of what it says."""
    return [acts.certificate(**say(one.lab, _hash(one)), certificate=one) for one in certificates]


def _certificate(one: Stored, lot: AsWeighed, random: Random) -> Certificate:
    contract = standard_instruments()[one.instrument]
    limits = contract.chemistry.impurity_ppm_most
    impurities = {name: most * random.randint(35, 75) // 100 // ROUND_PPM * ROUND_PPM for name, most in limits.items()}
    return Certificate(
        id=f"Z-{one.lot}", inspection=f"I-{one.lot}", lot=one.lot, lab=LABORATORY, net_mg=lot.net_mg,
        bags_mg=tuple(share_out(lot.net_mg, [1] * one.lots)), gross_mg=lot.net_mg + one.lots * BAG_MG,
        reo_ppm=lot.reo_ppm, partition_ppm=dict(lot.partition_ppm), assay_ppm=dict(lot.assay_ppm),
        impurities_ppm=impurities,
        methods=dict(contract.chemistry.methods),
    )  # fmt: skip


def _hash(certificate: Certificate) -> str:
    return hashlib.sha256(repr(certificate.as_json()).encode()).hexdigest()


def registered(say: Saying, stored: Iterable[Stored], certificates: Mapping[str, Certificate],
               lots: Mapping[str, AsWeighed]) -> list[Entry]:  # fmt: skip
    """The warehouses register the receipts."""
    entries = []
    for one in stored:
        certificate = certificates[one.lot]
        note = ReceiptNote(
            id=f"R-{one.lot}", venue=venue_of(one), owner=one.maker, lot=one.lot, instrument=one.instrument,
            warehouse=one.warehouse, certificate=certificate.id, lots=one.lots, net_mg=certificate.net_mg,
            matter=dict(matter_of(lots[one.lot]).parts),
        )  # fmt: skip
        entries.append(acts.receipt(**say(actors()[one.warehouse].parent or ""), receipt=note))
    return entries


def counted(say: Saying, place: tuple[str, str], receipts: Sequence[Receipt], found_mg: Mapping[str, int]) -> Entry:
    """A third party counts a warehouse and finds what the lots weigh.

    Args:
        say: who says what when.
        place: venue and warehouse.
        receipts: those that are there.
        found_mg: net mass of lots that weigh otherwise than their receipts say.
    """
    venue, warehouse = place
    found = tuple(Counted(receipt=one.id, net_mg=found_mg.get(one.lot, one.net_mg)) for one in receipts)
    count = StockCount(
        id=f"C-{warehouse}-{say.time()[:10]}", venue=venue, warehouse=warehouse, counter=COUNTER, rows=found
    )
    return acts.stock_count(**say(COUNTER), count=count)


def arbitrated(say: Saying, first: Certificate, net_mg: int) -> Entry:
    """The arbitration analysis of a lot: another weight within the tolerance, the receipt stands."""
    bags = tuple(share_out(net_mg, [1] * len(first.bags_mg)))
    final = replace(
        first, id=f"A-{first.lot}", lab=ARBITRATION, net_mg=net_mg, bags_mg=bags, gross_mg=None, replaces=first.id
    )
    built = acts.arbitration(**say(ARBITRATION, _hash(final)), certificate=final)
    return replace(built, details={**built.details, "upheld": True})
