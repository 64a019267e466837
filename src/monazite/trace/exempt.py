"""What an output calls free of quota must come of matter that is: the share such matter has in what the line gives.

The pools of lines and lots are those of `origin`, carried on through the entries of the batch that led to the line;
entries that have nothing to do with a line whose output is called free of quota cost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.store import said
from monazite.trace.accepted import Accepted
from monazite.trace.lots.stated import mass_text

if TYPE_CHECKING:
    from monazite.trace.ahead import Ahead

SOURCES = {"recycled": "recycled/", "imported": "import/"}
"""By reason, how the sources of such matter begin."""
ROUNDING_MG = 100
"""Milligrams by which shares that are rounded element by element may differ from one that is not."""


class ExemptChecks:
    """Checks on ``exempt_reo_mg`` of the entries of a batch; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._connection: Connection | None = None
        self._accepted = Accepted()
        self._ahead: Ahead | None = None

    def begin(self, connection: Connection, accepted: Accepted) -> None:
        """Start a batch."""
        self._connection, self._accepted, self._ahead = connection, accepted, None

    def check(self, entry: Entry) -> Problem | None:
        """Whether what an output calls free of quota is more than what such matter has in it."""
        if entry.kind != "output" or self._connection is None:
            return None
        exempt, reason = entry.details.get("exempt_reo_mg"), entry.details.get("exempt_reason")
        source = SOURCES.get(str(reason))
        if not isinstance(exempt, int) or exempt <= 0 or source is None or entry.details.get("stage") != "separation":
            return None
        if self._ahead is None:
            from monazite.trace.ahead import Ahead  # noqa: PLC0415  loads numpy

            self._ahead = Ahead(self._connection, self._accepted)
        covered = self._ahead.reo_mg_from(entry, source)
        if exempt <= covered + ROUNDING_MG:
            return None
        most, found = mass_text(covered), mass_text(exempt)
        return said("monazite.trace", "exempt-not-covered", entry.id, covered=most, found=found, reason=reason)
