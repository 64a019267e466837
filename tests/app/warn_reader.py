"""A reader for tests: the first line of a paper is its day, the second its title, each other one a fact.

``kind|subject|period|value|unit|attribute|region``; empty parts are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from monazite.app import DocumentRead
from monazite.core.problem import Problem
from monazite.facts import DocumentRecord, Fact, Place, ReadingRecord, Shown, Span


def read_dated(data: bytes | Path, name: str) -> Iterator[DocumentRead | Problem]:
    """One document a file."""
    data = data if isinstance(data, bytes) else data.read_bytes()
    text = data.decode()
    day, title, *lines = text.splitlines()
    document = DocumentRecord(hashlib.sha256(data).hexdigest(), None, name, "text", "utf-8", text, title=title,
                              date=date.fromisoformat(day))  # fmt: skip
    facts = tuple(_fact(name, line, text.index(line)) for line in lines if "|" in line)
    shown = tuple(Shown(Span(fact.start, fact.end)) for fact in facts)
    yield DocumentRead(ReadingRecord(document, facts, shown, (), ()))


def _fact(name: str, line: str, at: int) -> Fact:
    kind, subject, period, value, unit, attribute, region = (part or None for part in line.split("|"))
    number = None if value is None else Decimal(value)
    return Fact(name, str(kind), str(subject), line, at, at + len(line), subject_as_written=str(subject),
                attribute=attribute, value=number, unit=unit, canonical_value=number, canonical_unit=unit,
                period=period, region=region, place=Place(0, number=Span(at, at + len(line))))  # fmt: skip
