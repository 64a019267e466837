"""The log as static files in the layout of c2sp.org/tlog-tiles, for whoever keeps a copy: as `publish` writes them."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import PlainTextResponse, Response

from monazite.core import ProblemError
from monazite.ledger.log import WIDTH, entry_bundle, tile
from monazite.web.page import AnyPage

router = APIRouter()
PATH = re.compile(r"(?P<level>entries|[0-7])/(?P<index>(?:x\d{3}/){0,4}\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?")
FOR_GOOD = "public, max-age=31536000, immutable"
"""A tile of a log never changes, a partial one neither: it has its width in its name."""
NOT_FOUND = 404


@router.get("/checkpoint")
def checkpoint(page: AnyPage) -> Response:
    """The latest signed note."""
    if not page.workspace.trace.size():
        raise HTTPException(NOT_FOUND)
    return PlainTextResponse(page.workspace.trace.checkpoint(), headers={"cache-control": "no-cache"})


@router.get("/tile/{path:path}")
def one_tile(page: AnyPage, path: str) -> Response:
    """A tile of hashes, or a bundle of entries."""
    match = PATH.fullmatch(path)
    if match is None:
        raise HTTPException(NOT_FOUND)
    number, width = int(re.sub(r"\D", "", match["index"])), int(match["width"] or WIDTH)
    with page.workspace.reading() as connection:
        try:
            if match["level"] == "entries":
                data = entry_bundle(connection, number, width)
            else:
                data = tile(connection, int(match["level"]), number, width)
        except ProblemError as error:
            if error.problem.code in {"tile-unknown", "checkpoint-none"}:
                raise HTTPException(NOT_FOUND) from error
            raise
    return Response(data, media_type="application/octet-stream", headers={"cache-control": FOR_GOOD})
