"""Negotiated deal (协议, 洽谈): an offer to a named counterparty, counter-offers, acceptance.

One offer stands at a time, made by one of the two; the other may accept, counter or decline it, and who made it may
withdraw it. An acceptance names the offer and repeats its price and lots, so that nobody accepts what he has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from monazite.core import Problem
from monazite.trade.auction.record import Advance
from monazite.trade.auction.said import problem

__all__ = [
    "COMMANDS", "EVENTS", "Accept", "Agreed", "Counter", "Decline", "Ended", "Offer", "Offered", "State", "Terms",
    "Withdraw", "begin", "next_ms", "step",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who negotiates, and the first offer.

    Args:
        buyer: who would buy.
        seller: who would sell.
        first_by: which of the two offers first.
        price_ticks: of the first offer.
        lots: of the first offer (手).
        offered_ms: when it is made.
        closes_ms: first millisecond at which it does not stand any more.
    """

    buyer: str
    seller: str
    first_by: Literal["buyer", "seller"]
    price_ticks: int
    lots: int
    offered_ms: int
    closes_ms: int


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer (报盘, 还盘).

    Args:
        number: from 1.
        trader: who makes it.
        price_ticks: at which price.
        lots: how many lots (手).
        at_ms: when it was made.
        closes_ms: first millisecond at which it does not stand any more.
    """

    number: int
    trader: str
    price_ticks: int
    lots: int
    at_ms: int
    closes_ms: int


@dataclass(frozen=True, slots=True)
class Counter:
    """The other makes an offer of his own instead (还盘).

    Args:
        at_ms: when.
        trader: who.
        price_ticks: at which price.
        lots: how many lots (手).
        closes_ms: until when it stands.
    """

    at_ms: int
    trader: str
    price_ticks: int
    lots: int
    closes_ms: int


@dataclass(frozen=True, slots=True)
class Accept:
    """The other accepts the offer (成交).

    Args:
        at_ms: when.
        trader: who.
        offer: number of the offer.
        price_ticks: its price.
        lots: its lots (手).
    """

    at_ms: int
    trader: str
    offer: int
    price_ticks: int
    lots: int


@dataclass(frozen=True, slots=True)
class Decline:
    """The other declines the offer, and it is over.

    Args:
        at_ms: when.
        trader: who.
    """

    at_ms: int
    trader: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Who made the offer withdraws it, and it is over.

    Args:
        at_ms: when.
        trader: who.
    """

    at_ms: int
    trader: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer stands.

    Args:
        offer: which.
    """

    offer: Offer


@dataclass(frozen=True, slots=True)
class Agreed:
    """A trade.

    Args:
        at_ms: when it was accepted.
        offer: at whose price and lots.
    """

    at_ms: int
    offer: Offer


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing came of it.

    Args:
        at_ms: when it ended.
        reason: why.
    """

    at_ms: int
    reason: Literal["declined", "withdrawn", "expired"]


Command = Counter | Accept | Decline | Withdraw | Advance
Event = Offered | Agreed | Ended
COMMANDS: dict[str, type[Command]] = {
    "counter": Counter, "accept": Accept, "decline": Decline, "withdraw": Withdraw, "advance": Advance,
}  # fmt: skip
EVENTS: dict[str, type[Event]] = {"offered": Offered, "agreed": Agreed, "ended": Ended}


@dataclass(frozen=True, slots=True)
class State:
    """A negotiation as it stands.

    Args:
        terms: who, and the first offer.
        now_ms: time of the last accepted command.
        offers: all, the last one stands while it is neither agreed nor ended.
        agreed: the trade; None while there is none.
        ended: why there will be none; None while there may.
    """

    terms: Terms
    now_ms: int
    offers: tuple[Offer, ...]
    agreed: Agreed | None = None
    ended: Ended | None = None


Stepped = tuple[State, tuple[Event, ...]]


def begin(terms: Terms) -> State | Problem:
    """A negotiation with its first offer standing; a Problem when its terms cannot be."""
    if not terms.buyer or not terms.seller or terms.buyer == terms.seller:
        return problem("trader-not-qualified", "seller", found=terms.seller)
    trader = terms.buyer if terms.first_by == "buyer" else terms.seller
    first = Offer(1, trader, terms.price_ticks, terms.lots, terms.offered_ms, terms.closes_ms)
    return _wrong_offer(first) or State(terms, terms.offered_ms, (first,))


def next_ms(state: State) -> int | None:
    """When the standing offer expires; None when it is over."""
    return None if _over_ms(state) is not None else state.offers[-1].closes_ms


def step(state: State, command: Command) -> Stepped | Problem:
    """What a command makes of a negotiation; a Problem when it is refused, and then nothing has happened.

    >>> terms = Terms(buyer="B", seller="S", first_by="seller", price_ticks=1130, lots=5, offered_ms=0, closes_ms=100)
    >>> state, _ = step(begin(terms), Counter(1, "B", 1120, 5, 100))
    >>> state, events = step(state, Accept(2, "S", 2, 1120, 5))
    >>> events[0].offer.price_ticks
    1120
    """
    if command.at_ms < state.now_ms:
        return problem("clock-back", "at_ms", found=command.at_ms, now=state.now_ms)
    after, events = _advance(state, command.at_ms)
    if isinstance(command, Advance):
        return after, events
    if (over := _over_ms(after)) is not None:
        return problem("offer-over", command.trader, found=command.at_ms, ended=over)
    return _refusal(after, command) or _acted(after, command)


def _over_ms(state: State) -> int | None:
    over = state.agreed or state.ended
    return None if over is None else over.at_ms


def _advance(state: State, at_ms: int) -> Stepped:
    state = replace(state, now_ms=at_ms)
    end = state.offers[-1].closes_ms
    if _over_ms(state) is not None or at_ms < end:
        return state, ()
    ended = Ended(end, "expired")
    return replace(state, ended=ended), (ended,)


def _refusal(state: State, command: Counter | Accept | Decline | Withdraw) -> Problem | None:
    terms, offer, trader = state.terms, state.offers[-1], command.trader
    if trader not in {terms.buyer, terms.seller}:
        return problem("trader-not-qualified", "trader", found=trader)
    if (trader == offer.trader) != isinstance(command, Withdraw):
        return problem("offer-turn", trader, found=trader, author=offer.trader)
    if isinstance(command, Counter):
        return _wrong_offer(_countered(state, command))
    if isinstance(command, Accept):
        seen, standing = (
            (command.offer, command.price_ticks, command.lots),
            (offer.number, offer.price_ticks, offer.lots),
        )
        return None if seen == standing else problem("offer-changed", trader, found=seen, standing=standing)
    return None


def _countered(state: State, command: Counter) -> Offer:
    number = len(state.offers) + 1
    return Offer(number, command.trader, command.price_ticks, command.lots, command.at_ms, command.closes_ms)


def _wrong_offer(offer: Offer) -> Problem | None:
    if offer.price_ticks < 1:
        return problem("price-not-positive", offer.trader, found=offer.price_ticks)
    if offer.lots < 1:
        return problem("bid-lots-few", offer.trader, found=offer.lots, limit=1)
    if offer.closes_ms <= offer.at_ms:
        return problem("terms-session", "closes_ms", found=offer.closes_ms, opens=offer.at_ms)
    return None


def _acted(state: State, command: Counter | Accept | Decline | Withdraw) -> Stepped:
    if isinstance(command, Counter):
        offer = _countered(state, command)
        return replace(state, offers=(*state.offers, offer)), (Offered(offer),)
    if isinstance(command, Accept):
        agreed = Agreed(command.at_ms, state.offers[-1])
        return replace(state, agreed=agreed), (agreed,)
    ended = Ended(command.at_ms, "declined" if isinstance(command, Decline) else "withdrawn")
    return replace(state, ended=ended), (ended,)
