"""What stands between two numbers: the lead before a number, its clause, what follows it, and words nobody listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from monazite.read.mentions import Quantity
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue, function_words
from monazite.read.scan.vocabulary import alternation, scale_powers

BREAKS = "，,：:"
JOINTS = re.compile(r"\s*(?:、|和|及|与|以及|或)\s*")
TAIL_REACH = 16
"""How many characters after a number may still say what it is (20吨产能规模, 3220吨的出口份额)."""
COUNTED = "[一二两三四五六七八九十几]+(?:个季度?|[季周月年天日]|家(?:公司|企业)|个(?:月|品种|产品)|[种类项])"
"""六季, 两家公司: a counted time or firm is no noun of its own."""
STOPS = re.compile("[，,；;。、：:（）()]")


@dataclass(frozen=True, slots=True)
class Measure:
    """One group of numbers and the text it is read in.

    Args:
        run: the quantities, in order; most often one.
        start: where their clause begins.
        before: where the number before them ends, or the part begins.
        tail: where the words that belong to them end.
    """

    run: tuple[Token, ...]
    start: int
    before: int
    tail: int

    @property
    def number(self) -> int:
        """Where the first number, with its qualifier, begins."""
        return self.run[0].start

    @property
    def end(self) -> int:
        """Where the last number's unit ends."""
        return self.run[-1].end

    @property
    def first(self) -> Quantity:
        """The first quantity."""
        return quantity_of(self.run[0])

    @property
    def last(self) -> Quantity:
        """The last quantity; its unit is shared where it is printed once."""
        return quantity_of(self.run[-1])

    @property
    def dimension(self) -> str:
        """What is measured; ``bare`` without a unit."""
        return self.last.unit.dimension if self.last.unit is not None else "bare"


def quantity_of(token: Token) -> Quantity:
    """The quantity of a token that is one."""
    if token.quantity is None:
        raise ValueError("not a quantity")
    return token.quantity


def attribute_cues(tokens: Sequence[Token], start: int, end: int) -> list[Cue]:
    """The attribute cues of a range, from left to right."""
    return [t.cue for t in between(tokens, start, end) if t.cue is not None and t.cue.role == "attribute"]


def runs_of(text: str, tokens: Sequence[Token]) -> list[list[Token]]:
    """Quantities in groups: those joined by 、 or 和 stand together (8%、8%; 12%、9% 和 8%)."""
    runs: list[list[Token]] = []
    for token in tokens:
        if token.sort != "quantity":
            continue
        if runs and JOINTS.fullmatch(text, runs[-1][-1].end, token.start) and _alike(runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def with_shared_unit(run: Sequence[Token]) -> list[Token]:
    """12、13、115万元/吨: bare numbers of a list take the unit and the scale that are printed once, at its end."""
    last = quantity_of(run[-1])
    power = scale_powers().get(last.scale, 0)
    shared = []
    for token in run[:-1]:
        quantity = quantity_of(token)
        if quantity.unit is None and last.unit is not None:
            scale = 0 if quantity.scale else power
            low, high = quantity.low.scaleb(scale), quantity.high.scaleb(scale)
            own = replace(quantity, low=low, high=high, unit=last.unit, scale=quantity.scale or last.scale)
            shared.append(replace(token, quantity=own))
        else:
            shared.append(token)
    return [*shared, run[-1]]


def _alike(first: Token, second: Token) -> bool:
    one, two = first.quantity, second.quantity
    if one is None or two is None:
        return False
    return one.unit is None or (two.unit is not None and one.unit.dimension == two.unit.dimension)


def clause_start(text: str, start: int, end: int) -> int:
    """Where the last clause before ``end`` begins, looking back no further than ``start``; brackets are one thing."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        character = text[at]
        if character in ")）":
            depth += 1
        elif character in "(（":
            depth -= 1
        elif character in BREAKS and depth <= 0 and not _inside_number(text, at):
            return at + 1
    return start


def _inside_number(text: str, at: int) -> bool:
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def between(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    """The tokens that lie wholly inside a range."""
    return [token for token in tokens if token.start >= start and token.end <= end]


def is_taken(text: str, tokens: Sequence[Token], measure: Measure, name: Token) -> bool:
    """Whether a name belongs to the number before: of 1.2万吨稀土精矿、3800吨 it stands right behind that one."""
    follows = any(t.sort == "quantity" and t.end == measure.before for t in tokens)
    return follows and text[measure.before : name.start] in ("", "的")


def tail_end(text: str, start: int, end: int, tokens: Sequence[Token]) -> int:
    """Where the words that belong to a number after it end: at a mark, at the next number, or out of reach."""
    stop = STOPS.search(text, start, min(end, start + TAIL_REACH))
    limit = stop.start() if stop else min(end, start + TAIL_REACH)
    for token in tokens:
        if token.sort == "quantity" and token.start >= start:
            return min(limit, token.start)
    return limit


@cache
def _functions() -> re.Pattern[str]:
    return re.compile(rf"{COUNTED}|{alternation(function_words())}|[^\u4e00-\u9fffA-Za-z]")


def unlisted(text: str, start: int, end: int, tokens: Sequence[Token]) -> str:
    """What is left of a range when listed names, times, cues and function words are taken out: an unknown noun."""
    pieces: list[str] = []
    at = start
    for token in tokens:
        if token.end <= at or token.start >= end or token.sort == "mark":
            continue
        if token.start > at:
            pieces.append(text[at : token.start])
        at = max(at, token.end)
    pieces.append(text[at:end] if at < end else "")
    return _functions().sub("", "".join(piece + " " for piece in pieces))
