"""The search (配方寻优): a duty in, the cheapest recipe of the model out, or the nearest feasible duty."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.design import search_view as view
from monazite.web.design.around import around
from monazite.web.design.curves import TONES
from monazite.web.design.display import design_display
from monazite.web.design.search_asked import OVERS, wanted_of
from monazite.web.design.words import field_names
from monazite.web.page import AnyPage

router = APIRouter(prefix="/design/search", include_in_schema=False)


@router.get("")
def search(page: AnyPage) -> Response:
    """The answer to the duty of the address; without a grade the form alone."""
    wanted = wanted_of(page.request.query_params, field_names(page))
    found = view.answered(page.workspace, wanted)
    return page.render(
        "design/search.html", show=design_display(page), asked=found.wanted, answer=found.answer,
        frontier=found.frontier, curve=found.curve, line=found.line, overs=OVERS, tones=TONES,
        lower=view.lower, upper=view.upper, raised=found.raised, **around(page),
    )  # fmt: skip
