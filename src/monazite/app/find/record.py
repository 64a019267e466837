"""What the box answers with: hits in groups, a group a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monazite.app.find.kinds import NOTHING, Kind
from monazite.core import Words
from monazite.facts import DocumentHit, Fact


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    Args:
        kind: key of its `Kind`.
        id: by which its page and its command know it.
        title: what it is called.
        note: more of it; empty where there is none.
        within: what its id is only known within, such as a venue; empty where there is none.
        source: the document or the fact itself, for who shows more of it.
    """

    kind: str
    id: str
    title: Words
    note: Words = NOTHING
    within: str = ""
    source: DocumentHit | Fact | None = None

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "kind": self.kind, "id": self.id, "within": self.within or None,
            "zh": self.title.zh, "en": self.title.en, "note_zh": self.note.zh, "note_en": self.note.en,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind.

    Args:
        kind: of them.
        hits: the best, as many as asked for.
        total: how many there are in all.
        is_more: whether there are more than ``total``, which was as far as they were counted.
    """

    kind: Kind
    hits: tuple[Hit, ...]
    total: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Args:
        query: as asked.
        groups: exact ids first, then exact names, then in the order of the kinds; none is empty.
        read_as: the name that papers were searched for where the words themselves stand in none, such as 氧化镨钕 for
            its pinyin; None where they were searched for the words.
        meant: a name that may have been meant where nothing was found; empty where none is like it.
    """

    query: str
    groups: tuple[Group, ...]
    read_as: str | None = None
    meant: str = ""

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(group.total for group in self.groups)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits at hand, in order."""
        return tuple(hit for group in self.groups for hit in group.hits)

    def as_json(self) -> dict[str, Any]:
        """As an object: how many of each kind, then the hits in order."""
        groups = [
            {"kind": one.kind.key, "zh": one.kind.label.zh, "en": one.kind.label.en, "total": one.total,
             "is_more": one.is_more} for one in self.groups
        ]  # fmt: skip
        rows = [hit.as_json() for hit in self.hits]
        return {
            "query": self.query, "total": self.total, "read_as": self.read_as, "meant": self.meant or None,
            "groups": groups, "rows": rows,
        }  # fmt: skip
