"""The first page of warn (预警总览): what changed, what is short, who must act; all signals of a day as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.core import UsageError
from monazite.reference import rare_earths
from monazite.store import said
from monazite.web.page import AnyPage, Page
from monazite.web.plan.tables import sheet, table_file
from monazite.web.trade.statement_view import Cell, Printed
from monazite.web.warn import view
from monazite.web.warn.display import WarnDisplay, warn_display

if TYPE_CHECKING:
    from monazite.app.warn.verb import Front

router = APIRouter(prefix="/warn", include_in_schema=False)
SPANS = (1, 7, 30)
"""Days back that one click compares with."""
SHOWN = 12
"""Lines of each column; all of them stand in the table below."""
WEEK = timedelta(days=7)


def asked_days(page: Page) -> tuple[date, date]:
    """The day that the address asks for, today without one, and the earlier one, a week before without one.

    Raises:
        UsageError: for what is no day, or an earlier day that is not earlier.
    """
    day = view.asked_day(page, "day", page.workspace.trace.today)
    try:
        since = view.asked_day(page, "since", day - WEEK)
    except OverflowError as error:
        raise UsageError(said("monazite.facts", "period-wrong", "day", found=day)) from error
    if since >= day:
        raise UsageError(said("monazite.facts", "time-backwards", "since", since=since, until=day))
    return day, since


@router.get("")
def front(page: AnyPage) -> Response:
    """What changed, what is short, who must act."""
    day, since = asked_days(page)
    found = view.front_of(page.workspace, day, since)
    return page.render("warn/front.html", **front_parts(page, found), **_further(page, found))


def front_parts(page: Page, found: Front) -> dict[str, Any]:
    """What the first page and the strip of the home page both show."""
    by_element = {one.element: one for one in found.standings}
    return {
        "show": warn_display(page),
        "front": found,
        "tiles": [by_element[one.symbol] for one in rare_earths()],
        "counts": [(level, sum(one.level == level for one in found.standings)) for level in view.GRAVEST],
        "changes": view.changed(found),
        "shortages": view.grouped(found.shortages),
        "overdue": sum(one.due < found.day for one in found.duties),
    }


def _further(page: Page, found: Front) -> dict[str, Any]:
    return {
        "covers": [one for one in view.covers_of(page.workspace, found.day) if one.first_open],
        "groups": view.grouped(found.signals),
        "spans": [(days, found.day - timedelta(days=days)) for days in SPANS],
        "shown": SHOWN,
        "sources": view.sources_of(page.workspace, found.signals),
        "planned": None if view.covers_of(page.workspace, found.day) else view.planned(page.workspace, found.day),
        "is_simulated": _is_simulated(page),
    }


@router.get("/signals.{form}")
def signals(page: AnyPage, form: str) -> Response:
    """All signals of a day as a file."""
    day, since = asked_days(page)
    show, found = warn_display(page), view.front_of(page.workspace, day, since)
    mark = show.t("simulated.mark") if _is_simulated(page) else ""
    answer = table_file(_signal_sheet(found, show, mark), form, f"signals-{found.day}")
    if answer is None:
        raise HTTPException(404)
    return answer


def _is_simulated(page: Page) -> bool:
    """Whether there is simulated conduct that signals may rest on."""
    return page.workspace.count(LISTS["lots"], simulated="yes") > 0


def _signal_sheet(found: Front, show: WarnDisplay, mark: str) -> Printed:
    """Signals with level, subject, reasons, number and threshold."""
    keys = ("level", "kind", "subject", "day", "reasons", "behind", "score", "threshold")
    rows = [[show.level(one.level), show.watched(one.kind), show.about(one), one.day.isoformat(),
             " ".join(show.because(one)), " ".join(one.facts), f"{one.score:g}", f"{one.threshold:g}"]
            for one in found.signals]  # fmt: skip
    title = show.t("warn.signals", day=show.day(found.day))
    about = ((show.t("warn.day"), Cell(found.day.isoformat())),)
    heads = [show.t(f"warn.column.{key}") for key in keys]
    return Printed(title, about, "", mark, (sheet(title, heads, rows, 2),))
