"""A paragraph as typed tokens: quantities, times, names, cue words and the marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from monazite.read.mentions import Name, Quantity, Time
from monazite.read.prose.vocabulary import Cue, cues, simplified
from monazite.read.scan import Anchor, scan

Sort = Literal["quantity", "time", "name", "cue", "mark"]
MARKS = re.compile("[，,、：:（）()《》“”]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token; exactly one of the fields after ``end`` is set, a mark has none."""

    sort: Sort
    start: int
    end: int
    quantity: Quantity | None = None
    time: Time | None = None
    name: Name | None = None
    cue: Cue | None = None

    def is_cue(self, *roles: str) -> bool:
        """Whether this is a cue of one of these roles."""
        return self.cue is not None and self.cue.role in roles


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([cue.text for cue in cues()], matchkind=MatchKind.LeftmostLongest)


def tokens_of(text: str, anchor: Anchor, start: int, end: int) -> list[Token]:
    """The tokens of a part of a text, from left to right; a cue may overlap a product's name but nothing else.

    Args:
        text: the view's text, already in simplified characters (`simplified` keeps offsets).
        anchor: what relative times refer to.
        start: where the paragraph begins.
        end: where it ends.
    """
    mentions = scan(text, anchor, start, end)
    taken = bytearray(end - start)
    found = [Token("quantity", q.start, q.end, quantity=q) for q in mentions.quantities]
    found += [Token("time", t.start, t.end, time=t) for t in mentions.times]
    for token in found:
        low, high = token.start, min(token.end, end)
        if token.quantity is not None:
            low = token.quantity.number_start
        taken[low - start : high - start] = b"\x01" * (high - low)
    names = [n for n in mentions.names if not taken[n.start - start]]
    found += [Token("name", n.start, n.end, name=n) for n in names]
    for name in names:
        if name.kind == "organisation":
            taken[name.start - start : name.end - start] = b"\x01" * (name.end - name.start)
    found += _cues(text, taken, start, end)
    found += [
        Token("mark", m.start(), m.end()) for m in MARKS.finditer(text, start, end) if not taken[m.start() - start]
    ]
    found.sort(key=lambda token: (token.start, -token.end))
    return found


def _cues(text: str, taken: bytearray, start: int, end: int) -> list[Token]:
    """Cues beside numbers, times and firms: of 2013年产量 the year is a time, so the cue is 产量 and not 年产量."""
    known = cues()
    part = text[start:end]
    if any(taken):
        part = "".join(" " if used else character for character, used in zip(part, taken, strict=True))
    return [
        Token("cue", start + low, start + high, cue=known[index])
        for index, low, high in _automaton().find_matches_as_indexes(part)
        if known[index].role != "none"
    ]


__all__ = ["Token", "simplified", "tokens_of"]
