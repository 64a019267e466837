"""Whether the server answers: for a supervisor, and for a person who wonders."""

from __future__ import annotations

from fastapi import APIRouter

from monazite import __version__
from monazite.facts import DOCUMENTS, FACTS
from monazite.web.page import AnyPage

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(page: AnyPage) -> dict[str, str | int]:
    """Version and counts, read from the database just now."""
    return {
        "status": "ok",
        "version": __version__,
        "documents": page.workspace.count(DOCUMENTS),
        "facts": page.workspace.count(FACTS),
    }
