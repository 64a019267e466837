"""Everything that only SQLite understands. A second backend replaces this module and nothing else.

Other modules speak SQLAlchemy Core; what differs between databases (connection settings, the kind of lock a transaction
takes, full-text tables, what an error means) is asked here.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    TextualSelect,
    column,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

from monazite.core.problem import Problem
from monazite.store.problems import said

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another process before it says so: longer than any batch of a reading run takes."""

PAGE_BYTES = 8192
"""Of a new database; an old one keeps its own. Entries of a kilobyte waste less of it than of the usual 4 096: posting
writes 9 % fewer bytes; 16 384 gave 1 % more."""

WRITING = "monazite_writing"
"""Execution option of a connection that will write: it takes the lock at its start, and so never fails half-way."""


def engine_for(path: Path, *, is_fixed: bool = False) -> Engine:
    """An engine on a database file: write-ahead log, every commit on disk, foreign keys enforced.

    Args:
        path: of the file.
        is_fixed: whether it cannot be written; then it is opened for reading only, and nothing is made beside it.
    """
    engine = create_engine(
        f"sqlite+pysqlite:///{_reading_address(path)}" if is_fixed else f"sqlite+pysqlite:///{path}",
        connect_args={"timeout": BUSY_MILLISECONDS / 1000},
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )
    event.listen(engine, "connect", _prepare_reading if is_fixed else _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun in _begin, not guessed by the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _reading_address(path: Path) -> str:
    """The address of a database that cannot be written; as an unchanging file unless a log beside it holds the rest."""
    log = path.with_name(path.name + "-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return f"file:{quote(str(path.absolute()))}?{how}&uri=true"


def _prepare_reading(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _use_write_ahead_log(connection: sqlite3.Connection, tries: int = 50) -> None:
    """Switch to the write-ahead log; SQLite does not wait for a lock here, so two openers take turns."""
    for attempt in range(tries):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == tries - 1:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def problem_of(error: DBAPIError, place: str) -> Problem | None:
    """What a database error means to a user, or None when it is a fault of ours."""
    message = str(error.orig).lower()
    return next(
        (said("monazite.store", code, place, error=error.orig) for words, code in _MEANINGS if words in message), None
    )


_MEANINGS = (
    ("disk is full", "disk-full"),
    ("disk i/o error", "disk-error"),
    ("database is locked", "workspace-busy"),
    ("readonly", "workspace-readonly"),
    ("unable to open", "workspace-unreadable"),
    ("not a database", "workspace-damaged"),
    ("malformed", "workspace-damaged"),
    ("no such table", "workspace-shape"),
    ("no such column", "workspace-shape"),
    ("has no column named", "workspace-shape"),
    ("already exists", "workspace-shape"),
    ("cannot modify", "workspace-shape"),
)


class SchemaObject(NamedTuple):
    """What a database says of one table, view, index or trigger.

    Args:
        kind: ``table``, ``view``, ``index`` or ``trigger``.
        table: it is, or belongs to.
        statement: that made it, white space collapsed.
        columns: of a table or view, in order.
        is_unique: whether it is an index that refuses equal rows.
    """

    kind: str
    table: str
    statement: str
    columns: tuple[str, ...] = ()
    is_unique: bool = False


def shape_of(connection: Connection) -> dict[str, SchemaObject]:
    """Every table, view, index and trigger of a database by name; not what SQLite makes by itself."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    found = {}
    for kind, name, table, statement in connection.exec_driver_sql(query).all():
        columns: tuple[str, ...] = ()
        if kind in {"table", "view"}:
            rows = connection.exec_driver_sql("SELECT name FROM pragma_table_xinfo(?)", (name,))
            columns = tuple(row[0] for row in rows)
        made = " ".join((statement or "").split())
        is_unique = made.upper().startswith("CREATE UNIQUE INDEX")
        found[name] = SchemaObject(kind, table, made, columns, is_unique)
    return found


def damage_of(connection: Connection, most: int = 20) -> list[str]:
    """What SQLite says of damaged pages and indexes that do not fit their tables; nothing of a sound database.

    Every page in use is read. Bytes in free pages are not looked at: nothing is kept there.

    Args:
        connection: to read from.
        most: at most so many lines.
    """
    found = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({most})")]
    rows = [line.decode("utf-8", "replace") if isinstance(line, bytes) else str(line) for line in found]
    return [line for row in rows for line in row.splitlines() if line.strip() and line != "ok"]


def insert_new(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; the others are left as they are."""
    if found := list(rows):
        connection.execute(sqlite_insert(table).on_conflict_do_nothing(), found)


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, replace: bool = False
) -> None:
    """Insert many rows of plain values quickly: some hundred in a statement, straight to the driver.

    Args:
        connection: in a transaction that writes.
        table: whose columns the rows give, all and in order; no type of it needs converting.
        rows: values of whole numbers, texts, bytes and None.
        replace: whether a row whose primary key is there takes its place.
    """
    start = 0
    for size in _ROWS_AT_ONCE:
        while len(rows) - start >= size:
            values = tuple(chain.from_iterable(rows[start : start + size]))
            _run(connection, _insert_statement(table, size, replace=replace), values)
            start += size


def _run(connection: Connection, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Run a statement on the driver's own connection, unless somebody listens: a small one takes a sixth of the time.

    Args:
        connection: in a transaction.
        statement: in SQLite's words.
        values: of its places.

    Returns:
        The rows it gives, none for a statement that gives none.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    driver = connection.connection.driver_connection
    if driver is None or connection.dispatch.before_cursor_execute:
        result = connection.exec_driver_sql(statement, values)
        return list(map(tuple, result)) if result.returns_rows else []
    try:
        found: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, values, error, sqlite3.Error) from error
    return found


_ROWS_AT_ONCE = (256, 64, 16, 4, 1)
"""Few sizes, so that the driver's cache of prepared statements holds them all."""


@cache
def _insert_statement(table: Table, rows: int, *, replace: bool) -> str:
    names = [column.name for column in table.columns]
    places = ",".join([f"({','.join('?' * len(names))})"] * rows)
    statement = f"INSERT INTO {table.name} ({','.join(names)}) VALUES {places}"  # noqa: S608  names of ours
    if not replace:
        return statement
    keys = [column.name for column in table.primary_key.columns]
    others = ",".join(f"{name}=excluded.{name}" for name in names if name not in keys)
    return f"{statement} ON CONFLICT ({','.join(keys)}) DO UPDATE SET {others}"


def rows_where_in(
    connection: Connection, table: Table, columns: Sequence[str], keys: Sequence[str], values: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Rows whose keys are one of many values, quickly: some hundred in a query, straight to the driver.

    Args:
        connection: to read from.
        table: to look in.
        columns: wanted of each row; no type of them needs converting.
        keys: the columns that the values are of.
        values: to look for, one for each key.
    """
    largest = _ROWS_AT_ONCE[0]
    for start in range(0, len(values), largest):
        part = values[start : start + largest]
        size = min(size for size in _ROWS_AT_ONCE if size >= len(part))
        # The last value again fills up the size: one statement in place of up to six.
        wanted = tuple(chain.from_iterable([*part, *[part[-1]] * (size - len(part))]))
        query = _in_query(table, tuple(columns), tuple(keys), size)
        yield from _run(connection, query, wanted)


@cache
def _in_query(table: Table, columns: tuple[str, ...], keys: tuple[str, ...], size: int) -> str:
    places = ",".join([f"({','.join('?' * len(keys))})"] * size)
    return f"SELECT {','.join(columns)} FROM {table.name} WHERE ({','.join(keys)}) IN (VALUES {places})"  # noqa: S608  names of ours


def has_bytes(kept: ColumnElement[bytes], part: bytes) -> ColumnElement[bool]:
    """Whether kept bytes have a part somewhere."""
    return func.instr(kept, part) > 0


def keep_in_order_of_key(table: Table) -> None:
    """Keep a table's rows in the tree of its primary key, without a second tree of row numbers.

    Args:
        table: not yet made; its key is short and rows are found by it alone.
    """
    table.dialect_options["sqlite"]["with_rowid"] = False


def text_index_statements(name: str) -> tuple[str, ...]:
    """Statements that create a full-text index of that name. It keeps tokens only, not the texts.

    The ``ascii`` tokenizer takes every character above ASCII as part of a word, so the tokens of `fulltext` stay whole.
    """
    return (f"CREATE VIRTUAL TABLE {name} USING fts5(tokens, content='', tokenize='ascii', columnsize=0, detail=full)",)


def add_to_text_index(connection: Connection, name: str, entries: Iterable[tuple[int, str]]) -> None:
    """Add entries of (row number, tokens with spaces between) to a full-text index."""
    rows = [{"row": row, "tokens": tokens} for row, tokens in entries]
    if rows:
        connection.execute(text(f"INSERT INTO {name}(rowid, tokens) VALUES (:row, :tokens)"), rows)  # noqa: S608  a name of ours


def text_matches(name: str) -> TextualSelect:
    """The rows of a full-text index that match, as a query with the column ``row_number`` and the parameter ``wanted``.

    Args:
        name: of the index.
    """
    clause = text(f"SELECT rowid AS row_number FROM {name} WHERE {name} MATCH :wanted")  # noqa: S608  a name of ours
    return clause.columns(column("row_number", Integer))


def wanted_text(phrases: Sequence[tuple[str, ...]]) -> str:
    """What `text_matches` is to look for: rows that hold every phrase.

    Args:
        phrases: each a row of tokens that stand next to each other; a last token of one character, or of letters and
            digits, may be the beginning of a longer one.
    """
    return " AND ".join('"' + " ".join(phrase) + '"' + _star(phrase[-1]) for phrase in phrases)


def _star(token: str) -> str:
    return "*" if token.isascii() or len(token) == 1 else ""
