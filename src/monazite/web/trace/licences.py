"""Export licences: who may ship what to whom until when, what of it is used, and which shipments used it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.trace.permits import LicenceUse, licence, licences
from monazite.trace.permits.shipments import licence_shipments
from monazite.web.page import AnyPage
from monazite.web.trace.display import named_display

router = APIRouter(prefix="/trace/licences", include_in_schema=False)
STATES = ("waiting", "valid", "used_up", "expired")


def state_of(one: LicenceUse, today: date) -> str:
    """``waiting`` for an answer, ``valid``, ``used_up`` or ``expired``."""
    if one.valid_until is None:
        return "waiting"
    if one.valid_until < today:
        return "expired"
    return "valid" if any(mg > 0 for mg in one.left_mg.values()) else "used_up"


@router.get("")
def all_licences(page: AnyPage) -> Response:
    """The licences and the applications that wait."""
    today, show = page.workspace.trace.today, named_display(page)
    exporter, wanted = (page.request.query_params.get(key, "").strip() for key in ("exporter", "state"))
    with page.workspace.reading() as connection:
        known = licences(connection)
    states = {one.id: state_of(one, today) for one in known}
    chosen = [
        one for one in known if (not exporter or one.exporter == exporter) and wanted in ("", states[one.id])
    ]  # fmt: skip
    return page.render(
        "trace/licences.html",
        show=show,
        today=today,
        waiting=[one for one in chosen if one.valid_until is None],
        granted=[one for one in chosen if one.valid_until is not None],
        states=states,
        all_states=STATES,
        exporters=sorted({one.exporter for one in known}),
        exporter=exporter,
        state=wanted,
        is_empty=not known,
        is_simulated=any(show.is_simulated(one.exporter) for one in chosen),
    )


@router.get("/{licence_id}")
def one_licence(page: AnyPage, licence_id: str) -> Response:
    """One licence with the shipments that used it."""
    today, show = page.workspace.trace.today, named_display(page)
    with page.workspace.reading() as connection:
        found = licence(connection, licence_id)
        shipments = licence_shipments(connection, licence_id)
    return page.render(
        "trace/licence.html",
        show=show,
        today=today,
        licence=found,
        state=state_of(found, today),
        shipments=shipments,
        is_simulated=show.is_simulated(found.exporter),
    )
