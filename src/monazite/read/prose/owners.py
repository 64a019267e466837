"""Whose level it is, by kind: named in the clause, listed, carried forward, or nobody's of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.prose.clauses import Measure, between
from monazite.read.prose.drafts import Subject
from monazite.read.prose.quotas import quota_subjects
from monazite.read.prose.state import State
from monazite.read.prose.subjects import (
    candidates,
    group_of,
    industry,
    joined,
    subject_of,
    unknown_noun,
    weak_subject,
    whole_name,
)
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, Cue, form_of, stages

MINED = re.compile("矿|开采量|的?开采")
STAGE_BEHIND = re.compile(r"\s*的?(?:稀土)?矿?(?:开采|冶炼|分离|出口)")
"""3000吨开采指标、2850吨冶炼指标: the quota is named right behind its number."""
STAGE = re.compile("分离|冶炼|选矿")
STAGE_WORD = {"mining": "开采", "separation": "分离", "export": "出口"}
MADE_AFTER = frozenset({"capacity", "output", "trade"})
"""Kinds whose product may stand behind the number: 年产5000吨稀土永磁材料."""
RECENT = 4
"""How many facts back a price of rare earths vouches for a misprinted name."""


def is_ours(token: Token) -> bool:
    """Whether a name is of the trade."""
    return group_of(token) in ELIGIBLE


def level_owners(state: State, measure: Measure, cue: Cue, kind: str) -> list[Subject]:
    """The subjects of a group of numbers: as many as numbers, one for all, or none where a number is not ours."""
    if cue.kind == "price_index":
        return [Subject("稀土价格指数", cue.text, Span(measure.number, measure.number))]
    if cue.kind == "quota":
        return quota_owners(state, measure)
    if cue.kind == "reserve":
        return _reserve_owner(state, measure)
    owners = _makers(state, measure, cue) or _goods_owners(state, measure, cue, kind)
    return [replace(o, key="稀土") if o.key == "稀土产业链" and measure.dimension != "money" else o for o in owners]


def _makers(state: State, measure: Measure, cue: Cue) -> list[Subject]:
    """Who makes the value of an output, and which stage a capacity is of."""
    made = None
    if cue.attribute == "output value":
        made = industry(state, measure.start, measure.number)
    elif cue.kind in ("capacity", "output") and (whole := whole_name(state, measure.start, measure.number)) is not None:
        is_stage = cue.kind == "capacity" or STAGE.search(whole.text) is not None
        made = replace(whole, group="whole") if is_stage else None
    return [made] if made is not None else []


def _goods_owners(state: State, measure: Measure, cue: Cue, kind: str) -> list[Subject]:
    names = candidates(state, measure.start, measure.number)
    if not names and cue.kind in MADE_AFTER:
        names = candidates(state, measure.end, measure.tail)[:1]
    if names:
        return named(state, names, measure.run, kind)
    if cue.kind in MADE_AFTER and (weak := weak_behind(state, measure)) is not None:
        return [weak]
    return carried(state, cue, kind, measure.start, measure.number)


def weak_behind(state: State, measure: Measure) -> Subject | None:
    """38000吨/年毛坯生产能力: a short name between the number and its cue."""
    cues = [t for t in between(state.tokens, measure.end, measure.tail) if t.is_cue("attribute")]
    return weak_subject(state, measure.end, cues[0].start) if cues else None


def named(state: State, names: Sequence[Token], run: Sequence[Token], kind: str) -> list[Subject]:
    """The nearest name, or the list it ends where there are several numbers or 均, 各 for all."""
    group = group_of(names[-1])
    is_known = group in ELIGIBLE or (group == "odd" and _is_misprint(state, names[-1], kind))
    if not is_known or (kind in ("price", "price_move") and group in ("nev", "wind")):
        return []
    listed = joined(state.text, names)
    is_apart = any(t.is_cue("apart") for t in between(state.tokens, listed[-1].end, run[0].start))
    if len(listed) > 1 and (is_apart or len(run) > 1):
        return [_owner(state, t) for t in (listed if len(run) == 1 else listed[-len(run) :])]
    return [_owner(state, names[-1])]


def _is_misprint(state: State, token: Token, kind: str) -> bool:
    """氧化铟 in a list of prices of rare earths, 钕钴磁体: a product of ours with another metal's character."""
    if not state.is_rare or token.name is None:
        return False
    if kind == "output":
        return token.name.key.endswith("磁体")
    recent = state.drafts[-RECENT:]
    return kind in ("price", "price_move") and any(d.kind == "price" and d.subject.group == "rare" for d in recent)


def _owner(state: State, token: Token) -> Subject:
    subject = subject_of(token)
    if subject.key == "稀土" and MINED.match(state.text, token.end):
        return replace(subject, key="稀土矿")
    return subject


def carried(state: State, cue: Cue | None, kind: str, start: int, number: int) -> list[Subject]:
    """A subject from before, unless an unlisted noun stands in the clause; then nothing is ours until a name comes."""
    cue_at = next((t.start for t in between(state.tokens, start, number) if t.cue is cue), number)
    if (weak := weak_subject(state, start, cue_at)) is not None:
        return [weak]
    noun = unknown_noun(state, start, cue_at)
    if noun:
        return _unlisted(state, noun, kind, start, cue_at)
    if state.subject is None or state.subject.group not in ELIGIBLE:
        return []
    if kind in ("price", "price_move") and state.subject.group in ("nev", "wind"):
        return []
    is_resource = state.subject.key == "稀土资源" and kind not in ("reserve", "share", "target")
    return [replace(state.subject, key="稀土") if is_resource else state.subject]


def _unlisted(state: State, noun: str, kind: str, start: int, end: int) -> list[Subject]:
    """A plain noun as a subject: a stage of the chain, or what a goal is set for; else it blocks what was before."""
    at = state.text.rfind(noun, start, end)
    is_stage = noun in stages()
    if at >= 0 and state.is_rare and (is_stage or (kind == "target" and "稀土" in state.text[start:end])):
        return [Subject(noun, noun, Span(at, at + len(noun)), "rare" if is_stage else "raw")]
    state.subject = Subject(noun, noun, Span(start, end), "unlisted")
    return []


def _reserve_owner(state: State, measure: Measure) -> list[Subject]:
    """Reserves are of 稀土资源 whatever word stands there, unless an oxide is named."""
    number = measure.number
    names = candidates(state, measure.start, number) or candidates(state, number, measure.tail)
    if not names:
        subject = state.subject
        return [replace(subject, key="稀土资源")] if subject is not None and subject.group == "rare" else []
    if group_of(names[-1]) != "rare":
        return []
    subject = subject_of(names[-1])
    return [subject if form_of(subject.key) == "oxide" else replace(subject, key="稀土资源")]


def quota_owners(state: State, measure: Measure) -> list[Subject]:
    """The quotas a clause names, or the one spoken of before."""
    names = candidates(state, measure.start, measure.number)
    if not state.is_rare or (names and group_of(names[-1]) != "rare"):
        return []
    before, behind = (measure.start, measure.number), (measure.end, measure.tail)
    places = [before, behind, (state.sentence[0], measure.start)]
    if STAGE_BEHIND.match(state.text, measure.end):
        places.insert(0, behind)
    for low, high in places:
        found, stage = quota_subjects(state.text, low, high, state.stage)
        if found:
            state.stage = stage
            return found if len(found) == len(measure.run) and low == measure.start else found[-1:]
    return _quota_spoken_of(state)


def _quota_spoken_of(state: State) -> list[Subject]:
    subject = state.subject
    if subject is None or subject.group != "rare" or not state.stage:
        return []
    word = STAGE_WORD[state.stage]
    found, _ = quota_subjects(word, 0, len(word), state.stage)
    return [replace(f, text=subject.text, span=subject.span) for f in found[-1:]]
