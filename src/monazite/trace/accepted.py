"""The entries that a batch has booked so far: they stand in no table yet."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from monazite.ledger import Entry


class End(NamedTuple):
    """The end of the journal: the number of the next entry, and id and recorded time of the last."""

    number: int = 0
    id: str = ""
    recorded_ms: int = -1


def end_of(connection: Connection) -> End:
    """The end of the journal as it stands."""
    last = "SELECT number + 1, id, recorded_ms FROM journal_entries ORDER BY number DESC LIMIT 1"
    row = connection.exec_driver_sql(last).first()
    return End() if row is None else End(*row)


class Accepted:
    """Entries of the batch that passed or are recorded as blocked, in order, with the legs that are booked.

    Args:
        entries: so far. Whatever looks at them remembers how far it has looked; only the last is ever taken back.
        blocked: places of those that are recorded as blocked.
    """

    def __init__(self, before: End = End(), recorded_ms: int = -1) -> None:  # noqa: B008  a constant
        """Start a batch.

        Args:
            before: the end of the journal.
            recorded_ms: when the batch is recorded.
        """
        self.before, self._recorded_ms = before, recorded_ms
        self.entries: list[Entry] = []
        self.blocked: set[int] = set()

    @property
    def end(self) -> End:
        """The end of the journal when these are booked."""
        if not self.entries:
            return self.before
        return End(self.before.number + len(self.entries), self.entries[-1].id, self._recorded_ms)

    def add(self, entry: Entry) -> None:
        """It passed all checks."""
        self.entries.append(entry)

    def forget(self, entry: Entry) -> None:
        """It was refused after all."""
        if self.entries and self.entries[-1] is entry:
            self.entries.pop()

    def add_blocked(self, entry: Entry) -> None:
        """It is recorded as blocked, under these legs."""
        self.blocked.add(len(self.entries))
        self.entries.append(entry)

    def find(self, entry_id: str | None) -> Entry | None:
        """The entry of an id, the newest first, since entries are corrected soon after."""
        return next((entry for entry in reversed(self.entries) if entry.id == entry_id), None)
