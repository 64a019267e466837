"""Listing (挂牌): an offer to sell, or to buy, at a price, taken in whole or part by others (摘牌) in order of time.

A take is at least the minimum, or all that is left when that is less. The owner may withdraw what is left; at the end
of its validity the rest lapses. What was offered is what was taken, and what is left or was withdrawn or lapsed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from monazite.core import Problem
from monazite.trade.auction.allot import amount_refusal, trader_refusal
from monazite.trade.auction.record import Advance, Placed
from monazite.trade.auction.said import problem, terms_fault

__all__ = [
    "COMMANDS",
    "EVENTS",
    "Ended",
    "Listed",
    "State",
    "Take",
    "Taken",
    "Terms",
    "Withdraw",
    "begin",
    "next_ms",
    "step",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is offered.

    Args:
        owner: who lists.
        side: ``sell``, or ``buy`` for a wanted listing (求购).
        price_ticks: at which price.
        lots: how many lots (手).
        opens_ms: from when it may be taken.
        closes_ms: first millisecond at which it may not any more.
        lots_least: of a take.
        traders: who may take; empty for everybody (a directed listing 定向挂牌 names them).
    """

    owner: str
    side: Literal["buy", "sell"]
    price_ticks: int
    lots: int
    opens_ms: int
    closes_ms: int
    lots_least: int = 1
    traders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody takes lots at the listed price (摘牌).

    Args:
        at_ms: when.
        trader: who.
        lots: how many lots (手).
        price_ticks: the price that he saw; a take at another than the listing's is refused.
    """

    at_ms: int
    trader: str
    lots: int
    price_ticks: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The owner, or the venue for him, withdraws what is left (撤牌).

    Args:
        at_ms: when.
        trader: the owner.
    """

    at_ms: int
    trader: str


@dataclass(frozen=True, slots=True)
class Listed:
    """It may be taken from now on.

    Args:
        at_ms: the time that the terms say.
    """

    at_ms: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A trade.

    Args:
        take: numbered, with the price of the listing.
        left_lots: what is left after it.
    """

    take: Placed
    left_lots: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing can be taken any more.

    Args:
        at_ms: when it ended.
        reason: everything taken, withdrawn, or lapsed at the end of its validity.
        unsold_lots: what was not taken.
    """

    at_ms: int
    reason: Literal["taken", "withdrawn", "lapsed"]
    unsold_lots: int


Command = Take | Withdraw | Advance
Event = Listed | Taken | Ended
COMMANDS: dict[str, type[Command]] = {"take": Take, "withdraw": Withdraw, "advance": Advance}
EVENTS: dict[str, type[Event]] = {"listed": Listed, "taken": Taken, "ended": Ended}
Phase = Literal["waiting", "open", "closed"]


@dataclass(frozen=True, slots=True)
class State:
    """A listing as it stands.

    Args:
        terms: what is offered.
        now_ms: time of the last accepted command; None before the first.
        phase: before, in or after its validity.
        takes: in order.
        ended: how it ended; None while it has not.
    """

    terms: Terms
    now_ms: int | None = None
    phase: Phase = "waiting"
    takes: tuple[Placed, ...] = ()
    ended: Ended | None = None

    @property
    def left_lots(self) -> int:
        """What nobody has taken."""
        return self.terms.lots - sum(take.lots for take in self.takes)


Stepped = tuple[State, tuple[Event, ...]]


def begin(terms: Terms) -> State | Problem:
    """A listing that waits for its opening; a Problem when its terms cannot be."""
    numbers = {name: getattr(terms, name) for name in ("price_ticks", "lots", "lots_least")}
    wrong = terms_fault(
        numbers, opens_ms=terms.opens_ms, closes_ms=terms.closes_ms, lots=terms.lots, lots_least=terms.lots_least
    )
    return wrong or State(terms)


def next_ms(state: State) -> int | None:
    """When something happens next though nobody acts; None when it has ended."""
    return {"waiting": state.terms.opens_ms, "open": state.terms.closes_ms, "closed": None}[state.phase]


def step(state: State, command: Command) -> Stepped | Problem:
    """What a command makes of a listing; a Problem when it is refused, and then nothing has happened.

    >>> state = begin(Terms(owner="S", side="sell", price_ticks=1130, lots=5, opens_ms=0, closes_ms=10))
    >>> state, events = step(state, Take(1, "B", 2, 1130))
    >>> events[-1].left_lots
    3
    """
    if state.now_ms is not None and command.at_ms < state.now_ms:
        return problem("clock-back", "at_ms", found=command.at_ms, now=state.now_ms)
    after, events = _advance(state, command.at_ms)
    if isinstance(command, Advance):
        return after, events
    if after.ended is not None:
        return problem("listing-over", command.trader, found=command.at_ms, ended=after.ended.at_ms)
    if isinstance(command, Withdraw):
        if command.trader != state.terms.owner:
            return problem("listing-not-owner", "trader", found=command.trader, owner=state.terms.owner)
        return _end(after, events, Ended(command.at_ms, "withdrawn", after.left_lots))
    return _refusal(after, command) or _taken(after, events, command)


def _advance(state: State, at_ms: int) -> Stepped:
    events: tuple[Event, ...] = ()
    state = replace(state, now_ms=at_ms)
    if state.phase == "waiting" and at_ms >= state.terms.opens_ms:
        state, events = replace(state, phase="open"), (Listed(state.terms.opens_ms),)
    if state.phase == "open" and at_ms >= state.terms.closes_ms:
        return _end(state, events, Ended(state.terms.closes_ms, "lapsed", state.left_lots))
    return state, events


def _end(state: State, events: tuple[Event, ...], ended: Ended) -> Stepped:
    return replace(state, phase="closed", ended=ended), (*events, ended)


def _refusal(state: State, take: Take) -> Problem | None:
    terms, trader, left = state.terms, take.trader, state.left_lots
    if state.phase == "waiting":
        return problem("auction-not-open", trader, found=take.at_ms, opens=terms.opens_ms)
    if (wrong := trader_refusal(trader, terms.owner, terms.traders)) is not None:
        return wrong
    if take.price_ticks != terms.price_ticks:
        return problem("listing-price", trader, found=take.price_ticks, price=terms.price_ticks)
    return amount_refusal(take, min(terms.lots_least, left), left)


def _taken(state: State, events: tuple[Event, ...], command: Take) -> Stepped:
    take = Placed(len(state.takes) + 1, command.trader, state.terms.price_ticks, command.lots, command.at_ms)
    state = replace(state, takes=(*state.takes, take))
    events = (*events, Taken(take, state.left_lots))
    return _end(state, events, Ended(command.at_ms, "taken", 0)) if state.left_lots == 0 else (state, events)
