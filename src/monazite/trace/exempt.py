"""What an output calls free of quota must come of matter that is: the share such matter has in what the line gives.

The pools of lines and lots are those of `origin`, carried on through the entries of the batch before the output; what
is worked out for that is written with the batch, and not worked out again.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry, Posted
from monazite.store import said
from monazite.trace.accepted import Accepted
from monazite.trace.lots.stated import mass_text
from monazite.trace.origin.projection import OriginProjection

SOURCES = {"recycled": "recycled/", "imported": "import/"}
"""By reason, how the sources of such matter begin."""
ROUNDING_MG = 100
"""Milligrams by which shares that are rounded element by element may differ from one that is not."""


class ExemptChecks:
    """Checks on ``exempt_reo_mg`` of the entries of a batch; see `monazite.ledger.Guard`."""

    def __init__(self, origins: OriginProjection) -> None:
        """Know nothing yet.

        Args:
            origins: of the journal.
        """
        self._origins = origins
        self._connection: Connection | None = None
        self._accepted = Accepted()
        self._seen = 0

    def begin(self, connection: Connection, accepted: Accepted) -> None:
        """Start a batch."""
        self._connection, self._accepted, self._seen = connection, accepted, 0
        self._origins.begin(connection)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Look up at once what will be asked for of entries that are checked next."""
        if self._connection is not None and any(map(_source_of, entries)):
            self._origins.prepare(self._connection, entries)

    def check(self, entry: Entry) -> Problem | None:
        """Whether what an output calls free of quota is more than what such matter has in it."""
        source = _source_of(entry)
        if source is None or self._connection is None:
            return None
        exempt, reason = entry.details["exempt_reo_mg"], entry.details["exempt_reason"]
        covered = self._covered(self._connection, entry, source)
        if exempt <= covered + ROUNDING_MG:
            return None
        most, found = mass_text(covered), mass_text(exempt)
        return said("monazite.trace", "exempt-not-covered", entry.id, covered=most, found=found, reason=reason)

    def _covered(self, connection: Connection, entry: Entry, source: str) -> int:
        """Milligrams of REO of what an output makes that come of some sources, by the entries before it."""
        from monazite.trace.ahead import reo_mg_from  # noqa: PLC0415  loads numpy

        accepted = self._accepted
        booked = [
            Posted(accepted.before.number + place, 0, entry, "" if place in accepted.blocked else None)
            for place, entry in enumerate(accepted.entries[self._seen :], self._seen)
        ]
        self._seen = len(accepted.entries)
        return reo_mg_from(connection, self._origins.ahead(connection, booked), entry, source)


def _source_of(entry: Entry) -> str | None:
    """How the sources begin whose matter an output says to be free of quota; None where it says nothing of the kind."""
    says = entry.details
    if entry.kind != "output" or says.get("stage") != "separation":
        return None
    exempt = says.get("exempt_reo_mg")
    return SOURCES.get(str(says.get("exempt_reason"))) if isinstance(exempt, int) and exempt > 0 else None
