"""The statements of the acting member (结算单, 对账单, 交割单): to look at, to print, as files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.core import UsageError, shanghai_day
from monazite.store import ListQuery, said
from monazite.trade.receipts.find import members
from monazite.trade.settle.statements import account_statement, day_statement, delivery_note
from monazite.web.page import AnyPage, Page
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.statement_view import Printed, as_csv, as_xlsx, printed

if TYPE_CHECKING:
    from monazite.web.trade.display import TradeDisplay

router = APIRouter(prefix="/trade/statements", include_in_schema=False)
KINDS = ("day", "account", "deliveries")
"""结算单, 对账单, and the list of 交割单."""
WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
NOT_FOUND, LONGEST, SHOWN = 404, 64, 500


@router.get("")
def statements(page: AnyPage) -> Response:
    """One statement of the acting member and a day."""
    known = floors(page)
    if not known:
        return page.render("trade/no_venue.html")
    floor = floor_of(page, known)
    show = floor_display(page, known)
    kind = _kind(page)
    days = _days(page, floor)
    day = _day(page, days)
    with page.workspace.reading() as connection:
        admitted = sorted(members(connection, floor.id))
    member = page.actor if page.actor in admitted else None
    return page.render(
        "trade/statements.html",
        show=show,
        floors=list(known.values()),
        floor=floor,
        members=admitted,
        member=member,
        kind=kind,
        kinds=KINDS,
        day=day,
        before=max((one for one in days if one < day), default=None),
        after=min((one for one in days if one > day), default=None),
        statement=_printed(page, floor, show, member, (kind, day)) if member and kind != "deliveries" else None,
        notes=_deliveries(page, floor, member, day) if member and kind == "deliveries" else [],
    )


def _kind(page: Page) -> str:
    kind = page.request.query_params.get("kind", KINDS[0])
    if kind not in KINDS:
        raise HTTPException(NOT_FOUND)
    return kind


def _days(page: Page, floor: Floor) -> list[date]:
    """The closed days of a venue, rising."""
    rows = page.workspace.page(LISTS["closed-days"], ListQuery({"venue": floor.id}, ("-day",), limit=SHOWN)).rows
    return sorted(row["day"] for row in rows)


def _day(page: Page, days: list[date]) -> date:
    """The day that is asked for, else the last closed one, else today.

    Raises:
        UsageError: when it is none.
    """
    text = page.request.query_params.get("day", "").strip()
    if not text:
        return days[-1] if days else shanghai_day(page.workspace.clock.now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(said("monazite.trade", "receipt-day", "day", found=text[:LONGEST])) from error


def _printed(page: Page, floor: Floor, show: TradeDisplay, member: str, asked: tuple[str, date]) -> Printed:
    kind, day = asked
    with page.workspace.reading() as connection:
        make = day_statement if kind == "day" else account_statement
        statement = make(connection, floor.id, member, day)
    return printed(statement, show, is_simulated=floor.is_simulated)


def _deliveries(page: Page, floor: Floor, member: str, day: date) -> list[Any]:
    """The notes of the settlements of a member's day."""
    filters = {"venue": floor.id, "member": member, "since": day.isoformat(), "until": day.isoformat()}
    rows = page.workspace.page(LISTS["trades"], ListQuery(filters, ("entry_number",), limit=SHOWN)).rows
    with page.workspace.reading() as connection:
        entries = [page.workspace.trace.entry(str(row["entry_number"])).entry.id for row in rows]
        return [delivery_note(connection, entry) for entry in entries]


@router.get("/deliveries/{entry}")
def delivery(page: AnyPage, entry: str) -> Response:
    """The delivery note of one settlement."""
    known = floors(page)
    show = floor_display(page, known)
    with page.workspace.reading() as connection:
        note = delivery_note(connection, entry[:LONGEST])
    floor = known[note.venue]
    return page.render(
        "trade/delivery.html", show=show, floor=floor, note=note,
        statement=printed(note, show, is_simulated=floor.is_simulated),
    )  # fmt: skip


@router.get("/deliveries/{entry}/note.{form}")
def delivery_file(page: AnyPage, entry: str, form: str) -> Response:
    """The delivery note as a file."""
    known = floors(page)
    show = floor_display(page, known)
    with page.workspace.reading() as connection:
        note = delivery_note(connection, entry[:LONGEST])
    paper = printed(note, show, is_simulated=known[note.venue].is_simulated)
    return _file(paper, form, f"{note.entry}")


@router.get("/{kind}.{form}")
def statement_file(page: AnyPage, kind: str, form: str) -> Response:
    """The statement of the acting member and a day as a file."""
    known = floors(page)
    floor = floor_of(page, known)
    if kind not in KINDS[:2] or not page.actor:
        raise HTTPException(NOT_FOUND)
    day = _day(page, _days(page, floor))
    paper = _printed(page, floor, floor_display(page, known), page.actor, (kind, day))
    return _file(paper, form, f"{floor.id}-{page.actor}-{day}-{kind}")


def _file(paper: Printed, form: str, name: str) -> Response:
    if form not in WRITERS:
        raise HTTPException(NOT_FOUND)
    write, media_type = WRITERS[form]
    named = f"attachment; filename=\"statement.{form}\"; filename*=UTF-8''{quote(f'{name}.{form}', safe='')}"
    headers = {"content-disposition": named, "cache-control": "no-cache, private"}
    return Response(write(paper), media_type=media_type, headers=headers)
