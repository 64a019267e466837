"""My orders (我的委托): what the acting party has at a venue, and what it may say there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS
from monazite.app.trade.order_sheets import take_sheet
from monazite.core import Problem, ProblemError, shanghai_day
from monazite.store import ListQuery, sha256_of
from monazite.trade.session import Machine
from monazite.web.page import AnyPage, Page
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.refused_view import RefusedRow, refused_on
from monazite.web.trade.say import say, told_to
from monazite.web.trade.venue_desk import venue_desk
from monazite.web.uploads import SentForm, SentSheet, actor_missing, check_token, file_of, text_of

router = APIRouter(prefix="/trade/orders", include_in_schema=False)
Told = Mapping[str, Any]
SAID_HERE = (
    "order", "amend", "cancel", "list", "negotiate", "counter", "accept", "decline", "withdraw", "deliver", "pay",
    "dispute", "withdraw_cash", "withdraw_receipt",
)  # fmt: skip
TRADES, LONGEST_NAME, REFUSED, NOT_FOUND = 20, 200, 422, 404
HASH = re.compile(r"[0-9a-f]{64}")


@router.get("")
def orders(page: AnyPage) -> Response:
    """What the acting party has, and the form of an order."""
    return _shown(page)


@router.post("")
def say_here(page: AnyPage, sent: SentForm) -> Response:
    """Say what a form of the page says, once."""
    known = floors(page)
    floor = _floor(page, known)
    answer = say(page, floor, floor_display(page, known), sent, SAID_HERE)
    problem = answer if isinstance(answer, Problem) else answer.problem
    if isinstance(answer, Problem) or problem is not None:
        return _shown(page, problem, dict(sent))
    return RedirectResponse(told_to(_address(floor), answer), status_code=303)


@router.get("/sheet")
@router.get("/book")
def back(page: AnyPage) -> Response:
    """A reader who comes back to the address of a step begins anew."""
    return RedirectResponse(f"{_address(_floor(page, floors(page)))}#sheet", status_code=303)


@router.post("/sheet")
def rehearse(page: AnyPage, sent: SentSheet) -> Response:
    """Read a sheet of orders and say what it would do; nothing is said to the venue."""
    check_token(page, sent)
    given = file_of(sent, "file")
    floor = _floor(page, floors(page))
    if given is None:
        return RedirectResponse(f"{_address(floor)}#sheet", status_code=303)
    data, name = given
    sha256 = sha256_of(data)
    return _sheet(page, floor, data, name[:LONGEST_NAME], sha256, is_rehearsal=True)


@router.post("/book")
def book(page: AnyPage, sent: SentForm) -> Response:
    """Say the orders of a sheet that was rehearsed, by its hash: all of them, or none."""
    check_token(page, sent)
    sha256 = text_of(sent, "sha256")
    data = page.workspace.home.raw.bytes_of(sha256) if HASH.fullmatch(sha256) else None
    if data is None:
        raise HTTPException(NOT_FOUND)
    floor = _floor(page, floors(page))
    return _sheet(page, floor, data, text_of(sent, "name")[:LONGEST_NAME], sha256, is_rehearsal=False)


def _sheet(page: Page, floor: Floor, data: bytes, name: str, sha256: str, *, is_rehearsal: bool) -> Response:
    if not page.actor:
        raise ProblemError(actor_missing(page))
    taken = take_sheet(venue_desk(page.workspace, floor.id), page.actor, data, name, is_rehearsal=is_rehearsal)
    if taken.sheet.rows:
        page.workspace.home.raw.keep(data, sha256)
    return page.render(
        "trade/order_sheet.html", status=REFUSED if taken.problems else 200, show=floor_display(page, floors(page)),
        floor=floor, taken=taken, name=name, sha256=sha256,
    )  # fmt: skip


def _floor(page: Page, known: Mapping[str, Floor]) -> Floor:
    """The venue of the address, else the first of which the acting party is a member."""
    if page.request.query_params.get("venue") or not page.actor:
        return floor_of(page, known)
    for floor in known.values():
        if floor.look(lambda machine: page.actor in machine.state.members):
            return floor
    return floor_of(page, known)


def _address(floor: Floor) -> str:
    return f"/trade/orders?{urlencode({'venue': floor.id})}"


def _shown(page: Page, problem: Problem | None = None, values: Told | None = None) -> Response:
    known = floors(page)
    if not known:
        return page.render("trade/orders.html", show=floor_display(page, known), floors=[], floor=None, refused=None)
    floor = _floor(page, known)
    told = floor.look(lambda machine: _mine(machine, page.actor))
    return page.render(
        "trade/orders.html",
        status=REFUSED if problem else 200,
        show=floor_display(page, known),
        floors=list(known.values()),
        floor=floor,
        is_here=told is not None,
        mine=told,
        trades=_trades(page, floor),
        refused=_refused(page, floor),
        problem=problem,
        values=values or {},
        today=shanghai_day(page.workspace.clock.now()),
        new_id=page.workspace.trace.new_id,
    )


def _mine(machine: Machine, actor: str | None) -> Told:
    """What a party has at a venue; without its account where it is no member, and the members' ids anyway."""
    members = sorted(machine.state.members)
    if actor not in machine.state.members:
        return {"members": members, "account": None, "phases": {}}
    deals = [one for one in machine.offers("deal") if actor in {one["buyer"], one["seller"]}]
    own = {one["number"]: one for one in machine.offers() if one["owner"] == actor}
    return {
        "members": members, "account": machine.account(actor), "deals": deals, "own": own,
        "phases": {row["instrument"]: row["phase"] for row in machine.board()}, "day": machine.state.day,
    }  # fmt: skip


def _trades(page: Page, floor: Floor) -> list[Told]:
    """The party's newest settled trades, whichever side it was on."""
    if not page.actor:
        return []
    query = ListQuery({"venue": floor.id, "member": page.actor}, limit=TRADES)
    rows = page.workspace.page(LISTS["trades"], query).rows
    return [{**row, "side": "buy" if row["buyer"] == page.actor else "sell"} for row in rows]


def _refused(page: Page, floor: Floor) -> list[RefusedRow] | Problem | None:
    """The party's own commands that were refused today; None where the address does not ask for them."""
    if not page.actor or page.request.query_params.get("refused") != "yes":
        return None
    return refused_on(page.workspace, floor.id, shanghai_day(page.workspace.clock.now()), member=page.actor)
