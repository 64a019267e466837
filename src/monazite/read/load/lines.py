"""A document as logical lines and printed tables, before it is known what each of them is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monazite.read.load.pieces import Piece, clean, text_of, tidy, without_start
from monazite.read.load.textcolumns import columned


@dataclass(slots=True)
class Line:
    """One line of clean text.

    Args:
        pieces: the text with its source.
        text: the same as a string; wide gaps are ``pieces.WIDE``.
        gap: blank lines before it; 9 after the edge of a block of markup.
        level: of the heading that markup says it is, 0 for none.
        closed: a whole block by its markup, never joined with its neighbours.
        indented: begins with a full-width blank or two narrow ones.
        link: all of it is link text.
        listed: an item of a list.
    """

    pieces: list[Piece]
    text: str
    gap: int = 0
    level: int = 0
    closed: bool = False
    indented: bool = False
    link: bool = False
    listed: bool = False

    @property
    def start(self) -> int:
        """Where it starts in the source."""
        return self.pieces[0][1]


@dataclass(slots=True)
class Printed:
    """A cell, or a part of one, as printed: its pieces and its place in the table."""

    pieces: list[Piece]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Grid:
    """A table as it will be shown: rows and the lines printed among them in source order, cells with their place."""

    stream: list[list[Printed] | Line]
    rows: int
    columns: int
    header_rows: int
    caption: list[Line] = field(default_factory=list)


Item = Line | Grid
BLOCK_GAP = 9
"""Gap before the first line of a block of markup."""
PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d{1,4})?[-—–·\s]*")
"""A line that is only the number of a page."""

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+|\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_MARK = re.compile(r"(?:>\s?)*(?:[-*+•●■◆▪·]\s+(?=\S)|[•●■▪]\s*(?=\S))?(?:#{1,6}\s+)?|#{1,6}\s+")
_RULE = re.compile(r"[-*_=~\s]+")


def made(pieces: list[Piece], **more: int) -> Line | None:
    """A line from raw pieces, or None where nothing is left of them."""
    kept = tidy(pieces)
    if not kept:
        return None
    return Line(kept, text_of(kept), gap=more.get("gap", 0), level=more.get("level", 0))


def text_lines(folded: str, start: int, end: int) -> list[Line]:
    """Lines of plain text: list marks, heading marks and rules taken away."""
    folded = columned(folded, start, end)
    lines: list[Line] = []
    gap, blank = 0, True
    for found in _LINE.finditer(folded, start, end):
        run = found.group()
        if run[0] in "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029":
            gap += blank
            blank = True
            continue
        line = made(clean(folded, found.start(), found.end(), marks=True, tabs=True), gap=gap)
        if line is None or (line := marked(line)) is None:
            continue
        line.indented = run[0] == "\u3000" or run.startswith("  ")
        lines.append(line)
        gap, blank = 0, False
    return lines


def marked(line: Line) -> Line | None:
    """The line without its Markdown list, quote and heading marks; None for a horizontal rule."""
    if line.text[0] not in "->*+•●■◆▪·#_=~":
        return line
    if _RULE.fullmatch(line.text) and "\t" not in line.text:
        return None
    found = _MARK.match(line.text)
    prefix = found.group() if found else ""
    if not prefix:
        return line
    pieces = tidy(without_start(line.pieces, len(prefix)))
    if not pieces:
        return None
    level = prefix.count("#") if "#" in prefix else line.level
    listed = not level and not prefix.startswith(">")
    return Line(pieces, text_of(pieces), line.gap, level, closed=bool(level), indented=line.indented, listed=listed)
