"""The guard of the trade's journal: who may do what, lots that can be, reports that say something.

It knows nothing itself. It asks the checks of the rooms in turn; when a later one refuses, the earlier ones forget.
Lots come first: what is mined without a permit is recorded as blocked, and its lots must be known to be there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry, Guard
from monazite.trace.accepted import Accepted, end_of
from monazite.trace.claims import ClaimChecks
from monazite.trace.corrections import Corrections
from monazite.trace.exempt import ExemptChecks
from monazite.trace.lots.checks import LotChecks
from monazite.trace.lots.closed import LineChecks
from monazite.trace.origin.projection import PROJECTION as ORIGINS
from monazite.trace.origin.projection import OriginProjection
from monazite.trace.permits import PermitChecks
from monazite.trace.permits.standing import Standing
from monazite.trace.reports import ReportChecks

HARD = frozenset({
    "party-unknown", "party-kind", "firm-differs", "line-unknown", "line-of-other", "line-stage", "site-unknown",
    "site-of-other", "permit-unknown", "quota-year", "quota-unit", "exempt-unknown", "exempt-wrong", "mass-wrong",
    "day-early", "actor-stranger",
})  # fmt: skip
"""Slips that refuse an entry even where a fact without permission would be recorded: names, days and years."""

CORRECTING = frozenset({"adjust", "reverse"})
LOOKING_BACK = CORRECTING | {"output"}
"""Kinds that are checked against what was booked before them."""


class TradeGuard:
    """The guard that the journal of a workspace is opened with; see `monazite.ledger.Guard`.

    Args:
        origins: the journal's projection of them, so that what is worked out for a check is not worked out again.
    """

    def __init__(self, origins: OriginProjection = ORIGINS) -> None:
        """Make the checks; they read nothing before `begin`."""
        self._lots = LotChecks()
        permits = PermitChecks()
        self._reports = ReportChecks()
        self._lines = LineChecks()
        self._checks: tuple[Guard, ...] = (self._lots, permits, self._lines, ClaimChecks(), self._reports)
        self._standing = permits.standing
        self._corrections = Corrections(permits.standing)
        self._exempt = ExemptChecks(origins)
        self._accepted = Accepted()

    @property
    def standing(self) -> Standing:
        """Parties as they stand within the batch, for a room that checks on top of this one."""
        return self._standing

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        before, end = self._accepted, end_of(connection)
        lines = self._lines.states
        for check in self._checks:
            check.begin(connection, recorded_ms)
        if before.end == end and CORRECTING.isdisjoint([entry.kind for entry in before.entries]):
            self._lines.take_up(lines)
        self._accepted = Accepted(end, recorded_ms)
        self._corrections.begin(connection, self._accepted)
        self._exempt.begin(connection, self._accepted)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of a batch will ask for; without it they read one by one."""
        self._lots.prepare(entries)
        self._reports.prepare(entries)
        self._exempt.prepare(entries)

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        for number, check in enumerate(self._checks):
            if (problem := check.check(entry)) is not None:
                self._forget(self._checks[:number], entry)
                return problem
        if entry.kind in LOOKING_BACK:
            problem = self._corrections.check(entry) or self._exempt.check(entry)
            if problem is not None:
                self._forget(self._checks, entry)
                return problem
        self._accepted.add(entry)
        return None

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        self._accepted.forget(entry)
        self._forget(self._checks, entry)

    @staticmethod
    def _forget(checks: Sequence[Guard], entry: Entry) -> None:
        for check in reversed(checks):
            check.forget(entry)

    def is_hard(self, problem: Problem) -> bool:
        """Whether it makes an entry meaningless: lots that cannot be, parties nobody knows. No permit is not that."""
        return self._lots.is_hard(problem) or problem.code in HARD

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked: its lots are there."""
        self._lots.blocked(entry)
        self._accepted.add_blocked(entry)
