"""The part of the guard that knows receipts, liens and money at venues; see `monazite.ledger.Guard`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.trace.lots.legs import HELD, lots_named
from monazite.trace.permits.standing import Standing
from monazite.trade.receipts.binding import cancel_fault, count_fault, offer_fault, receipt_fault
from monazite.trade.receipts.documents import DOCUMENTS
from monazite.trade.receipts.known import BOUND, RECEIPTS, bound_receipt, stated_slices
from monazite.trade.receipts.liens import bare_fault, pledge_fault
from monazite.trade.receipts.money import MONEY, invoice_fault, outside_fault, settle_fault
from monazite.trade.receipts.project import PROJECTION, Projection
from monazite.trade.receipts.said import problem
from monazite.trade.receipts.seen import Seen
from monazite.trade.receipts.work import OF_TRACE, Work

Check = Callable[[Seen, Entry], Problem | None]
OWN: Mapping[str, Check] = {
    **DOCUMENTS, **MONEY, "receipt": receipt_fault, "receipt_cancel": cancel_fault, "stock_count": count_fault,
}  # fmt: skip
"""Kinds of this room: which check."""
OF_CHAIN: Mapping[str, tuple[tuple[str, ...], Check]] = {
    "sell": (("trade",), settle_fault), "offer": (("slices",), offer_fault),
    "pledge": (("slices", "pledge"), pledge_fault), "invoice": (("settlement",), invoice_fault),
}  # fmt: skip
"""Kinds of the chain that are this room's when they state something: what, in details or evidence, and which check."""
OUTSIDE: Mapping[str, Callable[[Entry], Problem | None]] = {"sell": outside_fault, "pledge": bare_fault}
"""Kinds of the chain that touch nothing of this room's when they state nothing of it: what says that they do."""
REVERSE = "reverse"


class ReceiptChecks:
    """Checks of this room.

    Args:
        standing: of the parties.
        projection: of the journal, which writes what is worked out here.
    """

    def __init__(self, standing: Standing, projection: Projection = PROJECTION) -> None:
        """Know nothing yet."""
        self._standing, self._projection = standing, projection
        self._before: Work | None = None
        self._has_bound = False

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        before = self._before
        self._work = self._before = Work(connection, recorded_ms, before)
        self._seen = Seen(connection, self._standing, self._work.rows)
        if before is None or before.rows is not self._work.rows:
            self._has_bound = connection.exec_driver_sql(_ANY_BOUND).first() is not None
        self._projection.expect(connection, self._work)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once which lots of these entries receipts bind, and the receipts they state."""
        rows = self._seen.rows
        if self._has_bound:
            rows.read(BOUND, [(lot,) for entry in entries if _check_of(entry) is None for lot in lots_named(entry)])
        named = {
            (one[0],)
            for entry in entries
            if entry.kind in OF_TRACE
            for one in _listed(stated_slices(entry.details))
            if isinstance(one, list) and one and isinstance(one[0], str)
        }  # fmt: skip
        if named:
            rows.read(RECEIPTS, named)
            rows.read("trade_holdings", named)

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        found = self._problem(entry)
        if found is None:
            self._accept(entry)
        return found

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        self._seen.forget(entry)
        self._work.forget(entry)

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked: none of this room's is, but its lots are there."""
        self._seen.accept(entry)
        self._work.blocked(entry)

    def _problem(self, entry: Entry) -> Problem | None:
        if (check := _check_of(entry)) is not None:
            return check(self._seen, entry)
        found = None
        if entry.kind == REVERSE:
            found = self._reversed_fault(entry)
        elif entry.kind in OUTSIDE:
            found = OUTSIDE[entry.kind](entry)
        return found or self._bound_fault(entry)

    def _bound_fault(self, entry: Entry) -> Problem | None:
        """The lot of an entry that a live receipt binds: only its venue's business may touch it."""
        if not self._has_bound:
            return None
        rows = self._seen.rows
        for leg in entry.legs:
            account = leg.account
            if account.partition("/")[0] in HELD:
                lot = account.rpartition("/")[2]
                if (receipt := bound_receipt(rows, lot)) is not None:
                    return problem("receipt-bound", entry.id, lot=lot, found=receipt)
        return None

    def _reversed_fault(self, entry: Entry) -> Problem | None:
        """What a venue has booked is not reversed: members have relied on it."""
        before = None if entry.relates is None else self._seen.entry(entry.relates)
        if before is None:
            return None
        is_market = before.kind in OWN or stated_slices(before.details) is not None
        return problem("receipt-reversal", entry.id, found=before.kind) if is_market else None

    def _accept(self, entry: Entry) -> None:
        self._seen.accept(entry)
        self._work.accept(entry)
        self._has_bound = self._has_bound or entry.kind == "receipt"


def _check_of(entry: Entry) -> Check | None:
    """The check of an entry that is this room's: of its kinds all, of the chain's those that say so."""
    kind = entry.kind
    if (check := OWN.get(kind)) is not None:
        return check
    names, check = OF_CHAIN.get(kind, ((), None))
    return check if any(name in entry.details or name in entry.evidence for name in names) else None


def _listed(stated: object) -> list[object]:
    return stated if isinstance(stated, list) else []


_ANY_BOUND = f"SELECT 1 FROM {BOUND} LIMIT 1"  # noqa: S608  a name of ours
