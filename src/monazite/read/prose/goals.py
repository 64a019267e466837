"""Goals: what is said to be one (目标), what must be reached (要达到), and what a plan sets for a coming year."""

from __future__ import annotations

import re

from monazite.read.mentions import Time
from monazite.read.prose.clauses import Measure
from monazite.read.prose.periods import is_future
from monazite.read.prose.state import State
from monazite.read.prose.vocabulary import Cue, rows_of

GOAL = Cue("目标", "attribute", "target", "target")
GOAL_BEFORE = re.compile("目标(?!价)[^。；]{0,16}$")
GOAL_BEHIND = re.compile(r"(?:以上|左右|以下)?的?[^，。；、]{0,10}目标(?!价)")
GOAL_UNITS = frozenset({"power", "vehicle"})
"""What is set up or sold: of an amount in tonnes its own cue says more."""
MUST = re.compile(
    "(?:力争|争取|确保|目标)[^，。；]{0,20}?(?:达|完成|实现|突破|超过|提高|升至|增至)|[要应须需](?:达|完成|实现|突破|超过|提高|升至|增至)"
)
PLANNED = re.compile("(?:以上|左右)?的?[^，。；、]{0,10}(?:规划|计划)")
SET = re.compile("规划|方案|纲要|目标|力争")
"""A plan may say 预计 of its own goals."""
MEANT = re.compile("规划|方案|纲要|目标|力争|计划|提出")
"""With such a word 将 says what is meant and not what is expected."""
GOAL_RATES = frozenset({"domestic production rate", "self-sufficiency rate", "compliance rate", "conversion rate",
                        "capacity utilisation", "replacement rate", "concentration", "recycling rate",
                        *(row["attribute"] for row in rows_of("standards.csv") if row["attribute"])})  # fmt: skip
"""Rates that plans set: for a coming year they are goals unless somebody forecasts them."""
NEVER = frozenset({"price", "price_index", "quota", "demand", "trade", "reserve"})
VERBS = frozenset({"占", "占到", "占据"})


def goal_of(state: State, measure: Measure) -> Cue | None:
    """A number that is called a goal: 2030年的目标订为13.1 GW, 5.6 GW的离岸风电目标."""
    if measure.dimension not in GOAL_UNITS or state.stock:
        return None
    text, number = state.text, measure.first.start
    is_called = GOAL_BEFORE.search(text, max(state.sentence[0], measure.before), number)
    return GOAL if is_called or GOAL_BEHIND.match(text, measure.end, measure.tail) else None


def is_target(state: State, cue: Cue, time: Time | None, measure: Measure) -> bool:
    """Whether a level is a goal: a rate, an output value or a number of vehicles of a coming year, and no forecast."""
    if cue.kind == "target":
        return True
    if (state.forecast and not SET.search(state.sentence_text)) or cue.kind in NEVER:
        return False
    is_coming = (
        is_future(time.iso if time is not None else None, state.day) or state.is_target or _is_due(state, time, cue)
    )
    return _must_be(state, cue, measure) or (is_coming and _is_set(state, cue, time, measure))


def _is_set(state: State, cue: Cue, time: Time | None, measure: Measure) -> bool:
    """Whether what is to come is set and not only expected."""
    if cue.kind == "share":
        is_set = cue.text not in VERBS and "将" not in state.sentence_text and time is not None and time.role == "until"
        return cue.attribute in GOAL_RATES or state.plan or state.is_target or is_set
    if cue.attribute == "output value" or cue.kind == "sales/installation":
        will_be = "将" in state.text[measure.start : measure.first.number_start]
        return not will_be or state.plan or state.is_target or MEANT.search(state.sentence_text) is not None
    is_meant = state.is_target or "力争" in state.sentence_text or "目标" in state.sentence_text
    return "output" in cue.kind and (is_meant or (state.plan and measure.dimension == "vehicle"))


def _must_be(state: State, cue: Cue, measure: Measure) -> bool:
    """集中度要达到80%, 产值力争突破1000亿元, 推广20万辆电动汽车规划: a goal whatever the year."""
    is_rate = cue.kind == "share" and cue.attribute in GOAL_RATES
    if not (is_rate or cue.attribute == "output value" or cue.kind == "sales/installation"):
        return False
    text = state.text
    is_planned = measure.dimension == "vehicle" and PLANNED.match(text, measure.end, measure.tail) is not None
    return is_planned or MUST.search(text, measure.start, measure.first.number_start) is not None


def _is_due(state: State, time: Time | None, cue: Cue) -> bool:
    """到2027年 in an undated plan; in any undated text a rate that plans set, unless it is reached (已达到)."""
    if state.day is not None or time is None or time.role != "until":
        return False
    return state.plan or (cue.attribute in GOAL_RATES and "已" not in state.sentence_text)
