"""What stands around a table: its caption and headings, its period, its publisher, the document's day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monazite.facts.record import Span
from monazite.read.document import Document, Heading, Paragraph, Table
from monazite.read.table.periods import Anchor, before, full_period

SOURCE = re.compile(r"(?:资料|数据|信息)?(?:来源|來源)\s*[:：]\s*([^）)。；;\n]{2,40})")
MINISTRY = r"[\u4e00-\u9fff]{2,12}?(?:部|委员会)"
ISSUED = re.compile(rf"({MINISTRY}(?:[、\s]{MINISTRY})*)[^，。；\n]{{0,24}}?(?:发布|下达|印发|公布)")
NEAR_BLOCKS = 12
"""How many blocks above a table may still be about it."""
NEAR_CHARACTERS = 60
"""A paragraph longer than this above a table is prose, not its title."""


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one table.

    Args:
        block: number of the table's block.
        caption: its caption, or the nearest short line above.
        caption_span: where the caption stands in the view.
        headings: headings and short lines above, nearest first.
        anchor: the period that yearless headers are relative to.
        org: publisher stated below or above the table (来源：…), or None.
        issuer: ministries that issue what the table holds, or None.
    """

    block: int
    caption: str
    caption_span: Span | None
    headings: tuple[str, ...]
    anchor: Anchor
    org: str | None
    issuer: str | None

    @property
    def words(self) -> str:
        """Caption and headings in one line."""
        return "\n".join((self.caption, *self.headings))


def context_of(document: Document, block: int, table: Table) -> Context:
    """The surroundings of the table that is block number ``block``."""
    caption, caption_span = _caption(document, block, table)
    headings = tuple(_above(document, block))
    anchor = _anchor(document, table, caption, headings)
    return Context(
        block,
        caption,
        caption_span,
        headings,
        anchor,
        _publisher(document, block, caption),
        _issuer(document, headings),
    )


def _caption(document: Document, block: int, table: Table) -> tuple[str, Span | None]:
    text = document.view.text
    if table.caption is not None:
        return text[table.caption.start : table.caption.end].strip(), table.caption
    for above in reversed(document.blocks[max(0, block - 2) : block]):
        if not isinstance(above, Table) and above.span.end - above.span.start <= NEAR_CHARACTERS:
            return text[above.span.start : above.span.end].strip(), above.span
    return "", None


def _above(document: Document, block: int) -> list[str]:
    """Headings and short lines above a table, nearest first."""
    found = []
    for above in reversed(document.blocks[max(0, block - NEAR_BLOCKS) : block]):
        text = document.view.text[above.span.start : above.span.end].strip()
        if isinstance(above, Heading) or (isinstance(above, Paragraph) and len(text) <= NEAR_CHARACTERS):
            found.append(text)
    return found


def _anchor(document: Document, table: Table, caption: str, headings: tuple[str, ...]) -> Anchor:
    """The period of the caption, else of the nearest heading, the title, the text above, the document's day."""
    for text in (caption, *headings, document.title or ""):
        if (period := full_period(text)) is not None:
            return Anchor(period, before(period))
    if document.date is not None:
        day = document.date.isoformat()
        return Anchor(day, before(day))
    head = document.view.text[: min(table.span.start, 400)]
    period = full_period(head)
    return Anchor(period, before(period))


def _publisher(document: Document, block: int, caption: str) -> str | None:
    """Who the table says it is from: its caption, or the first lines below it."""
    below = [b for b in document.blocks[block + 1 : block + 4] if not isinstance(b, Table)]
    for text in (caption, *(document.view.text[b.span.start : min(b.span.end, b.span.start + 80)] for b in below)):
        if (match := SOURCE.search(text)) is not None:
            return match[1].strip(" 。，,）)")
    return None


def _issuer(document: Document, headings: tuple[str, ...]) -> str | None:
    """The ministries that issue what a notice holds, as its title prints them."""
    for text in (document.title or "", *headings, *_paragraphs(document)):
        if (match := ISSUED.search(text)) is not None:
            return re.sub(r"[\s、]+", "、", match[1].strip())
    return None


def _paragraphs(document: Document) -> list[str]:
    return [document.view.text[b.span.start : min(b.span.end, b.span.start + 200)] for b in document.blocks[:40]
            if isinstance(b, Paragraph)]  # fmt: skip
