"""Criticality (关键性): element by stage by one method, with intervals, and all methods beside each other."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.reference import rare_earths
from monazite.store import unknown
from monazite.warn.criticality import methods
from monazite.web.page import AnyPage, Page
from monazite.web.plan.tables import sheet, table_file
from monazite.web.trade.statement_view import Cell, Printed
from monazite.web.warn import risk_view
from monazite.web.warn.display import warn_display

router = APIRouter(prefix="/warn/risk", include_in_schema=False)
USUAL = "eu-published"


def _method(page: Page) -> str:
    """The method that the address asks for.

    Raises:
        UsageError: for one that there is not; it names the nearest.
    """
    wanted = page.request.query_params.get("method", "") or USUAL
    if wanted not in methods():
        raise unknown("value-unknown", "method", wanted[:40], methods())
    return wanted


@router.get("")
def risk(page: AnyPage) -> Response:
    """The matrix of a method, and all methods beside each other."""
    name = _method(page)
    return page.render(
        "warn/risk.html",
        show=warn_display(page),
        methods=methods(),
        method=methods()[name],
        runs=risk_view.runs,
        symbols=[one.symbol for one in rare_earths()],
        columns=risk_view.matrix(page.workspace, name),
        compared=risk_view.compared(page.workspace),
        years=risk_view.years_of(page.workspace, name),
    )


@router.get("/scores.{form}")
def scores(page: AnyPage, form: str) -> Response:
    """All scores of a method as a file."""
    name, show = _method(page), warn_display(page)
    keys = ("subject", "stage", "place", "year", "score", "low", "high", "sources")
    rows = [[one.subject, one.stage, one.place, str(one.year or ""),
             *(f"{float(end):.6g}" if end is not None else "" for end in risk_view.ends(one)),
             "; ".join(source for source, _ in one.sources)]
            for one in risk_view.scores_of(page.workspace, name)]  # fmt: skip
    heads = [show.t(f"warn.score.{key}") for key in keys]
    about = ((show.t("warn.method"), Cell(show.words(methods()[name].label))),)
    printed = Printed(show.t("warn.risk"), about, show.words(methods()[name].scale), "", (sheet("", heads, rows, 0),))
    answer = table_file(printed, form, f"risk-{name}")
    if answer is None:
        raise HTTPException(404)
    return answer
