"""What is known of phases and magnets (材料数据): end members with their spread, measured magnets, flags."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.design.materials import end_members, measured_magnets, shipped_literature
from monazite.web.design.display import design_display, sources_of
from monazite.web.page import AnyPage

router = APIRouter(prefix="/design/materials", include_in_schema=False)
QUANTITIES = (
    ("saturation_tesla_0k", "flux"), ("saturation_tesla_300k", "flux"), ("anisotropy_field_tesla_300k", "flux"),
    ("curie_kelvin", "kelvin"), ("exchange_j_per_m", "exchange"), ("density_kg_per_m3", "density"),
)  # fmt: skip
"""Columns of the end members: field of the record, and how it is written."""


@router.get("")
def materials(page: AnyPage) -> Response:
    """All of it on one page."""
    literature = shipped_literature()
    flagged = [(row, literature.flags[row.row]) for row in literature.rows if row.row in literature.flagged_rows]
    return page.render(
        "design/materials.html", show=design_display(page), members=tuple(end_members().values()),
        sources_of=sources_of, quantities=QUANTITIES, magnets=measured_magnets(), literature=literature,
        flagged=flagged,
    )  # fmt: skip
