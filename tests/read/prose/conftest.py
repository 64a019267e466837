"""A document made of plain sentences, and facts as short tuples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from monazite.facts.record import Fact, Span
from monazite.read.document import Document, Heading, Paragraph
from monazite.read.prose import prose_facts
from monazite.read.text import View

Reader = Callable[..., list[Fact]]


def document(text: str, day: date | None, heading: str = "") -> Document:
    """A text whose lines are paragraphs, under an optional heading."""
    whole = f"{heading}\n{text}" if heading else text
    blocks: list[Heading | Paragraph] = []
    at = 0
    for line in whole.split("\n"):
        kind = Heading if heading and at == 0 else Paragraph
        blocks.append(kind(Span(at, at + len(line))))
        at += len(line) + 1
    return Document("a.txt", "0" * 64, "text", "utf-8", whole, View.identity(whole), tuple(blocks), date=day)


@pytest.fixture
def read() -> Reader:
    """Read sentences of a paper of a day (2026-07-08 if not said)."""

    def reader(text: str, day: date | None = date(2026, 7, 8), heading: str = "") -> list[Fact]:
        return prose_facts(document(text, day, heading))

    return reader
