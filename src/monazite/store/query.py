"""Run a declared list: a page, a count, or every row in a stream of bounded memory."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, false, func, nulls_last, or_, select

from monazite.core.errors import UsageError
from monazite.store.lists import DeclaredList, ListColumn, ListQuery, Page, Row
from monazite.store.problems import said

STREAM_ROWS = 1000
"""Rows fetched at a time when a whole list is streamed."""

Sort = tuple[ListColumn, bool]
"""A column and whether it runs downwards."""


def insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, all with the same keys, in one statement; nothing when there are none."""
    if found := list(rows):
        connection.execute(table.insert(), found)


def page(connection: Connection, declared: DeclaredList, query: ListQuery) -> Page:
    """One page of a list, with the number of rows in all.

    Args:
        connection: to read from.
        declared: the list.
        query: filters, order, limit, and where to start.

    Raises:
        UsageError: for an unknown filter, column or value, or a cursor of another list.
    """
    statement = _statement(declared, query)
    if query.limit is None:
        rows = [_row(row) for row in connection.execute(statement).mappings()]
        return Page(tuple(rows), len(rows) + query.offset, None)
    found = [_row(row) for row in connection.execute(statement.limit(query.limit + 1)).mappings()]
    rows, more = found[: query.limit], len(found) > query.limit
    after = _cursor(_sorts(declared, query), rows[-1]) if more and rows else None
    return Page(tuple(rows), count(connection, declared, query), after)


def count(connection: Connection, declared: DeclaredList, query: ListQuery) -> int:
    """How many rows of a list pass the filters."""
    inner = select(declared.column(declared.unique[0]).expression).select_from(declared.source)
    return connection.execute(
        select(func.count()).select_from(inner.where(*conditions(declared, query)).subquery())
    ).scalar_one()


def stream(connection: Connection, declared: DeclaredList, query: ListQuery) -> Iterator[Row]:
    """Every row that passes the filters, in order, without holding them all."""
    statement = _statement(declared, query)
    if query.limit is not None:
        statement = statement.limit(query.limit)
    result = connection.execution_options(yield_per=STREAM_ROWS).execute(statement)
    for row in result.mappings():
        yield _row(row)


def conditions(declared: DeclaredList, query: ListQuery) -> list[ColumnElement[bool]]:
    """The conditions of the filters that are set."""
    wanted = {key: value for key, value in query.filters.items() if value}
    found = [declared.filter(key).condition(value) for key, value in wanted.items()]
    declared.refuse(wanted)
    return found


def _statement(declared: DeclaredList, query: ListQuery) -> Select[Any]:
    sorts = _sorts(declared, query)
    statement = select(*(column.expression.label(column.key) for column in declared.columns))
    statement = statement.select_from(declared.source).where(*conditions(declared, query))
    statement = statement.order_by(*(_ordered(column, down) for column, down in sorts))
    if query.after:
        statement = statement.where(_beyond(sorts, _cursor_values(query.after, sorts)))
    return statement.offset(query.offset) if query.offset else statement


def _ordered(column: ListColumn, down: bool) -> ColumnElement[Any]:  # noqa: FBT001  half of a `Sort`
    """An order with missing values last; said only where there may be any, since it can keep an index from its use."""
    ordered = column.expression.desc() if down else column.expression
    return nulls_last(ordered) if getattr(column.expression, "nullable", True) else ordered


def _row(mapping: RowMapping) -> Row:
    return dict(mapping)


def _sorts(declared: DeclaredList, query: ListQuery) -> list[Sort]:
    wanted = query.sort or declared.default_sort
    names = [key.removeprefix("-") for key in wanted]
    rest = [key for key in declared.unique if key not in names]
    return [(declared.order(key.removeprefix("-")), key.startswith("-")) for key in (*wanted, *rest)]


def _beyond(sorts: list[Sort], values: list[Any]) -> ColumnElement[bool]:
    """Rows after the cursor in the order of ``sorts``, missing values last."""
    options: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, down), value in zip(sorts, values, strict=True):
        expression = column.expression
        if value is None:
            later: ColumnElement[bool] = false()
            equal = expression.is_(None)
        else:
            later = or_(expression < value if down else expression > value, expression.is_(None))
            equal = expression == value
        options.append(and_(*same, later))
        same.append(equal)
    return or_(*options)


def _cursor(sorts: list[Sort], row: Row) -> str:
    values = [_plain(row[column.key]) for column, _ in sorts]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _cursor_values(cursor: str, sorts: list[Sort]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_typed(column, value) for (column, _), value in zip(sorts, values, strict=True)]
    except (ValueError, TypeError) as error:
        raise UsageError(said("monazite.store", "cursor-wrong", "after", found=cursor)) from error


def _typed(column: ListColumn, value: Any) -> Any:
    return dt.date.fromisoformat(value) if column.type == "date" and value is not None else value
