"""What pages and the command line ask of a session: read, never changed."""

from __future__ import annotations

from typing import Any

from monazite.trade.auction import listing, negotiated, one_way, sealed
from monazite.trade.session.call import auction
from monazite.trade.session.days import statistics
from monazite.trade.session.offers import due_ms
from monazite.trade.session.positions import lots_of
from monazite.trade.session.state import Hold, Market, Offer, State
from monazite.trade.session.vigil import holds_of, net_of

Told = dict[str, Any]


class Views:
    """Read-only views of a session's state, plain JSON."""

    state: State

    def instruments(self) -> list[str]:
        """Ids of what is listed."""
        return sorted(self.state.markets)

    def board(self) -> list[Told]:
        """Every instrument's day: phase, reference, limits, statistics."""
        return [self.market(name) for name in self.instruments()]

    def market(self, instrument: str) -> Told:
        """One instrument's day.

        Raises:
            KeyError: for an instrument that is not listed.
        """
        market = self.state.markets[instrument]
        return {
            "instrument": instrument, "phase": market.phase, "day": self.state.day, "limits": list(market.limits),
            "halted_by": market.halted_by, "outside_fen_per_tonne": market.outside, **statistics(market),
        }  # fmt: skip

    def book(self, instrument: str, depth: int = 10) -> Told:
        """Best levels of both sides as [price in ticks, lots]; in a call auction also where it would come to.

        Args:
            instrument: which.
            depth: how many prices a side.

        Raises:
            KeyError: for an instrument that is not listed.
        """
        market = self.state.markets[instrument]
        told: Told = {
            "instrument": instrument, "phase": market.phase, "last": market.last,
            "bids": [list(level) for level in sorted(market.buys.items(), reverse=True)[:depth]],
            "asks": [list(level) for level in sorted(market.sells.items())[:depth]],
        }  # fmt: skip
        if market.phase == "call":
            told["indicative"] = _indicative(self.state, market)
        return told

    def account(self, member: str) -> Told:
        """A member's cash in fen and lots by receipt, free and reserved.

        Raises:
            KeyError: for no member.
        """
        found = self.state.members[member]
        return {
            "member": member, "owner": found.owner_id, "is_industrial": found.is_industrial, "free_fen": found.free,
            "reserved_fen": found.reserved, "lots": self._lots(member), "holds": self.holds(member),
            "obligations": self.obligations(member),
        }  # fmt: skip

    def _lots(self, member: str) -> list[Told]:
        rows: dict[str, Told] = {}
        held = self.state.members[member]
        pieces = [("free", piece) for queue in held.lots.values() for piece in queue]
        pieces += [("reserved", piece) for hold in holds_of(self.state, held) for piece in hold.pieces]
        owed = self.state.obligations.values()
        pieces += [("reserved", piece) for each in owed if each.seller is held for piece in each.pieces]
        for state, (_, first, last, name) in pieces:
            receipt = self.state.receipts[name]
            row = rows.setdefault(name, {
                "receipt": name, "instrument": receipt.instrument, "warehouse": receipt.warehouse, "free": 0,
                "reserved": 0, "net_mg": 0,
            })  # fmt: skip
            row[state] += last - first
            row["net_mg"] += net_of(receipt, first, last)
        return [rows[name] for name in sorted(rows)]

    def holds(self, member: str) -> list[Told]:
        """Live orders, listings, bids and offers of a member, oldest first.

        Raises:
            KeyError: for no member.
        """
        return [_hold(hold) for hold in holds_of(self.state, self.state.members[member])]

    def offers(self, use: str | None = None) -> list[Told]:
        """Listings, deals and auctions that run, oldest first.

        Args:
            use: ``listing``, ``deal`` or ``auction``; None for all.
        """
        return [_offer(offer) for offer in self.state.offers.values() if use in {None, offer.use}]

    def auction(self, number: int) -> Told | None:
        """An auction as the auction room shows it; None when it does not run."""
        offer = self.state.offers.get(number)
        return _offer(offer) if offer is not None and offer.use == "auction" else None

    def obligations(self, member: str | None = None) -> list[Told]:
        """Obligations that are not settled, of a member or of all."""
        return [
            {
                "obligation": name, "instrument": owed.market.instrument.id, "buyer": owed.buyer.id,
                "seller": owed.seller.id, "price_ticks": owed.price_ticks, "lots": owed.lots, "paid": owed.paid,
                "delivered": owed.delivered, "due": owed.due, "due_in": owed.due - self.state.day_number,
                "buyer_margin_fen": owed.buyer_unit * owed.lots, "seller_margin_fen": owed.seller_unit * owed.lots,
                "dispute": owed.dispute,
            }
            for name, owed in self.state.obligations.items()
            if member in {None, owed.buyer.id, owed.seller.id}
        ]  # fmt: skip


def _indicative(state: State, market: Market) -> Told | None:
    found = auction(state, market)
    if not isinstance(found, tuple):
        return None
    return {"price_ticks": found[1].price_ticks, "lots": found[1].volume}


def _hold(hold: Hold) -> Told:
    return {
        "number": hold.number, "use": hold.use, "instrument": hold.market.instrument.id, "side": hold.side,
        "price_ticks": hold.price_ticks, "lots": hold.lots, "tif": hold.tif, "id": hold.client,
        "reserved_fen": hold.unit * hold.lots, "reserved_lots": lots_of(hold.pieces),
        "receipts": sorted({piece[3] for piece in hold.pieces}),
    }  # fmt: skip


def _offer(offer: Offer) -> Told:
    hold = offer.hold
    told: Told = {
        "number": offer.number, "use": offer.use, "method": offer.method, "instrument": offer.market.instrument.id,
        "owner": offer.owner.id, "side": hold.side, "price_ticks": hold.price_ticks, "lots": hold.lots,
        "next_ms": due_ms(offer),
    }  # fmt: skip
    machine = offer.machine
    if isinstance(machine, listing.State):
        return {**told, "lots_least": machine.terms.lots_least, "closes_ms": machine.terms.closes_ms}
    if isinstance(machine, negotiated.State):
        last = machine.offers[-1]
        return {**told, "buyer": machine.terms.buyer, "seller": machine.terms.seller, "by": last.trader,
                "closes_ms": last.closes_ms}  # fmt: skip
    told |= {"phase": machine.phase, "opens_ms": machine.terms.opens_ms, "closes_ms": machine.terms.closes_ms}
    told["traders"] = list(machine.terms.traders)
    if isinstance(machine, sealed.State):
        return {**told, "price_ticks": None, "bids": len(machine.bids)}
    return {**told, **_one_way(machine)}


def _one_way(machine: one_way.State) -> Told:
    best = one_way.best(machine)
    terms = machine.terms
    return {
        "start_ticks": terms.start_ticks, "alarm_ticks": terms.alarm_ticks, "step_ticks": terms.step_ticks,
        "max_step_ticks": terms.max_step_ticks, "countdown_ms": terms.rules.countdown_ms,
        "best_ticks": best.price_ticks if best else None, "best_bidder": best.trader if best else None,
        "bids": [
            {
                "bid": bid.number, "bidder": bid.trader, "price_ticks": bid.price_ticks, "lots": bid.lots,
                "at_ms": bid.at_ms,
            }
            for bid in machine.bids
        ],
    }  # fmt: skip
