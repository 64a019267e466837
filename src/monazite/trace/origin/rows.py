"""Rows of this room's tables, read and written many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from monazite.store import insert_rows
from monazite.trace.tables import SCHEMAS

AT_A_TIME = 500


def insert(connection: Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows whose values stand in the order of the table's columns.

    Args:
        connection: to write to.
        table: a name of ours.
        rows: to write.
    """
    insert_rows(connection, SCHEMAS[table].table, rows)


def put(connection: Connection, table: str, keys: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows in place of those of the same key, whose columns come first."""
    where = " AND ".join(f"{key} = ?" for key in keys)
    change(connection, f"DELETE FROM {table} WHERE {where}", [row[: len(keys)] for row in rows])  # noqa: S608  as above
    insert(connection, table, rows)


def change(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement of ours for each row of values."""
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def fetch(connection: Connection, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a statement of ours."""
    return [tuple(row) for row in connection.exec_driver_sql(statement, values)]


def fetch_by(connection: Connection, statement: str, wanted: Iterable[Any], *values: object) -> list[tuple[Any, ...]]:
    """Rows of a statement with ``IN ({})`` for many wanted values, some hundred at a time.

    Args:
        connection: to read from.
        statement: of ours; the braces stand where the wanted values go.
        wanted: values.
        *values: for the places after them.
    """
    todo = list(wanted)
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(todo), AT_A_TIME):
        part = todo[start : start + AT_A_TIME]
        found += fetch(connection, statement.format(", ".join("?" * len(part))), *part, *values)
    return found


def next_number(connection: Connection, table: str) -> int:
    """The number after the last of a table of numbered rows."""
    return 1 + (fetch(connection, f"SELECT max(number) FROM {table}")[0][0] or 0)  # noqa: S608  a name of ours
