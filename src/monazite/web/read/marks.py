"""A document's text cut into runs, each knowing which facts it belongs to. Pure: text and facts in, runs out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any, Literal

from monazite.facts import Fact, LooseNumeral, Shown

SHORT_NAME = 6
"""Characters up to which a repaired name is shown whole; of a longer one only what differs."""

Part = Literal["quote", "number", "subject", "loose"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text that belongs to a fact, or a numeral that belongs to none.

    Args:
        start, end: characters of the text for display.
        part: the fact's whole quote, its number, its printed subject, or a numeral not accounted for.
        fact: None for a numeral not accounted for.
        becomes: for a printed subject, what should stand there.
    """

    start: int
    end: int
    part: Part
    fact: Fact | None = None
    becomes: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same marks.

    Args:
        text: the characters.
        fact: the fact it belongs to, if any.
        is_link: whether this run is that fact's one link (a number, or the head of a quote without one).
        is_quote: whether it only belongs to the fact's quote.
        is_loose: whether it is a numeral not accounted for.
        becomes: the corrected name to set above a repaired subject.
        shared: other facts whose one link is here too.
    """

    text: str
    fact: Fact | None = None
    is_link: bool = False
    is_quote: bool = False
    is_loose: bool = False
    becomes: str | None = None
    shared: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading (level 1 to 6), a paragraph (level 0) or text outside every block (level -1)."""

    level: int
    runs: tuple[Run, ...]
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A table's cell; ``is_number`` aligns it right, ``has_fact`` tints it."""

    runs: tuple[Run, ...]
    row_span: int
    column_span: int
    is_number: bool
    has_fact: bool


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its caption and rows, the first ``header_rows`` of them headers."""

    caption: tuple[Run, ...]
    header_rows: int
    rows: tuple[tuple[CellBlock, ...], ...]
    is_table: bool = True


Block = TextBlock | TableBlock


def fact_marks(text: str, facts: Iterable[tuple[Fact, Shown]]) -> list[Mark]:
    """Marks of facts: the quote, the number in it and, where it was repaired, the printed subject."""
    marks: list[Mark] = []
    for fact, shown in facts:
        if shown.quote is not None:
            marks.append(Mark(shown.quote.start, shown.quote.end, "quote", fact))
        if shown.number is not None:
            marks.append(Mark(shown.number.start, shown.number.end, "number", fact))
        marks.extend(_subject_marks(text, fact, shown))
    return marks


def _subject_marks(text: str, fact: Fact, shown: Shown) -> Iterable[Mark]:
    """Where the name that a repair replaced is printed: the nearest before the number, inside the quote."""
    repair, quote = fact.repair, shown.quote
    if repair is None or repair.part != "subject" or quote is None or not repair.as_written:
        return
    end = shown.number.start if shown.number else quote.end
    start = text.rfind(repair.as_written, quote.start, end)
    start = start if start >= 0 else text.find(repair.as_written, quote.start, quote.end)
    if start >= 0:
        before, wrong, right = _difference(repair.as_written, repair.becomes)
        yield Mark(start + before, start + before + len(wrong), "subject", fact, right)


def _difference(printed: str, becomes: str) -> tuple[int, str, str]:
    """Where a long name begins to differ, and both readings from there to where they agree again; all of a short one.

    >>> _difference("氧化镨", "氧化镝")
    (0, '氧化镨', '氧化镝')
    >>> _difference("稀土热障涂层材料钨酸钽镍粉末", "稀土热障涂层材料锆酸钆钇粉末")
    (8, '钨酸钽镍', '锆酸钆钇')
    """
    if len(printed) <= SHORT_NAME:
        return 0, printed, becomes
    before = _agreeing(printed, becomes)
    longest = min(len(printed), len(becomes)) - before
    after = min(_agreeing(printed[::-1], becomes[::-1]), longest)
    wrong, right = printed[before : len(printed) - after], becomes[before : len(becomes) - after]
    return (before, wrong, right) if wrong and right else (0, printed, becomes)


def _agreeing(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def loose_marks(numerals: Iterable[LooseNumeral]) -> list[Mark]:
    """Marks of the numerals that were not accounted for."""
    return [Mark(n.shown.start, n.shown.end, "loose") for n in numerals if n.shown is not None]


class Cutter:
    """Cuts ranges of a text into runs by the marks on it; a fact gets its link once, where it is met first."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        """Sort the marks and find which facts have a number of their own to link from."""
        self.text = text
        self.marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        self.starts = [mark.start for mark in self.marks]
        self.longest = max((mark.end - mark.start for mark in self.marks), default=0)
        self.numbered = {mark.fact.id for mark in self.marks if mark.part == "number" and mark.fact}
        self.linked: set[str] = set()

    def runs(self, start: int, end: int, *, in_table: bool = False) -> tuple[Run, ...]:
        """The runs of one range. In a table a quote is not drawn where the fact has a number of its own."""
        marks = [mark for mark in self._crossing(start, end) if not (in_table and self._is_plain_quote(mark))]
        edges = {start, end}
        for mark in marks:
            edges.update((max(mark.start, start), min(mark.end, end)))
        cuts = sorted(edges)
        return tuple(self._run(a, b, marks) for a, b in pairwise(cuts))

    def _crossing(self, start: int, end: int) -> list[Mark]:
        low = bisect_left(self.starts, start - self.longest)
        high = bisect_left(self.starts, end)
        return [mark for mark in self.marks[low:high] if mark.end > start]

    def _is_plain_quote(self, mark: Mark) -> bool:
        return mark.part == "quote" and mark.fact is not None and mark.fact.id in self.numbered

    def _run(self, start: int, end: int, marks: Sequence[Mark]) -> Run:
        over = [mark for mark in marks if mark.start <= start and mark.end >= end]
        text = self.text[start:end]
        if not over:
            return Run(text)
        name = next((mark for mark in over if mark.part == "subject"), None)
        subject, becomes = (name.fact, name.becomes) if name else (None, None)
        links = [mark.fact for mark in sorted(over, key=_width) if mark.fact and self._is_anchor(mark)]
        if links:
            return self._link(text, links, becomes)
        if any(mark.part == "loose" for mark in over):
            return Run(text, is_loose=True)
        narrowest = min(over, key=_width)
        return Run(text, subject or narrowest.fact, is_quote=subject is None, becomes=becomes)

    def _is_anchor(self, mark: Mark) -> bool:
        return mark.part == "number" or (mark.part == "quote" and not self._is_plain_quote(mark))

    def _link(self, text: str, facts: Sequence[Fact], becomes: str | None) -> Run:
        fresh = [fact for fact in facts if fact.id not in self.linked]
        self.linked.update(fact.id for fact in facts)
        if not fresh:
            return Run(text, facts[0], becomes=becomes)
        return Run(text, fresh[0], is_link=True, becomes=becomes, shared=tuple(fresh[1:]))


def _width(mark: Mark) -> int:
    return mark.end - mark.start


def document_blocks(
    text: str,
    blocks: Iterable[Mapping[str, Any]],
    facts: Sequence[tuple[Fact, Shown]],
    numerals: Iterable[LooseNumeral] = (),
) -> list[Block]:
    """The whole text of a document as blocks of runs; what stands outside its blocks is kept, set apart.

    Args:
        text: for display.
        blocks: headings, paragraphs and tables as `monazite.facts.DocumentRecord` describes them.
        facts: with their places in the text.
        numerals: that are not accounted for.
    """
    cutter = Cutter(text, [*fact_marks(text, facts), *loose_marks(numerals)])
    found: list[Block] = []
    at = 0
    for block in sorted(blocks, key=lambda block: int(block["start"])):
        found.extend(_aside(cutter, at, block["start"]))
        found.append(_block(cutter, block))
        if block["kind"] == "table":
            found.extend(_left_out(cutter, block))
        at = max(at, block["end"])
    found.extend(_aside(cutter, at, len(text)))
    return found


def _aside(cutter: Cutter, start: int, end: int) -> list[Block]:
    if start >= end or not cutter.text[start:end].strip():
        return []
    return [TextBlock(-1, cutter.runs(start, end))]


def _block(cutter: Cutter, block: Mapping[str, Any]) -> Block:
    if block["kind"] == "heading":
        return TextBlock(max(1, min(int(block["level"]), 6)), cutter.runs(block["start"], block["end"]))
    if block["kind"] != "table":
        return TextBlock(0, cutter.runs(block["start"], block["end"]))
    caption = cutter.runs(*block["caption"]) if block.get("caption") else ()
    return TableBlock(caption, block["header_rows"], tuple(tuple(_cells(cutter, row)) for row in block["rows"]))


def _left_out(cutter: Cutter, block: Mapping[str, Any]) -> Iterable[Block]:
    """Words that stand inside a table but in none of its cells, such as the header of a printed page."""
    spans = [tuple(span) for row in block["rows"] for cell in row for span in cell["spans"]]
    spans += [tuple(block["caption"])] if block.get("caption") else []
    at = block["start"]
    for start, end in (*sorted(spans), (block["end"], block["end"])):
        if any(character.isalnum() for character in cutter.text[at:start]):
            yield TextBlock(-1, cutter.runs(at, start))
        at = max(at, end)


def _cells(cutter: Cutter, row: Iterable[Mapping[str, Any]]) -> Iterable[CellBlock]:
    for cell in row:
        pieces = (cutter.runs(start, end, in_table=True) for start, end in cell["spans"])
        runs = tuple(run for piece in pieces for run in piece)
        has_fact = any(run.fact is not None for run in runs)
        spans = int(cell.get("row_span") or 1), int(cell.get("column_span") or 1)
        yield CellBlock(runs, *spans, _is_number(str(cell.get("text", ""))), has_fact)


def _is_number(text: str) -> bool:
    kept = text.strip().rstrip("%％").lstrip("+-−－").replace(",", "").replace(".", "", 1)
    return kept.isdecimal()
