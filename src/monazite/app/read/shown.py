"""A document and its facts as they are kept: blocks as JSON, and every citation placed in the text for display."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from monazite.facts import DocumentRecord, Fact, LooseNumeral, ReadingRecord, Shown, Span
from monazite.read.document import Block, Cell, Document, Heading, Table
from monazite.read.mentions import Numeral
from monazite.read.pipeline import Reading
from monazite.read.text import Run, View


class Locator:
    """The way from a source back into the view, where `View` itself only knows the way out.

    Args:
        view: of one document.
    """

    def __init__(self, view: View) -> None:
        """Sort the view's runs by their source."""
        self._runs = sorted((run for run in view.runs if run.source_length), key=attrgetter("source"))
        self._starts = [run.source for run in self._runs]

    def span(self, start: int, end: int) -> Span | None:
        """Where a range of the source stands in the view; None when nothing of it is shown."""
        first = max(0, bisect_right(self._starts, start) - 1)
        met = [
            run for run in self._runs[first : bisect_left(self._starts, end)] if run.source + run.source_length > start
        ]
        if not met:
            return None
        return Span(min(_view_at(run, start) for run in met), max(_view_at(run, end, last=True) for run in met))


def _view_at(run: Run, index: int, *, last: bool = False) -> int:
    """The place of the view nearest to a source index inside a run; a run that maps as a whole is taken whole."""
    if run.length != run.source_length:
        return run.view + (run.length if last else 0)
    return run.view + min(max(index - run.source, 0), run.length)


def reading_record(reading: Reading) -> ReadingRecord:
    """What is kept of one reading."""
    document = reading.document
    locator = Locator(document.view)
    offset = document.file_offset or 0
    return ReadingRecord(
        document=document_record(document, Counter(numeral.role for numeral in reading.numerals)),
        facts=reading.facts,
        shown=tuple(_shown(locator, fact, offset) for fact in reading.facts),
        checks=reading.checks,
        loose=tuple(_loose(locator, n, offset) for n in reading.numerals if n.role == "unaccounted"),
    )


def document_record(document: Document, numerals: Mapping[str, int]) -> DocumentRecord:
    """A document as it is kept."""
    return DocumentRecord(
        sha256=document.sha256, item=document.item, name=document.name, format=document.format,
        encoding=document.encoding, text=document.view.text, blocks=tuple(map(block_json, document.blocks)),
        numerals=dict(sorted(numerals.items())), title=document.title, date=document.date,
        publisher=document.publisher, url=document.url,
    )  # fmt: skip


def _shown(locator: Locator, fact: Fact, offset: int) -> Shown:
    number = fact.place.number if fact.place else None
    return Shown(
        locator.span(fact.start - offset, fact.end - offset),
        locator.span(number.start - offset, number.end - offset) if number else None,
    )


def _loose(locator: Locator, numeral: Numeral, offset: int) -> LooseNumeral:
    shown = locator.span(numeral.start - offset, numeral.end - offset)
    return LooseNumeral(numeral.start, numeral.end, numeral.text, shown)


def block_json(block: Block) -> dict[str, Any]:
    """A block as it is kept, its spans counting characters of the text for display."""
    about: dict[str, Any] = {"kind": type(block).__name__.lower(), "start": block.span.start, "end": block.span.end}
    if isinstance(block, Heading):
        about["level"] = block.level
    if isinstance(block, Table):
        about["caption"] = block.caption and _pair(block.caption)
        about["header_rows"] = block.header_rows
        about["rows"] = [_row_json(row) for row in block.rows]
    return about


def _row_json(row: Sequence[Cell]) -> list[dict[str, Any]]:
    return [
        {
            "spans": [_pair(span) for span in cell.spans],
            "text": cell.text,
            "row_span": cell.row_span,
            "column_span": cell.column_span,
        }
        for cell in row
    ]


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
