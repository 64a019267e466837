"""HTML, JSP and Markdown as logical lines and tables: a small tokeniser of our own that keeps every offset.

Tags may nest wrongly or never close; nothing here recurses. Scripts, styles, comments, navigation and form controls are
dropped. In Markdown the text outside all block tags is read as Markdown lines.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from monazite.read.load import limits
from monazite.read.load.htmlgrid import HtmlTable, cell_of, flat, grid_of, source_start
from monazite.read.load.lines import BLOCK_GAP, Item, made, marked
from monazite.read.load.pieces import WIDE, Piece, clean, end_of

_ATTRIBUTE = rf"\"[^\"]{{0,{limits.ATTRIBUTE_CHARACTERS}}}\"|'[^']{{0,{limits.ATTRIBUTE_CHARACTERS}}}'"
_TAG = re.compile(
    rf"<(?:(/?)([a-zA-Z][a-zA-Z0-9._-]*(?::[a-zA-Z][a-zA-Z0-9._-]*)?)(?=[\s/>])((?:[^<>\"']+|{_ATTRIBUTE})*+|[^<>]{{0,2000}})>|(!--)|(!\[CDATA\[)|([!?%]))"
)
_VALUE = re.compile(rf"([a-zA-Z-]{{1,40}})\s{{0,20}}=\s{{0,20}}(?:({_ATTRIBUTE})|([^\s\"'>]{{1,400}}))")
LINKED = 0.9
"""Share of a line that is link text from which all of it counts as link."""
_NEWLINE = re.compile(r"\r\n|\n|\r")


@cache
def _elements() -> dict[str, str]:
    """Element name to role: block, void, raw, drop, cell."""
    with resources.files(__package__).joinpath("elements.csv").open(encoding="utf-8") as file:
        return {row["element"]: row["role"] for row in csv.DictReader(file)}


@cache
def _furniture() -> re.Pattern[str]:
    """Class and id words of navigation, footers and the like."""
    with resources.files(__package__).joinpath("furniture.csv").open(encoding="utf-8") as file:
        words = [row["pattern"] for row in csv.DictReader(file)]
    return re.compile(rf"(?:^|\s)(?:{'|'.join(words)})(?=\s|$)", re.IGNORECASE)


def _attributes(text: str) -> dict[str, str]:
    """Attributes by name in lower case; the last of two wins."""
    return {
        key.lower(): quoted[1:-1] or bare for key, quoted, bare in _VALUE.findall(text[: limits.ATTRIBUTE_CHARACTERS])
    }


class TooDeepError(Exception):
    """More open tags than the limit."""


@dataclass(slots=True)
class Page:
    """What a page says: its items, its ``<title>`` and its meta tags (names in lower case)."""

    items: list[Item]
    title: str | None
    meta: dict[str, str]


def page_items(folded: str, start: int, end: int, *, markdown: bool, furniture: bool = True) -> Page:
    """Read markup.

    Args:
        folded: the folded source.
        start: where to begin (after front matter).
        end: where to stop.
        markdown: text outside block tags is Markdown.
        furniture: drop elements whose class or id says navigation, footer and the like.

    Raises:
        TooDeepError: more open tags than ``limits.TAG_DEPTH``.
    """
    reader = _Reader(folded, end, markdown=markdown, furniture=furniture)
    reader.read(start)
    return Page(reader.items, reader.title, reader.meta)


class _Reader:
    """State of one pass over the tags."""

    def __init__(self, folded: str, end: int, *, markdown: bool, furniture: bool) -> None:
        self.text, self.end, self.markdown, self.furniture = folded, end, markdown, furniture
        self.items: list[Item] = []
        self.title: str | None = None
        self.meta: dict[str, str] = {}
        self.pieces: list[Piece] = []
        self.stack: list[str] = []
        self.open: dict[str, int] = {}
        self.blocks = 0
        self.dropped: int | None = None
        self.level = 0
        self.tables: list[HtmlTable] = []
        self.gap = BLOCK_GAP
        self.closed = True
        self.linked = 0
        self.table_count = 0

    # tokens

    def read(self, at: int) -> None:
        while at < self.end:
            found = _TAG.search(self.text, at, self.end)
            if found is None:
                break
            if found.start() > at:
                self.characters(at, found.start())
            at = self.markup(found)
        if at < self.end:
            self.characters(at, self.end)
        self.finish_line(closed=True)
        while self.tables:
            self.close_table()
        self.items.sort(key=source_start)  # tables inside unclosed tables come out when those end

    def markup(self, found: re.Match[str]) -> int:
        """Handle one tag or comment; where to go on."""
        name = found.group(2)
        if name is None:
            return self.declaration(found)
        name = name.lower()
        if found.group(1):
            self.end_tag(name)
            return found.end()
        role = _elements().get(name, "")
        if role == "raw":
            return self.raw(name, found)
        self.start_tag(name, role, found.group(3) or "")
        return found.end()

    def declaration(self, found: re.Match[str]) -> int:
        stop = "-->" if found.group(4) else "]]>" if found.group(5) else "%>" if found.group(6) == "%" else ">"
        at = self.text.find(stop, found.end(), self.end)
        if at < 0:
            return self.end if stop in {"-->", "%>"} else found.end()
        if found.group(5):
            self.characters(found.end(), at)
        return at + len(stop)

    def raw(self, name: str, found: re.Match[str]) -> int:
        """Skip a script or style to its end tag; the title is kept."""
        if found.group(3).endswith("/"):
            return found.end()
        stop = re.compile(rf"</{re.escape(name)}\b[^<>]*>", re.IGNORECASE).search(self.text, found.end(), self.end)
        if name == "title" and stop and self.title is None:
            line = made(clean(self.text, found.end(), stop.start()))
            self.title = line.text if line else None
        return stop.end() if stop else self.end

    def characters(self, start: int, end: int) -> None:
        if self.dropped is not None or self.target() is None:
            return
        if (self.markdown and not self.blocks) or self.open.get("pre"):
            self.text_with_lines(start, end)
            return
        pieces = clean(self.text, start, end)
        if len(pieces) == 1 and pieces[0][0] == " " and pieces[0][2] > 1:
            pieces = [(WIDE, start, end - start)]
        self.pieces += pieces
        if self.open.get("a"):
            self.linked += sum(len(piece[0].strip()) for piece in pieces)

    def text_with_lines(self, start: int, end: int) -> None:
        """Markdown outside block tags, or `<pre>`: every newline ends a line."""
        at = start
        for found in _NEWLINE.finditer(self.text, start, end):
            self.pieces += clean(self.text, at, found.start(), marks=True, tabs=True)
            if not self.finish_line(closed=False):
                self.gap += 1
            at = found.end()
        self.pieces += clean(self.text, at, end, marks=True, tabs=True)

    # lines

    def target(self) -> list[Item] | None:
        """Where lines go: the open cell, the caption, or the page."""
        if not self.tables:
            return self.items
        table = self.tables[-1]
        if self.open.get("caption"):
            return table.caption
        return table.rows[-1][-1].items if table.rows and table.rows[-1] else None

    def finish_line(self, *, closed: bool) -> bool:
        """End the running line; whether there was one."""
        pieces, self.pieces = self.pieces, []
        linked, self.linked = self.linked, 0
        line = made(pieces, gap=self.gap, level=self.level)
        if line is None:
            return False
        line.closed = closed or bool(self.level) or self.blocks > 0
        line.link = linked >= LINKED * len(line.text)
        kept = marked(line) if self.markdown and not self.blocks else line
        target = self.target()
        if kept is not None and target is not None:
            target.append(kept)
            self.gap = 0
        return True

    def edge(self) -> None:
        """The edge of a block."""
        self.finish_line(closed=True)
        self.gap = BLOCK_GAP

    # tags

    def start_tag(self, name: str, role: str, attributes: str) -> None:
        if name == "meta":
            self.meta_tag(attributes)
        if role in {"block", "cell", "heading"}:
            self.edge()
        if name == "br" and self.dropped is None:
            self.line_break()
        if name == "hr":
            self.edge()
        if role == "void" or attributes.endswith("/"):
            return
        if name in {"p", "li", "tr", "td", "th", "option"}:
            self.close_open(name)
        if self.dropped is None and (role == "drop" or self.is_furniture(name, attributes)):
            self.dropped = len(self.stack)
        if self.dropped is None and role == "cell":
            self.table_tag(name, attributes)
        self.push(name, role)

    def line_break(self) -> None:
        """`<br>` ends a line, but not the row of a Markdown table."""
        if self.markdown and not self.blocks and self.pieces and self.pieces[0][0].startswith("|"):
            self.pieces.append((" ", end_of(self.pieces), 0))
        else:
            self.finish_line(closed=self.blocks > 0)

    def push(self, name: str, role: str) -> None:
        if len(self.stack) >= limits.TAG_DEPTH:
            raise TooDeepError
        self.stack.append(name)
        self.open[name] = self.open.get(name, 0) + 1
        self.blocks += role in {"block", "cell", "heading", "drop"}
        if role == "heading":
            self.level = int(name[1])

    def is_furniture(self, name: str, attributes: str) -> bool:
        if not self.furniture or not attributes or name in {"html", "body", "main", "article", "a", "span", "p"}:
            return False
        values = _attributes(attributes)
        return any(_furniture().search(values[key]) for key in ("class", "id", "role") if key in values)

    def close_open(self, name: str) -> None:
        """HTML lets `<p>`, `<li>`, `<tr>`, `<td>` go unclosed: a new one closes the one before."""
        if name in {"td", "th"}:
            inner = self.stack[-1] if self.stack else ""
            if inner in {"td", "th"}:
                self.end_tag(inner)
            return
        if name == "tr" and self.stack and self.stack[-1] in {"td", "th"}:
            self.end_tag(self.stack[-1])
        if self.stack and self.stack[-1] == name:
            self.end_tag(name)

    def end_tag(self, name: str) -> None:
        role = _elements().get(name, "")
        if role in {"block", "cell", "heading", "drop"}:
            self.edge()
        if not self.open.get(name):
            return
        while self.stack:
            top = self.stack.pop()
            self.leave(top)
            if top == name:
                break

    def leave(self, name: str) -> None:
        self.open[name] -= 1
        role = _elements().get(name, "")
        if role in {"block", "cell", "heading", "drop"}:
            self.edge()
            self.blocks -= 1
        if role == "heading":
            self.level = 0
        if self.dropped is not None:
            if len(self.stack) <= self.dropped:
                self.dropped = None
        elif name == "table" and self.tables:
            self.close_table()

    def meta_tag(self, attributes: str) -> None:
        values = _attributes(attributes)
        name = values.get("name") or values.get("property") or values.get("itemprop")
        if name and values.get("content"):
            self.meta.setdefault(name.lower(), values["content"].strip())

    # tables

    def table_tag(self, name: str, attributes: str) -> None:
        if name == "table":
            if len(self.tables) >= limits.TABLE_DEPTH:
                raise TooDeepError
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(HtmlTable())
        elif not self.tables:
            return
        elif name == "tr":
            self.tables[-1].rows.append([])
        elif name in {"td", "th"}:
            table = self.tables[-1]
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(cell_of(_attributes(attributes), header=name == "th"))

    def close_table(self) -> None:
        table = self.tables.pop()
        around = next(
            (outer.rows[-1][-1].items for outer in reversed(self.tables) if outer.rows and outer.rows[-1]), None
        )
        target = self.items if around is None else around
        self.table_count += 1
        grid = grid_of(table) if self.table_count <= limits.TABLES else None
        target.extend([grid] if grid else flat(table))
