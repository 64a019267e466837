"""Warehouse receipts (仓单): the list, and one receipt with certificate, holders, liens, counts, history."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.core import shanghai_day
from monazite.store import ListQuery
from monazite.trace.origin import origin_of
from monazite.trade.receipts.find import Holding, holdings, receipt
from monazite.web.lists import listing
from monazite.web.page import AnyPage, Page
from monazite.web.trace.lot_view import origin_view
from monazite.web.trace.lot_words import LotWords
from monazite.web.trade.floor import floor_display, floors
from monazite.web.trade.receipt_view import PLACES, inspected, pieces, place_of, steps

router = APIRouter(prefix="/trade/receipts", include_in_schema=False)
STANDINGS = ("registered", "suspended", "cancelled")
SHOWN_MOVES = 200
LONGEST = 64


@router.get("")
def receipts(page: AnyPage) -> Response:
    """The list of receipts, each with who holds it now."""
    known = floors(page)
    show = floor_display(page, known)
    found = listing(page.workspace, "receipts", page.request.query_params)
    with page.workspace.reading() as connection:
        held = {row["id"]: holdings(connection, receipt=row["id"]) for row in found.rows}
    return page.render(
        "trade/receipts.html",
        show=show,
        floors=list(known.values()),
        listing=found,
        held={key: _summed(some) for key, some in held.items()},
        instruments=sorted({(name, show.instrument(*key)) for key in show.instruments for name in [key[1]]}),
        warehouses=[(row["id"], show.party(row["id"])) for row in _all(page, "warehouses")],
        members=sorted({(row["party"], show.party(row["party"])) for row in _all(page, "members")}),
        standings=[(one, show.of("receipt-standing", one)) for one in STANDINGS],
        is_simulated=any(row["is_simulated"] for row in found.rows),
    )


def _summed(some: tuple[Holding, ...]) -> dict[str, Any]:
    """How many hold a receipt, who holds most, and how many of its lots are where."""
    by_holder: dict[str, int] = {}
    for one in some:
        by_holder[one.holder] = by_holder.get(one.holder, 0) + one.part.lots
    places = {place: sum(one.part.lots for one in some if one.place == place) for place in PLACES}
    ordered = sorted(by_holder, key=lambda holder: (-by_holder[holder], holder))
    return {"holders": ordered, "places": {place: lots for place, lots in places.items() if lots}}


def _all(page: Page, name: str) -> list[dict[str, Any]]:
    return list(page.workspace.page(LISTS[name], ListQuery(limit=None)).rows)


def _last_day(page: Page, venue: str) -> date:
    """The last day that the venue has closed; today where it has closed none."""
    query = ListQuery({"venue": venue}, ("-day",), limit=1)
    rows = page.workspace.page(LISTS["closed-days"], query).rows
    return rows[0]["day"] if rows else shanghai_day(page.workspace.clock.now())


@router.get("/{receipt_id}")
def one_receipt(page: AnyPage, receipt_id: str) -> Response:
    """One receipt."""
    known = floors(page)
    show = floor_display(page, known)
    words = LotWords(show)
    with page.workspace.reading() as connection:
        found = receipt(connection, receipt_id[:LONGEST])
        checked = inspected(connection, found)
        way = steps(connection, found)
        origin = origin_view(origin_of(connection, found.receipt.lot), words)
    about = found.about
    until = about["ended_on"] or max(_last_day(page, about["venue"]), about["issued_on"])
    return page.render(
        "trade/receipt.html",
        show=show,
        words=words,
        found=found,
        receipt=found.receipt,
        about=about,
        checked=checked,
        steps=way,
        origin=origin,
        pieces=pieces(found),
        places=[place for place in PLACES if any(one.place == place for one in found.holdings)],
        holders=len({one.holder for one in found.holdings}),
        moves=found.moves[-SHOWN_MOVES:][::-1],
        left_out=max(0, len(found.moves) - SHOWN_MOVES),
        place_of=lambda account: place_of(account, show),
        until=until,
        age_days=(until - about["issued_on"]).days,
        venue=known.get(about["venue"]),
    )
