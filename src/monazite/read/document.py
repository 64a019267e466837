"""A file as it was read: its bytes' hash, its decoded text, the clean view and the blocks in it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Literal

from monazite.facts.record import Span
from monazite.read.text import View


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``span`` counts characters of the view. ``level`` 1 is the outermost."""

    span: Span
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running prose: wrapped lines already joined in the view."""

    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``spans`` has more than one entry where a cell was broken over lines or pages.

    Args:
        spans: pieces in the view, in reading order.
        text: the pieces joined and cleaned (LaTeX, spaces inside numbers and identifiers removed).
        row_span, column_span: extent of a merged cell, 1 where it is not merged or not known.
    """

    spans: tuple[Span, ...]
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A recovered table: rows of equal width. Empty cells have no spans and an empty text.

    Args:
        span: from its caption or first row to its last, in the view.
        caption: the line above that names it, with its unit (``表1：…（单位：公斤）``), or None.
        header_rows: how many of the first rows are headers.
        rows: all rows, headers first.
    """

    span: Span
    caption: Span | None
    header_rows: int
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Table
Format = Literal["markdown", "html", "jsp", "text", "ocr-text", "json", "csv", "pdf"]


@dataclass(frozen=True, slots=True)
class Document:
    """One document: a file, or one item of a feed.

    Args:
        name: file name as given; ``item`` counts items of a feed from 0, None for a file that is one document.
        sha256: of the file's bytes.
        format: found by content, not by name.
        encoding: as decoded; ``mojibake`` problems are reported beside.
        source: the decoded text that offsets count in: the file's text, or the decoded JSON value when ``field`` is
            set.
        file_offset: where ``source`` begins in the file's decoded text, when every character of it stands there
            unescaped; then facts cite the file itself and carry no ``field``.
        field: name of the JSON value that ``source`` is, such as ``content`` or ``3.content`` in a feed.
        view: the clean text; traditional characters are kept as printed.
        blocks: headings, paragraphs and tables in reading order, spans in the view.
        title, date, publisher: what front matter, meta tags, JSON fields or the first lines say.
        language: of most of the text.
    """

    name: str
    sha256: str
    format: Format
    encoding: str
    source: str
    view: View
    blocks: tuple[Block, ...]
    item: int | None = None
    file_offset: int | None = 0
    field: str | None = None
    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None
    meta: dict[str, str] = dataclass_field(default_factory=dict)

    def cite(self, start: int, end: int) -> tuple[str, int, int, str | None]:
        """Quote, start, end and field of a range of the view, as a fact carries them."""
        span = self.view.source_span(start, end)
        quote = self.source[span.start : span.end]
        if self.file_offset is None:
            return quote, span.start, span.end, self.field
        return quote, span.start + self.file_offset, span.end + self.file_offset, None
