"""Shocks (断供推演): what stops where, from when and how long; who stops, for lack of what; what would help."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import Problem, UsageError
from monazite.web.page import AnyPage
from monazite.web.plan.display import asked_day, plan_display
from monazite.web.remember import remembered
from monazite.web.warn import shock_view as view
from monazite.web.warn.model_display import model_display
from monazite.web.warn.model_sheets import sheet_file, shock_sheet

router = APIRouter(prefix="/warn/shocks", include_in_schema=False)
UNUSABLE = 400


@router.get("")
def shocks(page: AnyPage) -> Response:
    """A stop and what comes of it, in the network that ships."""
    wanted, network = view.wanted_by(page.request.query_params), view.folder().network
    found = view.shown(wanted)
    problem = found if isinstance(found, Problem) else None
    shown = None if isinstance(found, Problem) else found
    on = asked_day(page)
    return page.render(
        "warn/shocks.html",
        status=UNUSABLE if problem else 200,
        show=model_display(page),
        wanted=wanted,
        network=network,
        places=view.places(network),
        problem=problem,
        shown=shown,
        spans=list(view.spans(network, shown.outcome)) if shown else [],
        weeks=view.weeks(network, shown.outcome) if shown else [],
        shown_lines=view.SHOWN_LINES,
        rows=view.ROWS,
        losses=remembered(page.workspace, ("plan-losses", on), lambda: view.losses(page.workspace, on)),
        on=on,
        plan=plan_display(page),
    )


@router.get("/lines.{form}")
def lines(page: AnyPage, form: str) -> Response:
    """The lines that stopped as a file, of the same address."""
    found = view.shown(view.wanted_by(page.request.query_params))
    if isinstance(found, Problem):
        raise UsageError(found)
    return sheet_file(shock_sheet(view.folder().network, found.outcome, model_display(page)), form, "shock-lines")
