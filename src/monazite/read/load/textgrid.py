"""Tables found among lines: cells flattened to tabs, Markdown pipes, or columns kept apart by wide gaps."""

from __future__ import annotations

import re
from collections import Counter

from monazite.read.load import limits
from monazite.read.load.cells import UNIT_LINE, Row, has_number, texts_of
from monazite.read.load.gridrows import Entry, built
from monazite.read.load.lines import PAGE_NUMBER, Grid, Item, Line
from monazite.read.load.pieces import WIDE, split

_PAGES = re.compile(r"\d{1,3}(?:\s*[-—–~]\s*\d{1,3})?|")
_CAPTION = re.compile(r"(?:附?表|附件|Table)\s*\d|单位\s*[:：]|一览表|汇总表|对比表")
_NO_CAPTION = re.compile(
    r"^[（(]?\s*(?:文章|资料|数据)?(?:来源|Source|Copyright|注)\s*[:：©]?|^(?:Copyright|Source)", re.IGNORECASE
)
_LABEL = re.compile(r"(?!附)[^：:]{1,8}[:：]")
_ENDS = re.compile(r"[。！？!?；;]$")
_PRINTOUT = re.compile(
    r"(?:https?|file)://\S{1,300}\s?\d{1,3}/\d{1,3}|\d{1,4}/\d{1,2}/\d{1,4},?\s?\d{1,2}:\d\d\b.{0,100}"
)
"""What a browser prints at the edges of a page: address and page, day and time and title."""
SHORT = 20
"""Longest page header, and longest rest of a cell on a line of its own."""
ALONE = 8
"""Longest line that is taken for a page header although it is printed once."""
CAPTION_LENGTH = 80
BETWEEN = 2
"""Most page header lines between two rows of one table."""
MARKS = 2
"""Column marks of a row in Markdown or of aligned columns."""
ALIGNED_ROWS = 3
"""Rows from which aligned columns are believed."""


def with_grids(items: list[Item]) -> list[Item]:
    """The items with runs of table rows among the lines made into grids."""
    counts = Counter(item.text for item in items if isinstance(item, Line) and len(item.text) <= SHORT)
    furniture = {text for text, count in counts.items() if count > 1}
    out: list[Item] = []
    at, tables = 0, 0
    while at < len(items):
        item = items[at]
        run = _Run(item, furniture) if isinstance(item, Line) and _cells(item) else None
        if run is None or tables >= limits.TABLES:
            at += 1
            if isinstance(item, Grid) and not item.caption:
                _caption(item, out, furniture)
            out.append(item)
            continue
        end = run.read(items, at + 1)
        grid = run.grid()
        if grid is None:
            out.extend(items[at:end])
        else:
            tables += 1
            _caption(grid, out, furniture)
            out.append(grid)
        at = end
    return out


def _cells(line: Line) -> Row:
    """The cells of a line that looks like a table row; none for other lines."""
    text = line.text
    if "\t" in text:
        return split(line.pieces, "\t")
    if text[0] == "|" and text.count("|") >= MARKS:
        cells = split(line.pieces, "|")[1:]
        return cells[:-1] if cells and not cells[-1] else cells
    if text.count(WIDE) >= MARKS and not _ENDS.search(text):
        return split(line.pieces, WIDE)
    return []


def _kind(line: Line) -> str:
    return "\t" if "\t" in line.text else "|" if line.text[0] == "|" else WIDE


class _Run:
    """Rows of one table, read on until something else begins."""

    def __init__(self, first: Line, furniture: set[str]) -> None:
        self.furniture = furniture
        self.kind = _kind(first)
        self.entries: list[Entry] = []
        self.widths: Counter[int] = Counter()
        self.numbers = False
        self.add(first, _cells(first))

    def add(self, line: Line, cells: Row) -> None:
        self.entries.append(Entry(line, cells))
        self.widths[len(cells)] += 1
        self.numbers = self.numbers or has_number(texts_of(cells))

    @property
    def width(self) -> int:
        """The most common number of cells, the larger of two."""
        return max(self.widths, key=lambda width: (self.widths[width], width))

    def read(self, items: list[Item], at: int) -> int:
        """Rows from ``at`` on, with the page headers among them; where the run ends."""
        end = at
        waiting: list[Line] = []
        for number in range(at, len(items)):
            item = items[number]
            if isinstance(item, Grid):
                break
            cells = _cells(item)
            if cells and _kind(item) == self.kind:
                if (waiting or item.gap) and not self.takes(cells, page_break=bool(waiting)):
                    break
                self.entries += [Entry(line, []) for line in waiting]
                self.add(item, cells)
            elif not waiting and self.is_broken(item):
                self.entries.append(Entry(item, [item.pieces]))
            elif len(waiting) < BETWEEN and self.is_furniture(item):
                waiting.append(item)
                continue
            else:
                break
            waiting, end = [], number + 1
        return end

    def takes(self, cells: Row, *, page_break: bool) -> bool:
        """Whether a row after a gap belongs to the table above: as wide, and no header of a new table."""
        if abs(len(cells) - self.width) > (0 if page_break else 1):
            return False
        texts = texts_of(cells)
        if not all(texts) or has_number(texts):
            return True
        return not self.numbers and texts != texts_of(self.entries[0].cells)

    def is_broken(self, line: Line) -> bool:
        """Whether a line without tabs right below a short row is the rest of its last cell."""
        last = self.entries[-1].cells
        is_rest = self.kind == "\t" and line.gap == 0 and len(line.text) <= SHORT and len(self.entries) > 1
        return is_rest and 0 < len(last) < self.width

    def is_furniture(self, line: Line) -> bool:
        """A page header or page number."""
        text = line.text
        if _PRINTOUT.fullmatch(text):
            return True
        if line.level or len(text) > SHORT or _CAPTION.search(text):
            return False
        if text in self.furniture or PAGE_NUMBER.fullmatch(text):
            return True
        return line.gap > 0 and len(text) <= ALONE and not _ENDS.search(text) and not _NO_CAPTION.match(text)

    def grid(self) -> Grid | None:
        """The table, or None for a table of contents and for lines that only look like one."""
        rows = [entry.cells for entry in self.entries if entry.cells]
        width = self.width
        if len(rows) < MARKS or width < MARKS or len(rows) * width > limits.TABLE_CELLS or _is_contents(rows):
            return None
        return None if self.kind == WIDE and not _is_aligned(rows) else built(self.entries, width)


def _is_contents(rows: list[Row]) -> bool:
    """A table of contents: two columns, the second a page number, and that often missing."""
    if any(len(row) != 2 for row in rows):  # noqa: PLR2004
        return False
    last = [texts_of(row)[1] for row in rows]
    return all(_PAGES.fullmatch(text) for text in last) and last.count("") * 2 >= len(last)


def _is_aligned(rows: list[Row]) -> bool:
    """Columns kept apart by blanks are believed where the rows agree in their number and half of them hold figures."""
    agreed = Counter(len(row) for row in rows).most_common(1)[0][1]
    figures = sum(has_number(texts_of(row)) for row in rows)
    return len(rows) >= ALIGNED_ROWS and agreed >= 0.8 * len(rows) and figures * 2 >= len(rows)


def _caption(grid: Grid, out: list[Item], furniture: set[str]) -> None:
    """Move the caption from the end of what was put out so far to the grid, with page headers between the two."""
    taken: list[Line] = []
    headers: list[Line] = []
    while out and len(taken) < 2:  # noqa: PLR2004 - a title and a line with the unit
        last = out[-1]
        if isinstance(last, Grid) or not _may_caption(last):
            break
        is_header = last.text in furniture and not _CAPTION.search(last.text)
        if is_header and (taken or headers):
            break
        out.pop()
        if is_header:
            headers.append(last)
            continue
        taken.insert(0, last)
        if not UNIT_LINE.fullmatch(last.text):
            break
    if not taken:
        out.extend(headers)
        return
    if headers:
        grid.stream[:0] = [*headers, *grid.caption]
        grid.caption = taken
    else:
        grid.caption = [*taken, *grid.caption]


def _may_caption(line: Line) -> bool:
    if len(line.text) > CAPTION_LENGTH or "\t" in line.text or line.level == 1:
        return False
    if _LABEL.match(line.text) and not _CAPTION.search(line.text):
        return False
    return not _NO_CAPTION.match(line.text) and not _ENDS.search(line.text)
