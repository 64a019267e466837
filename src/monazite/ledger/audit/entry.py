"""One row of the journal by itself: columns against body, body against commitment, submission, time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from monazite.core import shanghai_day
from monazite.ledger.audit.body import Body, NotCanonicalError, read_body
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Row
from monazite.ledger.audit.seal import SEED, commitment, leaf
from monazite.ledger.audit.tree import HASH, leaf_hash

TABLE = "journal_entries"
COLUMNS = "number, id, kind, event_time, recorded_ms, actor, submission, seed, commitment, body"
CARRIED = ("id", "kind", "event_time", "actor")
"""Columns that say again what the body says."""
LATEST_MS = 1 << 62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class EntryCheck:
    """Checks rows of the journal one by one, and says what their leaves are.

    Args:
        findings: where differences go.
        now_ms: nothing was recorded later; UTC milliseconds since 1970.
    """

    def __init__(self, findings: Findings, now_ms: int) -> None:
        self.findings, self.now_ms = findings, now_ms
        self.last_ms = 0
        self.time_ms = -1
        self._day = ""

    def check(self, row: Row) -> tuple[Body | None, bytes]:
        """What the body says (None when it says nothing), and the hash of the leaf."""
        number, raw, seed = row[0], row[9], row[7]
        self._time(number, row[4])
        if type(raw) is not bytes or type(seed) is not bytes or len(seed) != SEED:
            self._add("seed-form" if type(raw) is bytes else "body-unreadable", number, "seed", line=1)
            return None, b""
        lines = raw.split(b"\n")
        committed = commitment(seed, lines)
        if committed != row[8]:
            self._add("body-commitment", number, "commitment", kept=row[8], computed=committed)
        try:
            body = read_body(raw, lines)
        except NotCanonicalError as error:
            self._add("body-unreadable", number, "body", line=error.args[0] + 1)
            return None, self.leaf_of(number, row[4], committed)
        self._columns(row, body)
        if body.time[:10] > self._day:
            self._add("event-future", number, "event_time", time=body.time, day=self._day)
        self._submission(row, body)
        return body, self.leaf_of(number, row[4], committed)

    @staticmethod
    def leaf_of(number: int, recorded_ms: object, committed: bytes) -> bytes:
        """The hash of a leaf; of a time that no leaf can hold, none."""
        if type(recorded_ms) is not int or not 0 <= recorded_ms < LATEST_MS:
            return b""
        return leaf_hash(leaf(number, recorded_ms, committed))

    def _time(self, number: int, recorded_ms: Any) -> None:
        self.time_ms = -1
        if type(recorded_ms) is not int:
            self._add("time-form", number, "recorded_ms", found=recorded_ms)
            return
        if recorded_ms < self.last_ms:
            self._add("time-back", number, "recorded_ms", found=recorded_ms, before=self.last_ms)
        if not 0 <= recorded_ms <= self.now_ms + number:  # each batch is a millisecond later at least
            self._add("time-future", number, "recorded_ms", found=recorded_ms, now=self.now_ms)
            return
        if recorded_ms != self.last_ms:
            self._day = shanghai_day(EPOCH + timedelta(milliseconds=recorded_ms)).isoformat()
        self.last_ms = self.time_ms = recorded_ms

    def _columns(self, row: Row, body: Body) -> None:
        said = (body.id.encode(), body.kind.encode(), body.time.encode(), body.actor.encode())
        if said == (row[1], row[2], row[3], row[5]):
            return
        for column, kept, text in zip(CARRIED, (row[1], row[2], row[3], row[5]), said, strict=True):
            if kept != text:
                self._add("column-body", row[0], column, kept=kept, said=text)

    def _submission(self, row: Row, body: Body) -> None:
        """The submission as kept against the body: it says the hash when there were legs to fall back to."""
        kept, said = row[6], body.submission
        if type(kept) is not bytes or len(kept) != HASH:
            self._add("submission-form", row[0], "submission", found=kept)
        elif kept.hex() != said if said is not None else kept != sha256(row[9]).digest():
            self._add("submission-body", row[0], "submission", kept=kept)

    def _add(self, code: str, number: int, where: str, **values: object) -> None:
        self.findings.add(code, TABLE, number, where, **values)
