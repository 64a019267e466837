"""The audit from beginning to end: parts of the journal first, then what needs all of them."""

from __future__ import annotations

import csv
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from monazite.core import Clock, ProblemError, SystemClock, Words
from monazite.ledger.audit.chunk import Part, examine
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.crew import Crew, Task
from monazite.ledger.audit.derived import Derived, derived
from monazite.ledger.audit.notes import KeptNote, read_kept
from monazite.ledger.audit.order import ordered
from monazite.ledger.audit.published import published_note
from monazite.ledger.audit.record import ROOM, AuditReport, Findings, short
from monazite.ledger.audit.replay import groups_of, replay
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.audit.shape import DATABASE, check_shape, damaged
from monazite.ledger.audit.weigh import touched, weigh
from monazite.ledger.audit.whole import Whole
from monazite.ledger.log import Verifier, parse_checkpoint
from monazite.ledger.record import Projection
from monazite.ledger.rules import Book
from monazite.store import Database, Migration, damage_of

Progress = Callable[[int, int], None]
"""Is told how many entries are done, of how many."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PART_BITS = 14
"""16 384 entries are checked at a time; their legs take some ten megabytes."""
PARTS_OF_A_SHARE = 4
MOST_SHARES = 64
MARGIN = 1 << 16
"""Numbers up to so many beyond twice the rows are believed; one turned bit must not make a journal of billions."""
ACCOUNTS_AT_ONCE = 1 << 16
SECRET_BYTES = 16
LONGEST = 200
"""Characters of an error that are quoted."""
FAR = (1 << 63) - 1


def audit(
    database: Database,
    book: Book,
    projections: Sequence[Projection] = (),
    *,
    verifier: Verifier | None = None,
    against: Sequence[str] = (),
    published: Path | None = None,
    progress: Progress | None = None,
    jobs: int = 2,
    clock: Clock | None = None,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
    scratch: Path | None = None,
    migrations: Sequence[Migration] | None = None,
    part_bits: int = PART_BITS,
) -> AuditReport:
    """Recompute everything that follows from the entries of a journal, and locate each difference.

    Nothing is changed, and others may post meanwhile: one consistent view is audited.

    Args:
        database: to audit.
        book: of rules.
        projections: whose tables are built anew and compared, in the order in which they are applied.
        verifier: of the workspace's key; without it no signature is checked.
        against: checkpoints kept elsewhere, signed notes.
        published: folder of the published log.
        progress: is told how many entries are done.
        jobs: processes that work; 1 for this one alone. A small journal needs no others.
        clock: nothing may be recorded after it; the machine's by default.
        entropy: gives random bytes.
        scratch: folder for temporary files; the machine's by default.
        migrations: all that the database should have had; with them every table of it is held against them, without
            them those of the journal.
        part_bits: two to this many entries are checked at a time; 8 at least.

    Returns:
        What differs and what cannot be known; of a database that cannot be read to the end, that it cannot.
    """
    started = time.perf_counter()
    findings = Findings()
    now_ms = ((clock or SystemClock()).now() - EPOCH) // timedelta(milliseconds=1)
    kept = read_kept(against, findings)
    told = [published_note(published)] if published else []
    kept_published = read_kept([note for note in told if note is not None], findings)
    asked = tuple(sorted({note.size for note in (*kept, *kept_published)}))
    size = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=scratch, prefix="monazite-audit-")))
        try:
            crew = Crew(helpers := jobs if jobs > 1 and _is_large(database, 1 << part_bits) else 0)
            stack.callback(crew.close)
            crew.wait()
            with _nobody_writes(database, helpers):
                snapshot = Snapshot(database.path)
                stack.callback(snapshot.close)
                replayed = chain.from_iterable(projection.tables for projection in projections)
                unusable, stand_ins = check_shape(snapshot, migrations, replayed, findings)
                snapshot.stand_in(stand_ins)
                size = _size(snapshot)
                context = Context(
                    database.path, book, tuple(projections), verifier, entropy(SECRET_BYTES), size, now_ms, asked,
                    _shares(size >> part_bits), folder if size >> part_bits else None, part_bits, unusable, stand_ins,
                )  # fmt: skip
                crew.begin(context, snapshot)
            _work(context, snapshot, crew, findings, progress, kept, (published, kept_published))
        except Exception as error:  # noqa: BLE001  whatever a changed database makes of the audit is a finding
            _say_unfinished(database, error, findings)
    seconds, report = time.perf_counter() - started, ordered(findings)
    return AuditReport(size, seconds, report.shown, unknowns(kept, verifier), findings.by_code(), report.following)


def _say_unfinished(database: Database, error: Exception, findings: Findings) -> None:
    """The audit broke off: say so, and what the database says of its own pages."""
    text = short(f"{type(error).__name__}: {error}" if not isinstance(error, ProblemError) else str(error), LONGEST)
    findings.add("audit-unfinished", DATABASE, None, None, error=text)
    if ("database-damaged", DATABASE) in findings.counts:
        return
    try:
        with database.reading() as connection:
            lines = damage_of(connection)
    except (ProblemError, DBAPIError) as broken:
        lines = [short(str(broken.__cause__ or broken), LONGEST)]
    for line in lines:
        findings.add("database-damaged", DATABASE, None, None, error=line)


def _work(  # noqa: PLR0917
    context: Context,
    snapshot: Snapshot,
    crew: Crew,
    findings: Findings,
    progress: Progress | None,
    kept: Sequence[KeptNote],
    published: tuple[Path | None, Sequence[KeptNote]],
) -> None:
    parts: list[Part] = []
    stored: list[Derived] = []
    done = 0
    for result in crew.do(_first_tasks(context, snapshot, crew.hands)):
        if isinstance(result, Part):
            parts.append(result)
            done = min(done + context.part_entries, context.size)
            if progress is not None:
                progress(done, context.size)
        elif isinstance(result, Derived):
            stored.append(result)
            findings.merge(result.findings)
        else:
            findings.merge(result)
    parts.sort(key=lambda part: part.index)
    for part in parts:
        findings.merge(part.findings)
    later = crew.do(_second_tasks(context, parts, stored))
    Whole(context, snapshot, parts, findings).check(stored, kept, published)
    for result in later:
        findings.merge(result)


def _first_tasks(context: Context, snapshot: Snapshot, jobs: int) -> Iterator[Task]:
    yield damaged, ()
    for places in groups_of(context, snapshot, jobs):
        yield replay, (places,)
    for index in range(max(1, -(-context.size // context.part_entries))):
        yield examine, (index,)
    accounts = snapshot.one("SELECT count(*) FROM journal_accounts")[0]
    bounds = [-FAR, *range(ACCOUNTS_AT_ONCE, accounts, ACCOUNTS_AT_ONCE), FAR]
    for low, high in pairwise(bounds):
        yield derived, (low, high)


def _second_tasks(context: Context, parts: Sequence[Part], stored: Sequence[Derived]) -> Iterator[Task]:
    legs, touches = [part.legs for part in parts], [part.touches for part in parts]
    balances, kept = [one.balances for one in stored], [one.touches for one in stored]
    for share in range(context.shares):
        yield weigh, (share, legs, balances)
        yield touched, (share, touches, kept)


def _is_large(database: Database, part_entries: int) -> bool:
    """Whether a journal is worth other processes."""
    try:
        with database.reading() as connection:
            last = connection.exec_driver_sql("SELECT max(number) FROM journal_entries").scalar()
    except ProblemError:
        return False  # what is wrong is found when it is audited
    return bool(last and last > part_entries)


@contextmanager
def _nobody_writes(database: Database, helpers: int) -> Iterator[None]:
    """Hold the writer's lock while several views begin, so that they are of the same moment."""
    if not helpers or database.is_fixed:
        yield
        return
    with database.writing():
        yield


def _shares(parts: int) -> int:
    """Into how many shares the keyed rows of so many whole parts are cut."""
    shares = 1
    while shares < MOST_SHARES and shares * PARTS_OF_A_SHARE < parts:
        shares *= 2
    return shares


def _size(snapshot: Snapshot) -> int:
    """How many entries there should be: by the rows, by the leaves of the tiles, by the latest checkpoints."""
    count = snapshot.one("SELECT count(*) FROM journal_entries")[0]
    most = 2 * count + MARGIN
    last = snapshot.one("SELECT max(number) FROM journal_entries WHERE number < ?", (most,))[0]
    sizes = [count, 0 if last is None else last + 1]
    for (raw,) in snapshot.rows("SELECT note FROM journal_checkpoints ORDER BY size DESC LIMIT 3"):
        try:
            sizes.append(parse_checkpoint(as_text(raw) or "").size)
        except ProblemError:
            continue
    return int(max(size for size in sizes if size <= most))


def unknowns(kept: Sequence[Any], verifier: Verifier | None) -> tuple[Words, ...]:
    """What such an audit cannot know.

    Args:
        kept: checkpoints kept elsewhere.
        verifier: of the workspace's key.
    """
    rows = csv.DictReader((resources.files(ROOM) / "unknowns.csv").read_text("utf-8").splitlines())
    is_so = {"always": True, "no-kept": not kept, "kept": bool(kept), "no-key": verifier is None}
    newest = max((note.size for note in kept), default=0)
    return tuple(Words(row["zh"], row["en"]).filled(size=newest) for row in rows if is_so[row["when"]])
