"""Auctions (竞价): those announced and running at every venue, and the room of one, live."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS
from monazite.core import SHANGHAI, Problem, ProblemError
from monazite.store import ListQuery, said
from monazite.trade.session import Machine
from monazite.web.page import AnyPage, Page
from monazite.web.trade.auction_view import shown
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.say import say, told_to
from monazite.web.uploads import SentForm

router = APIRouter(prefix="/trade/auctions", include_in_schema=False)
Told = Mapping[str, Any]
METHODS = ("auction_up", "auction_down", "tender", "sealed")
SAID_HERE = ("bid", "sealed_bid", "withdraw")
HOUR_MS = 3_600_000
"""How long an auction lasts where its form is not changed."""
ENDED, LOOKED_THROUGH = 30, 500
REFUSED = 422


@router.get("")
def auctions(page: AnyPage) -> Response:
    """Every auction that is announced or runs, what the last ones came to, and the form of another."""
    return _all(page)


@router.post("")
def announce(page: AnyPage, sent: SentForm) -> Response:
    """Announce an auction of the acting party; said once."""
    known = floors(page)
    floor = floor_of(page, known)
    answer = say(page, floor, floor_display(page, known), sent, ("auction_open",))
    problem = answer if isinstance(answer, Problem) else answer.problem
    if isinstance(answer, Problem) or problem is not None:
        return _all(page, problem, dict(sent))
    return RedirectResponse(told_to(f"/trade/auctions?{urlencode({'venue': floor.id})}", answer), status_code=303)


def _all(page: Page, problem: Problem | None = None, values: Told | None = None) -> Response:
    known = floors(page)
    running: list[tuple[Floor, Told]] = []
    for floor in known.values():
        found = floor.look(lambda machine: machine.offers("auction")) or []
        running += [(floor, shown(one)) for one in found]
    return page.render(
        "trade/auctions.html",
        status=REFUSED if problem else 200,
        problem=problem,
        values=values or {},
        new_id=page.workspace.trace.new_id,
        mine=[floor for floor in known.values() if _is_member(floor, page.actor)],
        methods=METHODS,
        closes=moment_of(next(iter(known.values())).now_ms + HOUR_MS) if known else "",
        show=floor_display(page, known),
        running=running,
        ended=_ended(page, known),
        floors=known,
        is_simulated=any(floor.is_simulated for floor in known.values()),
    )


@router.get("/{number}")
def room(page: AnyPage, number: int) -> Response:
    """The room of one auction (竞价大厅)."""
    return _shown(page, number)


@router.post("/{number}")
def bid(page: AnyPage, number: int, sent: SentForm) -> Response:
    """A bid, or the withdrawal of an auction without bids; said once."""
    known = floors(page)
    floor = floor_of(page, known)
    answer = say(page, floor, floor_display(page, known), sent, SAID_HERE)
    problem = answer if isinstance(answer, Problem) else answer.problem
    if isinstance(answer, Problem) or problem is not None:
        return _shown(page, number, problem, dict(sent))
    back = f"/trade/auctions/{number}?{urlencode({'venue': floor.id})}"
    return RedirectResponse(told_to(back, answer), status_code=303)


def _shown(page: Page, number: int, problem: Problem | None = None, values: Told | None = None) -> Response:
    known = floors(page)
    floor = floor_of(page, known)
    told = floor.look(lambda machine: _seen(machine, number, page.actor))
    auction, free = told or (None, None)
    results = _results(page, floor, number) if auction is None else ()
    if auction is None and not results:
        raise ProblemError(said("monazite.app", "auction-unknown", number))
    return page.render(
        "trade/auction.html",
        status=REFUSED if problem else 200,
        show=floor_display(page, known),
        floor=floor,
        number=number,
        auction=auction,
        contract=floor.instrument(auction["instrument"] if auction else results[0]["instrument"]),
        steps=next_bids(auction) if auction else (),
        free_fen=free,
        results=results,
        problem=problem,
        values=values or {},
        new_id=page.workspace.trace.new_id,
    )


def _seen(machine: Machine, number: int, actor: str | None) -> tuple[Told | None, int | None]:
    """An auction with the acting party's own bids marked, nobody else named; and that party's free cash in fen."""
    found = machine.auction(number)
    free = machine.account(actor)["free_fen"] if actor in machine.state.members else None
    if found is None:
        return None, free
    names = [one["bidder"] for one in found["bids"]] if isinstance(found.get("bids"), list) else []
    told = shown(found)
    if names:
        aliases = {name: place for place, name in enumerate(dict.fromkeys(names), 1)}
        bids = zip(told["bids"], names, strict=True)
        told["bids"] = [{**one, "alias": aliases[name], "is_own": name == actor} for one, name in bids]
    is_leading = found.get("best_bidder") is not None and found["best_bidder"] == actor
    own = [one["lots"] for one in told["bids"] if one["is_own"]] if names else []
    about = {"is_leading": is_leading, "is_owner": found["owner"] == actor, "own_lots": own[-1] if own else None}
    return {**told, **about}, free


def next_bids(auction: Told) -> tuple[int, ...]:
    """Prices in ticks that the next bid may name, the smallest step first; none for sealed bids.

    >>> next_bids({"method": "auction_up", "start_ticks": 100, "best_ticks": None, "alarm_ticks": None,
    ...            "step_ticks": 1, "max_step_ticks": 2})
    (100, 101, 102)
    >>> next_bids({"method": "auction_down", "start_ticks": 100, "best_ticks": 99, "alarm_ticks": 98,
    ...            "step_ticks": 1, "max_step_ticks": 2})
    (98,)
    """
    if auction["step_ticks"] is None:
        return ()
    sign = -1 if auction["method"] == "auction_down" else 1
    step, best, alarm = auction["step_ticks"], auction["best_ticks"], auction["alarm_ticks"]
    most = max(1, (auction["max_step_ticks"] or step) // step)
    first = auction["start_ticks"] if best is None else best
    at_alarm = best is not None and best == alarm
    steps = [0] if at_alarm else range(0 if best is None else 1, most + 1)
    prices = [first + sign * step * count for count in steps]
    return tuple(one for one in prices if one > 0 and (alarm is None or sign * (alarm - one) >= 0))


def _is_member(floor: Floor, actor: str | None) -> bool:
    return bool(floor.look(lambda machine: actor in machine.state.members))


def moment_of(ms: int) -> str:
    """An instant as an input of day and time has it, in China."""
    return datetime.fromtimestamp(ms / 1000, SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def _ended(page: Page, known: Mapping[str, Floor]) -> list[Told]:
    """The newest trades that auctions came to, of instruments that are listed still."""
    found = [row for method in METHODS for row in _settled(page, {"method": method}, ENDED)]
    listed = [row for row in found if row["instrument"] in known[row["venue"]].instruments]
    return sorted(listed, key=lambda row: -int(row["entry_number"]))[:ENDED]


def _settled(page: Page, filters: Mapping[str, str], limit: int) -> tuple[Told, ...]:
    return tuple(page.workspace.page(LISTS["trades"], ListQuery(dict(filters), limit=limit)).rows)


def _results(page: Page, floor: Floor, number: int) -> tuple[Told, ...]:
    """What an auction that is over came to."""
    found = [row for method in METHODS for row in _settled(page, {"venue": floor.id, "method": method}, LOOKED_THROUGH)]
    return tuple(row for row in found if str(number) in {row["buy_order"], row["sell_order"]})
