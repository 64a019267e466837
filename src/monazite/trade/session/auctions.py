"""Auctions (竞价): one-way up and down, sealed bids, tenders; what both sides need is set aside until the end."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.auction import Accepted, Closed, Opened, one_way, sealed
from monazite.trade.record import Method, Side
from monazite.trade.session.funds import hold_fault, resize, resize_fault, set_aside, unit_of
from monazite.trade.session.listings import own_fault
from monazite.trade.session.lookup import market_of, method_fault, open_fault
from monazite.trade.session.offers import begun, found, over, stepped, tell
from monazite.trade.session.said import problem
from monazite.trade.session.state import Hold, Market, Offer, State, Turn
from monazite.trade.session.terms import terms_of
from monazite.trade.session.trades import strike
from monazite.trade.session.vigil import order_fault

DOWN: frozenset[Method] = frozenset({"auction_down", "tender"})
"""Auctions of a buyer, in which bids go down."""


def auction_open(state: State, turn: Turn) -> Problem | None:
    """``auction_open``: announces an auction; the owner's lots or money are set aside from now on."""
    said = turn.command
    market = market_of(state, said["instrument"])
    if isinstance(market, Problem):
        return market
    method: Method = said["method"]
    place = f"auction {turn.number}"
    terms = terms_of(state, turn, market, method)
    if isinstance(terms, Problem):
        return terms
    machine = one_way.begin(terms) if isinstance(terms, one_way.Terms) else sealed.begin(terms)
    if isinstance(machine, Problem):
        return machine
    hold = _owner_hold(state, turn, market, terms)
    if isinstance(hold, Problem):
        return hold
    receipts = frozenset(said.get("receipts") or ())
    wrong = (
        _session_fault(turn, terms) or method_fault(state, market, method, place) or open_fault(market, place)
        or order_fault(state, hold.member, market, hold.side, hold.price_ticks) or hold_fault(state, hold, receipts)
    )  # fmt: skip
    if wrong is not None:
        return wrong
    set_aside(state, hold, receipts)
    offer = Offer(turn.number, "auction", method, market, hold.member, machine, hold)
    state.offers[turn.number] = offer
    start = terms.start_ticks if isinstance(terms, one_way.Terms) else None
    tell(turn, offer, "announced", price_ticks=start, lots=terms.lots, opens_ms=terms.opens_ms, ends_ms=terms.closes_ms)
    react(state, turn, offer, begun(offer, turn.time_ms))
    return None


def _session_fault(turn: Turn, terms: one_way.Terms | sealed.Terms) -> Problem | None:
    if terms.closes_ms > turn.time_ms:
        return None
    return problem("auction-past", "auction_open, terms, closes_ms", found=terms.closes_ms, now=turn.time_ms)


def _owner_hold(
    state: State, turn: Turn, market: Market, terms: one_way.Terms | sealed.Terms
) -> Hold | Problem:  # fmt: skip
    """What the owner sets aside: a seller his lots (or the margin at the alarm price), a buyer his highest price."""
    side: Side = "buy" if terms.direction == "down" else "sell"
    start = terms.start_ticks if isinstance(terms, one_way.Terms) else terms.reserve_ticks
    if start is None:
        if side == "buy":
            return problem("auction-ceiling", "auction_open, terms, reserve_ticks")
        start = market.reference or 1
    alarm = terms.alarm_ticks if isinstance(terms, one_way.Terms) else None
    unit = unit_of(state, market, side, start, max(start, alarm or market.limits[1] % 2**62 or start))
    return Hold(
        turn.number, "auction", state.members[turn.actor], market, side, start, terms.lots, unit, [], turn.number,
        client=turn.command["id"],
    )  # fmt: skip


def bid(state: State, turn: Turn) -> Problem | None:
    """``bid``: in a one-way auction; what it needs stays set aside until the end."""
    said = turn.command
    offer = found(state, said["auction"], "auction")
    if isinstance(offer, Problem):
        return offer
    if not isinstance(offer.machine, one_way.State):
        return problem("auction-sealed", f"auction {offer.number}", kind="sealed_bid")
    made = one_way.Bid(turn.time_ms, turn.actor, said["price_ticks"], said["lots"])
    return _bid(state, turn, offer, made)


def sealed_bid(state: State, turn: Turn) -> Problem | None:
    """``sealed_bid``: in a sealed auction or tender; a later one of the same member replaces it."""
    said = turn.command
    offer = found(state, said["auction"], "auction")
    if isinstance(offer, Problem):
        return offer
    if not isinstance(offer.machine, sealed.State):
        return problem("auction-sealed", f"auction {offer.number}", kind="bid")
    made = sealed.Bid(turn.time_ms, turn.actor, said["price_ticks"], said["lots"])
    return _bid(state, turn, offer, made)


def _bid(state: State, turn: Turn, offer: Offer, made: one_way.Bid | sealed.Bid) -> Problem | None:
    market, member = offer.market, state.members[turn.actor]
    place = f"auction {offer.number}"
    side: Side = "sell" if offer.hold.side == "buy" else "buy"
    wrong = open_fault(market, place) or own_fault(member, offer.owner, place)
    if wrong is not None:
        return wrong
    after = stepped(offer.machine, made)
    if isinstance(after, Problem):
        return after
    price, lots = _needed(offer, made, side)
    unit = unit_of(state, market, side, price, price)
    held = offer.bids.get(member.id)
    fresh = Hold(
        turn.number, "bid", member, market, side, price, lots, unit, [], turn.number, client=turn.command["id"]
    )
    wrong = order_fault(state, member, market, side, made.price_ticks) or (
        hold_fault(state, fresh) if held is None else resize_fault(held, lots, unit)
    )
    if wrong is not None:
        return wrong
    if held is None:
        set_aside(state, fresh)
        offer.bids[member.id] = fresh
    else:
        _grow(turn, held, price, lots, unit)
    offer.machine = after[0]
    tell_bid(turn, offer, member.id, "accepted", (made.price_ticks, made.lots))
    react(state, turn, offer, after[1])
    return None


def _grow(turn: Turn, held: Hold, price: int, lots: int, unit: int) -> None:
    resize(held, lots, unit)
    held.member.live.discard(held.number)
    held.number, held.price_ticks, held.client = turn.number, price, turn.command["id"]
    held.member.live.add(held.number)


def _needed(offer: Offer, made: one_way.Bid | sealed.Bid, side: Side) -> tuple[int, int]:
    """The dearest price and the most lots that a bidder may win with its bids, this one among them."""
    machine = offer.machine
    if isinstance(machine, sealed.State) or not isinstance(machine, one_way.State):
        return made.price_ticks, made.lots
    earlier = [placed for placed in machine.bids if placed.trader == made.trader]
    standing = machine.terms.rules.standing
    if standing == "last" or not earlier:
        return made.price_ticks, made.lots
    prices = [made.price_ticks, *[placed.price_ticks for placed in earlier]]
    lots = [made.lots, *[placed.lots for placed in earlier]]
    price = max(prices) if side == "buy" else min(prices)
    return price, min(max(lots) if standing == "most" else sum(lots), machine.terms.lots)


def react(state: State, turn: Turn, offer: Offer, happened: tuple[Any, ...]) -> None:
    """Tell of openings and bids; at the end the awards become trades."""
    for event in happened:
        if isinstance(event, Opened):
            tell(turn, offer, "open", lots=offer.hold.lots)
        elif isinstance(event, Accepted):
            bid = event.bid
            tell(turn, offer, "bid", price_ticks=bid.price_ticks, lots=bid.lots, ends_ms=event.ends_ms, bid=bid.number)
        elif isinstance(event, sealed.Received):
            tell(turn, offer, "bid", bid=event.bid)
        elif isinstance(event, Closed):
            _close(state, turn, offer, event)


def _close(state: State, turn: Turn, offer: Offer, closed: Closed) -> None:
    for award in closed.awards:
        bidder = offer.bids[award.trader]
        buy, sell = (bidder, offer.hold) if bidder.side == "buy" else (offer.hold, bidder)
        strike(state, turn, buy, sell, award.price_ticks, lots=award.lots, method=offer.method)
        tell_bid(turn, offer, award.trader, "won", (award.price_ticks, award.lots))
    prices = [award.price_ticks for award in closed.awards]
    tell(
        turn, offer, "closed", reason=closed.reason, price_ticks=prices[0] if prices else None,
        lots=sum(award.lots for award in closed.awards), unsold_lots=closed.unsold_lots,
    )  # fmt: skip
    over(state, offer)


def tell_bid(turn: Turn, offer: Offer, member: str, what: str, at: tuple[int, int]) -> None:
    """Tell a bidder what became of its bid, at a price and for so many lots."""
    turn.events.append({
        "kind": "bid", "to": member, "in": offer.market.instrument.id, "auction": offer.number, "state": what,
        "price_ticks": at[0], "lots": at[1],
    })  # fmt: skip
