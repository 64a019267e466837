"""Acts that move lots: feed a line, sell, ship, arrive, offer, withdraw, pledge, free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from monazite.core import ElementMass, share_out
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.trace.lots.record import Part
from monazite.trace.lots.said import Said, entry, moved, names, taken
from monazite.trace.lots.weighing import spread_sum, total_of

CNY = "money:CNY"


def feed(*, firm: str, line: str, run: str, stage: str, parts: Sequence[Part], **said: Unpack[Said]) -> Entry:
    """Feed a line (投料) with parts of lots.

    Args:
        firm: that holds the lots and runs the line.
        line: of the firm.
        run: the run it belongs to.
        stage: of the process: concentration, separation, metal, alloy, magnet, motor, recycling.
        parts: what goes in; their spreads go to the line's account.
        **said: who says what happened when (`Said`).
    """
    spread = spread_sum(part.spread for part in parts if part.spread)
    fed = Leg(f"line/{firm}/{line}", MATTER, total_of(part.matter for part in parts), spread)
    return entry("feed", said, (*taken(parts, f"lot/{firm}"), fed), {"run": run, "stage": stage})


def sell(
    *,
    seller: str,
    buyer: str,
    parts: Sequence[Part],
    price_fen: int | None = None,
    invoice: str | None = None,
    is_paid: bool = True,
    **said: Unpack[Said],
) -> Entry:
    """Sell (销售) parts of lots; matter one way and money the other, in one entry.

    Args:
        seller: that holds the lots.
        buyer: that holds them afterwards.
        parts: what is sold.
        price_fen: for all of it, tax included; None when it is not stated.
        invoice: number of the rare-earth invoice (稀土专票).
        is_paid: whether the money moves in the journal; False when it was paid elsewhere.
        **said: who says what happened when (`Said`).
    """
    legs = moved(parts, f"lot/{seller}", f"lot/{buyer}")
    if price_fen and is_paid:
        legs += [Leg(f"cash/{buyer}", CNY, -price_fen), Leg(f"cash/{seller}", CNY, price_fen)]
    details = {"lots": names(parts), "buyer": buyer, "seller": seller, "price": price_fen, "invoice": invoice}
    return entry("sell", said, legs, details)


def ship(
    *, firm: str, parts: Sequence[Part], from_site: str, to_site: str, carrier: str | None = None, **said: Unpack[Said]
) -> Entry:
    """Ship (发货) parts of lots from a site to another."""
    details = {"lots": names(parts), "from_site": from_site, "to_site": to_site, "carrier": carrier}
    return entry("ship", said, moved(parts, f"lot/{firm}", f"transit/{firm}"), details)


def arrive(
    *, firm: str, parts: Sequence[Part], to_site: str, received: ElementMass | None = None, **said: Unpack[Said]
) -> Entry:
    """Arrive (到货): what was under way is there; a difference is booked as unaccounted for at the site.

    Args:
        firm: that holds the lots.
        parts: what was sent.
        to_site: where it arrived.
        received: what the receiver weighed of all parts together; None when it is what was sent. Each element is
            shared out over the lots as it was sent.
        **said: who says what happened when (`Said`).
    """
    came = [part.matter for part in parts] if received is None else _shared(parts, received)
    arrived = [Leg(f"lot/{firm}/{part.lot}", MATTER, matter) for part, matter in zip(parts, came, strict=True)]
    missing = total_of(part.matter for part in parts) - total_of(came)
    rest = [Leg(f"unaccounted/{firm}/{to_site}", MATTER, missing)] if missing else []
    details = {"lots": names(parts), "to_site": to_site}
    return entry("arrive", said, (*taken(parts, f"transit/{firm}"), *arrived, *rest), details)


def offer(*, firm: str, parts: Sequence[Part], **said: Unpack[Said]) -> Entry:
    """Put parts of lots on offer (挂牌)."""
    return entry("offer", said, moved(parts, f"lot/{firm}", f"offered/{firm}"), {"lots": names(parts)})


def withdraw(*, firm: str, parts: Sequence[Part], **said: Unpack[Said]) -> Entry:
    """Take parts of lots off offer (撤牌)."""
    return entry("offer", said, moved(parts, f"offered/{firm}", f"lot/{firm}"), {"lots": names(parts)})


def pledge(*, firm: str, parts: Sequence[Part], lien: str, **said: Unpack[Said]) -> Entry:
    """Pledge (质押) parts of lots under a lien."""
    details = {"lots": names(parts), "lien": lien}
    return entry("pledge", said, moved(parts, f"lot/{firm}", f"pledged/{firm}"), details)


def free(*, firm: str, parts: Sequence[Part], lien: str, **said: Unpack[Said]) -> Entry:
    """Free (解押) pledged parts of lots."""
    details = {"lots": names(parts), "lien": lien}
    return entry("pledge", said, moved(parts, f"pledged/{firm}", f"lot/{firm}"), details)


def _shared(parts: Sequence[Part], received: ElementMass) -> list[ElementMass]:
    """What arrived of each part: every element in proportion to what was sent, all of it to the first if none was."""
    amounts: list[dict[str, int]] = [{} for _ in parts]
    for element, amount in received.parts:
        sent = [part.matter[element] for part in parts]
        weights = sent if any(sent) else [1, *([0] * (len(parts) - 1))]
        for into, share in zip(amounts, share_out(amount, weights), strict=True):
            into[element] = share
    return [ElementMass.of(found) for found in amounts]
