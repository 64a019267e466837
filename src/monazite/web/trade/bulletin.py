"""The monthly bulletin (月报) of the index in the trade's form: as a page, as Markdown and as PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from monazite.core import ProblemError
from monazite.store import said
from monazite.trade.index.bulletin import as_markdown, as_pdf, text_of
from monazite.web.page import AnyPage, Page
from monazite.web.remember import remembered
from monazite.web.trace.reports import checked_month
from monazite.web.trade.floor import Floor, floor_display, floors
from monazite.web.trade.index import index_floor

if TYPE_CHECKING:
    from monazite.app.trade.price_index import PublishedIndex
    from monazite.core import Language
    from monazite.trade.index.bulletin import Month

router = APIRouter(prefix="/trade/bulletin", include_in_schema=False)
WRITERS: dict[str, tuple[Callable[[Month, Language], bytes], str]] = {
    "md": (lambda month, language: as_markdown(month, language).encode(), "text/markdown; charset=utf-8"),
    "pdf": (as_pdf, "application/pdf"),
}
NOT_FOUND, LONGEST = 404, 40
LEFT = 2
"""Columns of the bulletin's table that hold words."""


@router.get("")
def newest(page: AnyPage) -> Response:
    """To the bulletin of the newest month."""
    known = floors(page)
    if not known:
        return page.render("trade/no_venue.html")
    floor, found = index_floor(page, known)
    if found is None:
        return RedirectResponse(f"/trade/index?venue={quote(floor.id)}", status_code=303)
    return RedirectResponse(f"/trade/bulletin/{found.day:%Y-%m}?venue={quote(floor.id)}", status_code=303)


@router.get("/{month}.{form}")
def bulletin_file(page: AnyPage, month: str, form: str) -> Response:
    """The bulletin of a month as a file, in the language of the page."""
    if form not in WRITERS:
        raise HTTPException(NOT_FOUND)
    floor, _, found = _wanted(page, month)
    write, media_type = WRITERS[form]
    name = f"{floor.id}-{month}-{page.language}.{form}".encode("ascii", "replace").decode().replace("?", "-")
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache, private"}
    return Response(write(found, page.language), media_type=media_type, headers=headers)


@router.get("/{month}")
def bulletin(page: AnyPage, month: str) -> Response:
    """The bulletin of a month."""
    floor, index, found = _wanted(page, month)
    known = floors(page)
    months = sorted({f"{point.day:%Y-%m}" for point in index.series.points})
    return page.render(
        "trade/bulletin.html",
        show=floor_display(page, known),
        floor=floor,
        found=index,
        month=month,
        months=months,
        text=text_of(found, page.language),
        products=[item.product for item in found.products],
        left=LEFT,
    )


def _wanted(page: Page, month: str) -> tuple[Floor, PublishedIndex, Month]:
    """The venue, its index and the month.

    Raises:
        UsageError: when it is no month.
        ProblemError: ``index-missing`` when the index has no day in it.
    """
    wanted = checked_month(month)
    floor, index = index_floor(page, floors(page))
    if index is None:
        raise ProblemError(said("monazite.app", "index-missing", floor.id, found=wanted[:LONGEST], nearest="-"))
    year, number = int(wanted[:4]), int(wanted[5:])
    made = remembered(
        page.workspace, ("bulletin", floor.id, wanted), lambda: page.workspace.trade.index(floor.id).month(year, number)
    )
    return floor, index, made
