"""Derived tables built anew from the entries alone, in a scratch database, and compared row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from monazite.ledger.audit.body import NotCanonicalError, as_entry, read_body
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.record import Findings, short
from monazite.ledger.audit.rows import Row, Snapshot
from monazite.ledger.record import Posted
from monazite.store import METADATA, Database

BATCH = 1_000
ROWS = 1_000
ENTRY_COLUMNS = ("entry_number", "entry")
"""Columns that say from which entry a row comes."""


def replay(context: Context, snapshot: Snapshot) -> Findings:
    """Replay all entries through the projections and compare every table of theirs.

    Args:
        context: of the audit.
        snapshot: of the database.
    """
    findings = Findings()
    tables = [METADATA.tables[name] for projection in context.projections for name in projection.tables]
    with tempfile.TemporaryDirectory(dir=context.folder) as folder:
        scratch = Database(Path(folder) / "replay.db")
        try:
            with scratch.writing() as connection:
                _create(connection, tables)
                _apply(context, snapshot, connection, findings)
                driver: Any = connection.connection.driver_connection
                driver.text_factory = bytes
                for table in tables:
                    _compare(table, snapshot, connection, findings)
        finally:
            scratch.close()
    return findings


def _create(connection: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))


def _apply(context: Context, snapshot: Snapshot, connection: Connection, findings: Findings) -> None:
    posted = _posted(context, snapshot)
    while batch := list(islice(posted, BATCH)):
        for projection in context.projections:
            try:
                with connection.begin_nested():
                    projection.apply(connection, batch)
            except Exception as error:  # noqa: BLE001  whatever a changed entry makes of it is a finding
                said = short(f"{type(error).__name__}: {error}")
                for table in projection.tables:
                    findings.add(
                        "replay-failed", table, batch[0].number, None, first=batch[0].number, last=batch[-1].number,
                        error=said,
                    )  # fmt: skip


def _posted(context: Context, snapshot: Snapshot) -> Iterator[Posted]:
    """All entries that can be read, in order."""
    statement = "SELECT number, recorded_ms, body FROM journal_entries WHERE number >= 0 AND number < ? ORDER BY number"
    for number, recorded_ms, raw in snapshot.rows(statement, (context.size,)):
        try:
            body = read_body(raw, raw.split(b"\n"))
        except (NotCanonicalError, AttributeError):
            continue
        yield Posted(number, recorded_ms, as_entry(body), body.blocked)


def _compare(table: Table, snapshot: Snapshot, connection: Connection, findings: Findings) -> None:
    names = [column.name for column in table.columns]
    keys = [names.index(column.name) for column in table.primary_key] or list(range(len(names)))
    order = ", ".join(names[at] for at in keys)
    statement = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {order}"  # noqa: S608  names of ours
    kept = map(tuple, snapshot.rows(statement))
    computed = map(tuple, connection.exec_driver_sql(statement))
    while True:
        ours, theirs = list(islice(computed, ROWS)), list(islice(kept, ROWS))
        if ours != theirs:
            _merge(table, names, keys, chain(ours, computed), chain(theirs, kept), findings)
            return
        if not ours:
            return


def _merge(  # noqa: PLR0917
    table: Table, names: list[str], keys: list[int], computed: Iterable[Row], kept: Iterable[Row], findings: Findings
) -> None:
    """Walk through computed and kept rows by their keys, both in order."""
    left, right = iter(computed), iter(kept)
    ours, theirs = next(left, None), next(right, None)
    while ours is not None or theirs is not None:
        mine, yours = _key(ours, keys), _key(theirs, keys)
        if theirs is None or (ours is not None and mine < yours):
            findings.add("row-missing", table.name, _entry(ours, names), _name(ours, keys))
            ours = next(left, None)
        elif ours is None or yours < mine:
            findings.add("row-strange", table.name, _entry(theirs, names), _name(theirs, keys))
            theirs = next(right, None)
        else:
            for at, name in enumerate(names):
                if ours[at] != theirs[at]:
                    where = f"{_name(ours, keys)} {name}"
                    findings.add(
                        "row-differs", table.name, _entry(ours, names), where, kept=theirs[at], computed=ours[at]
                    )
            ours, theirs = next(left, None), next(right, None)


def _key(row: Row | None, keys: list[int]) -> tuple[tuple[int, Any], ...]:
    """A key that can be compared whatever stands in it: nothing, numbers, texts."""
    if row is None:
        return ()
    return tuple(_ranked(row[at]) for at in keys)


def _ranked(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, value)


def _name(row: Row | None, keys: list[int]) -> str:
    return " ".join(short(row[at]) for at in keys) if row else ""


def _entry(row: Row | None, names: list[str]) -> int | None:
    for name in ENTRY_COLUMNS:
        if row is not None and name in names:
            value = row[names.index(name)]
            return value if type(value) is int else None
    return None
