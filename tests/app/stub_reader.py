"""A reader for tests: a line ``subject price`` is a fact; words in capitals make it misbehave.

Run as a program, it reads a folder into a workspace, and ends without warning at a commit when it is told to.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from monazite.app import DocumentRead, Workspace
from monazite.app.read.files import ReadOptions, ReadResult, read_files
from monazite.core.problem import Problem
from monazite.core.words import Words
from monazite.facts import Check, DocumentRecord, Fact, Input, LooseNumeral, Place, ReadingRecord, Shown, Span
from monazite.facts.tables import SCHEMAS
from monazite.store import Database


def read_lines(data: bytes | Path, name: str) -> Iterator[DocumentRead | Problem]:
    """Items are divided by form feeds."""
    data = data if isinstance(data, bytes) else data.read_bytes()
    if b"\0" in data:
        yield Problem("binary", name, Words("文本", "text"), Words("二进制", "binary"), Words("请转换", "convert it"))
        return
    if b"SLOW" in data:
        time.sleep(0.05)
    if b"HANG" in data:
        time.sleep(60)
    if b"DIE" in data:
        os._exit(9)
    if b"RAISE" in data:
        raise ValueError("no good")
    items = data.decode().split("\f")
    for number, text in enumerate(items):
        yield DocumentRead(record(data, name, text, number if len(items) > 1 else None))


def record(data: bytes, name: str, text: str, item: int | None) -> ReadingRecord:
    document = DocumentRecord(
        hashlib.sha256(data).hexdigest(), item, name, "text", "utf-8", text, title=text[:10], date=date(2024, 5, 6)
    )
    facts, at = [], 0
    for line in text.splitlines(keepends=True):
        subject, _, price = line.strip().partition(" ")
        if price:
            start = at + line.index(price)
            place = Place(0, number=Span(start, start + len(price)))
            facts.append(
                Fact(
                    name,
                    "price",
                    subject,
                    line.strip(),
                    at,
                    at + len(line.strip()),
                    subject_as_written=subject,
                    value=Decimal(price),
                    unit="元/公斤",
                    canonical_value=Decimal(price),
                    canonical_unit="CNY/kg",
                    period="2024-05-06",
                    place=place,
                )
            )
        at += len(line)
    shown = tuple(Shown(Span(fact.start, fact.end)) for fact in facts)
    inputs = tuple(Input(str(fact.value), fact.start, fact.end, fact.id) for fact in facts)
    checks = (Check(name, "stub", inputs, "1 = 1", Decimal(1), Decimal(1), None, None, holds=True),) if facts else ()
    return ReadingRecord(document, tuple(facts), shown, checks, (LooseNumeral(0, 1, text[:1] or "0"),))


def conflicts(facts: list[Fact]) -> list[Check]:
    """Records whose value differs from the first one's."""
    first = facts[0]
    return [
        Check(
            first.doc,
            "cross_document",
            tuple(Input(str(one.value), one.start, one.end, one.id) for one in (first, f)),
            f"{first.value} = {f.value}",
            None,
            None,
            None,
            None,
            f.value == first.value,
        )
        for f in facts[1:]
    ]


def read_folder(workspace: Workspace, *paths: Path, jobs: int = 0, **wishes: Any) -> ReadResult:
    """Read paths with the stub."""
    wishes = {"find_cross_checks": conflicts, **wishes}
    version = wishes.pop("version", "1")
    return read_files(workspace.home, paths, ReadOptions(read_lines, version, "2026-01-01T00:00:00Z", jobs, **wishes))


def everything(workspace: Workspace) -> dict[str, list[str]]:
    """All rows of all tables, and what the full-text index finds."""
    with workspace.reading() as connection:
        rows = {name: sorted(map(repr, connection.execute(select(one.table)))) for name, one in SCHEMAS.items()}
    hits = {word: [hit.name for hit in workspace.search(word, limit=1000).documents] for word in ("镨钕", "镝")}
    return rows | hits | {"raw": sorted(path.name for path in workspace.home.raw.folder.rglob("*") if path.is_file())}


def end_at_commit(number: int, *, before: bool) -> None:
    """From now on, end the process at the commit of that number, as if the power failed."""
    left = number
    writing = Database.writing

    @contextmanager
    def counted(self: Database) -> Iterator[Any]:
        nonlocal left
        left -= 1
        with writing(self) as connection:
            yield connection
            if left == 0 and before:
                os._exit(9)
        if left == 0:
            os._exit(9)

    Database.writing = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    directory, folder, how, crash = sys.argv[1:5]
    opened = Workspace.open(directory, create=True)
    if crash:
        end_at_commit(abs(int(crash)), before=int(crash) < 0)
    read_folder(opened, Path(folder), jobs=int(how))
