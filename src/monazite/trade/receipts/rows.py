"""Rows of this room's tables as batches of entries find and change them: read by key, changed here, written once.

The guard changes rows as it accepts entries, and the projection writes the same rows when the batch is booked
(`Work`); where nobody has checked before, as in the audit, the projection makes the changes itself, by the same
functions.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from monazite.store import insert_rows, rows_where_in
from monazite.trade.tables import SCHEMAS

Row = dict[str, Any]
Key = tuple[Any, ...]
GROUPS: Mapping[str, int] = {"trade_instruments": 2, "trade_holdings": 1, "trade_rules": 1}
"""Tables whose rows are read by the first so many names of their key; of the others each by its whole key."""
REMEMBERED = 100_000
"""Rows in memory at most from batch to batch, those that are known not to be there counted; about 60 MB."""


class Rows:
    """The rows that a batch touches; they may be kept for the next one.

    Args:
        connection: to read from.
    """

    def __init__(self, connection: Connection) -> None:
        """Know nothing yet."""
        self._connection = connection
        self._groups: dict[str, dict[Key, dict[Key, Row]]] = {}
        self._order: dict[str, dict[Key, list[Key]]] = {}
        self._added: list[tuple[str, Row]] = []
        self._undo: list[tuple[str, Key, Row | None]] = []
        self._count = 0

    @property
    def is_large(self) -> bool:
        """Whether it is time to forget."""
        return self._count > REMEMBERED

    def go_on(self, connection: Connection) -> None:
        """Read from another connection now, on which the tables are as they were written last."""
        self._connection = connection

    def read(self, table: str, wanted: Iterable[Key]) -> None:
        """Read groups of rows at once that are not known yet.

        Args:
            table: its name.
            wanted: the first names of their keys, as many as `GROUPS` says.
        """
        known = self._groups.setdefault(table, {})
        missing = [prefix for prefix in dict.fromkeys(wanted) if prefix not in known]
        if not missing:
            return
        about = _about(table)
        for prefix in missing:
            known[prefix] = {}
        self._count += len(missing)
        size, at = about.size, about.places
        names = about.names
        for values in rows_where_in(self._connection, about.table, names, about.keys[:size], missing):
            key = tuple([values[place] for place in at])
            known[key[:size]][key] = dict(zip(names, values, strict=True))
            self._count += 1

    def group(self, table: str, *prefix: Any) -> Mapping[Key, Row]:
        """The rows whose key begins so, by key."""
        try:
            return self._groups[table][prefix]
        except KeyError:
            self.read(table, [prefix])
            return self._groups[table][prefix]

    def ordered(self, table: str, *prefix: Any) -> Sequence[Key]:
        """The keys that begin so, in order."""
        try:
            return self._order[table][prefix]
        except KeyError:
            found = sorted(self.group(table, *prefix))
            self._order.setdefault(table, {})[prefix] = found
            return found

    def get(self, table: str, *key: Any) -> Row | None:
        """The row of a key; None when there is none. It is not to be changed: put another."""
        return self.group(table, *key[: _about(table).size]).get(key)

    def changed(self, table: str) -> list[Row]:
        """The rows that were put since the beginning of the batch, as they are."""
        known = self._groups.get(table, {})
        size = _about(table).size
        keys = {key for name, key, _ in self._undo if name == table}
        return [row for key in keys if (row := known[key[:size]].get(key)) is not None]

    def put(self, table: str, row: Row) -> None:
        """Put a row in its place, new or changed; all columns."""
        self._set(table, _about(table).key(row), row)

    def drop(self, table: str, *key: Any) -> None:
        """Take a row away."""
        self._set(table, key, None)

    def add(self, table: str, row: Row) -> None:
        """Add a row that nobody asks for within the batch."""
        self._added.append((table, row))

    def mark(self) -> tuple[int, int]:
        """A point to come `back` to."""
        return len(self._undo), len(self._added)

    def back(self, mark: tuple[int, int]) -> None:
        """Undo all changes since a mark."""
        while len(self._undo) > mark[0]:
            self._place(*self._undo.pop())
        del self._added[mark[1] :]

    def save(self) -> None:
        """Write what has changed, table by table; the rows are then those of the tables."""
        for table, before in self._first().items():
            about = _about(table)
            known = self._groups[table]
            found = [(key, row, known[key[: about.size]].get(key)) for key, row in before.items()]
            gone = [key for key, old, row in found if row is None and old is not None]
            if gone:
                self._connection.exec_driver_sql(about.delete, gone)
            new = [(key, row) for key, old, row in found if row is not None and row != old]
            for key, row in new:
                if row.keys() != about.columns:  # as it will be read: what is not said is empty
                    known[key[: about.size]][key] = dict(zip(about.names, about.values(row), strict=True))
            insert_rows(self._connection, about.table, [about.values(row) for _, row in new], replace=True)
        added: dict[str, list[Row]] = {}
        for table, row in self._added:
            added.setdefault(table, []).append(row)
        for table, rows in added.items():
            about = _about(table)
            insert_rows(self._connection, about.table, [about.values(row) for row in rows])
        self._undo, self._added = [], []

    def _first(self) -> dict[str, dict[Key, Row | None]]:
        """What the rows that were touched were before, by table and key."""
        found: dict[str, dict[Key, Row | None]] = {}
        for table, key, row in self._undo:
            found.setdefault(table, {}).setdefault(key, row)
        return found

    def _set(self, table: str, key: Key, row: Row | None) -> None:
        self._undo.append((table, key, self._place(table, key, row)))

    def _place(self, table: str, key: Key, row: Row | None) -> Row | None:
        """Put a row in its place or take it away; what was there."""
        prefix = key[: _about(table).size]
        try:
            group = self._groups[table][prefix]
        except KeyError:
            self.read(table, [prefix])
            group = self._groups[table][prefix]
        before = group.get(key)
        if row is None:
            group.pop(key, None)
        else:
            group[key] = row
        if (before is None) != (row is None):
            self._count += 1 if before is None else -1
            order = self._order.get(table)
            if order is not None and (keys := order.get(prefix)) is not None:
                if row is None:
                    del keys[bisect_left(keys, key)]
                else:
                    insort(keys, key)
        return before


class _About:
    """A table as `Rows` uses it."""

    def __init__(self, name: str) -> None:
        self.table: Table = SCHEMAS[name].table
        self.names = tuple(column.name for column in self.table.columns)
        self.columns = frozenset(self.names)
        self.keys = tuple(column.name for column in self.table.primary_key.columns)
        self.size = GROUPS.get(name, len(self.keys))
        self.places = tuple(self.names.index(key) for key in self.keys)
        found = " AND ".join(f"{key} = ?" for key in self.keys)
        self.delete = f"DELETE FROM {name} WHERE {found}"  # noqa: S608  names of ours
        self._key: Callable[[Row], Any] = itemgetter(*self.keys)
        self._whole: Callable[[Row], tuple[Any, ...]] = itemgetter(*self.names)

    def key(self, row: Row) -> Key:
        """The key of a row."""
        return self._key(row) if len(self.keys) > 1 else (self._key(row),)

    def values(self, row: Row) -> tuple[Any, ...]:
        """A row in the order of the columns; one that is not said is empty."""
        try:
            return self._whole(row)
        except KeyError:
            get = row.get
            return tuple([get(name) for name in self.names])


@cache
def _about(table: str) -> _About:
    return _About(table)


def text_of(value: Any) -> str:
    """A value as the tables keep JSON."""
    return orjson.dumps(value).decode()
