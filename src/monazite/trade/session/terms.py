"""Terms of an auction as its owner states them, read strictly; what is left out follows from venue and contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from monazite.core import Problem
from monazite.store import nearest
from monazite.trade.auction import Direction, one_way, sealed
from monazite.trade.record import Method
from monazite.trade.session.said import problem
from monazite.trade.session.spec import CHECKS, LISTED_MOST
from monazite.trade.session.state import Market, State, Turn

COMMON = {"opens_ms": "time", "closes_ms": "time", "lots_least": "count", "bidders_least": "count",
          "reserve_ticks": "ticks", "traders": "names"}  # fmt: skip
ONE_WAY = {**COMMON, "start_ticks": "ticks", "step_ticks": "ticks", "max_step_ticks": "ticks", "alarm_ticks": "ticks",
           "rules": "name", "countdown_ms": "time"}  # fmt: skip
SEALED = {**COMMON, "may_revise": "bool"}
DIRECTIONS: Mapping[str, Direction] = {
    "auction_up": "up", "auction_down": "down", "sealed": "up", "tender": "down",
}  # fmt: skip
Terms = one_way.Terms | sealed.Terms


def terms_of(state: State, turn: Turn, market: Market, method: Method) -> Terms | Problem:
    """The terms of an ``auction_open``, or the first thing wrong with them."""
    stated = turn.command["terms"]
    is_one_way = method in {"auction_up", "auction_down"}
    wrong = _fault(stated, ONE_WAY if is_one_way else SEALED)
    if wrong is not None:
        return wrong
    given = {
        name: value for name, value in stated.items() if value is not None and name not in {"rules", "countdown_ms"}
    }
    given["traders"] = tuple(given.get("traders") or ())
    given["opens_ms"] = given.get("opens_ms") or turn.time_ms
    given |= {"owner": turn.actor, "direction": DIRECTIONS[method], "lots": turn.command["lots"]}
    if "closes_ms" not in given or (is_one_way and "start_ticks" not in given):
        return problem(
            "field-missing", "auction_open, terms", field="start_ticks" if "closes_ms" in given else "closes_ms"
        )
    if not is_one_way:
        return sealed.Terms(**given)
    rules = one_way.one_way_rules().get(stated.get("rules") or "baotou")
    if rules is None:
        known = ", ".join(one_way.one_way_rules())
        return problem("auction-rules", "auction_open, terms, rules", found=stated["rules"], known=known)
    countdown = stated.get("countdown_ms") or (
        state.rules.parameters.countdown_ms if state.rules else rules.countdown_ms
    )
    step = given.setdefault("step_ticks", 1)
    given.setdefault("max_step_ticks", max(market.instrument.max_step_ticks // step, 1) * step)
    return one_way.Terms(**given, rules=replace(rules, countdown_ms=countdown))


def _fault(stated: Mapping[str, Any], known: Mapping[str, str]) -> Problem | None:
    for name, value in stated.items():
        place = f"auction_open, terms, {name}"
        if name not in known:
            like = nearest(str(name), known)
            return problem("field-unknown", "auction_open, terms", found=name, nearest=like, known=", ".join(known))
        kind = known[name]
        if value is not None and not CHECKS[kind](value) and not (kind == "names" and value == []):
            if type(value) is int and value <= 0:
                return problem("not-positive", place, found=value)
            return problem(f"field-{kind}", place, found=value, most=LISTED_MOST)
    return None
