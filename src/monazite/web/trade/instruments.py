"""One instrument (品种) at a venue: book, trades, candles, listings, and the contract it is traded by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS
from monazite.core import Problem
from monazite.store import ListQuery
from monazite.trade.candles import INTERVALS
from monazite.trade.record import Instrument
from monazite.trade.session import Machine
from monazite.web.page import AnyPage, Page
from monazite.web.trade.auction_view import shown
from monazite.web.trade.board import closed_day
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.say import say, told_to
from monazite.web.uploads import SentForm

router = APIRouter(prefix="/trade/instruments", include_in_schema=False)
Told = Mapping[str, Any]
SAID_HERE = ("order", "take", "list")
DEPTH, TRADES, CANDLES, MOST_VERSIONS = 10, 20, 120, 500
REFUSED = 422


@router.get("")
def all_instruments() -> Response:
    """The list of them is the board."""
    return RedirectResponse("/trade", status_code=307)


@router.get("/{name}")
def instrument(page: AnyPage, name: str) -> Response:
    """One instrument."""
    return _shown(page, name)


@router.post("/{name}")
def say_here(page: AnyPage, name: str, sent: SentForm) -> Response:
    """An order, a listing, or one that is taken; said once."""
    known = floors(page)
    floor = floor_of(page, known, name)
    answer = say(page, floor, floor_display(page, known), sent, SAID_HERE)
    problem = answer if isinstance(answer, Problem) else answer.problem
    if isinstance(answer, Problem) or problem is not None:
        return _shown(page, name, problem, dict(sent))
    return RedirectResponse(told_to(f"/trade/orders?venue={floor.id}", answer), status_code=303)


def _shown(page: Page, name: str, problem: Problem | None = None, values: Told | None = None) -> Response:
    known = floors(page)
    floor = floor_of(page, known, name)
    contract = floor.instrument(name)
    told = floor.look(lambda machine: market_of(machine, name))
    market, book, offers = told or (closed_day(floor.closed_days().get(name)), {"bids": [], "asks": []}, [])
    interval = page.request.query_params.get("interval") or "1h"
    return page.render(
        "trade/instrument.html",
        status=REFUSED if problem else 200,
        show=floor_display(page, known),
        floor=floor,
        floors=[one for one in known.values() if name in one.instruments],
        contract=contract,
        is_here=told is not None,
        market=market,
        book=book,
        most_lots=max((lots for side in ("bids", "asks") for _, lots in book[side]), default=1),
        listings=[one for one in offers if one["use"] == "listing"],
        auctions=[shown(one) for one in offers if one["use"] == "auction"],
        trades=trades_of(page, floor, name),
        candles=page.workspace.trade.candles(floor.id, name, interval, limit=CANDLES),
        interval=interval,
        intervals=tuple(INTERVALS),
        limits=chemistry_rows(contract),
        versions=_versions(page, floor, name),
        problem=problem,
        values=values or {},
        new_id=page.workspace.trace.new_id,
    )


def market_of(machine: Machine, name: str) -> tuple[Told, Told, list[Told]] | None:
    """An instrument's day, its book and what is on offer in it; None where the session has not heard of it."""
    if name not in machine.instruments():
        return None
    offers: list[Told] = [one for one in machine.offers() if one["instrument"] == name]
    return machine.market(name), machine.book(name, DEPTH), offers


def trades_of(page: Page, floor: Floor, name: str) -> tuple[Told, ...]:
    """The newest settled trades of an instrument."""
    query = ListQuery({"venue": floor.id, "instrument": name}, limit=TRADES)
    return tuple(page.workspace.page(LISTS["trades"], query).rows)


def _versions(page: Page, floor: Floor, name: str) -> tuple[Told, ...]:
    """Every version of a contract, newest first."""
    rows = page.workspace.page(LISTS["instruments"], ListQuery({"venue": floor.id}, limit=MOST_VERSIONS)).rows
    return tuple(row for row in rows if row["id"] == name)


def chemistry_rows(contract: Instrument) -> list[tuple[str, str, int | None, int | None, str]]:
    """What a lot must be: kind of limit, what, least and most in ppm, and the standard by which it is tested."""
    chemistry = contract.chemistry
    methods = chemistry.methods
    rows: list[tuple[str, str, int | None, int | None, str]] = []
    if chemistry.reo_ppm_least is not None:
        rows.append(("reo", "REO", chemistry.reo_ppm_least, None, methods.get("REO", "")))
    for kind, limits in (("partition", chemistry.partition_ppm), ("assay", chemistry.assay_ppm)):
        rows += [(kind, name, low, high, methods.get(name, "")) for name, (low, high) in limits.items()]
    most = chemistry.impurity_ppm_most
    return rows + [("impurity", name, None, high, methods.get(name, "")) for name, high in most.items()]
