"""Sealed bids (密封报价) opened at one time; a tender (招标) where the lowest offer wins.

Nobody sees a bid before the opening: events say only that one came. The state holds them, so who shows it must not
show `State.bids` before `State.closed`. A trader may change or take back his bid until the deadline; a changed bid gets
a new time. The best price wins, then the earlier time. A tender counts price alone; who may take part is decided
before, by the list of traders (资格审查).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from monazite.core import Problem
from monazite.trade.auction.allot import allot, amount_refusal, meets, trader_refusal
from monazite.trade.auction.record import (
    Advance,
    Award,
    Cancel,
    Closed,
    Direction,
    Ending,
    Opened,
    Partial,
    Placed,
    Pricing,
)
from monazite.trade.auction.said import problem, terms_fault

__all__ = ["COMMANDS", "EVENTS", "Bid", "Received", "State", "TakeBack", "Terms", "begin", "next_ms", "step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the invitation says (招标公告).

    Args:
        owner: whose sale or tender it is; he may not bid.
        direction: up when the highest price wins, down for a tender.
        opens_ms: from when bids are taken.
        closes_ms: when they are opened (开标); a bid at this very time is late.
        lots: to be awarded (手).
        lots_least: of a bid.
        reserve_ticks: bids that do not reach it win nothing (保留价, 最高限价); None for none.
        bidders_least: with fewer bids nothing is awarded (three, for a tender by law).
        traders: who may bid; empty for everybody.
        may_revise: whether a bid may be changed or taken back before the deadline.
        partial: what the marginal bid gets.
        pricing: whose price winners pay.
    """

    owner: str
    direction: Direction
    opens_ms: int
    closes_ms: int
    lots: int = 1
    lots_least: int = 1
    reserve_ticks: int | None = None
    bidders_least: int = 1
    traders: tuple[str, ...] = ()
    may_revise: bool = True
    partial: Partial = "take"
    pricing: Pricing = "own"


@dataclass(frozen=True, slots=True)
class Bid:
    """A sealed bid, or a change of it.

    Args:
        at_ms: when it came.
        trader: who bids.
        price_ticks: at which price.
        lots: for how many lots (手), at most.
    """

    at_ms: int
    trader: str
    price_ticks: int
    lots: int = 1


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A trader takes his bid back (撤回).

    Args:
        at_ms: when.
        trader: whose bid.
    """

    at_ms: int
    trader: str


@dataclass(frozen=True, slots=True)
class Received:
    """A bid came, was changed or was taken back; nothing is said of what is in it.

    Args:
        at_ms: when.
        trader: whose.
        bid: its number; None when it was taken back.
    """

    at_ms: int
    trader: str
    bid: int | None


Command = Bid | TakeBack | Advance | Cancel
Event = Opened | Received | Closed
COMMANDS: dict[str, type[Command]] = {"bid": Bid, "take_back": TakeBack, "advance": Advance, "cancel": Cancel}
EVENTS: dict[str, type[Event]] = {"opened": Opened, "received": Received, "closed": Closed}
Phase = Literal["waiting", "open", "closed"]


@dataclass(frozen=True, slots=True)
class State:
    """A sealed auction as it stands.

    Args:
        terms: of the invitation.
        now_ms: time of the last accepted command; None before the first.
        phase: before, in or after the time for bids.
        count: bids that came, changes and those taken back included.
        bids: those that stand, secret until it is closed.
        closed: how it ended; None while it has not.
    """

    terms: Terms
    now_ms: int | None = None
    phase: Phase = "waiting"
    count: int = 0
    bids: tuple[Placed, ...] = ()
    closed: Closed | None = None


Stepped = tuple[State, tuple[Event, ...]]


def begin(terms: Terms) -> State | Problem:
    """A sealed auction that waits for its opening; a Problem when its terms cannot be."""
    numbers = {name: getattr(terms, name) for name in ("lots", "lots_least", "bidders_least", "reserve_ticks")}
    wrong = terms_fault(
        numbers, opens_ms=terms.opens_ms, closes_ms=terms.closes_ms, lots=terms.lots, lots_least=terms.lots_least
    )
    return wrong or State(terms)


def next_ms(state: State) -> int | None:
    """When something happens next though nobody bids; None when it is over."""
    return {"waiting": state.terms.opens_ms, "open": state.terms.closes_ms, "closed": None}[state.phase]


def step(state: State, command: Command) -> Stepped | Problem:
    """What a command makes of a sealed auction; a Problem when it is refused, and then nothing has happened.

    >>> terms = Terms(owner="S", direction="up", opens_ms=0, closes_ms=10)
    >>> state, _ = step(begin(terms), Bid(1, "A", 100))
    >>> state, _ = step(state, Bid(2, "B", 101))
    >>> step(state, Advance(10))[1][0].awards
    (Award(bid=2, trader='B', price_ticks=101, lots=1),)
    """
    if state.now_ms is not None and command.at_ms < state.now_ms:
        return problem("clock-back", "at_ms", found=command.at_ms, now=state.now_ms)
    after, events = _advance(state, command.at_ms)
    if isinstance(command, Advance):
        return after, events
    place = "at_ms" if isinstance(command, Cancel) else command.trader
    if after.closed is not None:
        return problem("auction-over", place, found=command.at_ms, ended=after.closed.at_ms)
    if isinstance(command, Cancel):
        return _close(after, events, command.at_ms, ("cancelled", ()))
    if after.phase == "waiting":
        return problem("auction-not-open", place, found=command.at_ms, opens=state.terms.opens_ms)
    return _refusal(after, command) or _received(after, events, command)


def _advance(state: State, at_ms: int) -> Stepped:
    events: tuple[Event, ...] = ()
    state = replace(state, now_ms=at_ms)
    if state.phase == "waiting" and at_ms >= state.terms.opens_ms:
        state, events = replace(state, phase="open"), (Opened(state.terms.opens_ms),)
    if state.phase == "open" and at_ms >= state.terms.closes_ms:
        return _close(state, events, state.terms.closes_ms, _outcome(state))
    return state, events


def _received(state: State, events: tuple[Event, ...], command: Bid | TakeBack) -> Stepped:
    others = tuple(bid for bid in state.bids if bid.trader != command.trader)
    if isinstance(command, TakeBack):
        return replace(state, bids=others), (*events, Received(command.at_ms, command.trader, None))
    number = state.count + 1
    placed = Placed(number, command.trader, command.price_ticks, command.lots, command.at_ms)
    after = replace(state, count=number, bids=(*others, placed))
    return after, (*events, Received(command.at_ms, command.trader, number))


def _refusal(state: State, command: Bid | TakeBack) -> Problem | None:
    terms, trader = state.terms, command.trader
    has_bid = any(bid.trader == trader for bid in state.bids)
    if (wrong := trader_refusal(trader, terms.owner, terms.traders)) is not None:
        return wrong
    if has_bid and not terms.may_revise:
        return problem("bid-final", trader, found=trader)
    if isinstance(command, TakeBack):
        return None if has_bid else problem("bid-none", trader, found=trader)
    return amount_refusal(command, terms.lots_least, terms.lots)


def _close(state: State, events: tuple[Event, ...], at_ms: int, outcome: tuple[Ending, tuple[Award, ...]]) -> Stepped:
    unsold = state.terms.lots - sum(award.lots for award in outcome[1])
    closed = Closed(at_ms, *outcome, unsold)
    return replace(state, phase="closed", closed=closed), (*events, closed)


def _outcome(state: State) -> tuple[Ending, tuple[Award, ...]]:
    terms, bids = state.terms, state.bids
    if not bids:
        return "no-bid", ()
    if len(bids) < terms.bidders_least:
        return "few-bidders", ()
    reached = [bid for bid in bids if meets(bid.price_ticks, terms.reserve_ticks, terms.direction)]
    if not reached:
        return "reserve", ()
    return "session", allot(reached, terms.lots, terms.direction, partial=terms.partial, pricing=terms.pricing)
