"""Listings (挂牌): lots or money set aside, taken by others at the listed price, in whole or part."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.auction import listing
from monazite.trade.record import Side
from monazite.trade.session.funds import give_back, hold_fault, set_aside, unit_of
from monazite.trade.session.lookup import market_of, method_fault, open_fault, price_fault
from monazite.trade.session.offers import begun, found, over, stepped, tell
from monazite.trade.session.said import problem
from monazite.trade.session.spec import TIME_MOST
from monazite.trade.session.state import Hold, Market, Member, Offer, State, Turn
from monazite.trade.session.trades import strike
from monazite.trade.session.vigil import order_fault, trade_fault

OTHER: dict[Side, Side] = {"buy": "sell", "sell": "buy"}


def list_(state: State, turn: Turn) -> Problem | None:
    """``list``: offers lots at a price to whoever takes them."""
    said = turn.command
    market = market_of(state, said["instrument"])
    if isinstance(market, Problem):
        return market
    member, side, price = state.members[turn.actor], said["side"], said["price_ticks"]
    place = f"listing {turn.number}"
    machine = listing.begin(listing.Terms(
        owner=member.id, side=side, price_ticks=price, lots=said["lots"], opens_ms=turn.time_ms,
        closes_ms=said.get("until_ms") or TIME_MOST, lots_least=said.get("least_lots") or 1,
    ))  # fmt: skip
    if isinstance(machine, Problem):
        return machine
    unit = unit_of(state, market, side, price, price)
    hold = Hold(
        turn.number, "listing", member, market, side, price, said["lots"], unit, [], turn.number,
        to_member=said.get("deliver_to") == "member", client=said["id"],
    )  # fmt: skip
    receipts = frozenset(said.get("receipts") or ())
    wrong = (
        method_fault(state, market, "listing", place) or open_fault(market, place) or price_fault(market, price, place)
        or resale_fault(state, member, market, side, place) or order_fault(state, member, market, side, price)
        or hold_fault(state, hold, receipts)
    )  # fmt: skip
    if wrong is not None:
        return wrong
    set_aside(state, hold, receipts)
    offer = Offer(turn.number, "listing", "listing", market, member, machine, hold)
    state.offers[turn.number] = offer
    tell_listing(turn, offer, "listed")
    react(state, turn, offer, begun(offer, turn.time_ms))
    return None


def resale_fault(state: State, member: Member, market: Market, side: Side, place: str) -> Problem | None:
    """That a member would list again too soon what it bought, or buy again too soon what it sold (转让间隔)."""
    days = state.rules.parameters.resale_trading_days if state.rules else 0
    since = (member.bought if side == "sell" else member.sold).get(market.instrument.id)
    if not days or since is None or state.day_number - since >= days:
        return None
    return problem("resale-early", place, days=days, left=since + days - state.day_number)


def take(state: State, turn: Turn) -> Problem | None:
    """``take``: trades with a listing at its price."""
    said = turn.command
    offer = found(state, said["listing"], "listing")
    if isinstance(offer, Problem):
        return offer
    member, market = state.members[turn.actor], offer.market
    lots, place, listed = said["lots"], f"listing {offer.number}", offer.hold
    after = stepped(offer.machine, listing.Take(turn.time_ms, member.id, lots, listed.price_ticks))
    if isinstance(after, Problem):
        return after
    side = OTHER[listed.side]
    hold = Hold(
        turn.number, "listing", member, market, side, listed.price_ticks, lots,
        unit_of(state, market, side, listed.price_ticks, listed.price_ticks), [], turn.number,
        to_member=said.get("deliver_to") == "member",
    )  # fmt: skip
    buy, sell = (hold, listed) if side == "buy" else (listed, hold)
    wrong = (
        open_fault(market, place) or price_fault(market, listed.price_ticks, place)
        or own_fault(member, offer.owner, place) or resale_fault(state, member, market, side, place)
        or hold_fault(state, hold)
        or trade_fault(state, buy, sell, listed.price_ticks, lots=lots, method="listing")
    )  # fmt: skip
    if wrong is not None:
        return wrong
    set_aside(state, hold)
    strike(state, turn, buy, sell, listed.price_ticks, lots=lots, method="listing", taker=side)
    give_back(hold)
    offer.machine = after[0]
    react(state, turn, offer, after[1])
    return None


def own_fault(member: Member, other: Member, place: str) -> Problem | None:
    """That two members have one beneficial owner, and so may not trade with each other."""
    if member.owner != other.owner:
        return None
    return problem("owner-same", place, member=member.id, other=other.id, owner=member.owner_id)


def react(state: State, turn: Turn, offer: Offer, happened: tuple[Any, ...]) -> None:
    """Tell of takes, and end a listing that is over."""
    for event in happened:
        if isinstance(event, listing.Taken):
            tell_listing(turn, offer, "taken", taken_lots=event.take.lots)
        elif isinstance(event, listing.Ended):
            what = {"taken": "done", "withdrawn": "withdrawn", "lapsed": "expired"}[event.reason]
            tell_listing(turn, offer, what)
            over(state, offer)


def tell_listing(turn: Turn, offer: Offer, what: str, **more: Any) -> None:
    """Tell the market what is left of a listing."""
    hold = offer.hold
    tell(turn, offer, what, side=hold.side, price_ticks=hold.price_ticks, lots=hold.lots, member=offer.owner.id, **more)
