"""Daily reports (日报) of a venue: the closed days, and one with trades, stock, concentration, findings and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.core import Language, Problem, ProblemError
from monazite.store import ListQuery, said
from monazite.trade.safeguards import rules
from monazite.web.page import AnyPage, Page
from monazite.web.remember import remembered
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.index import index_or_none
from monazite.web.trade.refused_view import RefusedRow, refused_on
from monazite.web.trade.stock_view import Report, report_of

router = APIRouter(prefix="/trade/reports", include_in_schema=False)
SHOWN_DAYS = 400


@router.get("")
def reports(page: AnyPage) -> Response:
    """The closed days of a venue, newest first."""
    known = floors(page)
    if not known:
        return page.render("trade/no_venue.html")
    floor = floor_of(page, known)
    days = _days(page, floor)
    query = ListQuery({"venue": floor.id}, limit=None)
    totals: dict[date, tuple[int, int]] = {}
    for row in page.workspace.page(LISTS["trading-days"], query).rows:
        lots, fen = totals.get(row["day"], (0, 0))
        totals[row["day"]] = lots + (row["volume_lots"] or 0), fen + (row["turnover_fen"] or 0)
    found = index_or_none(page.workspace, floor.id)
    return page.render(
        "trade/reports.html",
        show=floor_display(page, known),
        floors=list(known.values()),
        floor=floor,
        days=days,
        totals=totals,
        index={} if found is None else {point.day: point.index for point in found.series.points},
    )


def _days(page: Page, floor: Floor) -> list[dict[str, Any]]:
    query = ListQuery({"venue": floor.id}, ("-day",), limit=SHOWN_DAYS)
    return list(page.workspace.page(LISTS["closed-days"], query).rows)


@router.get("/{day}")
def one_day(page: AnyPage, day: date) -> Response:
    """The report of one day."""
    known = floors(page)
    floor, report = _wanted(page, known, day)
    days = sorted(row["day"] for row in _days(page, floor))
    at = days.index(day) if day in days else len(days)
    found = index_or_none(page.workspace, floor.id)
    points = [] if found is None else [point for point in found.series.points if point.day == day]
    return page.render(
        "trade/report_day.html",
        show=floor_display(page, known),
        floors=list(known.values()),
        floor=floor,
        day=day,
        report=report,
        end=report.end.about,
        findings=[(one, _sentence(one, page.language)) for one in report.end.findings],
        rules=rules(),
        refused=_refused(page, floor.id, day),
        point=points[0] if points else None,
        before=days[at - 1] if at else None,
        after=days[at + 1] if at + 1 < len(days) else None,
    )


def _refused(page: Page, venue: str, day: date) -> list[RefusedRow] | Problem | None:
    """What the venue refused on a closed day, to the venue alone; None for everybody else."""
    if page.actor != venue:
        return None
    return remembered(page.workspace, ("refused", venue, day), lambda: refused_on(page.workspace, venue, day))


def _wanted(page: Page, known: dict[str, Floor], day: date) -> tuple[Floor, Report]:
    """The venue and its report of a day.

    Raises:
        ProblemError: ``index-no-day`` when the venue has not closed that day.
    """
    floor = floor_of(page, known)
    report = report_of(page.workspace, floor.id, day)
    if report is None:
        raise ProblemError(said("monazite.app", "index-no-day", floor.id, found=day))
    return floor, report


def _sentence(finding: Mapping[str, Any], language: Language) -> str:
    """What the safeguards said, in the language of the page."""
    return str((finding.get("problem") or {}).get(language) or "")


@router.get("/{day}/stock.json")
def stock_file(page: AnyPage, day: date) -> Response:
    """The public report of stock and concentration; the SHA-256 on the page is that of these bytes."""
    floor, report = _wanted(page, floors(page), day)
    marked = "-simulated" * floor.is_simulated
    name = f"stock-{floor.id}-{day}{marked}.json".encode("ascii", "replace").decode().replace("?", "-")
    content = orjson.dumps(report.concentration.as_json(), option=orjson.OPT_SORT_KEYS)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache, private"}
    return Response(content, media_type="application/json", headers=headers)
