"""A document built from lines, for the rooms that read tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from monazite.facts.record import Span
from monazite.read.document import Block, Cell, Document, Paragraph, Table
from monazite.read.text import View

Build = Callable[..., Document]


@pytest.fixture
def tabbed() -> Build:
    """A document from text: lines with tabs are rows, the line above is their caption, others are paragraphs."""
    return document_of


def document_of(text: str, *, title: str | None = None, day: date | None = None, header_rows: int = 1) -> Document:
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    caption: Span | None = None
    at = 0
    for line in [*text.split("\n"), ""]:
        span = Span(at, at + len(line))
        if "\t" in line:
            rows.append(cells_of(line, at))
        else:
            if rows:
                blocks.append(table_of(rows, caption, header_rows))
                rows = []
            if line.strip():
                blocks.append(Paragraph(span))
                caption = span
        at += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document("doc.txt", digest, "text", "utf-8", text, View.identity(text), tuple(blocks), title=title, date=day)


def cells_of(line: str, at: int) -> tuple[Cell, ...]:
    cells = []
    for text in line.split("\t"):
        cells.append(Cell((Span(at, at + len(text)),) if text else (), text))
        at += len(text) + 1
    return tuple(cells)


def table_of(rows: list[tuple[Cell, ...]], caption: Span | None, header_rows: int) -> Table:
    width = max(map(len, rows))
    even = tuple((*row, *([Cell((), "")] * (width - len(row)))) for row in rows)
    spans = [cell.spans[0] for row in even for cell in row if cell.spans]
    return Table(Span(spans[0].start, spans[-1].end), caption, header_rows, even)
