"""The market board (行情): every venue's instruments, its index, today's auctions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.trade.record import Instrument
from monazite.trade.venues import profiles
from monazite.web.page import AnyPage, Page
from monazite.web.trade.api_reports import published
from monazite.web.trade.auction_view import shown
from monazite.web.trade.floor import Floor, floor_display, floors

if TYPE_CHECKING:
    from monazite.app.trade.price_index import PublishedIndex

router = APIRouter(prefix="/trade", include_in_schema=False)
Told = Mapping[str, Any]
NO_INDEX = frozenset({"index-missing", "index-no-day"})


@dataclass(frozen=True, slots=True)
class Line:
    """One instrument on the board.

    Args:
        contract: as it is today.
        told: its day, or its last closed one: prices in ticks, lots, fen.
        before: its last closed day; None where there is none.
        lots: in the venue's warehouses.
        stock_mg: their net mass.
    """

    contract: Instrument
    told: Told
    before: Told | None
    lots: int
    stock_mg: int


@dataclass(frozen=True, slots=True)
class Board:
    """One venue on the board.

    Args:
        floor: the venue.
        day: that is shown; empty where there is none.
        is_here: whether this process has the venue open, so that what is shown is of this moment.
        is_trading: whether that day is open.
        lines: by instrument.
        auctions: announced and running, without names of bidders.
        listings: how many may be taken.
        index: as published last; None where it was not.
    """

    floor: Floor
    day: str
    is_here: bool
    is_trading: bool
    lines: tuple[Line, ...]
    auctions: tuple[Told, ...]
    listings: int
    index: PublishedIndex | None


@router.get("")
def board(page: AnyPage) -> Response:
    """The market board."""
    known = floors(page)
    return page.render(
        "trade/board.html",
        show=floor_display(page, known),
        boards=[_board(page, floor) for floor in known.values()],
        profiles=profiles(),
        actor=page.actor,
    )


def _board(page: Page, floor: Floor) -> Board:
    told = floor.look(lambda machine: (machine.state.day, machine.board(), machine.offers()))
    day, rows, offers = told or ("", [], [])
    closed = floor.closed_days()
    now = {row["instrument"]: row for row in rows} if day else {}
    days = [row["day"].isoformat() for row in closed.values()]
    stock = floor.stock()
    lines = [
        Line(contract, now.get(name) or closed_day(closed.get(name)), closed.get(name), *stock.get(name, (0, 0)))
        for name, contract in floor.instruments.items()
    ]
    auctions = [shown(one) for one in offers if one["use"] == "auction"]
    return Board(
        floor, day or max(days, default=""), told is not None, bool(day), tuple(lines), tuple(auctions),
        sum(one["use"] == "listing" for one in offers), _index(page, floor),
    )  # fmt: skip


def closed_day(row: Told | None) -> Told:
    """A closed day of the journal in the words of an open one."""
    columns = ("open", "high", "low", "last", "settlement", "bid", "ask", "volume_lots", "turnover_fen")
    told: dict[str, Any] = {name: row[name] if row else None for name in columns}
    return {**told, "phase": "closed", "reference": None, "limits": [], "halted_by": "",
            "outside_fen_per_tonne": None}  # fmt: skip


def _index(page: Page, floor: Floor) -> PublishedIndex | None:
    try:
        return published(page.workspace, floor.id)
    except ProblemError as error:
        if error.problem.code in NO_INDEX:
            return None
        raise
