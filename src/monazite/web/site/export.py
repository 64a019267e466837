"""Every list as a file: CSV, xlsx, Parquet, JSON or JSON lines, with the filters and the order of its page."""

from __future__ import annotations

from itertools import chain

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response, StreamingResponse

from monazite.store import MEDIA_TYPES, export_chunks
from monazite.web.lists import declared_list, whole
from monazite.web.page import AnyPage

router = APIRouter(prefix="/export", include_in_schema=False)
LABELLED = ("csv", "xlsx")
"""Formats whose header row is for people."""


@router.get("/{name}.{form}")
def exported(page: AnyPage, name: str, form: str) -> Response:
    """A list as a file."""
    if declared_list(name) is None or form not in MEDIA_TYPES:
        raise HTTPException(404)
    declared, rows = whole(page.workspace, name, page.request.query_params)
    labels = page.language if form in LABELLED else None
    chunks = export_chunks(form, declared.shown, rows, as_json=declared.as_json, labels=labels)
    first = next(chunks, b"")  # a filter that cannot be used is an error page, so it must show before the answer starts
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(chain((first,), chunks), media_type=MEDIA_TYPES[form], headers=headers)
