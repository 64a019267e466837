"""The box: every kind asked for the same words, and the answers put in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from threading import Lock

from sqlalchemy import Connection, func, select

from monazite.app.find import listed
from monazite.app.find.kinds import Kind, kinds
from monazite.app.find.known import known, product_item
from monazite.app.find.names import NameIndex
from monazite.app.find.record import Answer
from monazite.app.find.search import Search, title_of
from monazite.app.find.words import query_of
from monazite.facts import PRODUCTS
from monazite.store import DeclaredList, ListQuery, stream, unknown

SHOWN = 5
"""Hits of each kind, unless more are asked for."""
Reading = Callable[[], AbstractContextManager[Connection]]


class Finder:
    """Finds things of one workspace. Names are kept in memory, and read again only when what holds them has changed.

    Args:
        reading: opens a consistent view of the database.
        lists: every declared list, by name.
    """

    def __init__(self, reading: Reading, lists: Mapping[str, DeclaredList]) -> None:
        """Remember where to look; nothing is read before the first question."""
        self.reading = reading
        self.lists = lists
        self._lock = Lock()
        self._state: tuple[object, ...] = ()
        self._versions: dict[str, object] = {}
        self._indexes = {kind.key: known(kind.key) for kind in kinds().values() if kind.how == "reference"}

    def find(
        self, text: str, *, wanted: Sequence[str] = (), limit: int = SHOWN, offset: int = 0,
        pages: NameIndex | None = None,
    ) -> Answer:  # fmt: skip
        """Everything that fits every word of a query.

        Args:
            text: words with spaces between: names, parts of them, pinyin or its initials, numbers.
            wanted: keys of kinds; all when empty.
            limit: hits of each kind at most.
            offset: hits of each kind to skip.
            pages: further things that only who asks knows, such as the pages of a site.

        Raises:
            UsageError: when the query holds no letter, character or digit, is too long, or a kind is not known.
        """
        query, chosen = query_of(text), _chosen(wanted)
        with self.reading() as connection:
            self._refresh(connection)
            indexes = self._indexes | {"page": pages or NameIndex(())}
            return Search(connection, query, indexes, self.lists, (limit, offset)).answer(chosen)

    def _refresh(self, connection: Connection) -> None:
        """Read again what has changed since it was read: the journal's height first, then each list by its own."""
        with self._lock:
            state = self._now(connection)
            if state == self._state:
                return
            if state[1:] != self._state[1:]:
                self._indexes["product"] = _products(connection)
            titles = partial(title_of, self._indexes)
            for kind in kinds().values():
                if kind.how == "named":
                    declared = self.lists[kind.list]
                    version = listed.version(connection, declared)
                    if version != self._versions.get(kind.key):
                        self._indexes[kind.key] = NameIndex(tuple(listed.items(connection, kind, declared, titles)))
                        self._versions[kind.key] = version
            self._state = state

    def _now(self, connection: Connection) -> tuple[object, ...]:
        """Height of the journal, and what changes with every file that is read."""
        entries, files = self.lists["entries"], self.lists["files"]
        read_at, documents = (files.column(key).expression for key in ("read_at", "documents"))
        height = connection.execute(select(func.max(entries.column("number").expression))).scalar()
        read = select(func.count(), func.max(read_at), func.sum(documents)).select_from(files.source)
        return (height, *connection.execute(read).one())


def _products(connection: Connection) -> NameIndex:
    """The products that ship, and whatever else facts speak of."""
    shipped = known("product")
    subjects = (row["subject"] for row in stream(connection, PRODUCTS, ListQuery(limit=None)))
    return NameIndex((*shipped.items, *(product_item(one) for one in subjects if one not in shipped.by_id)))


def _chosen(wanted: Sequence[str]) -> list[Kind]:
    """Kinds by their keys.

    Raises:
        UsageError: for one that is not known; it names the nearest.
    """
    for key in wanted:
        if key not in kinds():
            raise unknown("value-unknown", "kind", key, kinds())
    return [kind for key, kind in kinds().items() if not wanted or key in wanted]
