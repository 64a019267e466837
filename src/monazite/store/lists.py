"""One mechanism for every list of the product: declared once, then filtered, sorted, paged, counted and exported alike.

A room declares a `DeclaredList` over a table or a query; the command line, the pages and the exports only name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause

from monazite.core.errors import UsageError
from monazite.core.words import Words
from monazite.store.likeness import nearest
from monazite.store.problems import said
from monazite.store.schema import TableSchema

ColumnType = Literal["text", "integer", "real", "boolean", "date", "json"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list.

    Args:
        key: its name in queries, exports and JSON.
        label: what people call it.
        type: of its values.
        unit: of its values, or None.
        expression: what the database computes for it.
    """

    key: str
    label: Words
    type: ColumnType
    expression: ColumnElement[Any]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A filter of a list.

    Args:
        key: its name in queries (``since``) and, with two dashes, on the command line.
        label: what people call it.
        clause: from the wanted value (a text) to the condition; raises UsageError for a value it cannot read.
        choices: the values there are, where they are few and fixed.
    """

    key: str
    label: Words
    clause: Callable[[str], ColumnElement[bool]]
    choices: tuple[str, ...] = ()

    def condition(self, value: str) -> ColumnElement[bool]:
        """The condition for a value.

        Raises:
            UsageError: when the value is none of the choices.
        """
        if self.choices and value not in self.choices:
            raise unknown("value-unknown", self.key, value, self.choices)
        return self.clause(value)


@dataclass(frozen=True, slots=True)
class DeclaredList:
    """A list of the product.

    Args:
        name: in addresses and file names.
        title: what people call it.
        columns: in order.
        source: what the columns are selected from.
        unique: keys of columns that together tell any two rows apart; they end every sort.
        filters: that a user may set.
        default_sort: keys of columns, a minus before those that run downwards.
        hidden: keys of columns that are used for paging only and neither shown nor exported.
        as_json: from a row to the object that JSON exports write; the row itself when None.
        sorted_by: key of a column to the key of the column whose order it has, such as a printed number to its float.
        refuse: raises UsageError for filters that contradict each other.
    """

    name: str
    title: Words
    columns: tuple[ListColumn, ...]
    source: FromClause
    unique: tuple[str, ...]
    filters: tuple[ListFilter, ...] = ()
    default_sort: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    as_json: Callable[[Row], dict[str, Any]] | None = field(default=None, compare=False)
    sorted_by: Mapping[str, str] = field(default_factory=dict, compare=False)
    refuse: Callable[[Mapping[str, str]], None] = field(default=lambda _: None, compare=False)

    @property
    def shown(self) -> tuple[ListColumn, ...]:
        """The columns that are shown and exported."""
        return tuple(column for column in self.columns if column.key not in self.hidden)

    def column(self, key: str) -> ListColumn:
        """The column of that key.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        found = next((column for column in self.columns if column.key == key), None)
        if found is None:
            raise unknown("column-unknown", key, key, [column.key for column in self.shown])
        return found

    def order(self, key: str) -> ListColumn:
        """The column that sorts the rows when that key is asked for.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        return self.column(self.sorted_by.get(self.column(key).key, key))

    def filter(self, key: str) -> ListFilter:
        """The filter of that key.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        found = next((one for one in self.filters if one.key == key), None)
        if found is None:
            raise unknown("filter-unknown", key, key, [one.key for one in self.filters])
        return found


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is wanted of a list.

    Args:
        filters: wanted value of each filter that is set; an empty value sets none.
        sort: keys of columns, a minus before those that run downwards; the list's own order when empty.
        limit: rows of one page, None for all.
        offset: rows to skip (for numbered pages).
        after: cursor of the last row seen (for endless pages); better than ``offset`` on long lists.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    limit: int | None = 50
    offset: int = 0
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, how many there are in all, and the cursor of the page after (None on the last)."""

    rows: tuple[Row, ...]
    total: int
    after: str | None


def columns_of(schema: TableSchema, *keys: str) -> tuple[ListColumn, ...]:
    """Columns of a list as a table's CSV declares them; all of them when no key is given."""
    wanted = [column for column in schema.columns if not keys or column.name in keys]
    return tuple(
        ListColumn(column.name, column.label, _list_type(column.type), schema.table.c[column.name], column.unit)
        for column in sorted(wanted, key=lambda column: keys.index(column.name) if keys else 0)
    )


def _list_type(name: str) -> ColumnType:
    types: dict[str, ColumnType] = {
        "text": "text", "integer": "integer", "real": "real", "boolean": "boolean", "date": "date", "json": "json",
    }  # fmt: skip
    return types[name]


def unknown(code: str, place: str, found: str, known: Iterable[str]) -> UsageError:
    """The error for a name that is not known; it quotes the name and suggests the nearest known one."""
    names = list(known)
    return UsageError(
        said("monazite.store", code, place, found=found, known=", ".join(names), nearest=nearest(found, names))
    )
