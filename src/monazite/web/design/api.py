"""The JSON interface to design under /api/v1/design: the bench, the search, two recipes, grades, materials.

Values are SI (tesla, A/m, J/m3, kelvin), shares of mass parts per million or of one, costs CNY per kg, tax included.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import QueryParams

from monazite.app.design.out import answer_json, bench_json, compared_json, frontier_json
from monazite.core import UsageError
from monazite.design.materials import end_members, measured_magnets
from monazite.web.api import Space, refuse_unknown
from monazite.web.design import compare_view, grade_view
from monazite.web.design.asked import USUAL, asked
from monazite.web.design.bench_view import bench_of
from monazite.web.design.search_asked import ONES, SEVERAL, wanted_of
from monazite.web.design.search_view import answered
from monazite.web.design.written import read_line
from monazite.web.plan.api import plain

router = APIRouter(prefix="/api/v1/design", tags=["design"], dependencies=[Depends(refuse_unknown)])
LONGEST, MOST = 2000, 40


def told_by(*ones: str, several: Sequence[str] = ()) -> Any:
    """What an address says, each name a parameter of the interface; the readers of the pages read it.

    Args:
        ones: names that hold one text.
        several: names that may be given several times.
    """
    keyword = inspect.Parameter.KEYWORD_ONLY
    wanted = [inspect.Parameter("request", keyword, annotation=Request)]
    for name in (*ones, *several):
        is_list = name in several
        kind: Any = list[str] if is_list else str
        named = Annotated[kind, Query(alias=name, max_length=MOST if is_list else LONGEST)]
        wanted.append(inspect.Parameter(f"{name}_", keyword, default=[] if is_list else "", annotation=named))

    def told(request: Request, **_given: Any) -> QueryParams:
        return request.query_params

    told.__signature__ = inspect.Signature(wanted, return_annotation=QueryParams)  # type: ignore[attr-defined]
    return Depends(told)


DUTY = tuple(USUAL)
"""Names of a duty on the bench."""


def needed(told: QueryParams, *names: str) -> None:
    """Refuse an address without a recipe.

    Args:
        told: by it.
        names: of the recipes.

    Raises:
        UsageError: for the first that is not there.
    """
    for name in names:
        found = read_line(told.get(name, ""), name)
        if isinstance(found, tuple):
            raise UsageError(found[0])


@router.get("/bench")
def bench(space: Space, told: Annotated[QueryParams, told_by("recipe", *DUTY)]) -> Any:
    """All that follows from a recipe in a line: ``Nd=24,Pr=6,Dy=1,B=1,Co=1,Fe=rest,grain=4um,diffuse=Tb:0.3``."""
    needed(told, "recipe")
    wanted = asked(told)
    found = bench_of(space, wanted)
    if found is None:
        raise UsageError(wanted.problems[0])
    return {"line": wanted.line, **bench_json(found)}


@router.get("/search")
def search(space: Space, told: Annotated[QueryParams, told_by(*ONES, "over", several=SEVERAL)]) -> Any:
    """The cheapest recipe of the model that does a duty, or why there is none and what comes nearest."""
    wanted = wanted_of(told, is_form=False)
    found = answered(space, wanted)
    if found.answer is None:
        raise UsageError(found.wanted.problems[0])
    frontier = frontier_json(found.frontier) if found.frontier else None
    return {"line": found.line, **answer_json(found.answer), "frontier": frontier}


@router.get("/compare")
def compare(space: Space, told: Annotated[QueryParams, told_by("a", "b", *DUTY)]) -> Any:
    """Two recipes in a line each: the bench of both, and in words how the second differs."""
    needed(told, "a", "b")
    wanted = compare_view.asked(told)
    found = compare_view.compared(space, wanted)
    if found is None:
        raise UsageError(wanted.problems[0])
    return compared_json(found)


@router.get("/grades")
def grades(told: Annotated[QueryParams, told_by(*grade_view.FILTERS, "flagged")]) -> Any:
    """Commercial grades as printed, each with what in it contradicts itself."""
    rows = grade_view.chosen(grade_view.asked(told))
    return {"total": len(rows), "rows": plain(rows)}


@router.get("/grades/{name}")
def grade(name: str) -> Any:
    """One grade: what every maker prints, coefficients in force, curves at temperatures."""
    return plain(grade_view.one_grade(name))


@router.get("/materials")
def materials() -> Any:
    """End members with spread, sources and conflicts, and measured magnets."""
    return {"end_members": plain(end_members()), "measured": plain(measured_magnets())}
