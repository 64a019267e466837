"""Phases of an instrument in its day (交易阶段), and the halt that a safeguard or the venue calls."""

from __future__ import annotations

from monazite.core import Problem
from monazite.trade.session import call
from monazite.trade.session.lookup import halted_fault, market_of, method_fault
from monazite.trade.session.said import problem
from monazite.trade.session.state import Market, Phase, State, Turn


def phase(state: State, turn: Turn) -> Problem | None:
    """``phase``: changes it; leaving the call auction for anything but a halt holds it."""
    market = market_of(state, turn.command["instrument"])
    if isinstance(market, Problem):
        return market
    new: Phase = turn.command["phase"]
    place = f"phase of {market.instrument.id}"
    if new == market.phase:
        return problem("phase-same", place, phase=new)
    if new in {"call", "continuous"}:
        wrong = method_fault(state, market, "call" if new == "call" else "continuous", place)
        if wrong is not None:
            return wrong
    if market.judged_by and new != "closed":
        return halted_fault(market, place)
    if market.why_halted and new != "closed":
        return problem("phase-halted", place, rule=market.why_halted)
    return enter(state, turn, market, new)


def enter(state: State, turn: Turn, market: Market, new: Phase) -> Problem | None:
    """Put a market into a phase: collect, hold the auction that is due, or just say so."""
    if new == "call":
        if not market.is_collecting:
            call.start(state, market)
    elif new != "halted" and market.is_collecting:
        wrong = call.finish_or_drop(state, turn, market)
        if wrong is not None:
            return wrong
    market.phase = new
    turn.events.append({"kind": "phase", "instrument": market.instrument.id, "phase": new})
    return None


def halt(state: State, turn: Turn) -> Problem | None:
    """``halt``: a safeguard halts an instrument by what the journal knows, until ``resume``; no close lifts it."""
    market = market_of(state, turn.command["instrument"])
    if isinstance(market, Problem):
        return market
    said = turn.command
    market.judged_by, market.judged_about = said["rule"], said["about"]
    name = market.instrument.id
    turn.events.append({"kind": "halt", "instrument": name, "rule": said["rule"], "about": said["about"]})
    return None if market.phase in {"halted", "closed"} else enter(state, turn, market, "halted")


def resume(state: State, turn: Turn) -> Problem | None:
    """``resume``: the journal's safeguards find nothing any more; orders that were collected are collected still."""
    market = market_of(state, turn.command["instrument"])
    if isinstance(market, Problem):
        return market
    if not market.judged_by:
        return problem("resume-none", f"resume {market.instrument.id}")
    market.judged_by = market.judged_about = ""
    if market.phase != "halted" or market.why_halted:
        return None
    return enter(state, turn, market, "call" if market.is_collecting else "open")
