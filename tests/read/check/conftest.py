"""Papers and facts made by hand, so that each test shows all it depends on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from monazite.facts.record import Change, Fact, Place, Span
from monazite.read.document import Block, Cell, Document, Paragraph, Table
from monazite.read.text import View

Rows = Sequence[Sequence[str]]
Paper = Callable[..., Document]
Facts = Callable[..., Fact]


def table_at(rows: Rows, start: int, caption: Span | None) -> Table:
    cells, at = [], start
    for row in rows:
        line = []
        for text in row:
            line.append(Cell((Span(at, at + len(text)),) if text else (), text))
            at += len(text) + 1
        cells.append(tuple(line))
    return Table(Span(start, at - 1), caption, 1, tuple(cells))


@pytest.fixture
def paper() -> Paper:
    """A document from paragraphs (texts) and tables (rows of cells, the first a header)."""

    def made(*parts: str | Rows) -> Document:
        text, blocks, caption = "", list[Block](), None
        for part in parts:
            start = len(text)
            if isinstance(part, str):
                text += part + "\n"
                span = Span(start, start + len(part))
                blocks.append(Paragraph(span))
                caption = span
            else:
                text += "\n".join("\t".join(row) for row in part) + "\n"
                blocks.append(table_at(part, start, caption))
        return Document("paper.txt", "0" * 64, "text", "utf-8", text, View.identity(text), tuple(blocks))

    return made


@pytest.fixture
def fact() -> Facts:
    """A fact whose number stands at the first place of its quote in the document, or in a cell."""

    def made(
        document: Document, quote: str, number: str, *, cell: tuple[int, int, int] | None = None, **more: Any
    ) -> Fact:
        start = document.source.index(quote)
        place = start + quote.index(number)
        block, row, column = cell or (0, None, None)
        if cell:
            spot = document.blocks[cell[0]].rows[cell[1]][cell[2]].spans[0]  # type: ignore[union-attr]
            start, place, quote = spot.start, spot.start, number
        value = Decimal(number)
        factor = Decimal(more.pop("factor", 1))
        pct = more.pop("pct", None)
        change = Change(Decimal(pct), basis=more.pop("basis", "mom")) if pct else None
        given = {
            "kind": "price",
            "subject": "氧化镨钕",
            "unit": "元/公斤",
            "canonical_unit": "CNY/kg",
            "period": "2031-08",
            **more,
        }
        return Fact(
            doc=document.name, quote=quote, start=start, end=start + len(quote), value=value,
            canonical_value=value * factor, change=change,
            place=Place(block, row, column, Span(place, place + len(number))), **given,
        )  # fmt: skip

    return made
