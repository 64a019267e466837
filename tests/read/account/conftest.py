"""Papers made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monazite.facts.record import Span
from monazite.read.document import Document, Paragraph
from monazite.read.text import View


@pytest.fixture
def paper() -> Callable[[str], Document]:
    """A document of paragraphs, one a line."""

    def made(text: str) -> Document:
        blocks, at = [], 0
        for line in text.split("\n"):
            blocks.append(Paragraph(Span(at, at + len(line))))
            at += len(line) + 1
        return Document("paper.txt", "0" * 64, "text", "utf-8", text, View.identity(text), tuple(blocks))

    return made
