"""HTML tables as grids: merged cells spread, titles taken out, tables that lay out a page made flat."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from monazite.read.load import limits
from monazite.read.load.lines import Grid, Item, Line, Printed

LEAST = 2
"""Fewest rows and columns of a table of data."""
CELL_LENGTH = 300
"""Longest cell of a table of data; longer ones lay out a page."""
SPAN_DIGITS = 4
TITLES = 3
"""Most lines of a title inside a table."""


@dataclass(slots=True)
class HtmlCell:
    """A cell as read: what stands in it and how far it reaches."""

    items: list[Item] = field(default_factory=list)
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(slots=True)
class HtmlTable:
    """A table as read; ``nested`` when another one stands inside it."""

    rows: list[list[HtmlCell]] = field(default_factory=list)
    caption: list[Item] = field(default_factory=list)
    nested: bool = False


def cell_of(attributes: dict[str, str], *, header: bool) -> HtmlCell:
    """A cell with its extent; extents beyond the limit are cut."""
    return HtmlCell([], _span(attributes.get("rowspan")), _span(attributes.get("colspan")), header)


def _span(value: str | None) -> int:
    value = (value or "").strip()
    if not (value.isascii() and value.isdigit() and len(value) <= SPAN_DIGITS):
        return 1
    return min(max(int(value), 1), limits.CELL_SPAN)


def flat(table: HtmlTable) -> list[Item]:
    """A table that only lays out the page: its content in order of the source."""
    items = [*table.caption, *(item for row in table.rows for cell in row for item in cell.items)]
    return sorted(items, key=source_start)


def source_start(item: Item) -> int:
    """Where an item begins in the source."""
    if isinstance(item, Line):
        return item.start
    starts = [line.start for line in item.caption]
    for row in item.stream:
        starts += [row.start] if isinstance(row, Line) else [cell.pieces[0][1] for cell in row if cell.pieces]
    return min(starts, default=0)


def grid_of(table: HtmlTable) -> Grid | None:
    """A table of data, or None for one that lays out the page."""
    rows = [row for row in table.rows if row]
    if table.nested or len(rows) < LEAST or max(len(row) for row in rows) < LEAST:
        return None
    if any(
        len(line.text) > CELL_LENGTH for row in rows for cell in row for line in cell.items if isinstance(line, Line)
    ):
        return None
    titles, rows = _titles(rows)
    placed = _placed(rows)
    if placed is None:
        return None
    columns = max(cell.column + cell.column_span for row in placed for cell in row)
    first = min((cell.pieces[0][1] for row in placed for cell in row if cell.pieces), default=0)
    captions = [item for item in [*table.caption, *titles] if isinstance(item, Line)]
    headers = 0
    for row in rows:
        if not all(cell.header for cell in row):
            break
        headers += 1
    stream = _with_late([line for line in captions if line.start >= first], placed)
    caption = [line for line in captions if line.start < first]
    return Grid(stream, len(placed), columns, -1 if not headers else min(headers, len(rows) - 1), caption)


def _titles(rows: list[list[HtmlCell]]) -> tuple[list[Item], list[list[HtmlCell]]]:
    """First rows of one cell over the whole table are its caption."""
    columns = max(sum(cell.column_span for cell in row) for row in rows)
    titles: list[Item] = []
    while (
        len(titles) < TITLES
        and len(rows) > LEAST
        and len(rows[0]) == 1
        and rows[0][0].column_span == columns
        and rows[0][0].row_span == 1
    ):
        titles += rows[0][0].items
        rows = rows[1:]
    return titles, rows


def _with_late(late: list[Line], placed: list[list[Printed]]) -> list[list[Printed] | Line]:
    """Rows in source order with the caption lines that stand below the first of them."""
    stream: list[list[Printed] | Line] = []
    waiting = deque(late)
    for row in placed:
        begins = min((cell.pieces[0][1] for cell in row if cell.pieces), default=0)
        while waiting and waiting[0].start < begins:
            stream.append(waiting.popleft())
        stream.append(row)
    return [*stream, *waiting]


def _placed(rows: list[list[HtmlCell]]) -> list[list[Printed]] | None:
    """Cells put at their row and column, merged cells leaving room; None above the limit."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[Printed]] = []
    for number, row in enumerate(rows):
        column, out = 0, []
        for cell in row:
            while (number, column) in taken:
                column += 1
            high = min(cell.row_span, len(rows) - number)
            if len(taken) + high * cell.column_span > limits.TABLE_CELLS:
                return None
            taken.update((number + i, column + j) for i in range(high) for j in range(cell.column_span))
            lines = [item for item in cell.items if isinstance(item, Line)]
            parts = [Printed(line.pieces, number, column, high, cell.column_span) for line in lines]
            out.extend(parts or [Printed([], number, column, high, cell.column_span)])
            column += cell.column_span
        placed.append(out)
    return placed
