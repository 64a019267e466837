"""What becomes of a batch: each entry in turn is accepted, a duplicate, blocked or refused, on balances as they run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from monazite.core import Problem, shanghai_day
from monazite.ledger.book import ADJUST, REVERSE
from monazite.ledger.checks import Checks
from monazite.ledger.encode import lines_of
from monazite.ledger.form import Formed
from monazite.ledger.kept import Head, Kept, related, reversals, submissions
from monazite.ledger.record import Answer, BlockingGuard, Entry, Guard, Posted, PreparedGuard
from monazite.ledger.reversal import relates_problem, reversal_problem
from monazite.ledger.said import problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Booked = tuple[Posted, Formed]
"""An entry that is booked, and its lines and hash, which are written."""


class Batch:
    """One batch in one transaction.

    Args:
        connection: of the transaction.
        checks: of the book of rules.
        kept: accounts and balances.
        head: the end of the journal before it.
        recorded_ms: UTC milliseconds since 1970.
        guard: what the rooms check, None for nothing.
    """

    def __init__(
        self, connection: Connection, checks: Checks, kept: Kept, head: Head, recorded_ms: int, *, guard: Guard | None
    ) -> None:
        """Begin on the journal as it stands."""
        self._connection, self._checks, self._kept, self._guard = connection, checks, kept, guard
        self._head, self._recorded_ms = head, recorded_ms
        self._today = shanghai_day(EPOCH + timedelta(milliseconds=recorded_ms)).isoformat()
        self._booked: list[Booked] = []
        self.reversals: list[tuple[int, int]] = []
        self._known: dict[str, tuple[int, bytes]] = {}
        self._related: dict[str, Posted] = {}
        self._reversed: dict[int, str] = {}
        self._number = head.size
        self._blocking = guard if isinstance(guard, BlockingGuard) else None
        if guard is not None:
            guard.begin(connection, recorded_ms)

    def run(self, entries: Sequence[Entry]) -> list[Answer]:
        """Decide on the next entries of the batch in order; `take` gives those that are booked.

        Args:
            entries: some of the batch; of a large one a part, so that what is laid out is still near the processor
                when it is checked and hashed.
        """
        read = self._checks.read
        formed = [read(entry) for entry in entries]
        well = [one for one in formed if type(one) is Formed]
        self._load(well)
        if isinstance(self._guard, PreparedGuard):
            self._guard.prepare([one.entry for one in well])
        return [
            self._answer(one) if type(one) is Formed else _refused(getattr(entry, "id", ""), one)  # type: ignore[arg-type]
            for entry, one in zip(entries, formed, strict=True)
        ]

    def take(self) -> list[Booked]:
        """What was booked since it was last taken."""
        booked, self._booked = self._booked, []
        return booked

    def _load(self, formed: Sequence[Formed]) -> None:
        """What the entries need to know, in few queries; ids beyond the greatest are new without asking."""
        connection, greatest = self._connection, self._head.greatest_id
        ids = {one.entry.id for one in formed if one.entry.id <= greatest}
        self._known.update(submissions(connection, ids - self._known.keys()))
        wanted = {one.entry.relates for one in formed if one.entry.relates is not None} - self._related.keys()
        if wanted:
            found = related(connection, wanted)
            self._related.update(found)
            self._reversed.update(reversals(connection, [posted.number for posted in found.values()]))
        self._kept.load(connection, formed)

    def _answer(self, one: Formed) -> Answer:
        entry = one.entry
        known = self._known.get(entry.id)
        if known is not None:
            number, submission = known
            if submission == one.submission:
                return Answer(entry.id, "duplicate", number)
            return _refused(entry.id, problem("id-taken", entry.id, number=number))
        if found := self._time_problem(entry) or self._checks.kind(one) or self._relation_problem(one):
            return _refused(entry.id, found)
        found = self._act_problem(one)
        if found is None:
            return self._book(one, Posted(self._number, self._recorded_ms, entry))
        return self._fallen_back(one, found)

    def _fallen_back(self, one: Formed, found: Problem) -> Answer:
        """An entry that may not be booked as an act: recorded under its other legs where it may be, else refused."""
        is_final = one.otherwise is None or (self._blocking is not None and self._blocking.is_hard(found))
        if is_final or self._kept.holdings.book(one.entry.id, one.otherwise or (), self._number):
            return _refused(one.entry.id, found)
        return self._block(one, found)

    def _time_problem(self, entry: Entry) -> Problem | None:
        if entry.time[:10] <= self._today:
            return None
        return problem("time-future", entry.id, today=self._today, found=entry.time)

    def _relation_problem(self, one: Formed) -> Problem | None:
        entry = one.entry
        if entry.relates is None and entry.kind not in {REVERSE, ADJUST}:
            return None
        posted = self._related.get(entry.relates or "")
        if found := relates_problem(entry, posted, self._checks.forms.book.kinds[entry.kind]):
            return found
        if entry.kind != REVERSE or posted is None:
            return None
        return reversal_problem(one, posted, self._reversed.get(posted.number), self._kept.holdings.spreads)

    def _act_problem(self, one: Formed) -> Problem | None:
        """Why an entry may not be booked as an act; when it may, its legs are on the balances now."""
        entry, guard = one.entry, self._guard
        if guard is not None and (found := guard.check(entry)):
            return found
        found = self._checks.coupling(one) or self._kept.holdings.book(
            entry.id, one.legs, self._number, is_reversal=entry.kind == REVERSE
        )
        if found is not None and guard is not None:
            guard.forget(entry)
        return found

    def _block(self, one: Formed, reason: Problem) -> Answer:
        """Record a fact that is not permitted, under the legs it falls back to."""
        entry = one.entry
        legs = tuple(flat[0] for flat in one.otherwise or ())
        kept = Entry(entry.id, entry.kind, entry.time, entry.actor, legs, entry.details, entry.evidence, entry.relates)
        one.lines = lines_of(kept, reason.code, one.submission)
        one.body = b"\n".join(one.lines)
        if self._blocking is not None:
            self._blocking.blocked(kept)
        return self._book(one, Posted(self._number, self._recorded_ms, kept, reason.code), reason)

    def _book(self, one: Formed, posted: Posted, reason: Problem | None = None) -> Answer:
        entry, number = posted.entry, posted.number
        self._booked.append((posted, one))
        self._known[entry.id] = (number, one.submission)
        self._number = number + 1
        if entry.kind == REVERSE and entry.relates is not None:
            reverses = self._related[entry.relates].number
            self.reversals.append((number, reverses))
            self._reversed[reverses] = entry.id
        self._related[entry.id] = posted
        return Answer(entry.id, "accepted" if reason is None else "blocked", number, reason)


def _refused(entry_id: object, found: Problem) -> Answer:
    return Answer(entry_id if isinstance(entry_id, str) else "", "refused", None, found)
