"""What one may rely on here, and how to check it without relying on this server."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app.trust import figures, measured, trust_of
from monazite.web.page import AnyPage

router = APIRouter(include_in_schema=False)
LIMITS = ("reading", "simulated", "alarms", "design", "accounts", "witness", "size")
"""What is known to be weak, as ``trust.limit.<key>`` says it."""


@router.get("/trust")
def trust(page: AnyPage) -> Response:
    """The page of trust."""
    return page.render(
        "trust.html", trust=trust_of(page.workspace), figures=figures(), measured=measured(), limits=LIMITS
    )  # fmt: skip
