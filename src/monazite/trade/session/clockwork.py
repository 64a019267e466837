"""Time passing (``tick``), and offers that their owners withdraw."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.auction import Advance, listing, negotiated, one_way, sealed
from monazite.trade.match import Command
from monazite.trade.session import auctions, deals, listings
from monazite.trade.session.book import CANCEL, end, follow, told
from monazite.trade.session.call import indicate
from monazite.trade.session.offers import cancelled, due_ms, may_advance, stepped
from monazite.trade.session.said import problem
from monazite.trade.session.state import Member, Offer, State, Turn

INDICATE_MS = 3_000
"""How often a call auction with orders on both sides tells where it would come to."""


def tick(state: State, turn: Turn) -> Problem | None:
    """``tick``: what was due happens, and call auctions tell where they would come to."""
    for offer in list(state.offers.values()):
        due = due_ms(offer)
        if due is not None and due <= turn.time_ms and may_advance(state, offer):
            advance(state, turn, offer)
    for market in state.markets.values():
        if market.phase == "call":
            indicate(state, turn, market)
    return None


def advance(state: State, turn: Turn, offer: Offer) -> None:
    """Tell an offer the time, and do what comes of it."""
    after = stepped(offer.machine, Advance(turn.time_ms))
    if not isinstance(after, Problem):
        offer.machine = after[0]
        _react(state, turn, offer, after[1])


def _react(state: State, turn: Turn, offer: Offer, happened: tuple[Any, ...]) -> None:
    {"listing": listings.react, "deal": deals.react, "auction": auctions.react}[offer.use](state, turn, offer, happened)


def next_ms(state: State) -> int | None:
    """When the next thing is due."""
    dues = [due_ms(offer) for offer in state.offers.values() if may_advance(state, offer)]
    if any(market.phase == "call" and market.buys and market.sells for market in state.markets.values()):
        dues.append(state.time_ms + INDICATE_MS)
    return min([due for due in dues if due is not None], default=None)


def withdraw(state: State, turn: Turn) -> Problem | None:
    """``withdraw``: a listing, an offer that stands, or an auction that nobody has bid in; one's own."""
    number = turn.command["of"]
    offer = state.offers.get(number)
    if offer is None or (offer.use != "deal" and offer.owner.id != turn.actor):
        return problem("offer-unknown", f"offer {number}", use="offer")
    if offer.use == "auction":
        if has_bids(offer):
            return problem("auction-has-bids", f"auction {number}")
        _react(state, turn, offer, cancelled(offer, turn.time_ms))
        return None
    command: Any = listing.Withdraw(turn.time_ms, turn.actor)
    if offer.use == "deal":
        command = negotiated.Withdraw(turn.time_ms, turn.actor)
    after = stepped(offer.machine, command)
    if isinstance(after, Problem):
        return after
    offer.machine = after[0]
    _react(state, turn, offer, after[1])
    return None


def has_bids(offer: Offer) -> bool:
    """Whether somebody has bid in an auction."""
    machine = offer.machine
    return isinstance(machine, one_way.State | sealed.State) and bool(machine.bids)


def call_off(state: State, turn: Turn, offer: Offer) -> None:
    """End an offer because its market or the venue's rules end it."""
    if offer.use == "auction":
        _react(state, turn, offer, cancelled(offer, turn.time_ms))
    elif offer.use == "listing":
        event = listing.Ended(turn.time_ms, "withdrawn", offer.hold.lots)
        listings.react(state, turn, offer, (event,))
    else:
        deals.react(state, turn, offer, (negotiated.Ended(turn.time_ms, "withdrawn"),))


def call_off_all(state: State, turn: Turn) -> None:
    """End every offer."""
    for offer in list(state.offers.values()):
        call_off(state, turn, offer)


def call_off_of(state: State, turn: Turn, member: Member) -> None:
    """End the orders and offers of a member that leaves; its bids bind until their auctions are over."""
    for hold in [each for each in state.orders.values() if each.member is member]:
        if hold.market.is_collecting:
            end(state, turn, hold, "member-left")
        else:
            follow(state, turn, hold.market, told(hold.market, Command(CANCEL, order_id=hold.number)))
    for offer in [each for each in state.offers.values() if member.id in {each.owner.id, each.hold.member.id}]:
        call_off(state, turn, offer)
