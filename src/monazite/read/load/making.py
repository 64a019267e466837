"""One text to one document: markup or lines, tables, paragraphs, view, and what the document says about itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from monazite.read.document import Document, Format
from monazite.read.load.about import About, completed, from_fields
from monazite.read.load.assemble import assembled
from monazite.read.load.csv_items import Value
from monazite.read.load.front import front_matter
from monazite.read.load.json_items import Found
from monazite.read.load.lines import Grid, Item, Line, Printed, text_lines
from monazite.read.load.markup import Page, page_items
from monazite.read.load.paragraphs import to_texts
from monazite.read.load.pieces import clean, fold, text_of, tidy
from monazite.read.load.textgrid import with_grids

_TAGS = re.compile(
    r"</?(?:p|br|div|span|table|tr|td|li|ul|strong|b|a|img|h[1-6]|font|em|section)\b[^<>]{0,2000}>", re.IGNORECASE
)
_HEADLINE = re.compile(r"【[^【】]{2,80}】(?=\s*\S)")
_JSP = re.compile(r"<%.*?%>|\$\{[^{}\n]{0,200}\}", re.DOTALL)
FIELDS_KEPT, FIELD_LENGTH = 40, 500
"""How much of the front matter goes to a document's meta."""
LINK_LENGTH, LINK_RUN = 40, 4
"""Runs of so many short lines that are all link are navigation."""
SCANT, MUCH_MORE = 5, 3
"""A page that keeps less than a fifth is read again with its furniture; three times as much text decides for that."""


@dataclass(frozen=True, slots=True)
class File:
    """What all documents of one file share."""

    name: str
    sha256: str
    encoding: str


def made_from_text(text: str, kind: Format, file: File) -> Document:
    """A text, Markdown, HTML or JSP file as one document.

    Raises:
        TooDeepError: tags nested beyond the limit.
    """
    fields, start = front_matter(text) if kind == "markdown" else ({}, 0)
    folded = fold(text)
    about = from_fields(fields)
    about.meta.update({key: value[:FIELD_LENGTH] for key, value in list(fields.items())[:FIELDS_KEPT]})
    if kind in {"html", "jsp", "markdown"}:
        page = _page(folded, start, kind)
        _complete(about, page)
        return _made(text, page.items, about, kind, file)
    return _made(text, list(text_lines(folded, start, len(folded))), about, kind, file)


def made_from_pdf(text: str, spaced: str, title: str | None, file: File) -> Document:
    """The text layer of a PDF as one document; ``spaced`` shows the gaps between columns."""
    about = About(meta={"pdf_title": title} if title else {})
    return _made(text, list(text_lines(fold(spaced), 0, len(spaced))), about, "pdf", file)


def made_from_field(found: Found, kind: Format, file: File) -> Document:
    """One text of a feed as a document.

    Raises:
        TooDeepError: tags nested beyond the limit.
    """
    text = found.text
    folded = fold(text)
    if _TAGS.search(text):
        items = page_items(folded, 0, len(folded), markdown=False).items
    else:
        items = list(text_lines(folded, 0, len(folded)))
    about = from_fields(_scalars(found.fields))
    document = _made(text, _with_headline(items), about, kind, file)
    return replace(document, file_offset=found.offset, field=None if found.offset is not None else found.path)


def made_from_rows(text: str, rows: Sequence[Sequence[Value]], file: File) -> Document:
    """A CSV file of figures as a document of one table."""
    folded = fold(text)
    stream: list[list[Printed] | Line] = [
        [
            Printed(tidy(clean(folded, value.start, value.start + value.length)), number, column)
            for column, value in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]
    grid = Grid(stream, len(rows), max(len(row) for row in rows), -1)
    return _made(text, [grid], About(), "csv", file)


def _made(text: str, items: list[Item], about: About, kind: Format, file: File) -> Document:
    view, blocks = assembled(to_texts(with_grids(items)))
    about = completed(about, view, blocks, file.name)
    return Document(
        name=file.name, sha256=file.sha256, format=kind, encoding=file.encoding, source=text, view=view, blocks=blocks,
        title=about.title or about.meta.get("page_title"), date=about.date, publisher=about.publisher, url=about.url,
        meta=about.meta,
    )  # fmt: skip


def _page(folded: str, start: int, kind: Format) -> Page:
    """The items of a page; its furniture is kept where hardly anything is left without it."""
    if kind == "jsp":
        folded = _JSP.sub(lambda found: " " * len(found.group()), folded)
    page = page_items(folded, start, len(folded), markdown=kind == "markdown")
    if _size(page.items) * SCANT < len(folded) - start:
        whole = page_items(folded, start, len(folded), markdown=kind == "markdown", furniture=False)
        if _size(page.items) * MUCH_MORE < _size(whole.items):
            page = whole
    return replace(page, items=_without_links(page.items))


def _size(items: list[Item]) -> int:
    return sum(len(item.text) if isinstance(item, Line) else item.rows * item.columns for item in items)


def _without_links(items: list[Item]) -> list[Item]:
    """Without the runs of short lines that are all link."""
    out: list[Item] = []
    run: list[Item] = []
    for item in items:
        if isinstance(item, Line) and item.link and len(item.text) < LINK_LENGTH:
            run.append(item)
            continue
        out += run if len(run) < LINK_RUN else []
        run = []
        out.append(item)
    return out + (run if len(run) < LINK_RUN else [])


def _complete(about: About, page: Page) -> None:
    """Meta tags and the page's title where front matter is silent."""
    meta = from_fields({key: value for key, value in page.meta.items() if key not in {"description", "keywords"}})
    about.title = about.title or meta.title
    about.date = about.date or meta.date
    about.publisher = about.publisher or meta.publisher
    about.url = about.url or meta.url
    if page.title:
        about.meta.setdefault("page_title", page.title)


def _scalars(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if isinstance(value, str | int | float)}


def _with_headline(items: list[Item]) -> list[Item]:
    """A flash begins with its title in 【】: that is a heading of its own."""
    first = items[0] if items else None
    if not isinstance(first, Line) or first.level:
        return items
    found = _HEADLINE.match(first.text)
    if found is None:
        return items
    head, rest = _cut(first, found.end())
    head.level, head.closed = 1, True
    return [head, rest, *items[1:]] if rest.pieces else [head, *items[1:]]


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    """A line as two, cut before a character of its text."""
    head, tail, length = [], [], 0
    for piece in line.pieces:
        text, start, size = piece
        if length >= at:
            tail.append(piece)
        elif length + len(text) <= at or size != len(text):
            head.append(piece)
        else:
            left = at - length
            head.append((text[:left], start, left))
            tail.append((text[left:], start + left, size - left))
        length += len(text)
    head, tail = tidy(head), tidy(tail)
    return Line(head, text_of(head), line.gap), Line(tail, text_of(tail))
