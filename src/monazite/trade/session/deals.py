"""Negotiated deals (协议): an offer to one member, counter-offers, acceptance; what the offer needs is set aside."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.auction import negotiated
from monazite.trade.record import Side
from monazite.trade.session.funds import give_back, hold_fault, set_aside, unit_of
from monazite.trade.session.listings import OTHER, own_fault
from monazite.trade.session.lookup import market_of, member_named, method_fault, open_fault, price_fault
from monazite.trade.session.offers import found, over, stepped
from monazite.trade.session.said import problem
from monazite.trade.session.spec import TIME_MOST
from monazite.trade.session.state import Hold, Market, Member, Offer, State, Turn
from monazite.trade.session.trades import strike
from monazite.trade.session.vigil import order_fault, trade_fault


def negotiate(state: State, turn: Turn) -> Problem | None:
    """``negotiate``: offers a trade to one member."""
    said = turn.command
    market = market_of(state, said["instrument"])
    if isinstance(market, Problem):
        return market
    other = member_named(state, said["with"])
    if isinstance(other, Problem):
        return other
    member, side = state.members[turn.actor], said["side"]
    place = f"deal {turn.number}"
    hold = _hold(state, turn, member, market, side)
    wrong = (
        own_fault(member, other, place) or method_fault(state, market, "negotiated", place)
        or _offer_fault(state, hold, place)
    )  # fmt: skip
    if wrong is not None:
        return wrong
    machine = negotiated.begin(_terms(turn, member, other))
    if isinstance(machine, Problem):
        return machine
    set_aside(state, hold)
    offer = Offer(turn.number, "deal", "negotiated", market, member, machine, hold)
    state.offers[turn.number] = offer
    tell_deal(state, turn, offer, "offered")
    return None


def _terms(turn: Turn, member: Member, other: Member) -> negotiated.Terms:
    said = turn.command
    is_buy = said["side"] == "buy"
    return negotiated.Terms(
        buyer=member.id if is_buy else other.id, seller=other.id if is_buy else member.id,
        first_by="buyer" if is_buy else "seller", price_ticks=said["price_ticks"], lots=said["lots"],
        offered_ms=turn.time_ms, closes_ms=said.get("until_ms") or TIME_MOST,
    )  # fmt: skip


def _hold(state: State, turn: Turn, member: Member, market: Market, side: Side) -> Hold:
    said = turn.command
    price = said["price_ticks"]
    unit = unit_of(state, market, side, price, price)
    client = said.get("id") or ""
    return Hold(turn.number, "deal", member, market, side, price, said["lots"], unit, [], turn.number, client=client)


def _offer_fault(state: State, hold: Hold, place: str) -> Problem | None:
    market = hold.market
    return (
        open_fault(market, place) or price_fault(market, hold.price_ticks, place)
        or order_fault(state, hold.member, market, hold.side, hold.price_ticks) or hold_fault(state, hold)
    )  # fmt: skip


def _deal(state: State, turn: Turn) -> Offer | Problem:
    """The deal that a command names, if the actor is one of the two."""
    offer = found(state, turn.command["deal"], "deal")
    if isinstance(offer, Offer) and turn.actor not in parties(offer):
        return problem("offer-unknown", f"deal {offer.number}", use="deal")
    return offer


def parties(offer: Offer) -> tuple[str, str]:
    """Buyer and seller of a deal."""
    machine = offer.machine
    if not isinstance(machine, negotiated.State):
        return "", ""
    return machine.terms.buyer, machine.terms.seller


def counter(state: State, turn: Turn) -> Problem | None:
    """``counter``: another price or quantity; the first offer's money or lots are free again."""
    offer = _deal(state, turn)
    if isinstance(offer, Problem):
        return offer
    said = turn.command
    until = said.get("until_ms") or TIME_MOST
    asked = negotiated.Counter(turn.time_ms, turn.actor, said["price_ticks"], said["lots"], until)
    after = stepped(offer.machine, asked)
    if isinstance(after, Problem):
        return after
    hold = _hold(state, turn, state.members[turn.actor], offer.market, OTHER[offer.hold.side])
    wrong = _offer_fault(state, hold, f"deal {offer.number}")
    if wrong is not None:
        return wrong
    give_back(offer.hold)
    set_aside(state, hold)
    offer.hold, offer.machine = hold, after[0]
    tell_deal(state, turn, offer, "countered")
    return None


def accept(state: State, turn: Turn) -> Problem | None:
    """``accept``: the trade is made."""
    offer = _deal(state, turn)
    if isinstance(offer, Problem):
        return offer
    offered, market = offer.hold, offer.market
    machine = offer.machine
    number = machine.offers[-1].number if isinstance(machine, negotiated.State) else 0
    lots, price = offered.lots, offered.price_ticks
    after = stepped(machine, negotiated.Accept(turn.time_ms, turn.actor, number, price, lots))
    if isinstance(after, Problem):
        return after
    side = OTHER[offered.side]
    unit = unit_of(state, market, side, price, price)
    hold = Hold(turn.number, "deal", state.members[turn.actor], market, side, price, lots, unit, [], turn.number)
    buy, sell = (hold, offered) if side == "buy" else (offered, hold)
    place = f"deal {offer.number}"
    wrong = (
        own_fault(hold.member, offered.member, place) or _offer_fault(state, hold, place)
        or trade_fault(state, buy, sell, price, lots=lots, method="negotiated")
    )  # fmt: skip
    if wrong is not None:
        return wrong
    set_aside(state, hold)
    strike(state, turn, buy, sell, price, lots=lots, method="negotiated", taker=side)
    give_back(hold)
    offer.machine = after[0]
    tell_deal(state, turn, offer, "accepted", lots)
    over(state, offer)
    return None


def decline(state: State, turn: Turn) -> Problem | None:
    """``decline``: the deal is over."""
    offer = _deal(state, turn)
    if isinstance(offer, Problem):
        return offer
    after = stepped(offer.machine, negotiated.Decline(turn.time_ms, turn.actor))
    if isinstance(after, Problem):
        return after
    offer.machine = after[0]
    react(state, turn, offer, after[1])
    return None


def react(state: State, turn: Turn, offer: Offer, happened: tuple[Any, ...]) -> None:
    """End a deal of which nothing came."""
    for event in happened:
        if isinstance(event, negotiated.Ended):
            tell_deal(state, turn, offer, event.reason)
            over(state, offer)


def tell_deal(state: State, turn: Turn, offer: Offer, what: str, lots: int | None = None) -> None:
    """Tell both parties where a deal stands."""
    del state
    for party in parties(offer):
        turn.events.append({
            "kind": "deal", "to": party, "in": offer.market.instrument.id, "deal": offer.number, "state": what,
            "by": offer.hold.member.id, "side": offer.hold.side, "price_ticks": offer.hold.price_ticks,
            "lots": offer.hold.lots if lots is None else lots,
        })  # fmt: skip
