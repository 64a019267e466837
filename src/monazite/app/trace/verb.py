"""The verb trace in Python, ``workspace.trace``: it posts, asks and proves through ``trace`` and ``ledger``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.app.trace.act_book import ActBook
from monazite.app.trace.booking import rehearse
from monazite.app.trace.journal import open_journal
from monazite.app.trace.last_audit import LastAudit, last_audit, remember_audit
from monazite.core import ProblemError
from monazite.store import DeclaredList, ListQuery, Records, Results, nearest, said

if TYPE_CHECKING:
    from monazite.ledger import Answer, Entry, Journal, Posted
    from monazite.ledger.audit import AuditReport
    from monazite.ledger.log import Published, Verifier
    from monazite.trace.acts import Registry
    from monazite.trace.balance import PeriodBalance
    from monazite.trace.detect import Alarm
    from monazite.trace.lots import Lot
    from monazite.trace.origin import Lineage, Origin
    from monazite.trace.passport import Passport
    from monazite.trace.permits import LicenceUse, QuotaUse, StoredParty
    from monazite.trace.reports import MonthlyReport, ReportStatus
    from monazite.trace.simulate import Simulation

DIGITS = 20
"""Digits of the number of an entry, at most; the journal counts with 64 bits."""


class Trace(ActBook):
    """The journal of a workspace, what the trade asks of it, and the acts of the chain."""

    @cached_property
    def journal(self) -> Journal:
        """The journal, with the rules, tables and permits of the trade; its key is made with the workspace."""
        return open_journal(self.home, self.clock)

    @property
    def registry(self) -> Registry:
        """The acts of the chain."""
        from monazite.trace.acts import TRACE  # noqa: PLC0415  the room is large

        return TRACE

    # ---- write

    def post(self, entries: Sequence[Entry], *, whole: bool = False) -> list[Answer]:
        """Post entries in one transaction; each is accepted, known already, blocked or refused.

        Args:
            entries: in order.
            whole: whether all are kept out when one is refused.
        """
        if whole:
            answers = self.rehearse(entries)
            if any(answer.status == "refused" for answer in answers):
                return answers
        return self.journal.post(entries)

    def rehearse(self, entries: Sequence[Entry]) -> list[Answer]:
        """What posting these entries would answer; nothing is kept."""
        return rehearse(self.home.database, self.journal, entries)

    def again(self, name: str, numbers: Sequence[int]) -> None:
        """Nothing is left to do: an entry is all there is of an act of the chain."""

    def simulate(
        self,
        *,
        year: int,
        lots: int,
        seed: int,
        fraud: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        beside: Callable[[date], None] | None = None,
    ) -> Simulation:
        """Write a simulated year of the chain, clearly marked; `beside` is told each new day before it is written."""
        from monazite.app.trace.year import nobody, write_year  # noqa: PLC0415  loads the simulator
        from monazite.trace.simulate import parse_fraud  # noqa: PLC0415  as above

        made = write_year(
            lambda clock: open_journal(self.home, clock or self.clock),
            year=year, lots=lots, seed=seed, fraud=parse_fraud(fraud) if fraud else None, progress=progress,
            beside=beside or nobody,
        )  # fmt: skip
        self.settle()
        return made

    def settle(self) -> int:
        """Bring origins after corrections up to date; how many lots were made right."""
        from monazite.trace.origin import settle  # noqa: PLC0415  loads numpy

        with self.home.database.writing() as connection:
            return settle(connection)

    # ---- ask

    def records(self, declared: DeclaredList, query: ListQuery | None = None) -> Records:
        """The rows of a declared list, all of them unless the query says otherwise."""
        return Records(self.home.database, declared, query or ListQuery(limit=None))

    def lots(self, *, limit: int | None = None, **filters: str) -> Records:
        """Lots that pass all filters: ``text``, ``product``, ``holder``, ``stage``, ``status``, ``month``, ``line`` ...

        Raises:
            UsageError: when the rows are read and a filter or its value is not known.
        """
        from monazite.trace.lots.lists import LOT_LIST  # noqa: PLC0415  the room is large

        return self.records(LOT_LIST, ListQuery(filters, limit=limit))

    def blocked(self, *, limit: int | None = None, **filters: str) -> Records:
        """Lots that are blocked (封存), with the reason."""
        from monazite.trace.lots.lists import BLOCKED_LOTS  # noqa: PLC0415  the room is large

        return self.records(BLOCKED_LOTS, ListQuery(filters, limit=limit))

    def lot(self, lot_id: str) -> Lot:
        """A lot with where its matter is and all that happened to it.

        Raises:
            ProblemError: when there is none of that id.
        """
        from monazite.trace.lots import lot  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return lot(connection, lot_id)

    def origin(self, lot_id: str) -> Origin:
        """The sources of a lot, element by element."""
        from monazite.trace.origin import origin_of  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            return origin_of(connection, lot_id)

    def upstream(self, lot_id: str) -> Lineage:
        """What a lot came from."""
        from monazite.trace.origin import upstream  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            return upstream(connection, lot_id)

    def downstream(self, lot_id: str) -> Lineage:
        """What came of a lot."""
        from monazite.trace.origin import downstream  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            return downstream(connection, lot_id)

    def recall(self, lot_id: str) -> tuple[str, ...]:
        """Every lot that holds something of a lot."""
        from monazite.trace.origin import recall  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            return recall(connection, lot_id)

    def quota(self, year: int | None = None) -> Results[QuotaUse]:
        """Quota issued, split, used and left, by party, stage and class; of this year when None."""
        from monazite.trace.permits import quota_use  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return Results(quota_use(connection, year or self.today.year))

    def balance(self, line: str) -> Results[PeriodBalance]:
        """The material balance of a line, by period and element.

        Raises:
            ProblemError: when no such line is registered; it names the nearest.
        """
        from monazite.trace.balance import line_balance  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            found = line_balance(connection, line)
        if not found and line not in (known := [one.id for one in self.lines()]):
            raise ProblemError(said("monazite.trace", "line-unknown", line, nearest=nearest(line, known)))
        return Results(found)

    def alarms(self, month: str | None = None) -> Results[Alarm]:
        """What does not look like honest work in a month; of this month when None."""
        from monazite.trace.detect import alarms  # noqa: PLC0415  loads numpy

        with self.reading() as connection:
            return Results(alarms(connection, month or f"{self.today:%Y-%m}"))

    def report_statuses(self, month: str) -> Results[ReportStatus]:
        """Who has reported a month, who is late, missing, or must amend."""
        from monazite.trace.reports import report_statuses  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return Results(report_statuses(connection, month, self.today))

    def draw(self, month: str, count: int, *, actor: str, id: str | None = None) -> tuple[Answer, tuple[str, ...]]:  # noqa: A002
        """Draw lots of a month for inspection out of the latest checkpoint, as an entry; and which they are."""
        from monazite.trace.reports import draw, draw_lots  # noqa: PLC0415  the room is large

        note = self.checkpoint()
        with self.reading() as connection:
            lots = draw_lots(connection, month, note, count)
        if not lots:
            raise ProblemError(said("monazite.trace", "draw-none", month))
        day = self.today.isoformat()
        entry = draw(id=id or self.new_id(), time=day, actor=actor, month=month, checkpoint=note, lots=lots)
        return self.post([entry])[0], lots

    def licences(self, exporter: str | None = None) -> Results[LicenceUse]:
        """Export licences and applications that wait, with what is left of each."""
        from monazite.trace.permits import licences  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return Results(licences(connection, exporter))

    def lines(self) -> Results[StoredParty]:
        """Process lines."""
        from monazite.trace.permits import parties  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return Results(parties(connection, "line"))

    def report(self, party: str, month: str) -> MonthlyReport:
        """The monthly report of a party, computed from the journal."""
        from monazite.trace.reports import monthly  # noqa: PLC0415  the room is large

        with self.reading() as connection:
            return monthly(connection, party, month)

    def file_report(self, party: str, month: str, *, actor: str, id: str | None = None) -> Answer:  # noqa: A002
        """File a monthly report as an entry; a second one amends the first."""
        from monazite.trace.reports import report  # noqa: PLC0415  the room is large

        found = self.report(party, month)
        entry = report(id=id or self.new_id(), time=self.today.isoformat(), actor=actor, report=found)
        return self.post([entry])[0]

    # ---- prove

    def entry(self, key: str | int) -> Posted:
        """An entry by its id or number.

        Raises:
            ProblemError: when there is none.
        """
        if isinstance(key, str) and key.isdecimal():
            return self._by_id_or_number(key)
        return self.journal.posted(key)

    def _by_id_or_number(self, key: str) -> Posted:
        """Digits are a number, unless they are an id; no number has so many digits as Python refuses to read."""
        try:
            return self.journal.posted(key)
        except ProblemError:
            if len(key) > DIGITS:
                raise
            return self.journal.posted(int(key))

    def size(self) -> int:
        """How many entries the journal holds."""
        return self.journal.size()

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Posted]:
        """Entries in the order of their numbers."""
        return self.journal.entries(start, stop)

    def checkpoint(self) -> str:
        """The latest signed note of the log."""
        return self.journal.checkpoint()

    @property
    def key(self) -> str:
        """The public key of the log, as verifiers take it."""
        return self.journal.signer.verifier.vkey

    def prove(self, entry: str | int, show: Sequence[str] | None = None) -> dict[str, Any]:
        """A proof that an entry is in the log; with ``show``, of these fields alone, the others withheld."""
        from monazite.ledger.proof import prove  # noqa: PLC0415  loads signatures

        with self.reading() as connection:
            return prove(connection, self.key, entry, show)

    def prove_extends(self, older: str) -> dict[str, Any]:
        """A proof that the log as it stands extends an older checkpoint, a signed note that was kept elsewhere."""
        from monazite.ledger.proof import prove_consistency  # noqa: PLC0415  loads signatures

        with self.reading() as connection:
            return prove_consistency(connection, self.key, older)

    def passport(self, lot_id: str) -> Passport:
        """The passport of a lot or a motor, signed by the log's key where the private key is at hand."""
        from monazite.trace.passport import passport  # noqa: PLC0415  loads signatures

        with self.reading() as connection:
            return passport(connection, lot_id, key=self.journal.signer)

    def publish(self, directory: str | Path) -> Published:
        """Write the log as static tiles that anyone may keep."""
        from monazite.ledger.log import publish  # noqa: PLC0415  loads signatures

        with self.reading() as connection:
            return publish(connection, Path(directory))

    def audit(
        self,
        against: Sequence[str] = (),
        *,
        key: str | None = None,
        published: Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> AuditReport:
        """Recompute everything from the entries alone and locate each difference.

        Args:
            against: signed notes kept elsewhere.
            key: public key that was kept elsewhere; the workspace's own when None.
            published: directory of published tiles to compare.
            progress: is told how far it is.
        """
        from monazite.app.workspace import MIGRATIONS  # noqa: PLC0415  it imports this module
        from monazite.ledger.audit import audit  # noqa: PLC0415  loads numpy
        from monazite.ledger.log import parse_vkey  # noqa: PLC0415  loads signatures
        from monazite.plan.book import BOOK  # noqa: PLC0415  loads the rules of the trade
        from monazite.plan.wiring import PROJECTIONS  # noqa: PLC0415  as above

        verifier = parse_vkey(key) if key else self._own_verifier()
        jobs = self.home.settings.jobs or 2
        report = audit(
            self.home.database, BOOK, PROJECTIONS, verifier=verifier, against=against, published=published,
            progress=progress, jobs=jobs, clock=self.clock, migrations=MIGRATIONS,
        )  # fmt: skip
        remember_audit(self.home.directory, report, self.clock.now(), has_kept_checkpoint=bool(against))
        return report

    def _own_verifier(self) -> Verifier | None:
        """The workspace's public key; None where the database is too damaged to ask for it, which the audit says."""
        try:
            return self.journal.signer.verifier
        except ProblemError as error:
            if error.problem.code not in {"workspace-shape", "workspace-damaged"}:
                raise
            return None

    def last_audit(self) -> LastAudit | None:
        """What the last audit of this workspace found; None when there was none."""
        return last_audit(self.home.directory)
