"""Blanks of a PDF page that stand between columns: wide ones, and thin ones in the gutters that other rows show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

BETWEEN = "\u3000"
"""What stands for a blank between columns: a full-width blank, as in a text typed in columns."""
COLUMN_GAP = 1.3
"""Gap between columns in heights of a letter; a blank between words is 0.3 to 0.6."""
FEWEST_ROWS = 3
"""Rows that must agree before their columns are believed."""
FEWEST_COLUMNS = 3
"""Two columns may be two columns of prose."""
FOOTER = 3
"""Lines below a table that goes on on the next page: footers."""
INSIDE = 2
"""Blanks inside the cells of a row that goes on with a table; prose has more."""
Gutters = tuple[tuple[float, float], ...]
"""From where to where each gutter between two columns is free, in points."""
_SPACE = re.compile(r"(?<=\S) (?=\S)")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank of a line.

    Args:
        at: its place in the text.
        left, right: where the letters before it end and those after it begin, in points.
        is_wide: whether it is wider than a blank between words.
    """

    at: int
    left: float
    right: float
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: where its letters begin and end, in points, and its blanks."""

    left: float
    right: float
    gaps: tuple[Gap, ...]

    @property
    def wide(self) -> tuple[Gap, ...]:
        """The blanks that are certainly between columns."""
        return tuple(gap for gap in self.gaps if gap.is_wide)


def spaced(layer: pypdfium2.PdfTextPage, text: str, above: Gutters = ()) -> tuple[str, Gutters]:
    """The text of a page with a full-width blank for each blank between columns, as long as it was; its last gutters.

    Args:
        layer: the page, for the places of its letters.
        text: its text, one character for each of the page's.
        above: the gutters of the table that the page before ends with.
    """
    characters = list(text)
    found, gutters = between_columns([_row(layer, text, line) for line in _LINE.finditer(text)], above)
    for at in found:
        characters[at] = BETWEEN
    return "".join(characters), gutters


def between_columns(rows: Sequence[Row], above: Gutters = ()) -> tuple[list[int], Gutters]:
    """The places of the blanks between columns, and the gutters of a table that may go on on the next page.

    A table's rows stand under one another; their columns leave gutters free. A header or a row too broad for wide
    blanks is split where its blanks lie in all gutters.

    Args:
        rows: the lines of a page.
        above: the gutters of the table that the page before ends with.
    """
    found = [gap.at for row in rows for gap in row.wide]
    found += _continued(rows, above)
    last: Gutters = ()
    for start, end in _runs(rows):
        gutters = _gutters([row for row in rows[start:end] if row.wide])
        for row in rows[max(start - 1, 0) : end + 1] if gutters else ():
            if len(row.wide) < len(gutters):
                found += [gap.at for gap in _split(row, gutters)]
        last = gutters if len(rows) - end <= FOOTER else ()
    return found, last


def _continued(rows: Sequence[Row], above: Gutters) -> Iterator[int]:
    """Of the first lines of a page, those that go on with the table above: a blank in every gutter and few others."""
    for row in rows if above else ():
        split = _split(row, above)
        if not split or len(row.gaps) > len(above) + INSIDE:
            return
        yield from (gap.at for gap in split)


def _row(layer: pypdfium2.PdfTextPage, text: str, line: re.Match[str]) -> Row:
    found = []
    for blank in _SPACE.finditer(text, line.start(), line.end()):
        left, right = layer.get_charbox(blank.start() - 1), layer.get_charbox(blank.start() + 1)
        height = max(left[3] - left[1], right[3] - right[1])
        found.append(Gap(blank.start(), left[2], right[0], right[0] - left[2] > COLUMN_GAP * height > 0))
    if not found:
        return Row(0.0, 0.0, ())
    return Row(layer.get_charbox(line.start())[0], layer.get_charbox(line.end() - 1)[2], tuple(found))


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Ranges of neighbouring lines with wide blanks."""
    start: int | None = None
    for number, row in enumerate([*rows, Row(0.0, 0.0, ())]):
        if row.wide and start is None:
            start = number
        elif not row.wide and start is not None:
            yield start, number
            start = None


def _gutters(rows: Sequence[Row]) -> Gutters:
    """What the columns of a table leave free between them; nothing where too few rows agree or columns overlap."""
    counts = Counter(len(row.wide) for row in rows if len(row.wide) >= FEWEST_COLUMNS - 1)
    if not counts:
        return ()
    count, agreed = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    if agreed < FEWEST_ROWS:
        return ()
    whole = [_segments(row) for row in rows if len(row.wide) == count]
    columns = [
        (min(left for left, _ in column), max(right for _, right in column)) for column in zip(*whole, strict=True)
    ]
    found = tuple((a[1], b[0]) for a, b in pairwise(columns))
    return found if all(left < right for left, right in found) else ()


def _segments(row: Row) -> list[tuple[float, float]]:
    begins = [row.left, *(gap.right for gap in row.wide)]
    ends = [*(gap.left for gap in row.wide), row.right]
    return list(zip(begins, ends, strict=True))


def _split(row: Row, gutters: Gutters) -> list[Gap]:
    """For each gutter the widest blank that lies in it, the rightmost of several; nothing where a gutter has none."""
    found = []
    for left, right in gutters:
        inside = [gap for gap in row.gaps if gap.left < right and gap.right > left]
        if not inside:
            return []
        found.append(max(inside, key=lambda gap: (gap.is_wide, gap.right - gap.left, gap.at)))
    return found if all(a.at < b.at for a, b in pairwise(found)) else []
