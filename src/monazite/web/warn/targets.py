"""Targets (目标) beside what was measured: the gap, both sources, or what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.web.page import AnyPage
from monazite.web.plan.tables import sheet, table_file
from monazite.web.trade.statement_view import Cell, Printed
from monazite.web.warn import view as warn_view
from monazite.web.warn.display import WarnDisplay, warn_display

if TYPE_CHECKING:
    from monazite.warn.targets import Target

router = APIRouter(prefix="/warn/targets", include_in_schema=False)


@router.get("")
def targets(page: AnyPage) -> Response:
    """All targets that papers not later than a day state, the first to fall due first."""
    day = warn_view.asked_day(page, "day", page.workspace.trace.today)
    found = warn_view.targets_of(page.workspace, day)
    return page.render(
        "warn/targets.html",
        show=warn_display(page),
        day=day,
        rows=found,
        measured=sum(one.measured is not None for one in found),
        met=sum(one.is_met is True for one in found),
        passed=sum(one.due is not None and one.due < day and one.is_met is not True for one in found),
    )


@router.get("/table.{form}")
def table(page: AnyPage, form: str) -> Response:
    """All targets as a file."""
    show, day = warn_display(page), warn_view.asked_day(page, "day", page.workspace.trace.today)
    keys = ("subject", "target", "due", "measured", "gap", "met", "missing", "sources")
    rows = [_row(show, one) for one in warn_view.targets_of(page.workspace, day)]
    about = ((show.t("warn.day"), Cell(day.isoformat())),)
    heads = [show.t(f"warn.target.{key}") for key in keys]
    printed = Printed(show.t("warn.targets"), about, "", "", (sheet("", heads, rows, 0),))
    answer = table_file(printed, form, f"targets-{day}")
    if answer is None:
        raise HTTPException(404)
    return answer


def _row(show: WarnDisplay, one: Target) -> list[str]:
    """A target in words."""
    fact, found = one.fact, one.measured
    return [
        show.target_of(fact), show.value(fact), fact.period or "", show.value(found.fact) if found else "",
        show.gap_of(one), show.t(show.met(one)), show.said(one.missing),
        " ".join((fact.id, *((found.fact.id,) if found else ()))),
    ]  # fmt: skip
