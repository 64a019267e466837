"""Derived tables built anew from the entries alone, in a scratch database, and compared row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from monazite.ledger.audit.body import NotCanonicalError, as_entry, read_lightly
from monazite.ledger.audit.compare import compare, names_of
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.record import Findings, short
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.record import Posted, Projection
from monazite.store import METADATA, Database

BATCH = 2_000
MEMORY_KIB = 64 * 1024
"""Pages of a scratch database that are held in memory."""


def groups_of(context: Context, snapshot: Snapshot, jobs: int) -> list[tuple[int, ...]]:
    """Places of the projections, cut into groups of about the same number of rows, one for each process.

    Args:
        context: of the audit.
        snapshot: of the database.
        jobs: processes.
    """
    counts = [sum(_count(snapshot, name) for name in projection.tables) for projection in context.projections]
    groups: list[list[int]] = [[] for _ in range(min(jobs, len(counts)))]
    sums = [0] * len(groups)
    for place in sorted(range(len(counts)), key=lambda place: -counts[place]):
        least = sums.index(min(sums))
        groups[least].append(place)
        sums[least] += counts[place]
    return [tuple(sorted(group)) for group in groups]


def _count(snapshot: Snapshot, table: str) -> int:
    try:
        return int(snapshot.one(f"SELECT count(*) FROM {table}")[0])  # noqa: S608  a name of ours
    except Exception:  # noqa: BLE001  that it cannot be read is found when it is compared
        return 0


def replay(context: Context, snapshot: Snapshot, places: tuple[int, ...]) -> Findings:
    """Replay all entries through some projections and compare every table of theirs.

    Args:
        context: of the audit.
        snapshot: of the database.
        places: of the projections.
    """
    findings = Findings()
    projections = [context.projections[place] for place in places]
    with _scratch(context, projections) as connection:
        _apply(context, snapshot, connection, projections, findings)
        driver: Any = connection.connection.driver_connection
        driver.text_factory = bytes
        for projection in projections:
            found = _differences(context, projection, snapshot.driver, driver)
            if found.counts and hasattr(projection, "finish"):
                found = _finished(context, snapshot, driver, projection)
            findings.merge(found)
    return findings


def _differences(context: Context, projection: Projection, kept: Any, computed: Any) -> Findings:
    findings = Findings()
    for name in projection.tables:
        if name in context.unusable:
            continue  # said already
        try:
            compare(METADATA.tables[name], computed, kept, findings)
        except Exception as error:  # noqa: BLE001  a table or a column that is gone, or damage, is a finding
            findings.add("table-unreadable", name, None, None, error=short(str(error)))
    return findings


def _finished(context: Context, snapshot: Snapshot, computed: Any, projection: Projection) -> Findings:
    """Compare once more, with a copy of what is kept in which work that waits for later has been done."""
    finish: Any = getattr(projection, "finish")  # noqa: B009  no part of every projection
    with _scratch(context, [projection]) as connection:
        driver: Any = connection.connection.driver_connection
        for name in projection.tables:
            _copy(METADATA.tables[name], snapshot, driver)
        try:
            with connection.begin_nested():
                finish(connection)
        except Exception:  # noqa: BLE001  what was changed cannot be finished; then it is compared as it is
            return _differences(context, projection, snapshot.driver, computed)
        driver.text_factory = bytes
        return _differences(context, projection, driver, computed)


@contextmanager
def _scratch(context: Context, projections: Sequence[Projection]) -> Iterator[Connection]:
    """A transaction on a new database with the tables of projections; nothing of it is kept."""
    tables = [METADATA.tables[name] for projection in projections for name in projection.tables]
    with tempfile.TemporaryDirectory(dir=context.folder) as folder:
        scratch = Database(Path(folder) / "replay.db")
        try:
            with scratch.writing() as connection:
                connection.exec_driver_sql(f"PRAGMA cache_size = -{MEMORY_KIB}")
                _create(connection, tables)
                yield connection
                connection.rollback()  # so that nothing is written twice
        finally:
            scratch.close()


def _create(connection: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))


def _apply(
    context: Context, snapshot: Snapshot, connection: Connection, projections: Sequence[Projection], findings: Findings
) -> None:
    posted = _posted(context, snapshot)
    while batch := list(islice(posted, BATCH)):
        for projection in projections:
            _apply_one(connection, projection, batch, findings)
    for projection in projections:
        if (finish := getattr(projection, "finish", None)) is not None:
            finish(connection)


def _apply_one(connection: Connection, projection: Projection, batch: list[Posted], findings: Findings) -> None:
    try:
        with connection.begin_nested():
            projection.apply(connection, batch)
    except Exception as error:  # noqa: BLE001  whatever a changed entry makes of it is a finding
        said = short(f"{type(error).__name__}: {error}")
        first, last = batch[0].number, batch[-1].number
        for table in projection.tables:
            findings.add("replay-failed", table, first, None, first=first, last=last, error=said)


def _posted(context: Context, snapshot: Snapshot) -> Iterator[Posted]:
    """All entries that can be read, in order."""
    statement = "SELECT number, recorded_ms, body FROM journal_entries WHERE number >= 0 AND number < ? ORDER BY number"
    for number, recorded_ms, raw in snapshot.rows(statement, (context.size,)):
        try:
            body = read_lightly(raw)
            yield Posted(number, recorded_ms, as_entry(body), body.blocked)
        except (NotCanonicalError, AttributeError, TypeError):
            continue


def _copy(table: Table, snapshot: Snapshot, driver: Any) -> None:
    """Copy a table as it is kept. Texts were read as bytes; what is none stays bytes."""
    names = names_of(table)
    is_bytes = [isinstance(column.type, LargeBinary) for column in table.columns]
    places = ", ".join("?" * len(names))
    rows = snapshot.rows(f"SELECT {', '.join(names)} FROM {table.name}")  # noqa: S608  names of ours
    copied = (
        [value if is_blob else as_text(value) or value for value, is_blob in zip(row, is_bytes, strict=True)]
        for row in rows
    )
    driver.executemany(f"INSERT INTO {table.name} VALUES ({places})", copied)  # noqa: S608  as above
