"""The bodies of forms, read with a limit: fields that data declare, and files, which wait on disk and not in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message, Receive

from monazite.core import Problem, ProblemError
from monazite.store import said
from monazite.web.page import Page

MB = 1_000_000
MOST_FORM_MB, MOST_SHEET_MB = 2, 50
ENVELOPE = 20_000
"""Bytes that a form puts around its file."""
MOST_FIELDS = 5_000
FORBIDDEN = 403


async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """The fields of a form that declares them elsewhere."""
    async for form in _read(request, MOST_FORM_MB):
        yield form


async def sent_sheet(request: Request) -> AsyncIterator[FormData]:
    """A form with a file; more than a spoonful of it lies on disk."""
    async for form in _read(request, MOST_SHEET_MB):
        yield form


async def _read(request: Request, most_mb: int) -> AsyncIterator[FormData]:
    limited = Request(request.scope, _limited(request.receive, most_mb))
    form = await limited.form(max_files=1, max_fields=MOST_FIELDS)
    try:
        yield form
    finally:
        await form.close()


def _limited(receive: Receive, most_mb: int) -> Receive:
    """The body of a request, refused as soon as it is longer than it may be."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most_mb * MB + ENVELOPE:
            raise ProblemError(said("monazite.trace", "sheet-too-large", "form", size=seen // MB, most=most_mb))
        return message

    return receiving


def check_token(page: Page, form: FormData) -> None:
    """Refuse a form that was not made for this browser's session.

    Raises:
        HTTPException: 403, when its token is missing or another's.
    """
    token = form.get("token", "")
    if not isinstance(token, str) or not page.site.signer.is_token(page.session, token):
        raise HTTPException(FORBIDDEN)


def actor_missing(page: Page) -> Problem:
    """The Problem of a form that nobody stands behind."""
    return said("monazite.trace", "actor-missing", page.t("settings.actor"))


def text_of(form: FormData, name: str) -> str:
    """A field of a form as text, empty where it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def file_of(form: FormData, name: str) -> tuple[bytes, str] | None:
    """The bytes and the name of a file of a form; None where none was chosen."""
    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    return value.file.read(), value.filename


SentForm = Annotated[FormData, Depends(sent_form)]
SentSheet = Annotated[FormData, Depends(sent_sheet)]
