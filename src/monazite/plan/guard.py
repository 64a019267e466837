"""The guard of a workspace's journal: the rules of chain and exchange, then those of what is agreed in plan."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.plan.journal.checks import CHECKS
from monazite.plan.journal.seen import Seen
from monazite.trade.guard import MarketGuard


class PlanGuard:
    """What the journal of a workspace is opened with; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Make the checks; they read nothing before `begin`."""
        self._market = MarketGuard()

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        self._market.begin(connection, recorded_ms)
        self._seen = Seen(connection, self._market.standing)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of a batch will ask for."""
        self._market.prepare(entries)

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        found = self._market.check(entry)
        check = CHECKS.get(entry.kind)
        if found is not None or check is None:
            return found
        if (found := check(self._seen, entry)) is None:
            self._seen.accept(entry)
        else:
            self._market.forget(entry)
        return found

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        self._seen.forget(entry)
        self._market.forget(entry)

    def is_hard(self, problem: Problem) -> bool:
        """Whether it makes an entry meaningless; what was never agreed is not recorded as if it were."""
        return self._market.is_hard(problem) or problem.code.startswith("book-")

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked."""
        self._market.blocked(entry)
