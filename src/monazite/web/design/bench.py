"""The bench (试验台): sliders of composition and process, and all that follows from them at once."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from monazite.core import ProblemError
from monazite.web.design import bench_view as view
from monazite.web.design.around import around
from monazite.web.design.asked import USUAL, asked
from monazite.web.design.curves import TONES
from monazite.web.design.display import design_display
from monazite.web.design.files import FILES, file_of
from monazite.web.design.words import field_names
from monazite.web.page import AnyPage
from monazite.web.uploads import SentForm, actor_missing, check_token, text_of

router = APIRouter(prefix="/design/bench", include_in_schema=False)
NOT_FOUND, LONGEST = 404, 64


@router.get("")
def bench(page: AnyPage) -> Response:
    """The recipe of the address, or the usual one."""
    wanted = asked(page.request.query_params, field_names(page))
    one = view.bench_of(page.workspace, wanted)
    return page.render(
        "design/bench.html", show=design_display(page), asked=wanted, bench=one, tones=TONES,
        curve=view.rows_of(one) if one else (), usual=USUAL, **around(page),
    )  # fmt: skip


@router.post("/send")
def send(page: AnyPage, sent: SentForm) -> Response:
    """Send the recipe of a form to plan, as a candidate for a motor; once, however often the form is sent.

    Raises:
        ProblemError: without an acting party, for a recipe that cannot be used, or as plan refuses it.
    """
    check_token(page, sent)
    if not page.actor:
        raise ProblemError(actor_missing(page))
    wanted = asked(QueryParams({name: text_of(sent, name) for name in ("recipe", *USUAL)}), field_names(page))
    one = view.bench_of(page.workspace, wanted)
    if one is None:
        raise ProblemError(wanted.problems[0])
    motor = text_of(sent, "motor").strip()[:LONGEST]
    done = page.workspace.design.send(one, motor, actor=page.actor)
    return page.render("design/sent.html", show=design_display(page), sent=done, motor=motor, line=wanted.line)


@router.get("/{name}")
def bench_file(page: AnyPage, name: str) -> Response:
    """The recipe of the address as a file.

    Raises:
        HTTPException: 404, for a file that there is not.
        ProblemError: for a recipe that cannot be used.
    """
    if name not in FILES:
        raise HTTPException(NOT_FOUND)
    wanted = asked(page.request.query_params, field_names(page))
    one = view.bench_of(page.workspace, wanted)
    if one is None:
        raise ProblemError(wanted.problems[0])
    return file_of(name, one, page.language)
