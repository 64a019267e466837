"""Checks: every relation that was tried, those that do not hold first."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.facts import CHECKS
from monazite.web.display import Display
from monazite.web.lists import check_and_document, listing, titles
from monazite.web.page import AnyPage

router = APIRouter(prefix="/checks", include_in_schema=False)
VERDICTS = {"no": "fails", "yes": "holds", "open": "open"}
"""Values of the list's filter, and the words of each."""


@router.get("")
def checks(page: AnyPage) -> Response:
    """The list of checks."""
    query = page.request.query_params
    found = listing(page.workspace, "checks", query, made=check_and_document, sort=("holds",))
    names = titles(page.workspace, {document for _, document in found.rows})
    totals = {value: page.workspace.count(CHECKS, holds=value) for value in VERDICTS}
    return page.render(
        "checks.html",
        listing=found,
        totals=totals,
        verdicts=VERDICTS,
        show=Display(page.language, page.preferences, names),
    )
