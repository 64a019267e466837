"""Whose quota: 开采 and 冶炼分离, light and heavy, export; a list is read part by part."""

from __future__ import annotations

import re

from monazite.facts.record import Span
from monazite.read.prose.drafts import Subject
from monazite.read.prose.vocabulary import rows_of

PART = re.compile(
    r"(?P<group>岩矿型(?:稀土)?(?:[（(]轻[）)])?|离子型(?:稀土)?(?:[（(][^）)]{1,6}[）)])?|(?:中、重|中重|重)稀土|轻稀土)?"
    r"(?P<gap>(?:(?!轻稀土|中?重稀土|中、重|岩矿|离子型)[^，。；、和及]){0,4}?)"
    r"(?P<stage>冶炼分离|冶炼|分离|(?:稀土)?(?:矿产品|氧化物)的?(?:开采|生产)|开采|矿产品|生产指标|采矿|出口)"
    r"|(?P<only>岩矿型(?:稀土)?|离子型(?:稀土)?|(?:中、重|中重|重)稀土|轻稀土)"
)
UNSTAGED = re.compile("(?P<export>配额|份额)|稀土[^，。；]{0,6}?(?:指令性|总量控制|生产总量|指标|计划)")
"""Of a quota without a stage: 配额 is for export and a plan for mining, unless a stage was spoken of before."""
PLAN = re.compile("指标|计划")
LIGHT = re.compile("岩矿|轻")


def quota_subjects(text: str, start: int, end: int, stage: str) -> tuple[list[Subject], str]:
    """The quotas a clause names, from left to right, and the stage spoken of last.

    Args:
        text: the view.
        start: where the clause before the number begins.
        end: where it ends.
        stage: the stage carried forward, for 其中轻稀土8.04万吨.
    """
    found: list[Subject] = []
    for match in PART.finditer(text, start, end):
        stage = _stage(match, found, stage)
        group = match["group"] or match["only"]
        size = "" if not group else "light" if LIGHT.search(group) else "heavy"
        key = _keys().get((size, stage))
        if key is not None and (not found or found[-1].key != key):
            begin = _begin(match)
            found.append(Subject(key, text[begin : match.end()], Span(begin, match.end())))
    if found:
        return found, "mining" if len(found) > 1 else stage
    unstaged = UNSTAGED.search(text, start, end)
    if unstaged is None:
        return [], stage
    stage = stage or ("export" if unstaged["export"] else "mining")
    return [Subject(_keys()["", stage], unstaged[0], Span(unstaged.start(), unstaged.end()))], stage


def _begin(match: re.Match[str]) -> int:
    """Where the name of a quota begins: at its class of ore, at 稀土, or at its stage."""
    if match["group"] is not None or match["only"] is not None:
        return match.start()
    at = match["gap"].find("稀土")
    return match.start("gap") + at if at >= 0 else match.start("stage")


def _stage(match: re.Match[str], found: list[Subject], carried: str) -> str:
    printed = match["stage"]
    if printed is None:
        is_ore = match["only"].startswith(("岩矿", "离子")) or len({f.key for f in found}) > 1
        is_plan = PLAN.search(match.string, match.end(), match.end() + 4) is not None
        return "mining" if is_ore or (is_plan and not carried) else carried
    if "分离" in printed or "冶炼" in printed:
        return "separation"
    return "export" if printed == "出口" else "mining"


def _keys() -> dict[tuple[str, str], str]:
    return {(row["size"], row["stage"]): row["key"] for row in rows_of("quotas.csv")}
