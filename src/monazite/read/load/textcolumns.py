"""Tables typed with single blanks between cells: recognised by a header of words over rows that end in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monazite.read.load import limits
from monazite.read.load.cells import NUMBER

BETWEEN = "\u3000"
"""Takes the place of a blank between two cells, as in a table typed with full-width blanks."""
FEWEST_ROWS = 3
"""Rows that must agree with the header before it is believed."""
FEWEST_CELLS = 3
FEWEST_FIGURES = 2
"""Columns of figures at the end of every row."""
LONGEST = 160
"""A longer line is prose."""
_LINE = re.compile(r"[^\n\r\f]+")
_CELL = re.compile(r"[^ ]+")
_OTHER = re.compile(r"[\t|\u3000]|  ")


class Cells(NamedTuple):
    """The parts of a line between blanks, where each starts, and how many figures stand at its end."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    figures: int


NONE = Cells((), (), 0)


def columned(folded: str, start: int, end: int) -> str:
    """The text with a full-width blank for each blank between cells of such tables; as long as it was.

    Args:
        folded: the text.
        start: of the part to look at.
        end: of that part.
    """
    parts: list[str] = []
    done = 0
    for header, rows in _tables(folded, start, end):
        for cells in (header, *rows):
            for at in _bounds(cells, len(header.texts), _figures(header, rows)):
                parts += (folded[done : at - 1], BETWEEN)
                done = at
    return "".join((*parts, folded[done:])) if parts else folded


def _tables(folded: str, start: int, end: int) -> Iterator[tuple[Cells, Sequence[Cells]]]:
    """Headers with the rows under them, from the lines above rows that end in figures."""
    above: re.Match[str] | None = None
    rows: list[Cells] = []
    for line in _LINE.finditer(folded, start, end):
        may_be = above is not None and len(rows) * FEWEST_CELLS <= limits.TABLE_CELLS and _may_be_row(line.group())
        cells = _cells(line) if may_be else NONE
        if FEWEST_FIGURES <= cells.figures < len(cells.texts):
            rows.append(cells)
            continue
        if len(rows) * FEWEST_CELLS <= limits.TABLE_CELLS:
            yield from _table(above, rows)
        above, rows = line, []
    yield from _table(above, rows)


def _table(above: re.Match[str] | None, rows: Sequence[Cells]) -> Iterator[tuple[Cells, Sequence[Cells]]]:
    """The line above with the rows, if they are a header and its table."""
    header = _cells(above) if above is not None and len(rows) >= FEWEST_ROWS else NONE
    if len(header.texts) < FEWEST_CELLS or any(map(NUMBER.fullmatch, header.texts)):
        return
    if all(_fits(row, header, rows) for row in rows):
        yield header, rows


def _may_be_row(line: str) -> bool:
    if len(line) > LONGEST:
        return False
    last = line.rstrip(" ").rsplit(" ", FEWEST_FIGURES)
    return len(last) > FEWEST_FIGURES and all(map(NUMBER.fullmatch, last[1:]))


def _cells(line: re.Match[str]) -> Cells:
    """The cells of a line; none of one that is too long or set in columns by other means."""
    if len(line.group()) > LONGEST or _OTHER.search(line.group().strip(" ")):
        return NONE
    found = list(_CELL.finditer(line.string, line.start(), line.end()))
    texts = tuple(cell.group() for cell in found)
    figures = next((n for n, text in enumerate(reversed(texts)) if not NUMBER.fullmatch(text)), len(texts))
    return Cells(texts, tuple(cell.start() for cell in found), figures)


def _figures(header: Cells, rows: Sequence[Cells]) -> int:
    """How many columns of figures the rows share."""
    return min(len(header.texts) - 1, *(row.figures for row in rows))


def _fits(row: Cells, header: Cells, rows: Sequence[Cells]) -> bool:
    """As many cells as the header, or more where only the second column (a purity) can hold blanks."""
    width = len(header.texts)
    has_middle = width - _figures(header, rows) == 2  # noqa: PLR2004 - a name and what is said of it
    return len(row.texts) == width or (has_middle and len(row.texts) > width)


def _bounds(cells: Cells, width: int, figures: int) -> tuple[int, ...]:
    """Where the cells after the first one begin; what is over belongs to the second one."""
    if len(cells.texts) == width:
        return cells.starts[1:]
    return (cells.starts[1], *cells.starts[-figures:])
