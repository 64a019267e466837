"""What a command names: instruments, members; and whether a price or a method is allowed."""

from __future__ import annotations

from monazite.core import Problem
from monazite.store import nearest
from monazite.trade.record import Method
from monazite.trade.safeguards import rules
from monazite.trade.session.prices import price_number, price_words
from monazite.trade.session.said import listed, problem
from monazite.trade.session.state import Market, Member, State


def market_of(state: State, name: str) -> Market | Problem:
    """The market of an instrument, or a Problem with the nearest name."""
    market = state.markets.get(name)
    if market is not None:
        return market
    return problem("instrument-unknown", "instrument", found=name, nearest=nearest(name, state.markets))


def member_named(state: State, name: str) -> Member | Problem:
    """The member of that id, or a Problem with the nearest name."""
    member = state.members.get(name)
    if member is not None:
        return member
    return problem("member-unknown", "member", found=name, nearest=nearest(name, state.members))


def method_fault(state: State, market: Market, method: Method, place: object) -> Problem | None:
    """That the venue's rules or the instrument's contract do not have a way to trade."""
    venue = state.rules.parameters.methods if state.rules else frozenset()
    profile = state.rules.profile if state.rules else ""
    if method not in venue:
        return problem("method-venue", place, method=method, profile=profile, known=listed("method", sorted(venue)))
    methods = market.instrument.methods
    if method not in methods:
        instrument = market.instrument.id
        known = listed("method", sorted(methods))
        return problem("method-instrument", place, method=method, instrument=instrument, known=known)
    return None


def price_fault(market: Market, price_ticks: int, place: object) -> Problem | None:
    """That a price is beyond the limits of the day, or too low for what a grade may take from it."""
    low, high = market.limits
    contract = market.instrument
    if not low <= price_ticks <= high:
        return problem("price-beyond-limit", place, found=price_words(price_ticks, contract),
                       low=price_number(low, contract), high=price_words(high, contract))  # fmt: skip
    least = market.adjust_most
    if price_ticks * contract.tick_fen_per_tonne <= least:
        most_lost = price_words(least // contract.tick_fen_per_tonne + 1, contract)
        return problem("price-below-grade", place, found=price_words(price_ticks, contract), least=most_lost)
    return None


def open_fault(market: Market, place: object) -> Problem | None:
    """That an instrument is halted or closed."""
    if market.judged_by:
        return halted_fault(market, place)
    if market.phase in {"halted", "closed"}:
        return problem("order-phase", place, instrument=market.instrument.id, phase=market.phase)
    return None


def halted_fault(market: Market, place: object) -> Problem:
    """What is said where a safeguard halts an instrument by what the journal knows: which, and about what."""
    known = rules().get(market.judged_by)
    rule = known.label if known else market.judged_by
    name = market.instrument.id
    return problem("market-halted", place, instrument=name, rule=rule, about=market.judged_about)
