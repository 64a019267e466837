"""The JSON interface to trade under /api/v1/trade: lists, market data, and what the acting member has there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query

from monazite.core import Problem, ProblemError
from monazite.store import said
from monazite.trade.session.lookup import market_of, member_named
from monazite.web.acting import Acting
from monazite.web.api import Paging as ListPaging
from monazite.web.api import Rows, Space, list_route, refuse_unknown, rows_of
from monazite.web.trace.api import plain
from monazite.web.trade.api_orders import router as orders_router
from monazite.web.trade.api_reports import router as reports_router
from monazite.web.trade.api_sheets import router as sheets_router
from monazite.web.trade.api_stream import router as stream_router
from monazite.web.trade.auction_view import nameless
from monazite.web.trade.venue_desk import venue_desk

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.trade.session import Machine

router = APIRouter(prefix="/api/v1/trade", tags=["trade"], dependencies=[Depends(refuse_unknown)])
LIST_ROUTES = {
    "venues": "venues", "rules": "venue-rules", "instruments": "instruments", "warehouses": "warehouses",
    "members": "members", "inspections": "inspection-orders", "certificates": "certificates", "receipts": "receipts",
    "holdings": "receipt-holdings", "receipt-moves": "receipt-moves", "liens": "liens", "counts": "stock-counts",
    "trades": "trades", "money": "venue-money", "days": "trading-days", "closed-days": "closed-days",
    "index-inputs": "index-inputs",
}  # fmt: skip
"""Address under the interface, and the declared list behind it."""
T = TypeVar("T")
MOST_CANDLES = 5000
VenueAsked = Annotated[str | None, Query(alias="venue", max_length=64, description="the only one where left out")]
Depth = Annotated[int, Query(ge=1, le=1000, description="prices a side")]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="first day, ISO 8601")]

for _address, _name in LIST_ROUTES.items():
    router.add_api_route(f"/{_address}", list_route(_name), methods=["GET"], name=f"trade-{_address}")


def ask(space: Workspace, venue: str | None, view: Callable[[Machine], T | Problem]) -> T:
    """What a view of an open venue's state gives; a Problem that it gives is raised."""
    found = venue_desk(space, space.trade.venue(venue)).ask(view)
    if isinstance(found, Problem):
        raise ProblemError(found)
    return found


def _of_instrument(
    space: Workspace, venue: str | None, name: str, view: Callable[[Machine], Mapping[str, Any]]
) -> dict[str, Any]:
    """A view of one instrument."""

    def seen(machine: Machine) -> dict[str, Any] | Problem:
        market = market_of(machine.state, name)
        if isinstance(market, Problem):
            return market
        return {"tick_fen_per_tonne": market.instrument.tick_fen_per_tonne, **view(machine)}

    return ask(space, venue, seen)


def _of_member(space: Workspace, venue: str | None, name: str, view: Callable[[Machine], T]) -> T:
    """A view of one member."""

    def seen(machine: Machine) -> T | Problem:
        member = member_named(machine.state, name)
        return member if isinstance(member, Problem) else view(machine)

    return ask(space, venue, seen)


@router.get("/board")
def board(space: Space, venue: VenueAsked = None) -> dict[str, Any]:
    """Every instrument's day at an open venue: phase, reference, limits, prices in ticks, volume, turnover."""
    return _rows(ask(space, venue, lambda machine: machine.board()))


@router.get("/book/{instrument}")
def book(space: Space, instrument: str, depth: Depth = 10, venue: VenueAsked = None) -> dict[str, Any]:
    """Best prices of both sides as [ticks, lots]; ``number`` is that of the last event of the stream in it."""
    desk = venue_desk(space, space.trade.venue(venue))

    def view(machine: Machine) -> dict[str, Any]:
        return {"number": desk.feed.last(instrument), **machine.market(instrument), **machine.book(instrument, depth)}

    return _of_instrument(space, desk.venue, instrument, view)


@router.get("/trades/{instrument}")
def trades(
    space: Space, instrument: str, limit: Annotated[int, Query(ge=1, le=1000)] = 100, venue: VenueAsked = None
) -> Rows:
    """Settled trades of an instrument, newest first; more of them, and filters, under ``trades``."""
    filters: dict[str, str | None] = {"instrument": instrument, "venue": space.trade.venue(venue)}
    return rows_of(space, "trades", ListPaging(limit=limit), filters)


@router.get("/candles/{instrument}")
def candles(
    space: Space,
    instrument: str,
    *,
    interval: Annotated[str, Query(max_length=8, description="1m, 5m, 15m, 1h or 1d")] = "1d",
    since: Day = None,
    limit: Annotated[int, Query(ge=1, le=MOST_CANDLES)] = 500,
    venue: VenueAsked = None,
) -> dict[str, Any]:
    """Candles of settled trades in ticks, oldest first; an interval without a trade has none."""
    found = space.trade.candles(space.trade.venue(venue), instrument, interval, since=since, limit=limit)
    return _rows([plain(one) for one in found])


@router.get("/listings")
def listings(space: Space, instrument: str | None = None, venue: VenueAsked = None) -> dict[str, Any]:
    """Listings (挂牌) that may be taken."""
    return _rows(_of(ask(space, venue, lambda machine: machine.offers("listing")), instrument))


@router.get("/auctions")
def auctions(space: Space, instrument: str | None = None, venue: VenueAsked = None) -> dict[str, Any]:
    """Auctions that are announced or run, without the names of bidders."""
    found = _of(ask(space, venue, lambda machine: machine.offers("auction")), instrument)
    return _rows([nameless(one) for one in found])


@router.get("/auctions/{number}")
def one_auction(space: Space, number: int, venue: VenueAsked = None) -> dict[str, Any]:
    """An auction as its room shows it: best bid, step, alarm price, when it ends; bids without names."""
    found = ask(space, venue, lambda machine: machine.auction(number))
    if found is None:
        raise ProblemError(said("monazite.app", "auction-unknown", number))
    return nameless(found)


@router.get("/orders")
def orders(space: Space, acting: Acting, venue: VenueAsked = None) -> dict[str, Any]:
    """Live orders, listings, bids and offers of the acting member, oldest first."""
    return _rows(_of_member(space, venue, acting, lambda machine: machine.holds(acting)))


@router.get("/positions")
def positions(space: Space, acting: Acting, venue: VenueAsked = None) -> dict[str, Any]:
    """The acting member's cash in fen and lots by receipt at the venue, free and reserved."""
    return _of_member(space, venue, acting, lambda machine: machine.account(acting))


@router.get("/obligations")
def obligations(space: Space, acting: Acting, venue: VenueAsked = None) -> dict[str, Any]:
    """Trades on margin of the acting member that are not settled."""
    return _rows(_of_member(space, venue, acting, lambda machine: machine.obligations(acting)))


@router.get("/deals")
def deals(space: Space, acting: Acting, venue: VenueAsked = None) -> dict[str, Any]:
    """Negotiated offers (协议) to and by the acting member that are open."""
    found = _of_member(space, venue, acting, lambda machine: machine.offers("deal"))
    return _rows([one for one in found if acting in {one.get("buyer"), one.get("seller")}])


def _of(rows: list[dict[str, Any]], instrument: str | None) -> list[dict[str, Any]]:
    return [one for one in rows if instrument in {None, one["instrument"]}]


def _rows(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"total": len(rows), "rows": rows}


ROUTERS = (orders_router, router, reports_router, sheets_router, stream_router)
"""All of the trade interface; orders first, since a request is compared with one route after another."""
