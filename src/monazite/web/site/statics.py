"""Style sheets, scripts and the chart library, under addresses that hold the fingerprint of their bytes."""

from __future__ import annotations

from pathlib import PurePosixPath

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.web.charts import TYPES, static_address, static_file

router = APIRouter(include_in_schema=False)
FOR_GOOD = "public, max-age=31536000, immutable"


@router.get("/static/{fingerprint}/{name}")
def static(fingerprint: str, name: str) -> Response:
    """One static file. Its address changes with its bytes, so a browser may keep it for good."""
    content = static_file(name)
    if content is None:
        raise HTTPException(404)
    is_current = static_address(name) == f"/static/{fingerprint}/{name}"
    headers = {"cache-control": FOR_GOOD if is_current else "no-cache"}
    return Response(content, media_type=TYPES[PurePosixPath(name).suffix], headers=headers)


@router.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for browsers that ask without looking."""
    return Response(static_file("icon.svg"), media_type=TYPES[".svg"], headers={"cache-control": "max-age=86400"})
