"""Trading days (交易日): opened with references and limits, closed with statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monazite.core import Problem
from monazite.trade.match import MAX_PRICE, Command, set_limits
from monazite.trade.session.admit import rules_on_day
from monazite.trade.session.book import EXPIRE_DAY, follow, told
from monazite.trade.session.call import fault, finish_or_drop
from monazite.trade.session.clock import day_of
from monazite.trade.session.clockwork import call_off, call_off_all
from monazite.trade.session.funds import PPM, ceil_div
from monazite.trade.session.lookup import market_of
from monazite.trade.session.obligations import tell_overdue
from monazite.trade.session.offers import is_running
from monazite.trade.session.prices import price_words
from monazite.trade.session.said import problem
from monazite.trade.session.state import Market, Member, State, Stats, Turn
from monazite.trade.session.trades import effect, half_even
from monazite.trade.session.vigil import daily_halts, forget_deals
from monazite.trade.venues import rules_on

Day = dict[str, Any]


def open_day(state: State, turn: Turn) -> Problem | None:
    """``open_day``: rules of the day, references, limits; orders outside the limits end."""
    wrong = _open_fault(state, turn)
    if wrong is not None:
        return wrong
    day = turn.command["day"]
    version = rules_on(state.versions, day)
    if version is None:
        return problem("rules-none", f"day {day}")
    if state.rules is not None and version.parameters.funding != state.rules.parameters.funding:
        call_off_all(state, turn)
    rules_on_day(state, version, turn)
    state.day = state.last_day = day
    state.day_number += 1
    forget_deals(state, day)
    outside = turn.command.get("outside") or {}
    for name, market in state.markets.items():
        market.stats = Stats()
        market.phase = "halted" if market.halted_by else "open"
        market.outside = outside.get(name)
        _set_reference(state, turn, market, turn.command["references"].get(name))
        turn.events.append({
            "kind": "day", "instrument": name, "day": day, "state": "opened", "reference": market.reference,
            "limits": list(market.limits),
        })  # fmt: skip
    return None


def _open_fault(state: State, turn: Turn) -> Problem | None:
    day = turn.command["day"]
    place = f"day {day}"
    if state.day:
        return problem("day-open", place, day=state.day)
    if day <= state.last_day:
        return problem("day-back", place, last=state.last_day)
    if day != day_of(turn.time_ms):
        return problem("day-other", place, today=day_of(turn.time_ms))
    for name in [*turn.command["references"], *(turn.command.get("outside") or {})]:
        market = market_of(state, name)
        if isinstance(market, Problem):
            return market
    return None if turn.command.get("is_far") else _far_reference(state, turn.command["references"])


def _far_reference(state: State, references: Mapping[str, int]) -> Problem | None:
    """The first reference that is more than half of the last settlement away from it: a unit mistaken, as a rule."""
    for name, reference in references.items():
        market = state.markets[name]
        last = statistics(market)["settlement"]
        if last is not None and abs(reference - last) * 2 > last:
            contract = market.instrument
            return problem(
                "reference-far", f"open_day, references, {name}", found=price_words(reference, contract),
                last=price_words(last, contract),
            )  # fmt: skip
    return None


def _set_reference(state: State, turn: Turn, market: Market, reference: int | None) -> None:
    if reference is not None:
        market.reference = reference
    elif market.last is not None:
        market.reference = market.last
    market.limits = limits_of(market)
    follow(state, turn, market, told(market, set_limits(*market.limits)))


def limits_of(market: Market) -> tuple[int, int]:
    """Least and most price of the day in ticks: the reference less and plus the daily limit, rounded inwards."""
    share = market.instrument.daily_limit_ppm
    if share is None or market.reference is None:
        return 1, MAX_PRICE
    low = ceil_div(market.reference * (PPM - share), PPM)
    return max(1, low), max(1, market.reference * (PPM + share) // PPM)


def close_day(state: State, turn: Turn) -> Problem | None:
    """``close_day``: auctions must be over; day orders end, statistics stand, what is done is forgotten."""
    wrong = _close_fault(state, turn)
    if wrong is not None:
        return wrong
    for offer in [each for each in state.offers.values() if each.use == "auction" and is_running(each, turn.time_ms)]:
        call_off(state, turn, offer)
    for market in state.markets.values():
        if market.is_collecting:
            finish_or_drop(state, turn, market)
    closed: dict[str, Any] = {}
    for name, market in state.markets.items():
        follow(state, turn, market, told(market, Command(EXPIRE_DAY)))
        closed[name] = statistics(market)
        market.phase = "closed"
        turn.events.append({"kind": "day", "instrument": name, "day": state.day, "state": "closed", **closed[name]})
    tell_overdue(state, turn)
    findings = daily_halts(state, turn)
    day, state.day = state.day, ""
    _forget(state)
    effect(state, turn, "day_end", {"day": day, "instruments": closed, "findings": findings})
    return None


def _close_fault(state: State, turn: Turn) -> Problem | None:
    running = [
        str(offer.number) for offer in state.offers.values()
        if offer.use == "auction" and offer.market.phase != "halted" and is_running(offer, turn.time_ms)
    ]  # fmt: skip
    if running:
        return problem("auction-running", f"day {state.day}", numbers=", ".join(running))
    collecting = [market for market in state.markets.values() if market.is_collecting and not market.halted_by]
    found = [fault(state, market) for market in collecting]
    return next((wrong for wrong in found if wrong is not None), None)


def statistics(market: Market) -> Day:
    """The day of an instrument: prices in ticks, volume in lots, turnover in fen; settlement is the volume's mean.

    Without a trade the settlement price is the reference.
    """
    stats = market.stats
    mean = half_even(stats.ticks_lots, stats.volume) if stats.volume else market.reference
    return {
        "open": stats.open, "high": stats.high, "low": stats.low, "last": stats.last, "settlement": mean,
        "volume_lots": stats.volume, "turnover_fen": stats.turnover_fen, "trades": stats.trades,
        "ticks_lots": stats.ticks_lots, "bid": max(market.buys, default=None), "ask": min(market.sells, default=None),
        "reference": market.reference,
    }  # fmt: skip


def _forget(state: State) -> None:
    state.done.clear()
    for member in state.members.values():
        _forget_ids(member)
    yesterday = state.day_number - 1
    state.entries = {name: each for name, each in state.entries.items() if each[2] >= yesterday}
    keep = state.day_number - (state.rules.parameters.dispute_days if state.rules else 0)
    state.settled = {
        name: each for name, each in state.settled.items()
        if each.dispute is not None or (each.is_late and each.day > keep)
    }  # fmt: skip


def _forget_ids(member: Member) -> None:
    member.clients = {name: each for name, each in member.clients.items() if each[1] in member.live}
