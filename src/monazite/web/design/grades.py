"""Commercial grades (牌号): the list with its flags, and one with its curves and what every maker prints."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.web.design import grade_view as view
from monazite.web.design.curves import TONES
from monazite.web.design.display import design_display
from monazite.web.design.words import field_names
from monazite.web.page import AnyPage

router = APIRouter(prefix="/design/grades", include_in_schema=False)
NOT_FOUND, LONGEST = 404, 40


@router.get("")
def grades(page: AnyPage) -> Response:
    """All grades, those that the filters of the address leave."""
    wanted = view.asked(page.request.query_params)
    return page.render(
        "design/grades.html", show=design_display(page), asked=wanted, rows=view.chosen(wanted), total=view.total(),
        families=view.family_labels(), classes=view.class_labels(), makers=view.makers(),
    )  # fmt: skip


@router.get("/{name}")
def grade(page: AnyPage, name: str) -> Response:
    """One grade."""
    try:
        found = view.one_grade(name)
    except ProblemError as error:
        problem = replace(error.problem, place=field_names(page)("grade"))
        return page.render(
            "design/no_grade.html", status=NOT_FOUND, show=design_display(page), name=name[:LONGEST], problem=problem
        )
    return page.render("design/grade.html", show=design_display(page), one=found, tones=TONES)
