"""The work of a batch on this room's tables: done once, by the guard as it accepts entries, written by the projection.

What a batch has read and written is kept for the next one as long as the journal ends where that batch ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_

from sqlalchemy import Connection

from monazite.ledger import Entry, Posted
from monazite.trade.receipts.changes import CHANGES, change
from monazite.trade.receipts.known import stated_slices
from monazite.trade.receipts.rows import Rows

OF_TRACE = frozenset({"sell", "offer", "pledge"})
"""Kinds of the chain that concern this room only when they state lots of receipts."""

End = tuple[int, bytes]
"""How many entries a journal has, and the commitment of the last."""


class Work:
    """What the entries of a batch, in order, have made of the rows of this room's tables.

    Args:
        connection: of the transaction.
        recorded_ms: UTC milliseconds since 1970.
        before: of the batch before; its rows go on where nobody has booked since.
    """

    def __init__(self, connection: Connection, recorded_ms: int, before: Work | None = None) -> None:
        """Begin with nothing of the batch."""
        end = _end_of(connection)
        self.rows = Rows(connection) if before is None else before.hand_on(end, connection)
        self._connection, self._recorded_ms = connection, recorded_ms
        self._first = end[0]
        self._entries: list[Entry] = []
        self._mark: tuple[int, int] | None = None
        self._end: End | None = None

    def hand_on(self, end: End, connection: Connection) -> Rows:
        """The rows, once, when the tables are as this work has left them; else others, which know nothing."""
        if self._end != end or self.rows.is_large:
            return Rows(connection)
        self._end = None
        self.rows.go_on(connection)
        return self.rows

    def accept(self, entry: Entry) -> None:
        """Work in an entry that counts as booked."""
        self._mark = self.rows.mark()
        self._entries.append(entry)
        if is_of_market(entry):
            change(self.rows, entry, self._first + len(self._entries) - 1, self._recorded_ms)

    def forget(self, entry: Entry) -> None:
        """The entry accepted last was not booked after all."""
        if self._mark is not None and self._entries[-1] is entry:
            self.rows.back(self._mark)
            self._entries.pop()
            self._mark = None

    def blocked(self, entry: Entry) -> None:
        """An entry is recorded that changes nothing here."""
        self._entries.append(entry)
        self._mark = None

    def is_of(self, connection: Connection, posted: Sequence[Posted]) -> bool:
        """Whether it is the work of just these entries of a batch."""
        if connection is not self._connection or len(posted) != len(self._entries):
            return False
        begins = not posted or (posted[0].number, posted[0].recorded_ms) == (self._first, self._recorded_ms)
        return begins and all(map(is_, [one.entry for one in posted], self._entries))

    def save(self) -> None:
        """Write it; the entries stand in the journal of the transaction."""
        self.rows.save()
        self._end = _end_of(self._connection)


def is_of_market(entry: Entry) -> bool:
    """Whether an entry may change anything in this room's tables."""
    if entry.kind not in CHANGES:
        return False
    if entry.kind in OF_TRACE:
        return stated_slices(entry.details) is not None
    if entry.kind == "invoice":
        return "settlement" in entry.evidence
    return entry.kind != "reverse" or not entry.legs


def _end_of(connection: Connection) -> End:
    """Where the journal of a transaction ends; commitments are of random seeds, so that no two batches are alike."""
    last = connection.exec_driver_sql(_LAST).first()
    return (0, b"") if last is None else (last[0] + 1, last[1])


_LAST = "SELECT number, commitment FROM journal_entries ORDER BY number DESC LIMIT 1"
