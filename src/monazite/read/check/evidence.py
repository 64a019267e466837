"""What a document puts before the rules: its sentences with their figures, its tables, its facts by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from monazite.core.interval import Interval
from monazite.facts.record import Fact, Input
from monazite.read.check.factual import change_span, number_span
from monazite.read.check.figures import BOUNDS, SCALES, Figure
from monazite.read.document import Document, Paragraph, Table
from monazite.read.mentions import Quantity
from monazite.read.scan import quantities_between

FIRST_MARK = 0xE000
"""Figures stand in a skeleton as characters of Unicode's private-use area, numbered from here."""
MARK = "[\ue000-\uf8ff]"
"""Any figure, as a pattern writes it."""

_OWN_MARK = re.compile(MARK)
"""A private-use character that the text itself prints; it must not pass for a figure."""
_MOST_FIGURES = 0xF900 - FIRST_MARK
"""As many figures as there are marks; a sentence of more is no sentence."""

SCALED = "10^0"
"""Unit of a number with a scale and no unit."""

_STOP = re.compile(r"[。！？!?]+[”」』）)]*|\n+")
_DIGITS_BEFORE = re.compile(r"\d[.,]?$")
_NO_MEASURE = {"duration"}
"""Years and days are no terms of a sum."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its place in the view, its figures, and its text with each figure replaced by one mark."""

    start: int
    end: int
    text: str
    figures: tuple[Figure, ...]
    skeleton: str
    block: int

    def figure(self, mark: str) -> Figure:
        """The figure a mark of the skeleton stands for."""
        return self.figures[ord(mark) - FIRST_MARK]


@dataclass(frozen=True)
class Evidence:
    """A document and its facts, indexed for the rules. Everything is worked out once, and only when a rule asks."""

    document: Document
    facts: tuple[Fact, ...]
    _split: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict, compare=False)
    _read: dict[int, Sentence] = field(default_factory=dict, compare=False)

    @property
    def doc(self) -> str:
        """Name of the document, as facts carry it."""
        return self.facts[0].doc if self.facts else self.document.name

    @cached_property
    def tables(self) -> tuple[tuple[int, Table], ...]:
        """Number of the block and the table, in reading order."""
        return tuple((i, b) for i, b in enumerate(self.document.blocks) if isinstance(b, Table))

    @cached_property
    def paragraphs(self) -> tuple[int, ...]:
        """Numbers of the blocks that are running text."""
        return tuple(i for i, b in enumerate(self.document.blocks) if isinstance(b, Paragraph))

    @cached_property
    def fact_at(self) -> dict[int, Fact]:
        """Facts by the offset of their printed number; the first of several."""
        places: dict[int, Fact] = {}
        for fact in self.facts:
            number = number_span(fact)
            if number:
                places.setdefault(number.start, fact)
        return places

    @cached_property
    def change_at(self) -> dict[int, Fact]:
        """Facts by the offset of the percentage of their change."""
        spans = ((change_span(fact), fact) for fact in self.facts)
        return {span.start: fact for span, fact in reversed(tuple(spans)) if span}

    @cached_property
    def by_row(self) -> dict[tuple[int, int], list[Fact]]:
        """Facts of tables by block and row."""
        rows: dict[tuple[int, int], list[Fact]] = {}
        for fact in self.facts:
            if fact.place and fact.place.row is not None:
                rows.setdefault((fact.place.block, fact.place.row), []).append(fact)
        return rows

    def spans_of(self, block: int) -> tuple[tuple[int, int], ...]:
        """Start and end in the view of each sentence of a paragraph."""
        if block not in self._split:
            self._split[block] = tuple(split(self.document.view.text, self.document.blocks[block]))
        return self._split[block]

    def sentence(self, block: int, start: int, end: int) -> Sentence:
        """One sentence with its figures."""
        if start not in self._read:
            self._read[start] = self._scanned(block, start, end)
        return self._read[start]

    def sentences(self, block: int) -> Iterator[Sentence]:
        """The sentences of one paragraph with their figures."""
        for start, end in self.spans_of(block):
            yield self.sentence(block, start, end)

    def _scanned(self, block: int, start: int, end: int) -> Sentence:
        text = self.document.view.text
        span = self.document.blocks[block].span
        every = quantities_between(text, span.start, span.end)
        inside = (q for q in every if start <= q.start and q.end <= end and is_measure(q))
        found = [q for q in inside if not is_fragment(text, q)][:_MOST_FIGURES]
        parts, at = [], start
        for number, quantity in enumerate(found):
            parts += [_OWN_MARK.sub("\ufffd", text[at : quantity.number_start]), chr(FIRST_MARK + number)]
            at = quantity.end
        skeleton = "".join(parts) + _OWN_MARK.sub("\ufffd", text[at:end])
        return Sentence(start, end, text[start:end], tuple(map(self.figure, found)), skeleton, block)

    def figure(self, quantity: Quantity) -> Figure:
        """A scanned number as a figure, cited and joined to its fact."""
        _, start, end, _ = self.document.cite(quantity.number_start, quantity.number_end)
        unit = quantity.unit
        factor = unit.factor if unit else Decimal(1)
        fact = self.fact_at.get(start) or self.change_at.get(start)
        return Figure(
            text=quantity.text.strip(),
            start=start,
            end=end,
            low=quantity.low * factor,
            high=quantity.high * factor,
            low_interval=Interval.printed(quantity.low).scaled(factor),
            high_interval=Interval.printed(quantity.high).scaled(factor),
            unit=unit.canonical if unit else SCALED,
            printed_unit=unit.text if unit else "",
            exact=quantity.low.as_tuple().exponent == 0 and not SCALES.search(quantity.text),
            bound=BOUNDS.get((quantity.qualifier or "")[:1], ""),
            fact_id=fact.id if fact else None,
        )

    def words(self, start: int, end: int) -> Input:
        """Words of the view as an input of a check."""
        quote, first, last, _ = self.document.cite(start, end)
        return Input(quote, first, last)

    def cell(self, table: Table, row: int, column: int, fact: Fact | None = None) -> Input:
        """A cell of a table as an input of a check; an empty one is cited at its row's last printed cell before it."""
        cells = table.rows[row]
        printed = next((c for c in reversed(cells[: column + 1]) if c.spans), None)
        where = printed.spans if printed else (table.span,)
        _, start, end, _ = self.document.cite(where[0].start, where[-1].end)
        if not cells[column].spans:
            start = end
        return Input(cells[column].text, start, end, fact.id if fact else None)


def is_fragment(text: str, quantity: Quantity) -> bool:
    """Whether digits go on before a number, so that it is the end of a longer one."""
    return bool(_DIGITS_BEFORE.search(text[max(0, quantity.number_start - 2) : quantity.number_start]))


def is_measure(quantity: Quantity) -> bool:
    """Whether a number may be a term of a relation: it has a unit, or a scale that stands for one (净利润2.37亿)."""
    if quantity.unit is None:
        return quantity.text.endswith("亿")
    return quantity.unit.dimension not in _NO_MEASURE


def split(text: str, block: object) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a paragraph."""
    if not isinstance(block, Paragraph):
        return
    at = block.span.start
    for stop in _STOP.finditer(text, at, block.span.end):
        yield at, stop.end()
        at = stop.end()
    if at < block.span.end:
        yield at, block.span.end
