"""The first page of design: what it answers, and a duty to ask."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.design.around import around
from monazite.web.design.display import design_display
from monazite.web.page import AnyPage

router = APIRouter(prefix="/design", include_in_schema=False)


@router.get("")
def front(page: AnyPage) -> Response:
    """What the pages of design answer."""
    return page.render("design/front.html", show=design_display(page), **around(page))
