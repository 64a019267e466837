"""Whether a number is a level or a change, of which sign, and against what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from monazite.facts.record import Change, Number
from monazite.read.mentions import Quantity
from monazite.read.prose.bases import named_bases
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue

MOVES = ("rise", "fall", "flat", "change noun")
RELATIVE = frozenset({"percent", "times", "points"})
REACHED = re.compile(r"(?:至|到|到了|于|破)\s*$")
BEHIND = re.compile(r"\s*(?:以上|左右)?\s*的(?P<word>[涨升增跌降]幅|增长|增速)")
YEAR_BEFORE = re.compile(r".*同期|(?:去年|上年)(?:度|全年|第?.批)?")
"""2021年同期, 去年第一批: the same period of the year before."""
MORE = re.compile(r"(?:(?:比|较)[^，。；]{1,14}|指标|配额|量)(?P<word>多|少)(?:了|出)?约?$")
"""比第一批多1万吨: 多 is a word of movement only right before its amount."""
REACHING = frozenset({"为", "达", "达到", "达到了"})
NEAR = 4
"""An amount is a change only this close behind its verb: 上涨了约1万元."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What governs a number: the last word of movement before it and the basis of the comparison.

    Args:
        sign: 1 or -1.
        word: the word of movement, or None.
        basis: yoy, mom … where a word says so, else empty.
        reaches: whether the movement leads to the number (涨至, 降为, 提升到): then it is a level.
        gap: characters between the word and the number.
    """

    sign: int
    word: Token | None
    basis: str
    reaches: bool
    gap: int = 0


def direction(text: str, tokens: Sequence[Token], quantity: Quantity) -> Direction:
    """Read the words of movement of a clause up to its number."""
    word: Token | None = None
    basis, reaches = "", False
    for token in tokens:
        if token.is_cue(*MOVES):
            word, reaches = token, False
            basis = _own_basis(token) or basis
        elif token.is_cue("basis") and token.cue is not None:
            basis = token.cue.attribute
        elif token.is_cue("to", "level"):
            reaches = reaches or _leads_to(token, word)
        elif token.is_cue("attribute") and _starts_anew(token, word, quantity):
            word, basis, reaches = None, "", False
    if word is None and (more := MORE.search(text, max(0, quantity.start - 20), quantity.start)) is not None:
        role = "rise" if more["word"] == "多" else "fall"
        word = Token("cue", more.start("word"), more.end("word"), cue=Cue(more["word"], role, "", ""))
    is_verb = word is not None and not word.is_cue("change noun")
    if word is not None and is_verb and REACHED.search(text, word.end, quantity.start):
        reaches = True
    gap = quantity.number_start - word.end if word is not None else 0
    return Direction(_sign(word), word, basis, reaches and is_verb, gap)


def direction_behind(text: str, end: int) -> Direction | None:
    """近200%的涨幅: the word of movement may stand behind the number."""
    match = BEHIND.match(text, end)
    return (
        None if match is None else Direction(-1 if match["word"][0] in "跌降" else 1, None, "unstated", reaches=False)
    )


def _own_basis(token: Token) -> str:
    """年增, 周跌: a verb that names its basis too."""
    return token.cue.attribute if token.cue is not None and token.cue.role in ("rise", "fall") else ""


def _leads_to(token: Token, word: Token | None) -> bool:
    """至 after a verb of movement, or 为 directly behind it (降为)."""
    if word is None or token.cue is None or word.is_cue("change noun"):
        return False
    return token.is_cue("to") or (token.start - word.end <= 1 and token.cue.text in REACHING)


def _starts_anew(token: Token, word: Token | None, quantity: Quantity) -> bool:
    """Whether a cue after a verb begins something new: 同比下降，占比为20%; 增加产能3万吨."""
    if token.cue is None or (word is not None and word.is_cue("change noun")):
        return False
    relative = quantity.unit is not None and quantity.unit.dimension in RELATIVE
    return token.cue.kind not in ("price", "trade", "demand", "output") or not relative


def _sign(word: Token | None) -> int:
    if word is None or word.cue is None:
        return 1
    return -1 if word.cue.role == "fall" or word.cue.attribute == "fall" else 1


def is_change(quantity: Quantity, found: Direction, *, is_index: bool = False) -> bool:
    """Whether a governed number is a change; beside a value of an index it needs no unit."""
    if found.reaches:
        return False
    if quantity.unit is not None and quantity.unit.dimension in RELATIVE:
        return found.word is not None or found.basis != ""
    is_measured = quantity.unit is not None or is_index
    return found.word is not None and is_measured and found.gap <= NEAR


def change_of(quantity: Quantity, found: Direction, basis: str) -> Change:
    """The change a number states; an amount in the canonical unit, 倍 in percent (增加1.2倍 = +120 %)."""
    unit = quantity.unit
    low, high = quantity.low * found.sign, quantity.high * found.sign
    if unit is not None and unit.dimension == "times":
        low, high = low * 100, high * 100
    if unit is not None and unit.dimension in ("percent", "times"):
        return Change(pct=_pair(low, high), basis=basis, qualifier=quantity.qualifier)
    factor = unit.factor if unit is not None else Decimal(1)
    return Change(abs=_pair(low * factor, high * factor), basis=basis, qualifier=quantity.qualifier)


def _pair(low: Decimal, high: Decimal) -> Number:
    return low if low == high else (low, high)


def basis_of(found: Direction, tokens: Sequence[Token]) -> str:
    """The basis of a comparison: a word (同比), a time (与8月1日相比), or unstated."""
    if found.basis:
        return found.basis
    times = [t.time for t in tokens if t.time is not None and t.time.role in ("basis", "since")]
    if not times:
        return "unstated"
    if YEAR_BEFORE.fullmatch(times[-1].text):
        return "yoy"
    return named_bases().get(times[-1].text) or times[-1].iso or "unstated"
