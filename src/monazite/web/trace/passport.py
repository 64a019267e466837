"""The passport of a lot: one page to print, a file that verifies offline, and a short address for its QR code."""

from __future__ import annotations

import shlex
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from monazite.trace.claims import MODELS
from monazite.trace.origin import Origin
from monazite.trace.passport import passport_file, qr_svg, short_hash
from monazite.web.page import AnyPage
from monazite.web.trace.display import named_display
from monazite.web.trace.lot_view import in_order, origin_view
from monazite.web.trace.lot_words import LotWords

router = APIRouter(include_in_schema=False)


@router.get("/p/{lot_id}")
def short(lot_id: str) -> Response:
    """The address that a QR code carries."""
    return RedirectResponse(f"/trace/passport/{quote(lot_id, safe='')}", status_code=307)


@router.get("/trace/passport/{lot_id}")
def passport(page: AnyPage, lot_id: str) -> Response:
    """The passport of a lot."""
    show = named_display(page)
    found, lot = page.workspace.trace.passport(lot_id), page.workspace.trace.lot(lot_id)
    address = f"{str(page.request.base_url).rstrip('/')}/p/{quote(lot_id, safe='')}"
    key = page.workspace.trace.key
    origin = Origin(found.lot, found.origin, found.is_origin_settled)
    return page.render(
        "trace/passport.html",
        show=show,
        words=LotWords(show),
        passport=found,
        lot=lot,
        is_blocked=any(holding.role == "blocked" for holding in lot.holdings),
        elements=in_order(found.matter),
        origin=origin_view(origin, LotWords(show)),
        address=address,
        code=Markup(qr_svg(address)),  # noqa: S704  our own drawing, in which the address stands as squares
        hash=short_hash(passport_file(found)).rpartition(":")[2] if found.statement else "",
        key=key,
        command=f"monazite trace verify {shlex.quote(file_name(lot_id))} --key {shlex.quote(key)}",
        models=MODELS,
    )


@router.get("/trace/passport/{lot_id}/file")
def file(page: AnyPage, lot_id: str) -> Response:
    """The passport as a file that verifies offline."""
    data = passport_file(page.workspace.trace.passport(lot_id))
    disposition = f"attachment; filename=\"passport.json\"; filename*=UTF-8''{quote(file_name(lot_id), safe='')}"
    return Response(data, media_type="application/json", headers={"content-disposition": disposition})


def file_name(lot_id: str) -> str:
    """The name under which a passport is saved."""
    return f"passport-{lot_id}.json"
