"""What listings, deals and auctions share: found by number, advanced by the clock, ended, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from monazite.core import Problem
from monazite.trade.auction import Advance, Cancel, listing, negotiated, one_way, sealed
from monazite.trade.session.funds import give_back
from monazite.trade.session.said import problem
from monazite.trade.session.state import Offer, Running, State, Turn

React = Callable[[State, Turn, Offer, tuple[Any, ...]], None]
"""What the session does about what a machine says happened."""
RunningT = TypeVar("RunningT", listing.State, negotiated.State, one_way.State, sealed.State)


def stepped(machine: Running, command: Any) -> tuple[Running, tuple[Any, ...]] | Problem:
    """The machine after a command, and what happened; or why it is refused."""
    if isinstance(machine, listing.State):
        return listing.step(machine, command)
    if isinstance(machine, negotiated.State):
        return negotiated.step(machine, command)
    if isinstance(machine, one_way.State):
        return one_way.step(machine, command)
    return sealed.step(machine, command)


def due_ms(offer: Offer) -> int | None:
    """When a machine must be told the time."""
    machine = offer.machine
    if isinstance(machine, listing.State):
        return listing.next_ms(machine)
    if isinstance(machine, negotiated.State):
        return negotiated.next_ms(machine)
    if isinstance(machine, one_way.State):
        return one_way.next_ms(machine)
    return sealed.next_ms(machine)


def found(state: State, number: int, *uses: str) -> Offer | Problem:
    """The offer of that number, if it is one of those uses."""
    offer = state.offers.get(number)
    if offer is None or offer.use not in uses:
        return problem("offer-unknown", f"{uses[0]} {number}", use=uses[0])
    return offer


def may_advance(state: State, offer: Offer) -> bool:
    """Whether the clock moves an offer now: an auction only in an open day of a market that is not halted."""
    return offer.use != "auction" or (bool(state.day) and offer.market.phase not in {"halted", "closed"})


def is_running(offer: Offer, time_ms: int) -> bool:
    """Whether an auction takes bids still, at a time."""
    after = stepped(offer.machine, Advance(time_ms))
    machine = after[0] if isinstance(after, tuple) else offer.machine
    return isinstance(machine, one_way.State | sealed.State) and machine.phase == "open"


def over(state: State, offer: Offer) -> None:
    """An offer is over: what is still set aside for it is free, and it is forgotten."""
    give_back(offer.hold)
    for hold in offer.bids.values():
        give_back(hold)
    del state.offers[offer.number]


def tell(turn: Turn, offer: Offer, what: str, **more: Any) -> None:
    """Tell the market of a listing or an auction."""
    told = {"kind": offer.use, "instrument": offer.market.instrument.id, offer.use: offer.number, "state": what}
    if offer.use == "auction":
        told["method"] = offer.method
    turn.events.append({**told, **more})


def begun(offer: Offer, time_ms: int) -> tuple[Any, ...]:
    """What has happened to a new offer by the time it is made: it is open where its time has come."""
    after = stepped(offer.machine, Advance(time_ms))
    if isinstance(after, Problem):
        return ()
    offer.machine = after[0]
    return after[1]


def cancelled(offer: Offer, time_ms: int) -> tuple[Any, ...]:
    """What happens when an auction is called off: its closing, with nothing awarded."""
    after = stepped(offer.machine, Cancel(time_ms))
    if isinstance(after, Problem):
        return ()
    offer.machine = after[0]
    return after[1]
