"""The guard of a workspace's journal: the chain's rules, then those of receipts, liens and money at venues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.trace import TradeGuard
from monazite.trace.permits.standing import Standing
from monazite.trade.receipts.checks import ReceiptChecks


class MarketGuard:
    """What the journal of a workspace is opened with; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Make the checks; they read nothing before `begin`."""
        self._chain = TradeGuard()
        self._receipts = ReceiptChecks(self._chain.standing)

    @property
    def standing(self) -> Standing:
        """Parties as they stand within the batch, for a room that checks on top of this one."""
        return self._chain.standing

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        self._chain.begin(connection, recorded_ms)
        self._receipts.begin(connection, recorded_ms)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of a batch will ask for."""
        self._chain.prepare(entries)
        self._receipts.prepare(entries)

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        found = self._chain.check(entry)
        if found is None and (found := self._receipts.check(entry)) is not None:
            self._chain.forget(entry)
        return found

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        self._receipts.forget(entry)
        self._chain.forget(entry)

    def is_hard(self, problem: Problem) -> bool:
        """Whether it makes an entry meaningless; what binds a receipt does, since no fact of it could be true."""
        return self._chain.is_hard(problem) or problem.code.startswith(("receipt-", "settle-"))

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked."""
        self._chain.blocked(entry)
        self._receipts.blocked(entry)
