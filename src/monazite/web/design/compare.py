"""Two recipes side by side (配方对比)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.design import compare_view as view
from monazite.web.design.around import around
from monazite.web.design.display import design_display
from monazite.web.design.words import field_names
from monazite.web.page import AnyPage

router = APIRouter(prefix="/design/compare", include_in_schema=False)
TONES = ("ink", "t1", "ink dashed", "t1 dashed")
"""Of both at 20 °C, and of both at temperature."""


@router.get("")
def compare(page: AnyPage) -> Response:
    """The two recipes of the address."""
    wanted, show = view.asked(page.request.query_params, field_names(page)), design_display(page)
    found = view.compared(page.workspace, wanted)
    names = [f"{which} {show.degrees(kelvin)}" for which, kelvin in view.names_of(found)] if found else []
    return page.render(
        "design/compare.html", show=show, asked=wanted, compared=found, tones=TONES, curve_names=names,
        curve=view.rows_of(found) if found else (), parts=view.parts_of(found) if found else (), **around(page),
    )  # fmt: skip
