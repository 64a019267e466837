"""Alarms by month with the entries they rest on, and what each detector is worth."""

from __future__ import annotations

import re
from collections import Counter

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import UsageError
from monazite.store import said
from monazite.trace.detect.alarms import DETECTORS
from monazite.trace.lots.flows import year_span
from monazite.web.page import AnyPage, Page
from monazite.web.remember import remembered
from monazite.web.trace.alarm_view import COLOURS, alarm_rows
from monazite.web.trace.detection import curves, false_alarms, up
from monazite.web.trace.display import named_display

router = APIRouter(prefix="/trace/alarms", include_in_schema=False)
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
LONGEST_SHOWN = 40


@router.get("")
def alarms(page: AnyPage) -> Response:
    """The alarms of a month."""
    workspace, show = page.workspace, named_display(page)
    month = _month(page)
    rows = alarm_rows(workspace, month)
    year = month[:4]
    counts = {one: len(alarm_rows(workspace, one)) for one in (f"{year}-{at:02d}" for at in range(1, 13))}
    query = page.request.query_params
    firm, detector = query.get("firm", ""), query.get("detector", "")
    chosen = [
        row for row in rows if firm in {"", row.alarm.firm} and detector in {"", row.alarm.detector}
    ]  # fmt: skip
    return page.render(
        "trace/alarms.html",
        show=show,
        month=month,
        year=int(year),
        counts=counts,
        rows=chosen,
        total=len(rows),
        firm=firm,
        detector=detector,
        firms=[(one, show.party(one)) for one in dict.fromkeys(row.alarm.firm for row in rows)],
        detectors=[(one, show.coded("detector", one)) for one in dict.fromkeys(row.alarm.detector for row in rows)],
        colours=[(colour, Counter(row.colour for row in rows)[colour]) for colour in COLOURS],
        known={one.id: one for one in DETECTORS},
        is_simulated=any(party.is_simulated for party in show.parties.values()),
    )


@router.get("/detectors")
def detectors(page: AnyPage) -> Response:
    """Every detector with its false alarms and its detection curves."""
    return page.render(
        "trace/detectors.html",
        show=named_display(page),
        detectors=DETECTORS,
        false_alarms=false_alarms(),
        curves=curves(),
        up=up,
    )


def _month(page: Page) -> str:
    """The month that the address asks for; the last one with movements, or this one.

    Raises:
        UsageError: when it is none.
    """
    text = page.request.query_params.get("month", "")
    if text and not MONTH.fullmatch(text):
        raise UsageError(said("monazite.trace", "month-wrong", "month", found=text[:LONGEST_SHOWN]))
    return text or _last_month(page)


def _last_month(page: Page) -> str:
    today = f"{page.workspace.trace.today:%Y-%m}"

    def found() -> tuple[int, int] | None:
        with page.workspace.reading() as connection:
            return year_span(connection)

    span = remembered(page.workspace, "span", found)
    return today if span is None or span[1] >= int(today[:4]) else f"{span[1]}-12"
