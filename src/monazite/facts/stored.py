"""What reading hands to this room, and what this room hands back: records with everything that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monazite.core.problem import Problem
from monazite.facts.record import Check, Fact, Span, digest


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as it is kept.

    Args:
        sha256: of its file's bytes.
        item: its number in a feed, from 0; None for a file that is one document.
        name: of its file.
        format: found by content.
        encoding: as decoded.
        text: for display: markup taken off, wrapped lines joined.
        blocks: objects with ``kind`` (heading, paragraph, table), ``start`` and ``end`` in the text; a heading has its
            ``level``; a table its ``caption``, ``header_rows`` and ``rows`` of cells with ``spans`` and ``text``.
        numerals: how many numerals of each class it holds.
        title, date, publisher, url: as it says itself.
    """

    sha256: str
    item: int | None
    name: str
    format: str
    encoding: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    numerals: Mapping[str, int] = field(default_factory=dict)
    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None

    @property
    def id(self) -> str:
        """Identity of the document, in the order of the items of a feed; the same bytes give the same one."""
        return "d" + digest(self.sha256) + ("" if self.item is None else f"-{self.item:06d}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a fact stands in the text for display: its quote, and the number in it."""

    quote: Span | None = None
    number: Span | None = None


@dataclass(frozen=True, slots=True)
class LooseNumeral:
    """A numeral that is not accounted for: its place in the source and in the text for display."""

    start: int
    end: int
    text: str
    shown: Span | None = None


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """All that is kept of one document's reading.

    Args:
        document: the document.
        facts: in order; ``shown`` has one entry for each.
        shown: where each fact stands in the text for display.
        checks: within the document.
        loose: numerals not accounted for.
    """

    document: DocumentRecord
    facts: tuple[Fact, ...] = ()
    shown: tuple[Shown, ...] = ()
    checks: tuple[Check, ...] = ()
    loose: tuple[LooseNumeral, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read to its end.

    Args:
        sha256: of its bytes.
        name: as given.
        size_bytes: of its bytes.
        documents: how many it holds.
        problems: met while reading it.
    """

    sha256: str
    name: str
    size_bytes: int
    documents: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact with all that is known of it.

    Args:
        fact: the record.
        document: id of its document.
        shown: where it stands in the text for display.
        checks: that used it, those between documents last.
        same: other records of the same statement.
        conflicts: those of them whose value differs beyond the rounding of the printed digits.
    """

    fact: Fact
    document: str
    shown: Shown
    checks: tuple[Check, ...]
    same: tuple[Fact, ...]
    conflicts: tuple[Fact, ...]

    def as_json(self) -> dict[str, Any]:
        """The fact as `monazite facts show ID --json` prints it."""
        return self.fact.as_json() | {
            "document": self.document,
            "check_records": [check.as_json() for check in self.checks],
            "same_statement": [fact.as_json() for fact in self.same],
            "conflicts": [fact.id for fact in self.conflicts],
        }
