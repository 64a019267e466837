"""Motor programmes (电机项目): the list, and one with its cover by week, its tiers, its magnets, its forecast."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.store import unknown
from monazite.web.page import AnyPage, Page
from monazite.web.plan.display import asked_day, day_of, plan_display
from monazite.web.plan.programme_view import (
    charts,
    covers_of,
    duties,
    exploded,
    forecast_changes,
    monday_of,
    next_gap,
    source_of,
    span,
    units,
)
from monazite.web.plan.tables import cover_sheet, table_file
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app.plan.views import ProgrammeView
    from monazite.plan.journal.find import Kept

router = APIRouter(prefix="/plan/programmes", include_in_schema=False)
LONGEST = 64
MOST = 100
"""Programmes on one page of the list."""
NOT_FOUND = 404


def view_of(page: Page, programme_id: str, on: dt.date) -> ProgrammeView:
    """A programme answered, kept until the journal grows.

    Raises:
        ProblemError: when there is no such programme.
    """
    plan = page.workspace.plan
    return remembered(page.workspace, ("plan-programme", programme_id, on), lambda: plan.programme(programme_id, on=on))


def view_or_none(page: Page, programme_id: str, on: dt.date) -> ProgrammeView | None:
    """A programme answered; None where its journal cannot answer, so that a list still shows the others."""
    try:
        return view_of(page, programme_id, on)
    except ProblemError:
        return None


def rows_of(page: Page, on: dt.date) -> list[tuple[Kept, ProgrammeView | None]]:
    """The programmes with their answers."""
    return [(one, view_or_none(page, one.record.id, on)) for one in page.workspace.plan.programmes(on=on)[:MOST]]


@router.get("")
def programmes(page: AnyPage) -> Response:
    """The list of programmes."""
    on = asked_day(page)
    rows = rows_of(page, on)
    return page.render(
        "plan/programmes.html", show=plan_display(page), on=on, rows=rows, units=units, span=span, next_gap=next_gap,
        is_simulated=any(kept.is_simulated for kept, _ in rows),
    )  # fmt: skip


@router.get("/{programme_id}")
def programme(page: AnyPage, programme_id: str) -> Response:
    """One programme."""
    on = asked_day(page)
    view = view_of(page, programme_id[:LONGEST], on)
    versions = page.workspace.plan.versions("programme", view.programme.record.id)
    return page.render(
        "plan/programme.html", show=plan_display(page), on=on, view=view, record=view.programme.record, units=units,
        span=span, charts=charts(view), duties=duties(view, on), gap=next_gap(view, on), monday=monday_of(on),
        versions=versions, changes=forecast_changes(versions), source_of=source_of,
        **_element(page, view), **_weeks(page, view),
    )  # fmt: skip


def _element(page: Page, view: ProgrammeView) -> dict[str, Any]:
    """The element that the table of weeks is about: the one asked for, else the one of which most is uncovered."""
    by_element = covers_of(view.covers)
    asked = page.request.query_params.get("element", "")
    if asked and asked not in by_element:
        raise unknown("value-unknown", "element", asked[:LONGEST], list(by_element) or ["-"])
    worst = max(view.sums, key=lambda one: one.uncovered_share, default=None)
    element = asked or (worst.element if worst else "")
    return {"element": element, "weeks": by_element.get(element, [])}


def _weeks(page: Page, view: ProgrammeView) -> dict[str, Any]:
    """The weeks that the tiers are about: the one asked for, else all."""
    text = page.request.query_params.get("week", "")
    week = day_of(text, "week") if text else None
    wanted = [one for one in view.explosions if week in (None, one.week)]
    if week is not None and not wanted:
        raise unknown("value-unknown", "week", text[:LONGEST], [str(one.week) for one in view.explosions] or ["-"])
    return {"week": week, "tiers": exploded(wanted, view.bill.record) if wanted else None}


@router.get("/{programme_id}/cover.{form}")
def cover_file(page: AnyPage, programme_id: str, form: str) -> Response:
    """The cover of a programme as a file, every element and week."""
    view = view_of(page, programme_id[:LONGEST], asked_day(page))
    found = table_file(cover_sheet(view, plan_display(page)), form, f"cover-{view.programme.record.id}")
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found
