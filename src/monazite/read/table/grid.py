"""A table as a grid of cells: where its header ends, what each column's header says, what each row prints and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.facts.record import Span
from monazite.read.document import Cell, Document, Table

RULED = re.compile(r"^[-—=:+|\s]*$")
HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data.

    Args:
        row: its number in the table, header rows included.
        cells: its cells.
    """

    row: int
    cells: tuple[Cell, ...]

    def text(self, column: int | None) -> str:
        """Text of a cell, or empty."""
        return self.cells[column].text.strip() if column is not None and column < len(self.cells) else ""


def header_count(table: Table) -> int:
    """How many rows are headers: as loaded, and later ones that hold only words and leave the first cells open."""
    count = max(table.header_rows, 1)
    while count < len(table.rows) - 1 and _continues_header(table.rows[count]):
        count += 1
    return count


def header_texts(table: Table, count: int) -> list[str]:
    """The words over each column, upper rows first; a merged header cell speaks for every column it covers."""
    width = max((len(row) for row in table.rows), default=0)
    return ["\n".join(_over(table, count, column)) for column in range(width)]


def header_span(table: Table, count: int, column: int) -> Span | None:
    """Where the lowest header cell over a column stands, in the view."""
    for row in range(count - 1, -1, -1):
        for at in range(min(column, len(table.rows[row]) - 1), -1, -1):
            cell = table.rows[row][at]
            if cell.text and (at == column or at + cell.column_span > column or row < count - 1):
                return Span(cell.spans[0].start, cell.spans[-1].end) if cell.spans else None
            if cell.text:
                break
    return None


def lines(table: Table, count: int) -> Iterator[Line]:
    """Rows of data: no rules, no repeated headers, no page headers."""
    headers = {tuple(_squeezed(cell.text) for cell in row) for row in table.rows[:count]}
    for number, row in enumerate(table.rows[count:], start=count):
        texts = tuple(_squeezed(cell.text) for cell in row)
        if texts not in headers and not all(RULED.match(text) for text in texts):
            yield Line(number, row)


def row_span(line: Line, within: Span | None = None) -> Span | None:
    """The row as one range of the view: its first printed pieces, and the number's own place."""
    pieces = [cell.spans[0] for cell in line.cells if cell.spans]
    if within is not None:
        pieces.append(within)
    if not pieces:
        return None
    return Span(min(piece.start for piece in pieces), max(piece.end for piece in pieces))


def part_span(document: Document, cell: Cell, start: int, end: int) -> Span | None:
    """Where part of a cell's text stands in the view; the whole cell where that is not clear."""
    if not cell.spans:
        return None
    whole = Span(cell.spans[0].start, cell.spans[0].end)
    found = document.view.text.find(cell.text[start:end], whole.start, whole.end) if end > start else -1
    return whole if found < 0 else Span(found, found + end - start)


def whole_span(cell: Cell) -> Span | None:
    """All of a cell, in the view."""
    return Span(cell.spans[0].start, cell.spans[-1].end) if cell.spans else None


def cited(document: Document, span: Span | None) -> Span | None:
    """A range of the view in the offsets that facts use."""
    if span is None:
        return None
    _, start, end, _ = document.cite(span.start, span.end)
    return Span(start, end)


def _continues_header(row: tuple[Cell, ...]) -> bool:
    texts = [cell.text.strip() for cell in row]
    return not texts[0] and sum(map(bool, texts)) >= 1 and not any(map(HAS_DIGIT.search, texts)) and not any(texts[:2])


def _over(table: Table, count: int, column: int) -> Iterator[str]:
    seen: set[str] = set()
    for row in range(count):
        text = _header_cell(table, count, row, column)
        if text and text not in seen:
            seen.add(text)
            yield text


def _header_cell(table: Table, count: int, row: int, column: int) -> str:
    """Words of a header row over a column; an open cell belongs to the one on its left when the row below splits it."""
    cells = table.rows[row]
    if column < len(cells) and cells[column].text.strip():
        return cells[column].text.strip()
    below = table.rows[row + 1] if row + 1 < count else ()
    split = column < len(below) and bool(below[column].text.strip())
    for at in range(min(column, len(cells)) - 1, -1, -1):
        if cells[at].text.strip():
            spans = at + cells[at].column_span > column
            return cells[at].text.strip() if spans or split else ""
    return ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
