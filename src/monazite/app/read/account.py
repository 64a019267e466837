"""Every numeral of the documents read, as `monazite read --account` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monazite.app.read.reader import DocumentRead


def numeral_objects(read: DocumentRead) -> Iterator[dict[str, Any]]:
    """Each numeral of a document as an object: where it is, what it was taken for, and the rule that says so."""
    document = read.record.document
    for numeral in read.numerals:
        yield {
            "doc": document.name,
            "item": document.item,
            "start": numeral.start,
            "end": numeral.end,
            "text": numeral.text,
            "role": numeral.role,
            "rule": numeral.rule,
            "evidence": numeral.evidence,
        }
