"""Words that claim one direction for all: ``产量均有不同程度的下降`` against the changes stated just before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import Evidence
from monazite.read.check.factual import change_input
from monazite.read.check.outcome import statement

CLAIM = re.compile(
    r"(?P<what>产量|销量|价格|均价|出口|进口|产销)?(?:均|全部|全线|普遍|都)(?:有|呈现?|出现|实现)?(?:了)?(?:不同程度的?|明显|大幅|小幅)?"
    r"(?P<way>下降|下跌|下滑|回落|减少|增长|上涨|上升|增加|提高)"
)
_KINDS = {
    "产量": "output",
    "销量": "sales/installation",
    "价格": "price",
    "均价": "price",
    "出口": "trade",
    "进口": "trade",
}
_FALL = re.compile("降|跌|滑|落|减")
_OTHERS = re.compile(r"(?P<first>[^，。；]{2,24})[，,；](?:其它|其他|其余)")
_ASIDE = re.compile(r"([\u4e00-\u9fff]{4,12}?)(?:方面|领域)")
FEWEST = 2
"""Fewer changes are no ``all``."""


def claims(evidence: Evidence, block: int, start: int, end: int) -> Iterator[Check]:
    """The claims of one sentence; a change that goes the other way leaves it undecided, with the exception named."""
    text = evidence.document.view.text[start:end]
    for found in CLAIM.finditer(text):
        kind = _KINDS.get(found["what"] or "")
        changes = stated_before(evidence, block, text, kind)
        if kind is None or len(changes) < FEWEST:
            continue
        falls = _FALL.search(found["way"]) is not None
        odd = [f for f in changes if (pct(f) < 0) != falls]
        words = f"{found[0]}: {', '.join(f'{pct(f):+f} %' for f in changes)}"
        finding = "; ".join(f"{f.subject} {pct(f):+f} %" for f in odd)
        inputs = [evidence.words(start + found.start(), start + found.end()), *map(change_input, changes)]
        yield statement(evidence.doc, "claim", words, inputs, holds=None if odd else True, finding=finding)


def stated_before(evidence: Evidence, block: int, sentence: str, kind: str | None) -> list[Fact]:
    """Facts of a kind with a percentage in the paragraph before; ``其它`` leaves out the heading named first."""
    before = [b for b in evidence.paragraphs if b < block][-1:]
    if not before or kind is None:
        return []
    others = _OTHERS.search(sentence)
    found: list[Fact] = []
    for first, last in evidence.spans_of(before[0]):
        words = evidence.document.view.text[first:last]
        heading = _ASIDE.search(words)
        if others and heading and heading[1] in others["first"]:
            continue
        _, left, right, _ = evidence.document.cite(first, last)
        found += [f for f in evidence.facts if f.kind == kind and left <= f.start < right and pct(f)]
    return found


def pct(fact: Fact) -> Decimal:
    """The percentage of a fact's change, or zero."""
    return fact.change.pct if fact.change and isinstance(fact.change.pct, Decimal) else Decimal(0)
