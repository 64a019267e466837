"""Which kind of fact a number with a unit states, by the cue words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.read.mentions import Time
from monazite.read.prose.clauses import Measure, attribute_cues
from monazite.read.prose.periods import is_future
from monazite.read.prose.state import State
from monazite.read.prose.vocabulary import Cue, dimensions

SUPPLY = re.compile("开采了|加工了|冶炼了|提炼了|进口|承担|供应|供给|提供|生产|控制|掌握|拥有|满足|供着")
PART_OF_WHOLE = re.compile(
    r"(?:全球|世界|全国|国内|我国)(?:[^，。；]{0,8}(?:的|约|近)|总?(?:储量|产量|供应量|供应|市场))\s*$"
)
OF_WHAT = re.compile(r"\s*(?:以上|左右|以下)?\s*的")
COMES_FROM = re.compile(r"\s*(?:以上|左右|以下)?\s*(?:都|均)?(?:来自|产自|源自|依赖)")
PRICE = Cue("", "attribute", "price", "spot price")
SHARE = Cue("", "attribute", "share", "share")
PROJECT = re.compile(r"\s*(?P<what>[^，。；、\d]{2,14}?)(?:项目|生产线|产线)")
NOT_A_PRICE = frozenset({"gap", "company_result", "policy", "stock", "stocks", "intensity"})
GOAL_RATES = frozenset({"domestic production rate", "self-sufficiency rate", "compliance rate", "conversion rate",
                        "capacity utilisation", "replacement rate", "concentration"})  # fmt: skip
"""Rates that plans set: for a coming year they are goals unless somebody forecasts them."""


def kind_of(state: State, measure: Measure) -> Cue | None:
    """The cue that says what a level is, or None where nothing does."""
    before = attribute_cues(state.tokens, measure.start, measure.first.number_start)
    after = attribute_cues(state.tokens, measure.end, measure.tail)
    if measure.dimension == "price":
        return _price(state, before)
    if measure.dimension == "percent":
        return _percent(state, measure, before, after)
    return _amount(state, before, after, measure.dimension)


def _price(state: State, before: Sequence[Cue]) -> Cue:
    """A price per mass is a price unless the nearest cue says it is a gap, a cost or a tax."""
    if before and (before[-1].kind == "price" or before[-1].kind in NOT_A_PRICE):
        return before[-1]
    carried = state.attribute
    return carried if carried is not None and (carried.kind == "price" or carried.kind in NOT_A_PRICE) else PRICE


def _amount(state: State, before: list[Cue], after: list[Cue], dimension: str) -> Cue | None:
    """The nearest cue before the number in its clause, else one right after it, else the one carried forward."""
    if any(c.kind == "intensity" or c.text in VERBS for c in before):
        return None
    carried = [cue for cue in (state.attribute, state.amount) if cue is not None]
    is_quota_held = bool(carried) and carried[0].kind == "quota" and all(c.kind == "trade" for c in [*before, *after])
    if is_quota_held or any(c.kind == "quota" for c in [*before, *after]):
        return next(
            (c for c in [*reversed(before), *after, *carried] if c.kind == "quota" and fits(c, dimension)), None
        )
    for group in (before[::-1], after, carried):
        for cue in group:
            if fits(cue, dimension):
                return cue
            if cue.kind not in dimensions() and group is not carried:
                return None
    return None


def fits(cue: Cue, dimension: str) -> bool:
    """Whether a kind is stated in this dimension."""
    for kind in cue.kind.split("+"):
        if dimension not in dimensions().get(kind, ()):
            continue
        if dimension == "money" and kind == "output":
            return cue.attribute == "output value"
        if dimension == "volume":
            return cue.text.endswith("产量")
        return True
    return False


def _percent(state: State, measure: Measure, before: list[Cue], after: list[Cue]) -> Cue | None:
    """A percentage is a share only where something says so."""
    first = next((i for i, c in enumerate(before) if c.kind == "share"), None)
    if first is not None:
        rest = before[first:]
        if any(c.kind in BLOCKING for c in rest) or _is_of_a_firm(before, first):
            return None
        return next(c for c in reversed(rest) if c.kind == "share")
    if any(c.kind in BLOCKING or c.kind not in dimensions() for c in before):
        return None
    if _is_plain_share(state, measure, after):
        return SHARE
    is_carried = state.attribute is not None and state.attribute.kind == "share" and not before and not after
    return state.attribute if is_carried else None


def _is_plain_share(state: State, measure: Measure, after: Sequence[Cue]) -> bool:
    """全球产量的85%, 供应了90%的稀土出口, 60%来自中国: shares without a word for share."""
    text, number = state.text, measure.first.start
    if PART_OF_WHOLE.search(text, max(0, number - 14), number) or COMES_FROM.match(text, measure.end):
        return True
    is_of = OF_WHAT.match(text, measure.end) and SUPPLY.search(state.sentence_text)
    return bool(is_of) and not any(c.kind in BLOCKING for c in after)


def _is_of_a_firm(before: Sequence[Cue], first: int) -> bool:
    """营收占比: a part of a firm's revenue is no share of a market."""
    return first > 0 and before[first - 1].kind == "company_result" and before[first - 1].attribute != "cost"


SET = re.compile("规划|方案|纲要|目标|力争")
"""A plan may say 预计 of its own goals."""
VERBS = frozenset({"占", "占到", "占据"})
BLOCKING = frozenset({"stock", "company_result", "policy", "money", "spec", "energy", "gap"})


def is_target(state: State, cue: Cue, time: Time | None, dimension: str) -> bool:
    """Whether a level is a goal: a rate, an output value or a number of vehicles of a coming year, and no forecast."""
    if (state.forecast and not SET.search(state.sentence_text)) or cue.kind in (
        "price",
        "price_index",
        "quota",
        "demand",
        "trade",
        "reserve",
    ):
        return False
    if not (is_future(time.iso if time is not None else None, state.day) or state.is_target):
        return False
    if cue.kind == "share":
        is_set = cue.text not in VERBS and "将" not in state.sentence_text and time is not None and time.role == "until"
        return cue.attribute in GOAL_RATES or state.plan or state.is_target or is_set
    if cue.attribute == "output value" or cue.kind == "sales/installation":
        return True
    is_meant = state.is_target or "力争" in state.sentence_text or "目标" in state.sentence_text
    return "output" in cue.kind and (is_meant or (state.plan and dimension == "vehicle"))
