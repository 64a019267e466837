"""Entries of the journal that a commitment makes: a delivery, what is only stated, what a settlement still owes.

A delivery is a `sell` of trace: goods and money in one entry. What a settlement adds to it (floor, upside, quality,
compensation, the rest of a price) is one `commitment_payment` a period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

from monazite.ledger import Entry, Leg
from monazite.plan.commitments.record import Commitment, Movement, Settlement
from monazite.trace.lots import Part
from monazite.trace.lots.acts import sell
from monazite.trace.lots.said import Said, entry

CNY = "CNY"


def delivery_entry(
    *,
    commitment: Commitment,
    movement: Movement,
    parts: Sequence[Part],
    buyer: str = "",
    price_fen: int | None = None,
    invoice: str | None = None,
    is_paid: bool = True,
    **said: Unpack[Said],
) -> Entry:
    """Deliver under a commitment (长协交付): a sale that names it.

    Args:
        commitment: as agreed.
        movement: sold or released; its mass is on the basis of the contract, the parts are the matter.
        parts: of lots that the seller holds.
        buyer: who takes it, under a pure price guarantee; else the commitment's.
        price_fen: paid now, in hundredths of the contract's currency; None where it is settled with the period.
        invoice: number of the invoice.
        is_paid: whether the money moves in the journal.
        **said: who says what happened when (`Said`).
    """
    sides = {"seller": commitment.seller, "buyer": commitment.buyer or buyer}
    is_yuan = commitment.currency == CNY
    sale = sell(
        **sides, parts=parts, price_fen=price_fen if is_yuan else None, invoice=invoice, is_paid=is_paid, **said
    )
    fen = 0 if is_yuan or not is_paid else price_fen or 0
    legs = _paid(commitment, {sides["buyer"]: -fen, sides["seller"]: fen})
    return replace(sale, legs=(*sale.legs, *legs), details=dict(sale.details) | _told(commitment, movement))


def statement_entry(*, commitment: Commitment, movement: Movement, **said: Unpack[Said]) -> Entry:
    """State what was stockpiled, or tendered and not taken (收储、拒收): no matter changes hands."""
    return entry("commitment_movement", said, (), _told(commitment, movement))


def payment_entry(
    *,
    commitment: Commitment,
    settlement: Settlement,
    paid_fen: Mapping[str, int] | None = None,
    **said: Unpack[Said],
) -> Entry | None:
    """Pay what a settlement comes to, less what the deliveries paid already; None where nothing is owed.

    Args:
        commitment: settled.
        settlement: of a period of it.
        paid_fen: what the buyer paid to the seller with each delivery, by its id.
        **said: who says what happened when (`Said`).
    """
    paid = sum((paid_fen or {}).values())
    owed = settlement.balances()
    for party, fen in ((commitment.buyer, paid), (commitment.seller, -paid)) if paid else ():
        owed[party] = owed.get(party, 0) + fen
    legs = _paid(commitment, owed)
    details = {"commitment": commitment.id, "settlement": settlement.period.name}
    return entry("commitment_payment", said, legs, details) if legs else None


def _paid(commitment: Commitment, fen: Mapping[str, int]) -> list[Leg]:
    """A leg of money for each party that pays or receives something, those who pay first."""
    unit = f"money:{commitment.currency}"
    return [
        Leg(f"cash/{party}", unit, amount) for party, amount in sorted(fen.items(), key=lambda one: one[1]) if amount
    ]


def _told(commitment: Commitment, movement: Movement) -> dict[str, Any]:
    return {"commitment": {"id": commitment.id, "movement": replace(movement, place="").as_json()}}
