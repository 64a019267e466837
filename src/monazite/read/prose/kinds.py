"""Which kind of fact a number with a unit states, by the cue words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monazite.read.prose.clauses import Measure, attribute_cues, between, unlisted
from monazite.read.prose.destinations import traded
from monazite.read.prose.goals import VERBS, goal_of
from monazite.read.prose.standards import follows_standards, standards_cue
from monazite.read.prose.state import State
from monazite.read.prose.vocabulary import Cue, dimensions

SUPPLY = re.compile(
    "开采了|加工了|冶炼了|提炼了|进口|承担|供应|供给|提供|生产|控制|掌握|拥有|满足|供着|锁定|包销|承购|垄断|贡献"
)
PART_OF_WHOLE = re.compile(
    r"(?:全球|世界|全国|国内|我国)(?:[^，。；]{0,8}(?:的|约|近)|总?(?:储量|产量|供应量|供应|市场))\s*$"
    r"|(?:占|达|达到|为)[^，。；]{1,16}?(?:总销量|总量|总产量|总需求|总需求量|总出口量|总供应量|总供给|总储量|市场)的\s*$"
)
OF_WHAT = re.compile(r"\s*(?:以上|左右|以下)?\s*的")
COMES_FROM = re.compile(
    r"\s*(?:以上|左右|以下)?\s*(?:的[^，。；]{1,14}?)?(?:都|均|直接|主要|全部)?"
    r"(?:来自|产自|源自|出自|产于|依赖|集中在|集中于|分布在|分布于|位于|掌握在|流向|流入|出口到|出口至|销往|运往|输往|从[^，。；]{1,8}?进口|由[^，。；]{1,8}?(?:供应|提供|生产)"
    r"|在(?:中国|我国|国内|海外|境外|[\u4e00-\u9fff]{2,4}(?=[，。；])))"
)
NEXT_PART = re.compile(r"(?:[、和及与]|[，,](?:以及|和))[^，。；、]{2,10}的\s*$")
"""全球稀土开采的70%、永磁体制造的93%: one share after another."""
QUOTA = re.compile("配额|指标|份额|计划|[首一二]批")
"""Words beside which 出口数量 speaks of a quota."""
PRICE = Cue("", "attribute", "price", "spot price")
CAPACITY = Cue("", "attribute", "capacity", "capacity")
PLANT = re.compile("的?[^，。；]{0,10}(?:生产线|产线|装置|工厂|能力|规模|基地)")
FOUND = re.compile("(?:发现|探获|查明|勘探出)了?[^，。；]{0,4}")
IN_GROUND = re.compile("的?[^，。；]{0,8}(?:资源|矿藏|矿床)")
RESERVE = Cue("", "attribute", "reserve", "resources")
LISTED = frozenset({"reserve", "output"})
"""Kinds that papers list country by country."""
QUOTA_CUE = Cue("", "attribute", "quota", "quota")
STAGE = re.compile(r"(?:矿产品|分离产品|冶炼分离|开采|岩矿型|离子型|轻稀土|重稀土)(?:稀土|矿)?(?:为|是|达)?约?$")
SHARE = Cue("", "attribute", "share", "share")
PROJECT = re.compile(r"\s*(?P<what>[^，。；、\d]{2,14}?)(?:项目|生产线|产线)")
NOT_A_PRICE = frozenset({"gap", "company_result", "policy", "stock", "stocks", "intensity"})


def kind_of(state: State, measure: Measure) -> Cue | None:
    """The cue that says what a level is, or None where nothing does."""
    cues = attribute_cues(state.tokens, measure.start, measure.first.number_start)
    before = [traded(state, measure.start, measure.tail, cue) for cue in cues]
    after = attribute_cues(state.tokens, measure.end, measure.tail)
    if measure.dimension == "price":
        return _price(state, before)
    if (goal := goal_of(state, measure)) is not None:
        return goal
    if measure.dimension == "percent":
        return _percent(state, measure, before, after)
    near = [*before, *after]
    amount = _amount(state, before, after, measure.dimension)
    return amount or _amount_of_item(state, measure, near) or _quota_of_section(state, measure, near)


def _price(state: State, before: Sequence[Cue]) -> Cue:
    """A price per mass is a price unless the nearest cue says it is a gap, a cost or a tax."""
    if before and before[-1].attribute == "share price":
        return PRICE
    if before and (before[-1].kind == "price" or before[-1].kind in NOT_A_PRICE):
        return before[-1]
    carried = state.attribute
    return carried if carried is not None and (carried.kind == "price" or carried.kind in NOT_A_PRICE) else PRICE


def _amount(state: State, before: list[Cue], after: list[Cue], dimension: str) -> Cue | None:
    """The nearest cue before the number in its clause, else one right after it, else the one carried forward."""
    if any(c.kind == "intensity" or c.text in VERBS for c in before):
        return None
    carried = [cue for cue in (state.attribute, state.amount) if cue is not None]
    near = [*before, *after]
    is_quota_held = bool(carried) and carried[0].kind == "quota" and all(_is_of_quota(state, c) for c in near)
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


def _quota_of_section(state: State, measure: Measure, cues: Sequence[Cue]) -> Cue | None:
    """Under a heading about quotas, 矿产品69250吨 or 冶炼分离6.56万吨 needs no other word."""
    if not state.about_quota or measure.dimension != "mass" or any(c.text != "开采" for c in cues):
        return None
    return QUOTA_CUE if STAGE.search(state.text, measure.start, measure.number) else None


def _is_of_quota(state: State, cue: Cue) -> bool:
    """Whether 出口 or 开采 speaks of the quota the sentence is about."""
    return cue.text == "开采" or (
        cue.kind == "trade" and QUOTA.search(state.sentence_text) is not None and "实际" not in state.sentence_text
    )


def _amount_of_item(state: State, measure: Measure, cues: Sequence[Cue]) -> Cue | None:
    """稀土资源超过1600万吨 needs no other word; in a list of countries each number is what the paragraph speaks of."""
    if not cues and measure.dimension == "mass_per_year" and PLANT.match(state.text, measure.end, measure.tail):
        return CAPACITY
    if cues or measure.dimension != "mass":
        return None
    names = [t.name for t in between(state.tokens, measure.start, measure.number) if t.name is not None]
    is_found = FOUND.search(state.text, measure.start, measure.number) is not None
    if is_found or any(n.key == "稀土资源" for n in names) or IN_GROUND.match(state.text, measure.end, measure.tail):
        return RESERVE
    is_item = bool(names) and all(name.kind == "region" for name in names)
    if not is_item or unlisted(state.text, measure.start, measure.number, state.tokens).strip():
        return None
    return state.last_amount if state.last_amount is not None and state.last_amount.kind in LISTED else None


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
    if (cue := standards_cue(state, measure)) is not None or follows_standards(state, measure):
        return cue
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
    if state.levels and state.levels[-1].kind == "share" and NEXT_PART.fullmatch(text, state.levels[-1].end, number):
        return True
    is_of = OF_WHAT.match(text, measure.end) and SUPPLY.search(state.sentence_text)
    return bool(is_of) and not any(c.kind in BLOCKING for c in after)


def _is_of_a_firm(before: Sequence[Cue], first: int) -> bool:
    """营收占比: a part of a firm's revenue is no share of a market."""
    return first > 0 and before[first - 1].kind == "company_result" and before[first - 1].attribute != "cost"


BLOCKING = frozenset({"stock", "company_result", "policy", "money", "spec", "energy", "gap"})
