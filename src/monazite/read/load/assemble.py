"""Texts and grids to the view and its blocks: every character of the view gets its place in the source here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.document import Block, Cell, Heading, Paragraph, Table
from monazite.read.load.cells import header_count
from monazite.read.load.lines import Grid, Line, Printed
from monazite.read.load.paragraphs import Text
from monazite.read.load.pieces import Piece, end_of, is_cjk, narrow
from monazite.read.text import View

_IDENTIFIER = re.compile(r"[A-Z]{0,3}[0-9][0-9A-Z\s./-]*")
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|总\s*量|全国|Total", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")


class _Writer:
    """The view as it grows."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.length = 0
        self.source = 0

    def mark(self, text: str) -> None:
        """A separator of ours: it stands for no character of the source."""
        if self.length:
            self.pieces.append((text, self.source, 0))
            self.length += len(text)

    def write(self, pieces: list[Piece]) -> Span:
        start = self.length
        for piece in pieces:
            self.length += len(piece[0])
        self.pieces += pieces
        if pieces:
            self.source = end_of(pieces)
        return Span(start, self.length)


def assembled(texts: Sequence[Text | Grid]) -> tuple[View, tuple[Block, ...]]:
    """The view and the blocks in it."""
    writer = _Writer()
    blocks: list[Block] = []
    for text in texts:
        writer.mark("\n")
        if isinstance(text, Grid):
            blocks.append(_table(writer, text))
            continue
        span = writer.write(text.pieces)
        blocks.append(Heading(span, text.level) if text.level else Paragraph(span))
    return View.build(writer.pieces), tuple(blocks)


def _table(writer: _Writer, grid: Grid) -> Table:
    start = writer.length
    caption = _caption(writer, grid.caption)
    spans: dict[tuple[int, int], list[tuple[Span, str]]] = {}
    extents: dict[tuple[int, int], tuple[int, int]] = {}
    first = True
    for row in grid.stream:
        if not first or caption:
            writer.mark("\n")
        first = False
        if isinstance(row, Line):
            writer.write(narrow(row.pieces))
        else:
            _row(writer, row, spans, extents)
    rows = [
        tuple(_cell(spans.get((row, column), []), extents.get((row, column), (1, 1))) for column in range(grid.columns))
        for row in range(grid.rows)
    ]
    headers = grid.header_rows if grid.header_rows >= 0 else header_count([[cell.text for cell in row] for row in rows])
    return Table(Span(start, writer.length), caption, headers, tuple(_spread(rows, headers)))


def _caption(writer: _Writer, lines: list[Line]) -> Span | None:
    if not lines:
        return None
    start = writer.length
    for number, line in enumerate(lines):
        if number:
            writer.mark("\n")
        writer.write(narrow(line.pieces))
    return Span(start, writer.length)


def _row(
    writer: _Writer,
    row: list[Printed],
    spans: dict[tuple[int, int], list[tuple[Span, str]]],
    extents: dict[tuple[int, int], tuple[int, int]],
) -> None:
    for number, printed in enumerate(row):
        if number:
            again = (printed.row, printed.column) == (row[number - 1].row, row[number - 1].column)
            writer.mark("\n" if again else "\t")
        extents[printed.row, printed.column] = (printed.row_span, printed.column_span)
        if printed.pieces:
            pieces = narrow(printed.pieces)
            span = writer.write(pieces)
            spans.setdefault((printed.row, printed.column), []).append((span, "".join(piece[0] for piece in pieces)))


def _cell(parts: list[tuple[Span, str]], extent: tuple[int, int]) -> Cell:
    text = ""
    for _, part in parts:
        if text.endswith(part):  # a page break inside a cell: some readers complete the cell and print its rest again
            continue
        between = "" if not text or is_cjk(text[-1]) or is_cjk(part[0]) else " "
        text += between + part
    return Cell(tuple(span for span, _ in parts), cell_text(text), *extent)


def cell_text(text: str) -> str:
    """A cell's text without the blanks that reading a page put inside numbers and identifiers.

    >>> cell_text("202207 62-T-4 69"), cell_text("109 200"), cell_text("GB/T 4138-2015")
    ('20220762-T-469', '109200', 'GB/T 4138-2015')
    """
    if " " not in text:
        return text
    if _THOUSANDS.fullmatch(text):
        return text.replace(" ", "")
    is_code = _IDENTIFIER.fullmatch(text) and sum(c.isdigit() for c in text) >= 6 and text.count(".") < 2  # noqa: PLR2004
    return text.replace(" ", "") if is_code and any(c.isalpha() or c == "-" for c in text) else text


def _spread(rows: list[tuple[Cell, ...]], headers: int) -> list[tuple[Cell, ...]]:
    """Merged cells of flattened tables get their width back, in headers and in rows of totals."""
    out: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows):
        if number + 1 < headers:
            out.append(_widened(row, rows[number + 1]))
        elif number >= headers and row and _TOTAL.match(row[0].text):
            out.append(_total(row, out[0] if headers else ()))
        else:
            out.append(row)
    return out


def _widened(row: tuple[Cell, ...], below: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Each filled cell takes the empty cells after it that have a cell below."""
    cells = list(row)
    for column, cell in enumerate(row):
        extent = 1
        while column + extent < len(row) and not row[column + extent].text and below[column + extent].text:
            extent += 1
        if cell.text and extent > 1 and cell.column_span == 1 and below[column].text:
            cells[column] = replace(cell, column_span=extent)
    return tuple(cells)


def _total(row: tuple[Cell, ...], header: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A total: its name spans the key columns, a figure alone in a group of the header spans the group."""
    first = next((column for column in range(1, len(row)) if row[column].text), 1)
    cells = list(row)
    if first > 1 and row[0].column_span == 1:
        cells[0] = replace(row[0], column_span=first)
    for column, cell in enumerate(header):
        alone = [i for i in range(column, column + cell.column_span) if i < len(row) and row[i].text]
        if cell.column_span > 1 and alone == [column] and row[column].column_span == 1:
            cells[column] = replace(row[column], column_span=cell.column_span)
    return tuple(cells)
