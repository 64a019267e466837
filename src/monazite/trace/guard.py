"""The guard of the trade's journal: who may do what, lots that can be, reports that say something.

It knows nothing itself. It asks the checks of the rooms in turn; when a later one refuses, the earlier ones forget.
Lots come first: what is mined without a permit is recorded as blocked, and its lots must be known to be there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry, Guard
from monazite.trace.claims import ClaimChecks
from monazite.trace.lots.checks import LotChecks
from monazite.trace.permits import PermitChecks
from monazite.trace.reports import ReportChecks

HARD = frozenset({"party-unknown", "party-kind", "firm-differs"})
"""Problems with the parties of an entry that refuse it even where a fact without permission would be recorded."""


class TradeGuard:
    """The guard that the journal of a workspace is opened with; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Make the checks; they read nothing before `begin`."""
        self._lots = LotChecks()
        self._checks: tuple[Guard, ...] = (self._lots, PermitChecks(), ClaimChecks(), ReportChecks())

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        for check in self._checks:
            check.begin(connection, recorded_ms)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of a batch will ask for; without it they read lot by lot."""
        self._lots.prepare(entries)

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        for number, check in enumerate(self._checks):
            if (problem := check.check(entry)) is not None:
                for passed in reversed(self._checks[:number]):
                    passed.forget(entry)
                return problem
        return None

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        for check in reversed(self._checks):
            check.forget(entry)

    def is_hard(self, problem: Problem) -> bool:
        """Whether it makes an entry meaningless: lots that cannot be, parties nobody knows. No permit is not that."""
        return self._lots.is_hard(problem) or problem.code in HARD

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked: its lots are there."""
        self._lots.blocked(entry)
