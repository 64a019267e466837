"""The price index with every input, and the statements of the acting member, through the JSON interface."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.store import said
from monazite.trade.index.files import as_json as index_json
from monazite.trade.index.lists import inputs_of, point_rows, value_rows
from monazite.trade.settle.statements import account_statement, as_json, day_statement, delivery_note
from monazite.web.acting import Acting
from monazite.web.api import Space, refuse_unknown
from monazite.web.trace.api import plain

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.trade.price_index import PublishedIndex

router = APIRouter(prefix="/api/v1/trade", tags=["trade"], dependencies=[Depends(refuse_unknown)])
VenueAsked = Annotated[str | None, Query(alias="venue", max_length=64, description="the only one where left out")]
Product = Annotated[str | None, Query(max_length=64, description="standard name of a product; all without it")]

Refused = Annotated[int, Query(ge=1, le=1000, description="how many at most, the newest")]


def published(space: Workspace, venue: str | None, day: date | None = None) -> PublishedIndex:
    """The index of a venue as it was published, of a day or the newest.

    Raises:
        ProblemError: as `PriceIndex.published` and `Market.venue`.
    """
    return space.trade.index(space.trade.venue(venue)).published(day)


@router.get("/index")
def index(space: Space, venue: VenueAsked = None) -> dict[str, Any]:
    """The newest published index, newest day first: its value, links, levels, and the hash of its public file."""
    found = published(space, venue)
    return {**_head(found), "total": len(found.series.points), "rows": point_rows(found.series)}


@router.get("/index/values")
def index_values(space: Space, product: Product = None, venue: VenueAsked = None) -> dict[str, Any]:
    """The values of products in the newest published index, newest day first, with their inputs by id."""
    found = published(space, venue)
    rows = value_rows(found.series, product)
    return {**_head(found), "total": len(rows), "rows": rows}


@router.get("/index/file", responses={200: {"content": {"application/x-ndjson": {}}}})
def index_file(space: Space, day: date | None = None, venue: VenueAsked = None) -> Response:
    """The public file of the index, from which anyone can recompute it; of a day, or the newest."""
    found = published(space, venue, day)
    name = found.file_name.encode("ascii", "replace").decode().replace("?", "-")
    headers = {"content-disposition": f'attachment; filename="{name}"', "etag": f'"{found.sha256}"'}
    data = space.trade.index(found.venue).file(found.sha256)
    return Response(data, media_type="application/x-ndjson", headers=headers)


@router.get("/index/{day}")
def index_of_day(space: Space, day: date, venue: VenueAsked = None) -> dict[str, Any]:
    """The index of one day: every product's value with every input, its weight, and the rule that left it out."""
    found = published(space, venue)
    point = next((one for one in found.series.points if one.day == day), None)
    if point is None:
        raise ProblemError(said("monazite.app", "index-missing", found.venue, found=day, nearest="-"))
    values = [
        {**index_json(one), "inputs": plain(inputs_of(found.inputs, one))}
        for one in found.series.values
        if one.day == day
    ]
    return {**_head(found), "point": index_json(point), "values": values}


@router.get("/statements")
def statements(space: Space, acting: Acting, day: date, venue: VenueAsked = None) -> dict[str, Any]:
    """The acting member's day (结算单) and what it has at its end (对账单), in fen and milligrams."""
    known = space.trade.venue(venue)
    with space.reading() as connection:
        return {
            "day": as_json(day_statement(connection, known, acting, day)),
            "account": as_json(account_statement(connection, known, acting, day)),
        }


@router.get("/deliveries/{entry}")
def delivery(space: Space, entry: str) -> dict[str, Any]:
    """What a settlement delivered for what (交割单), by the id of its entry."""
    with space.reading() as connection:
        return as_json(delivery_note(connection, entry))


@router.get("/refusals")
def refusals(space: Space, acting: Acting, day: date, venue: VenueAsked = None, limit: Refused = 100) -> dict[str, Any]:
    """The acting member's commands that were refused on a day, newest first, each with the reason; all to the venue."""
    known = space.trade.venue(venue)
    member = None if acting == known else acting
    rows = [one.as_json() for one in space.trade.refusals(known, day.isoformat(), member=member, limit=limit)]
    return {"venue": known, "day": day.isoformat(), "total": len(rows), "rows": rows}


def _head(found: PublishedIndex) -> dict[str, Any]:
    return {
        "venue": found.venue, "day": found.day.isoformat(), "sha256": found.sha256, "entry": found.entry,
        "is_simulated": found.is_simulated,
    }  # fmt: skip
