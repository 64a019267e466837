"""Sheets of acts: a template to fill in, a rehearsal of what came back, and the booking, which is a step of its own."""

from __future__ import annotations

import re
from collections import Counter

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from monazite.core import ProblemError
from monazite.store import sha256_of
from monazite.trace.acts import template
from monazite.web.page import AnyPage
from monazite.web.trace.act_pages import act_pages
from monazite.web.trace.display import named_display
from monazite.web.trace.sheet_rehearsal import rehearsed
from monazite.web.uploads import SentForm, SentSheet, actor_missing, check_token, file_of, text_of

router = APIRouter(include_in_schema=False)
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
HASH = re.compile(r"[0-9a-f]{64}")
NOT_FOUND, REFUSED = 404, 422
SHOWN = 200
"""Answers that are listed one by one."""
LONGEST_NAME = 200


@router.get("/{name}/template.{form}")
def sheet_template(page: AnyPage, name: str, form: str) -> Response:
    """The template of an act as a file."""
    if form not in TYPES:
        raise HTTPException(NOT_FOUND)
    found = act_pages(page).book.registry.act(name)
    headers = {"content-disposition": f'attachment; filename="{found.name}.{form}"'}
    return Response(template(found, form, page.language), media_type=TYPES[form], headers=headers)


@router.get("/{name}/sheet")
@router.get("/{name}/book")
def back_to_form(page: AnyPage, name: str) -> Response:
    """A reader who comes back to the address of a step begins anew."""
    pages = act_pages(page)
    return RedirectResponse(f"{pages.address}/{pages.book.registry.act(name).name}", status_code=303)


@router.post("/{name}/sheet")
def rehearse_sheet(page: AnyPage, name: str, sent: SentSheet) -> Response:
    """Read a sheet and say what booking it would do; nothing is booked."""
    check_token(page, sent)
    pages = act_pages(page)
    found = pages.book.registry.act(name)
    given = file_of(sent, "file")
    if given is None:
        return RedirectResponse(f"{pages.address}/{found.name}#sheet", status_code=303)
    if not page.actor:
        raise ProblemError(actor_missing(page))
    data, file_name = given
    sha256 = sha256_of(data)
    result = rehearsed(pages.book, data, found.name, actor=page.actor, name=file_name, sha256=sha256)
    if result.rows:
        page.workspace.home.raw.keep(data, sha256)
    return page.render(
        "trace/act_sheet.html", status=REFUSED if result.problems else 200, show=named_display(page), act=found,
        pages=pages, result=result, sha256=sha256, name=file_name[:LONGEST_NAME], most=SHOWN,
    )  # fmt: skip


@router.post("/{name}/book")
def book_sheet(page: AnyPage, name: str, sent: SentForm) -> Response:
    """Book a sheet that was rehearsed: all of it, or its good rows."""
    check_token(page, sent)
    pages = act_pages(page)
    found, sha256 = pages.book.registry.act(name), text_of(sent, "sha256")
    if not HASH.fullmatch(sha256):
        raise HTTPException(NOT_FOUND)
    if not page.actor:
        raise ProblemError(actor_missing(page))
    data = page.workspace.home.raw.bytes_of(sha256)
    booked = pages.book.book(
        data, found.name, actor=page.actor, skip_bad=text_of(sent, "what") == "good",
        name=text_of(sent, "name")[:LONGEST_NAME],
    )  # fmt: skip
    return page.render(
        "trace/act_booked.html", status=REFUSED if booked.problems and not booked.answers else 200,
        show=named_display(page), pages=pages, act=found, booked=booked, most=SHOWN,
        counts=Counter(answer.status for answer in booked.answers),
    )  # fmt: skip
