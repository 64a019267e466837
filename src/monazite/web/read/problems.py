"""Problems: files that could not be read, and places that could not be read in full."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.lists import listing
from monazite.web.page import AnyPage

router = APIRouter(prefix="/documents/problems", include_in_schema=False)


@router.get("")
def problems(page: AnyPage) -> Response:
    """The list of problems."""
    return page.render("problems.html", listing=listing(page.workspace, "problems", page.request.query_params))
