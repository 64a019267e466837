"""On whose behalf a program acts: the header ``X-Acting-As``, which no form or link of another site can send."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Header

from monazite.core import UsageError
from monazite.store import said

ACTING = "X-Acting-As"
"""Not of those that a browser sends to another site without asking it first (Fetch standard, CORS-safelisted names)."""
MEANING = "the member on whose behalf this is said, percent-encoded UTF-8"


def acting_as(header: str | None) -> str:
    """The party that a request names.

    Args:
        header: value of the header; None where it is missing.

    Raises:
        UsageError: ``acting-missing``, ``acting-malformed``.

    >>> acting_as("%E5%8C%85%E9%92%A2")
    '包钢'
    """
    if not header or not header.strip():
        raise UsageError(said("monazite.app", "acting-missing", ACTING))
    try:
        return unquote(header.strip().encode("ascii").decode("ascii"), errors="strict")
    except UnicodeError as error:
        raise UsageError(said("monazite.app", "acting-malformed", ACTING)) from error


def _acting(header: Annotated[str | None, Header(alias=ACTING, max_length=600, description=MEANING)] = None) -> str:
    return acting_as(header)


Acting = Annotated[str, Depends(_acting)]
"""How a handler asks for the acting party."""
