"""Orders, amendments and cancellations of members: checked whole, then set aside, then entered."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.match import Command
from monazite.trade.session.book import (
    CANCEL,
    MODIFIED,
    MODIFY,
    change_level,
    end,
    enter,
    follow,
    refusal,
    tell_order,
    told,
)
from monazite.trade.session.call import collect, own_opposite
from monazite.trade.session.funds import give_back, hold_fault, resize, resize_fault, set_aside, unit_of
from monazite.trade.session.lookup import halted_fault, market_of, method_fault, price_fault
from monazite.trade.session.said import problem
from monazite.trade.session.state import Hold, Market, Piece, State, Tif, Turn
from monazite.trade.session.vigil import order_fault

Before = tuple[int, int, int, list[Piece], list[Piece]]
"""Price, lots, unit and pieces of an order, and its member's queue, as they were."""
WHOLE_AT_ONCE = frozenset({"IOC", "FOK"})


def order(state: State, turn: Turn) -> Problem | None:
    """``order``: set aside what it needs and enter it, or collect it for the call auction."""
    said = turn.command
    market = market_of(state, said["instrument"])
    if isinstance(market, Problem):
        return market
    member = state.members[turn.actor]
    price, lots = said["price_ticks"], said["lots"]
    tif: Tif = said.get("tif") or "GTC"
    is_post_only = bool(said.get("post_only"))
    wrong = _phase_fault(state, turn, market, tif, is_post_only=is_post_only) or price_fault(
        market, price, f"order {turn.number}"
    )
    if wrong is not None:
        return wrong
    side = said["side"]
    hold = Hold(
        turn.number, "order", member, market, side, price, lots, unit_of(state, market, side, price), [], turn.number,
        tif, is_post_only, said.get("deliver_to") == "member", said["id"],
    )  # fmt: skip
    wrong = order_fault(state, member, market, side, price, lots=lots) or hold_fault(state, hold)
    if wrong is not None:
        return wrong
    if market.is_collecting:
        return _collect(state, turn, hold)
    set_aside(state, hold)
    wrong = enter(state, turn, hold)
    if wrong is not None:
        give_back(hold)
    return wrong


def _collect(state: State, turn: Turn, hold: Hold) -> Problem | None:
    wrong = own_opposite(state, hold)
    if wrong is None:
        set_aside(state, hold)
        collect(state, turn, hold)
        tell_order(turn, hold, "accepted")
    return wrong


def _phase_fault(state: State, turn: Turn, market: Market, tif: str, *, is_post_only: bool) -> Problem | None:
    place = f"order {turn.number}"
    phase = market.phase
    if market.judged_by:
        return halted_fault(market, place)
    if phase == "continuous":
        return problem("order-post-only-tif", place, tif=tif) if is_post_only and tif in WHOLE_AT_ONCE else None
    if phase == "call":
        if tif in WHOLE_AT_ONCE or is_post_only:
            return problem("order-tif-in-call", place, tif="post-only" if is_post_only else tif)
        return None
    method = method_fault(state, market, "continuous", place) and method_fault(state, market, "call", place)
    return method or problem("order-phase", place, instrument=market.instrument.id, phase=phase)


def live_order(state: State, turn: Turn) -> Hold | Problem:
    """The live order of the actor that a command names; what became of one that is no longer live."""
    number = turn.command["order"]
    hold = state.orders.get(number)
    if hold is not None and hold.member.id == turn.actor:
        return hold
    done = state.done.get(number)
    if done is not None and done[0] == turn.actor:
        return problem("order-done", f"order {number}", how=done[1])
    return problem("order-unknown", f"order {number}", member=turn.actor)


def cancel(state: State, turn: Turn) -> Problem | None:
    """``cancel``: in every phase of an open day."""
    hold = live_order(state, turn)
    if isinstance(hold, Problem):
        return hold
    if hold.market.is_collecting:
        end(state, turn, hold, "requested")
    else:
        reports = told(hold.market, Command(CANCEL, order_id=hold.number))
        follow(state, turn, hold.market, reports)
    return None


def amend(state: State, turn: Turn) -> Problem | None:
    """``amend``: price and standing lots; keeps its place only where nothing but lots shrink."""
    hold = live_order(state, turn)
    if isinstance(hold, Problem):
        return hold
    said: Any = turn.command
    price, lots = said.get("price_ticks") or hold.price_ticks, said.get("lots") or hold.lots
    market = hold.market
    wrong = _amend_fault(state, turn, hold, price, lots)
    if wrong is not None:
        return wrong
    keeps = price == hold.price_ticks and lots <= hold.lots
    before: Before = (hold.price_ticks, hold.lots, hold.unit, list(hold.pieces), list(_queue(hold)))
    resize(hold, lots, unit_of(state, market, hold.side, price))
    hold.price_ticks = price
    if market.is_collecting:
        wrong = own_opposite(state, hold)
        if wrong is not None:
            _undo(hold, before)
            return wrong
        _moved(turn, hold, *before[:2], keeps=keeps)
        return None
    reports = told(market, Command(MODIFY, quantity=lots, order_id=hold.number, price=price, member=hold.member.owner))
    if reports[0][0] != MODIFIED:
        wrong = refusal(market, hold, reports[0][1])
        _undo(hold, before)
        return wrong
    _moved(turn, hold, *before[:2], keeps=keeps)
    follow(state, turn, market, reports)
    return None


def _amend_fault(state: State, turn: Turn, hold: Hold, price: int, lots: int) -> Problem | None:
    place = f"order {hold.number}"
    market = hold.market
    if turn.command.get("price_ticks") is None and turn.command.get("lots") is None:
        return problem("amend-empty", place)
    if market.judged_by:
        return halted_fault(market, place)
    if market.phase not in {"continuous", "call"}:
        return problem("order-phase", place, instrument=market.instrument.id, phase=market.phase)
    wrong = price_fault(market, price, place)
    if wrong is not None:
        return wrong
    return order_fault(state, hold.member, market, hold.side, price, lots=lots) or resize_fault(
        hold, lots, unit_of(state, market, hold.side, price)
    )


def _queue(hold: Hold) -> list[Piece]:
    return hold.member.lots.setdefault(hold.market.instrument.id, [])


def _undo(hold: Hold, before: Before) -> None:
    price, lots, unit, pieces, queue = before
    more = unit * lots - hold.unit * hold.lots
    hold.member.free -= more
    hold.member.reserved += more
    hold.price_ticks, hold.lots, hold.unit, hold.pieces = price, lots, unit, pieces
    _queue(hold)[:] = queue


def _moved(turn: Turn, hold: Hold, price: int, lots: int, *, keeps: bool) -> None:
    change_level(turn, hold.market, hold.side, price, -lots)
    change_level(turn, hold.market, hold.side, hold.price_ticks, hold.lots)
    if not keeps:
        hold.rank = turn.number
    tell_order(turn, hold, "amended")
