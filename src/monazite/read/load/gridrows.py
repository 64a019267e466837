"""Printed rows put at their place in a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from monazite.read.load.cells import (
    HEADER_ROWS,
    NUMBER,
    UNIT_LINE,
    Row,
    has_number,
    header_count,
    is_separator,
    slots,
    texts_of,
)
from monazite.read.load.lines import Grid, Line, Printed
from monazite.read.load.pieces import glued

TITLED = 3
"""Columns from which a first row with one filled cell is a title over the table."""
BROKEN_LINES = 5
"""Most lines that one printed row is broken over."""


@dataclass(slots=True)
class Entry:
    """A row of cells with the line it stands in, or (no cells) a line among the rows."""

    line: Line
    cells: Row


def built(entries: list[Entry], width: int) -> Grid | None:
    """The grid of printed rows, or None where less than two rows are left.

    Separators are dropped, rows broken over lines or pages joined, a short second header row is put under the merged
    cells of the first, lines among the rows (page headers) keep their place in the view.
    """
    builder = _Builder(width)
    builder.build(entries)
    if len(builder.texts) < 2:  # noqa: PLR2004 - a header and a row
        return None
    return Grid(builder.stream, len(builder.texts), builder.width, builder.headers(), builder.title)


class _Builder:
    def __init__(self, width: int) -> None:
        self.width = width
        self.stream: list[list[Printed] | Line] = []
        self.texts: list[list[str]] = []
        self.title: list[Line] = []
        self.ruled: int | None = None
        self.page_break = False

    def build(self, entries: list[Entry]) -> None:
        usual = Counter(entry.line.gap for entry in entries[1:] if entry.cells).most_common(1)[0][0]
        pending: list[Entry] = []
        for number, entry in enumerate(entries):
            if not entry.cells:
                self.stream.append(entry.line)
                self.page_break = True
                continue
            self.page_break = self.page_break or (entry.line.gap > usual and bool(self.texts))
            if not self.texts and not pending and self.is_title(entry.cells):
                self.title.append(entry.line)
                continue
            pending.append(entry)
            if not self.is_short(pending, entries[number + 1] if number + 1 < len(entries) else None):
                self.add(_joined(pending))
                pending, self.page_break = [], False
        if pending:
            self.add(_joined(pending))

    def is_title(self, cells: Row) -> bool:
        """A first row with one filled cell: a title over the whole table, or its unit."""
        filled = [text for text in texts_of(cells) if text]
        return self.width >= TITLED and len(filled) == 1 and (not self.title or bool(UNIT_LINE.fullmatch(filled[0])))

    def is_short(self, pending: list[Entry], following: Entry | None) -> bool:
        """Whether the row goes on in the next line: both together are just as wide as the table."""
        have = sum(len(entry.cells) for entry in pending) - len(pending) + 1
        if have >= self.width or following is None or not following.cells or following.line.gap:
            return False
        more = len(following.cells)
        return len(pending) < BROKEN_LINES and (have + more - 1 == self.width or more == 1)

    def add(self, cells: Row) -> None:
        """One whole row."""
        while len(cells) > self.width and not cells[-1]:
            cells.pop()
        self.widen(len(cells))
        texts = texts_of(cells)
        if is_separator(texts):
            self.ruled = len(self.texts) if self.ruled is None else self.ruled
            return
        columns = self.columns(texts)
        row = len(self.texts)
        if self.is_fragment(texts):
            row -= 1
        else:
            self.texts.append([""] * self.width)
        for column, text in zip(columns, texts, strict=True):
            self.texts[row][column] += text
        self.stream.append([Printed(cell, row, column) for cell, column in zip(cells, columns, strict=True)])

    def widen(self, width: int) -> None:
        """A row wider than any before: the others get empty cells."""
        if width > self.width:
            for row in self.texts:
                row.extend([""] * (width - self.width))
            self.width = width

    def columns(self, texts: list[str]) -> list[int]:
        """The column of each cell; the short second row of a header stands under the merged cells of the first."""
        plain = list(range(len(texts)))
        if len(self.texts) != 1 or len(texts) >= self.width or texts[0] or has_number(texts):
            return plain
        places = slots(self.texts[0])
        filled = [index for index, text in enumerate(texts) if text]
        if len(filled) != len(places):
            return plain
        free = (column for column in range(self.width) if column not in places)
        return [places[filled.index(index)] if index in filled else next(free) for index in plain]

    def is_fragment(self, texts: list[str]) -> bool:
        """The rest of the row above: key cells empty, no figures, only cells that the row above fills too."""
        if not self.texts or len(texts) < TITLED or texts[0] or not any(texts):
            return False
        above = self.texts[-1]
        if not above[0] or any(text and not above[index] for index, text in enumerate(texts)):
            return False
        if any(NUMBER.fullmatch(text) for text in texts if text):
            return False
        return self.page_break or (not texts[1] and len(texts) > TITLED)

    def headers(self) -> int:
        """How many of the first rows are headers: a rule says so, else the rows before the first figures."""
        if self.ruled is not None and 0 < self.ruled <= min(HEADER_ROWS, len(self.texts) - 1):
            return self.ruled
        return header_count(self.texts)


def _joined(pending: list[Entry]) -> Row:
    """The cells of one row that was broken inside a cell."""
    cells: Row = list(pending[0].cells)
    for entry in pending[1:]:
        cells = [*cells[:-1], glued(cells[-1], entry.cells[0]), *entry.cells[1:]]
    return cells
