"""Book sheets of acts: every row read, built and rehearsed before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from monazite.core import Problem, ProblemError
from monazite.ledger.record import Answer, Entry
from monazite.store import Database, said, sha256_of, system_words

if TYPE_CHECKING:
    from monazite.app.trace.act_book import ActBook
    from monazite.ledger import Journal
    from monazite.trace.acts import Sheet

MOST_MB = 50
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of a sheet.

    Args:
        act: of its rows.
        sha256: of the submitted document, which the entries carry as evidence.
        rows: acts that the sheet holds.
        answers: of the journal, for those that were posted.
        problems: of rows that were not; one for each bad field or refused entry.
    """

    act: str
    sha256: str
    rows: int
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every row is in the journal."""
        return not self.problems


class Rehearsal(Database):
    """A database whose transactions are all taken back at their end: what an act would do, without doing it.

    Args:
        database: the real one.
    """

    def __init__(self, database: Database) -> None:
        """Work on the same file."""
        super().__init__(database.path)
        self._real = database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """As the real one."""
        with self._real.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that ends as if it had never been."""
        with self._real.writing() as connection:
            yield connection
            connection.rollback()


def rehearse(real_database: Database, real: Journal, entries: Sequence[Entry]) -> list[Answer]:
    """What posting these entries to a journal would answer; nothing is kept."""
    from monazite.ledger import Journal  # noqa: PLC0415  the room is large

    database = Rehearsal(real_database)
    guard = type(real.guard)() if real.guard else None
    try:
        journal = Journal(database, real.book, real.signer, real.clock, projections=real.projections, guard=guard)
        return journal.post(entries)
    finally:
        database.close()


def known_entry(connection: Connection, act: str, values: Mapping[str, Any], actor: str, key: str) -> Answer | None:
    """What became of an id before; see `monazite.app.trace.act_book.ActBook.known`."""
    from monazite.ledger.queries import posted_by  # noqa: PLC0415  the room is large
    from monazite.trace.acts import SUBMITTED, submitted  # noqa: PLC0415  as above

    try:
        posted = posted_by(connection, key)
    except ProblemError:
        return None
    if posted.entry.evidence.get(SUBMITTED) == submitted(act, values, actor):
        return Answer(key, "duplicate", posted.number)
    return Answer(key, "refused", None, said("monazite.ledger", "id-taken", key, number=posted.number))


def book(
    acts: ActBook, file: str | Path | bytes, act: str | None, *, actor: str, skip_bad: bool, name: str = ""
) -> Booked:
    """Book a sheet; see `monazite.app.trace.act_book.ActBook.book`."""
    from monazite.trace.acts import read_sheet  # noqa: PLC0415  the room is large

    data = file if isinstance(file, bytes) else sheet_bytes(Path(file))
    sheet = read_sheet(data, act, name or ("" if isinstance(file, bytes) else Path(file).name), acts.registry)
    sha256 = sha256_of(data)
    if sheet.problems:
        return Booked(sheet.act, sha256, len(sheet.rows), (), sheet.problems)
    acts.home.raw.keep(data, sha256)
    rows, problems = build_rows(acts, sheet, sha256, actor)
    if problems and not skip_bad:
        return Booked(sheet.act, sha256, len(sheet.rows), (), tuple(problems))
    acts.again(sheet.act, [row.number for row in rows if row.number is not None])
    fresh = [row.entry for row in rows if row.entry is not None]
    by_id = {row.id: row for row in rows}
    answers = {answer.id: at_row(answer, by_id[answer.id]) for answer in acts.post(fresh, whole=not skip_bad)}
    refused = [answer.problem for answer in answers.values() if _is_refused(answer) and answer.problem]
    if refused and not skip_bad:
        return Booked(sheet.act, sha256, len(sheet.rows), (), tuple(refused))
    kept = [answers.get(row.id) or Answer(row.id, "duplicate", row.number) for row in rows]
    return Booked(
        sheet.act, sha256, len(sheet.rows), tuple(answer for answer in kept if not _is_refused(answer)),
        (*problems, *refused),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Built:
    """A row of a sheet as an entry to post, or the number of the entry that it became when it was posted before."""

    id: str
    place: str
    entry: Entry | None
    values: Mapping[str, list[str]]
    places: Mapping[tuple[str, int], str]
    number: int | None = None


def build_rows(acts: ActBook, sheet: Sheet, sha256: str, actor: str) -> tuple[list[Built], list[Problem]]:
    """The entries of a sheet; each row sees those before it. Their ids follow from the document and the row."""
    from monazite.trace.acts import View, build  # noqa: PLC0415  the room is large

    rows: list[Built] = []
    problems: list[Problem] = []
    with acts.reading() as connection:
        view = View(connection)
        for row in sheet.rows:
            key = f"{sha256[:24]}.{row.row}"
            if (posted := view.posted(key)) is not None:
                rows.append(Built(key, row.place, None, row.values, row.places, posted.number))
                continue
            built = build(
                view, sheet.act, row.values, id=key, actor=actor, evidence={"document": sha256}, places=row.places,
                today=acts.today, among=acts.registry,
            )  # fmt: skip
            if isinstance(built, list):
                problems += built
            else:
                view.add(built)
                rows.append(Built(key, row.place, built, row.values, row.places))
    return rows, problems


def _is_refused(answer: Answer | None) -> bool:
    return answer is not None and answer.status == "refused"


def at_row(answer: Answer, row: Built) -> Answer:
    """An answer whose Problem is said of the row, and of the column whose value it names."""
    from monazite.trace.acts import at_field  # noqa: PLC0415  the room is large

    if answer.problem is None:
        return answer
    return replace(answer, problem=at_field(answer.problem, row.values, row.places, row.place))


def sheet_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large; its size is looked at first.

    Raises:
        ProblemError: when it is missing, too large, no file or cannot be read.
    """
    if not path.exists():
        raise ProblemError(said("monazite.app", "file-missing", path))
    if not path.is_file():
        raise ProblemError(said("monazite.app", "file-not-regular", path))
    if (size := path.stat().st_size) > MOST_MB * MB:
        raise ProblemError(said("monazite.trace", "sheet-too-large", path, size=size // MB, most=MOST_MB))
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemError(said("monazite.app", "file-unreadable", path, reason=system_words(error))) from error
