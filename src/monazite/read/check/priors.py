"""A rise or fall against the level before it in the same sentence: 环比 and the month before, 同比 and 上年同期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monazite.facts.record import Check
from monazite.read.check.evidence import MARK, Sentence
from monazite.read.check.figures import RATIOS, Figure
from monazite.read.check.growth import readings
from monazite.read.check.outcome import check

_VERB = r"(?P<verb>上涨|上升|增长|增加|提高|下降|下跌|下滑|降低|减少|回落|增|涨|升|降|跌|减)(?:了|幅)?(?:约|为|达)?"
_LEVEL = r"(?:的|平均|均|价|格|总|产|销|出口|进口|量|额|值|为|是|约|达|：|:)*"
_YEAR = r"(?:上年同期|去年同期|上一年同期|上年|去年)"
_MONTH = r"(?:上月|上个月|(?P<m>1?\d)月份?)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<b>{MARK})[，,；]\s*{basis}{_VERB}(?P<x>{MARK})[，,；（(]\s*(?:而|其中)?{prior}{_LEVEL}(?P<a>{MARK})"
        for basis, prior in (("同比", _YEAR), ("(?:环比|较上月|比上月)", _MONTH))
    )
) + tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<b>{MARK})[，,；（(]\s*(?:而)?{prior}{_LEVEL}(?P<a>{MARK})[）)]?[，,；]\s*{basis}{_VERB}(?P<x>{MARK})"
        for basis, prior in (("(?:同比)?", _YEAR), ("(?:环比|较上月|比上月)", _MONTH))
    )
)
_FALL = re.compile(r"降|跌|减|下滑|回落|低")
_MONTH_NAMED = re.compile(r"(?<![-—–~至到\d])(1?\d)\s*月")
DECEMBER = 12


def prior_levels(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``B，环比上涨X，7月均价为A`` and ``出口B，上年同期为A，同比增长X``: A to B is a change of X."""
    if not any(word in sentence.skeleton for word in ("环比", "同期", "上月", "上年", "去年")):
        return
    for pattern in _PATTERNS:
        for found in pattern.finditer(sentence.skeleton):
            after, before, by = (sentence.figure(found[name]) for name in ("b", "a", "x"))
            if is_pair(after, before, by) and is_month_before(sentence, found):
                yield from changed(doc, before, after, by, -1 if _FALL.search(found["verb"]) else 1)


def is_pair(after: Figure, before: Figure, by: Figure) -> bool:
    """Whether two figures are levels in one unit and the third a change of them."""
    alike = after.unit == before.unit and bool(after.unit) and after.unit not in RATIOS
    bounded = {"above", "below"} & {after.bound, before.bound}
    return alike and not bounded and by.unit in {"%", "times", after.unit} and not (after.is_range or before.is_range)


def is_month_before(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether the month of the second level is the one before that of the first, where months are named."""
    month = found.groupdict().get("m")
    if month is None:
        return True
    named = _MONTH_NAMED.findall(sentence.skeleton[: found.start()])
    return bool(named) and int(named[-1]) == int(month) % DECEMBER + 1


def changed(doc: str, before: Figure, after: Figure, by: Figure, sign: int) -> Iterator[Check]:
    """The change between two levels against the printed one."""
    outcomes = list(readings(before, after, by, sign))
    if not outcomes or before.middle <= Decimal(0):
        return
    best = next((o for o in outcomes if o.holds), outcomes[0])
    rule = "growth" if by.unit in {"%", "times"} else "difference"
    yield check(doc, rule, best, (before, after, by), finding=f"{by.text} ≠ {best.expression}")
