"""The replay (复盘): 2025 day by day, from what was known on the day; what became known later stands apart."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.warn.replay import kinds, said_of
from monazite.web.page import AnyPage
from monazite.web.warn import replay_view as view
from monazite.web.warn.model_display import model_display
from monazite.web.warn.model_sheets import facts_sheet, sheet_file

router = APIRouter(prefix="/warn/replay", include_in_schema=False)


@router.get("")
def replay(page: AnyPage) -> Response:
    """One day, by itself."""
    day, problem = view.asked_day(page.request.query_params.get("day", "").strip())
    shown, facts = view.day_of(day), view.facts()
    return page.render(
        "warn/replay.html",
        show=model_display(page),
        day=day,
        problem=problem,
        shown=shown,
        days=view.days(),
        verdict=view.judged(),
        groups=view.groups(shown.signals),
        spans=list(view.spans(shown)),
        known=[one for one in reversed(facts) if one.known_on <= day],
        later=[one for one in facts if one.known_on > day],
        facts={one.id: one for one in facts},
        kinds=kinds(),
        said_of=said_of,
    )


@router.get("/facts.{form}")
def facts(page: AnyPage, form: str) -> Response:
    """All dated facts as a file."""
    show, some = model_display(page), view.facts()
    labels = [show.words(kinds()[one.kind].label) for one in some]
    return sheet_file(facts_sheet(some, labels, show), form, "facts-2025")
