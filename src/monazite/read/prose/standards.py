"""Shares of standards (标准): whose standards, among the international, national or industry ones.

Five ways of saying it: A标准占国际标准的30%, A标准在国际标准中的占比达30%, A制定的国际标准占比达30%,
国际标准中由A制定的占30%, 30%的国际标准由A制定. What only follows one (采用国际标准的产品占比) is no share of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from monazite.facts.record import Span
from monazite.read.prose.clauses import JOINTS, Measure, between
from monazite.read.prose.drafts import Subject
from monazite.read.prose.state import State
from monazite.read.prose.subjects import group_of, names_in
from monazite.read.prose.vocabulary import ELIGIBLE, Cue, function_words, rows_of
from monazite.read.scan.vocabulary import alternation
from monazite.reference import region_aliases

GROUP = "standards"
"""Of their subjects: only the next number of the same share is carried on from one."""
INNER = frozenset({"attribute", "apart"})
"""Roles of cues that may stand inside the part: 由中国和日本制定的分别占…."""
REACH = 120
"""How far before its number a share of standards is looked for."""
LONGEST_PLACE = 8
NO_MARK = r"[^，,。；;：:、\d]"
FEW, SOME = NO_MARK + "{0,8}?", NO_MARK + "{0,30}?"
COUNT = "(?:总?数量?|总量)?"
INSIDE = "(?:之中|中|里)"
SAID = "(?:的|所)?(?:占比|占有率|比重|比例|份额|占到|占据|占)+"
REST = rf"{SOME}(?:\d{{4}}年?{SOME})?$"
"""What may stand between the share and its number: 到2030年达到."""
STANDARDS = re.compile(rf"(?P<part>{SOME}标准){COUNT}(?={SOME}(?:[，,]|$))")
BEFORE_PART = re.compile(r"(?:.*(?:领域|方面)(?:中|内|里|的)?|[年末底前\s]|[使让令由]|推动|努力|其中|并|且|将|要)+")
"""What may stand before the part and is none of it: 稀土领域由…."""


def standards_cue(state: State, measure: Measure) -> Cue | None:
    """The share of standards that a percentage states, or None where it states another thing."""
    found = _found(state, measure)
    return None if found is None else Cue("", "attribute", "share", found[0])


def standards_owner(state: State, measure: Measure, cue: Cue) -> list[Subject] | None:
    """Whose standards, None where the cue is of another share.

    The second number of 由12%提高到20% is of the same; what 分别 deals out to several makers is nobody's.
    """
    if cue.attribute not in _wholes().values():
        return None
    found = _found(state, measure)
    if found is None:
        return [state.subject] if state.subject is not None and state.subject.group == GROUP else []
    if len(measure.run) > 1 and JOINTS.search(found[1].text):
        return []
    state.region = _place(found[1].text)[1] or state.region
    return [found[1]]


def follows_standards(state: State, measure: Measure) -> bool:
    """Whether a share is of what follows a standard: 采用国际标准的产品占比."""
    return _following().search(state.text, measure.start, measure.number) is not None


def _found(state: State, measure: Measure) -> tuple[str, Subject] | None:
    """Which share of standards, and whose; None where the words say neither, or the standards are of other goods."""
    low = max(measure.before, state.sentence[0], measure.number - REACH)
    if "标准" not in state.text[low : measure.tail]:
        return None
    ways = (way.search(state.text, low, measure.number) for way in _patterns())
    found = next((match for match in ways if match is not None), None) or _behind().match(state.text, measure.end)
    if found is None or follows_standards(state, measure):
        return None
    span = Span(*found.span("part")) if found["part"] else _part_before(state, found.start())
    if span is None or not _is_ours(state, span := _trimmed(state, span)):
        return None
    return _wholes()[found["whole"]], _subject(state, span, found["whole"])


def _part_before(state: State, end: int) -> Span | None:
    """中国制定的标准明显增加，在国际标准中占…: the standards of the clause before."""
    found = list(STANDARDS.finditer(state.text, max(state.sentence[0], end - REACH), end))
    return Span(*found[-1].span("part")) if found else None


def _trimmed(state: State, span: Span) -> Span:
    """The part without the time and the words that lead to it: 力争到2030年稀土领域由…."""
    leads = (t.end for t in state.tokens if t.end <= span.end and (t.time or (t.cue and t.cue.role not in INNER)))
    start = max([span.start, *leads])
    lead = BEFORE_PART.match(state.text, start, span.end)
    return Span(lead.end() if lead else start, span.end)


def _is_ours(state: State, span: Span) -> bool:
    """Whether the standards are somebody's and of the trade: no other goods and no other noun stand in their name."""
    if not state.text[span.start : span.end].removesuffix("标准").strip("的 "):
        return False
    names = names_in(state.tokens, span.start, span.end)
    if names:
        return all(group_of(token) in ELIGIBLE for token in names)
    is_spoken = state.subject is not None and state.subject.group in {*ELIGIBLE, GROUP}
    return (state.is_rare or is_spoken) and not _noun(state, span)


def _noun(state: State, span: Span) -> str:
    """What a part names besides places, makers and the words of standards: 高铁."""
    words = state.text[span.start : span.end]
    for token in between(state.tokens, span.start, span.end):
        words = words if token.name is None else words.replace(token.name.text, "")
    return _own_words().sub("", words)


def _subject(state: State, span: Span, whole: str) -> Subject:
    """我国制定的国际标准, among the international ones, is 中国制定的标准; 其 is the place spoken of."""
    text = state.text[span.start : span.end]
    place, region = ("其", state.region or "其") if text.startswith("其") else _place(text)
    key = region + text.removeprefix(place)
    key = key if "标准" in key else f"{key.removesuffix('的')}的标准"
    return Subject(key.removesuffix(whole) + "标准" if key.endswith(whole) else key, text, span, GROUP)


def _place(text: str) -> tuple[str, str]:
    """The place that a text begins with, as printed and as it is called; empty where it begins with none."""
    heads = (text[:size] for size in range(LONGEST_PLACE, 1, -1))
    return next(((head, region_aliases()[head]) for head in heads if head in region_aliases()), ("", ""))


@cache
def _listed(role: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in rows_of("standards.csv") if row["role"] == role)


def _words(role: str) -> str:
    return alternation(_listed(role))


@cache
def _wholes() -> Mapping[str, str]:
    return {row["word"]: row["attribute"] for row in rows_of("standards.csv") if row["role"] == "whole"}


@cache
def _own_words() -> re.Pattern[str]:
    words = alternation([*_listed("made"), *_listed("plain"), *function_words()])
    return re.compile(rf"{words}|[^\u4e00-\u9fffA-Za-z]")


@cache
def _following() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('followed')}){FEW}标准{SOME}(?:占比|比重|比例|份额|占){SOME}$")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The ways of saying it before the number, the surest first."""
    named, made = f"(?P<whole>{_words('whole')})", f"(?:{_words('made')})"
    ways = (
        rf"(?:(?P<part>{SOME}标准){COUNT}{FEW})?在{FEW}{named}{COUNT}{INSIDE}{SAID}",
        rf"(?P<part>{SOME}标准){COUNT}{FEW}占[到据]?{FEW}{named}{COUNT}(?:{SAID}|的)?",
        rf"(?P<part>{SOME}标准){COUNT}{FEW}(?:达到?|为){FEW}{named}总[数量]量?的",
        rf"{named}{COUNT}{INSIDE}[，,]?(?P<part>{SOME}{made}{SOME})的?(?:标准)?{SAID}",
        rf"(?P<part>{SOME}{made}{SOME}{named}){COUNT}{SAID}",
    )
    return tuple(re.compile(way + REST) for way in ways)


@cache
def _behind() -> re.Pattern[str]:
    """30%以上的国际标准由中国主导制定."""
    return re.compile(
        rf"\s*(?:以上|左右|以下)?的{FEW}(?P<whole>{_words('whole')}){FEW}由(?P<part>{SOME}(?:{_words('made')})+)"
    )
