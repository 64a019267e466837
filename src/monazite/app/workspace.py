"""A workspace opened: the one object whose methods are the verbs, in Python and behind commands and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from sqlalchemy import Connection

from monazite import facts as kept
from monazite import trace as trace_room
from monazite.app.read.files import Progress, ReadOptions, ReadResult, nothing, read_files
from monazite.app.read.names import as_compared
from monazite.app.read.reader import DocumentRead, Reader, read_bytes, reader_version
from monazite.app.read.sources import Source
from monazite.core import Clock, ProblemError, SystemClock
from monazite.facts import (
    Check,
    Fact,
    LooseNumeral,
    PricePoint,
    QuotaLine,
    SearchResult,
    Shown,
    StoredDocument,
    StoredFact,
)
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Journal
from monazite.ledger.lists import LISTS as LEDGER_LISTS
from monazite.plan.tables import MIGRATIONS as PLAN_MIGRATIONS
from monazite.plan.wiring import LISTS as PLAN_LISTS
from monazite.store import (
    DeclaredList,
    Home,
    ListQuery,
    Page,
    Records,
    Results,
    Row,
    count,
    open_home,
    page,
    said,
    unknown,
)
from monazite.trade.tables import MIGRATIONS as TRADE_MIGRATIONS
from monazite.trade.wiring import LISTS as TRADE_LISTS
from monazite.warn.alerts.lists import LISTS as WARN_LISTS
from monazite.warn.tables import MIGRATIONS as WARN_MIGRATIONS

if TYPE_CHECKING:
    from monazite.app.design.verb import Design
    from monazite.app.find import Finder
    from monazite.app.plan.verb import Plan
    from monazite.app.trace.act_book import ActBook
    from monazite.app.trace.verb import Trace
    from monazite.app.trade.market import Market
    from monazite.app.warn.verb import Warn

MIGRATIONS = (
    *kept.MIGRATIONS, *LEDGER_MIGRATIONS, *trace_room.MIGRATIONS, *TRADE_MIGRATIONS, *PLAN_MIGRATIONS, *WARN_MIGRATIONS,
)  # fmt: skip
"""Of all rooms, in order. A later room adds its own here."""

LISTS: dict[str, DeclaredList] = {
    declared.name: declared
    for declared in (
        kept.FACTS,
        kept.DOCUMENTS,
        kept.CHECKS,
        kept.PROBLEMS,
        kept.PRODUCTS,
        kept.FILE_LIST,
        *LEDGER_LISTS,
        *trace_room.LISTS,
        *TRADE_LISTS,
        *PLAN_LISTS,
        *WARN_LISTS,
    )
}
"""Every list of the product by name. A later room adds its own here."""


def stamp(moment: datetime) -> str:
    """A recorded time as it is kept: UTC, ISO 8601, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Workspace:
    """An open workspace. Open it with `Workspace.open` or ``monazite.open``; it is a context manager too.

    Args:
        home: the opened directory.
        clock: for recorded times; the machine's when None.
    """

    def __init__(self, home: Home, clock: Clock | None = None) -> None:
        """Hold an opened directory."""
        self.home = home
        self.clock = clock or SystemClock()

    @classmethod
    def open(
        cls, directory: str | Path = "monazite-data", *, create: bool = False, clock: Clock | None = None
    ) -> Workspace:
        """Open a workspace directory.

        Args:
            directory: where it is.
            create: whether to make it when it is missing.
            clock: for recorded times; the machine's when None.

        Raises:
            ProblemError: when it is missing (and not to be created), newer than this code, or cannot be used.
        """
        clock = clock or SystemClock()
        return cls(open_home(Path(directory), MIGRATIONS, stamp(clock.now()), create=create), clock)

    @property
    def directory(self) -> Path:
        """Where it is."""
        return self.home.directory

    @cached_property
    def trace(self) -> Trace:
        """The verb trace: the journal, and what the trade asks of it."""
        from monazite.app.trace.verb import Trace  # noqa: PLC0415  the rooms behind it are large

        return Trace(self.home, self.clock, self.reading)

    @cached_property
    def trade(self) -> Market:
        """The verb trade: the venues, their sessions and receipts, the price index."""
        from monazite.app.trade.market import Market  # noqa: PLC0415  the rooms behind it are large

        return Market(self.home, self.clock, self.trace, self.reading)

    @cached_property
    def plan(self) -> Plan:
        """The verb plan: programmes, demand and capacity, commitments, qualification, the work plan."""
        from monazite.app.plan.verb import Plan  # noqa: PLC0415  the rooms behind it are large

        return Plan(self.home, self.clock, self.trade, self.reading)

    @cached_property
    def warn(self) -> Warn:
        """The verb warn: risk, signals, targets, alerts."""
        from monazite.app.warn.verb import Warn  # noqa: PLC0415  the rooms behind it are large

        return Warn(self)

    @cached_property
    def design(self) -> Design:
        """The verb design: magnets, at the prices and limits that this workspace knows."""
        from monazite.app.design.verb import Design  # noqa: PLC0415  the rooms behind it are large

        return Design(self)

    @cached_property
    def finder(self) -> Finder:
        """One box that finds everything: names, numbers and papers."""
        from monazite.app.find import Finder  # noqa: PLC0415  reads the tables of names

        return Finder(self.reading, LISTS)

    def act_book(self, verb: str) -> ActBook:
        """What a verb can be told, one act or a sheet of them: that of ``trace``, ``trade`` or ``plan``."""
        if verb == "plan":
            return self.plan
        return self.trade.acts if verb == "trade" else self.trace

    @property
    def journal(self) -> Journal:
        """The journal of matter, permissions, claims and money (台账), opened when it is first asked for.

        Raises:
            ProblemError: when the key of its log cannot be used.
        """
        return self.trace.journal

    @property
    def is_new(self) -> bool:
        """Whether opening created it."""
        return self.home.is_new

    def close(self) -> None:
        """Close its venues and its database."""
        if "trade" in self.__dict__:
            self.trade.close()
        self.home.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the database, for the query functions of the rooms."""
        with self.home.database.reading() as connection:
            yield connection

    def records(self, declared: DeclaredList, query: ListQuery | None = None) -> Records:
        """The rows of a declared list, all of them unless the query says otherwise."""
        wanted = query or ListQuery(limit=None)
        _refuse_rule(declared, wanted)
        return Records(self.home.database, declared, wanted)

    def page(self, declared: DeclaredList, query: ListQuery) -> Page:
        """One page of a declared list, with the number of rows in all."""
        _refuse_rule(declared, query)
        with self.reading() as connection:
            return page(connection, declared, query)

    def count(self, declared: DeclaredList, **filters: str) -> int:
        """How many rows of a declared list pass the filters."""
        with self.reading() as connection:
            return count(connection, declared, ListQuery(filters=filters))

    def read(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        jobs: int | None = None,
        again: bool = False,
        extra: Sequence[Source] = (),
        reader: Reader = read_bytes,
        progress: Callable[[Progress], None] = nothing,
        on_document: Callable[[DocumentRead], None] = nothing,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ReadResult:
        """Read papers: files, and folders with all that is in them.

        A file whose bytes were read before is not read again, unless a rule of the reader has changed since.

        Args:
            paths: files and folders.
            jobs: processes at most; None for the workspace's setting, or one for each core; 0 for none but this one.
            again: whether to read known files, too.
            extra: sources that are no files, such as standard input.
            reader: from bytes to documents, a function of a module.
            progress: is told how far it is.
            on_document: is given every document read now.
            is_cancelled: asked between batches; what was read until then is kept.

        Returns:
            What was read, and a problem for each file that could not be.
        """
        from monazite.read.check import find_cross_checks  # noqa: PLC0415  loads the rules of the trade

        options = ReadOptions(
            reader, reader_version(), stamp(self.clock.now()), self.home.settings.jobs if jobs is None else jobs, again,
            find_cross_checks,
            progress, on_document, is_cancelled,
        )  # fmt: skip
        named = [paths] if isinstance(paths, str | Path) else paths
        return read_files(self.home, [Path(path) for path in named], options, extra)

    def facts_of_files(self, sha256s: Sequence[str]) -> Iterator[Row]:
        """The facts of some files, in the order of the files; streamed."""
        for sha256 in sha256s:
            yield from self.facts(sha256=sha256)

    def titles(self, document_ids: Iterable[str]) -> dict[str, str]:
        """The title of each document, its file's name where it has none."""
        with self.reading() as connection:
            return kept.titles_of(connection, list(document_ids))

    def facts(self, *, limit: int | None = None, sort: Sequence[str] = (), **filters: str | None) -> Records:
        """Facts that pass all filters.

        Args:
            limit: at most so many.
            sort: keys of columns, a minus before those that run downwards.
            **filters: ``kind``, ``subject``, ``period``, ``status``, ``since``, ``until``, ``text``, ``doc``, ``org``,
                ``statement``.

        Raises:
            UsageError: when the rows are read and a filter or its value is not known.
        """
        return self.records(kept.FACTS, _query(limit, sort, filters))

    def documents(self, *, limit: int | None = None, sort: Sequence[str] = (), **filters: str | None) -> Records:
        """Documents that pass all filters: ``text`` (title, name, publisher), ``format``, ``publisher``, ``year``."""
        return self.records(kept.DOCUMENTS, _query(limit, sort, filters))

    def check(self, *, failed: bool = False, limit: int | None = None, **filters: str | None) -> Records:
        """Checks that were made, all or only those that do not hold; filters ``rule``, ``holds``, ``doc``."""
        return self.records(kept.CHECKS, _query(limit, (), filters | ({"holds": "no"} if failed else {})))

    def problems(self) -> Records:
        """Problems met while reading."""
        return self.records(kept.PROBLEMS)

    def products(self, **filters: str | None) -> Records:
        """Subjects that facts speak of, with the number of their prices; filters ``text``, ``priced``."""
        return self.records(kept.PRODUCTS, _query(None, (), filters))

    def fact(self, fact_id: str) -> StoredFact:
        """A fact with its checks, its correction, the other records of its statement, and the conflicts among them.

        Raises:
            ProblemError: when there is none of that id.
        """
        with self.reading() as connection:
            return _found(kept.fact_by_id(connection, fact_id), "fact-unknown", fact_id)

    def document(self, document_id: str) -> StoredDocument:
        """A document with its text for display and its blocks.

        Raises:
            ProblemError: when there is none of that id.
        """
        with self.reading() as connection:
            return _found(kept.document_by_id(connection, document_id), "document-unknown", document_id)

    def check_record(self, check_id: str) -> Check:
        """A check by its id.

        Raises:
            ProblemError: when there is none of that id.
        """
        with self.reading() as connection:
            return _found(kept.check_by_id(connection, check_id), "check-unknown", check_id)

    def facts_in(self, document_id: str) -> list[tuple[Fact, Shown]]:
        """The facts of a document in order, each with its place in the text for display."""
        with self.reading() as connection:
            return kept.facts_of(connection, document_id)

    def checks_in(self, document_id: str) -> list[Check]:
        """The checks of a document."""
        with self.reading() as connection:
            return kept.checks_of(connection, document_id)

    def loose_numerals_in(self, document_id: str) -> list[LooseNumeral]:
        """The numerals of a document that are not accounted for."""
        with self.reading() as connection:
            return kept.loose_numerals_of(connection, document_id)

    def search(self, text: str, *, limit: int = 20, offset: int = 0) -> SearchResult:
        """Documents and facts that hold every word, Chinese words of one or two characters among them.

        Raises:
            UsageError: when the text holds no letter or digit.
        """
        with self.reading() as connection:
            return kept.search(connection, text, limit=limit, offset=offset, fold=as_compared)

    def prices(self, product: str, *, spec: str | None = None) -> Results[PricePoint]:
        """The prices of a product in order of time, by its standard name."""
        with self.reading() as connection:
            return Results(kept.price_series(connection, product, spec=spec))

    def quotas(self, year: str | None = None) -> Results[QuotaLine]:
        """Quota figures by year, batch, subject and group."""
        with self.reading() as connection:
            return Results(kept.quota_lines(connection, year=year))


def _refuse_rule(declared: DeclaredList, query: ListQuery) -> None:
    """Refuse a rule of checking that there is not; the room of the facts cannot know them."""
    rule = query.filters.get("rule")
    if declared is not kept.CHECKS or not rule:
        return
    from monazite.read.check import rules  # noqa: PLC0415  loads the rules of the trade

    if rule not in rules():
        raise unknown("value-unknown", "rule", rule, rules())


def _query(limit: int | None, sort: Sequence[str], filters: dict[str, str | None]) -> ListQuery:
    return ListQuery({key: value for key, value in filters.items() if value}, tuple(sort), limit)


Thing = TypeVar("Thing")


def _found(thing: Thing | None, code: str, wanted: str) -> Thing:
    if thing is None:
        raise ProblemError(said("monazite.app", code, wanted))
    return thing
