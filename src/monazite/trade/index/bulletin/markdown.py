"""The bulletin as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monazite.core import Language
from monazite.trade.index.bulletin.record import Month
from monazite.trade.index.bulletin.text import Section, text_of

LEFT = 2
"""Columns with words; the others hold numbers and stand to the right."""


def as_markdown(month: Month, language: Language) -> str:
    """A month's bulletin (月报) as Markdown.

    Args:
        month: of the index.
        language: of the text.

    Returns:
        UTF-8 text that ends with a line feed.
    """
    text = text_of(month, language)
    parts = [f"# {text.title}", *text.lead]
    for section in text.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.heading}"
    yield from section.paragraphs
    if section.table:
        yield section.caption
        yield "\n".join(_table(section.table))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _row(rows[0])
    yield _row(["---"] * LEFT + ["---:"] * (len(rows[0]) - LEFT))
    yield from map(_row, rows[1:])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', ' ') for cell in cells)} |"
