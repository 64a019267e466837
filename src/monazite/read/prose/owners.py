"""Whose level it is, by kind: named in the clause, listed, carried forward, or nobody's of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.prose.allotments import quota_owners
from monazite.read.prose.clauses import Measure, between, is_taken
from monazite.read.prose.drafts import Subject
from monazite.read.prose.indexes import index_subject
from monazite.read.prose.series import Series, is_nobody_s, listed_in, listed_names, series_of
from monazite.read.prose.state import State
from monazite.read.prose.subjects import (
    candidates,
    group_of,
    industry,
    joined,
    names_in,
    subject_of,
    unknown_noun,
    weak_subject,
    whole_name,
)
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, Cue, form_of, stages

MINING = frozenset({"mining", "mine output"})
MINED = re.compile("矿|开采量|的?开采")
MATERIAL = re.compile("(?:磁|抛光|[储贮]氢|荧光|发光)[\u4e00-\u9fff]{0,4}(?:合金|材料|粉|产品|制品)$")
"""An unlisted product of rare earths that is made: 磁性材料合金产能10万吨/年."""
STAGE = re.compile("分离|冶炼|选矿")
MADE_AFTER = frozenset({"capacity", "output", "trade", "target", "demand", "sales/installation"})
"""Kinds whose product may stand behind the number: 年产5000吨稀土永磁材料."""
RECENT = 4
"""How many facts back a price of rare earths vouches for a misprinted name."""


def is_ours(token: Token) -> bool:
    """Whether a name is of the trade."""
    return group_of(token) in ELIGIBLE


def level_owners(state: State, measure: Measure, cue: Cue, kind: str) -> list[Subject]:
    """The subjects of a group of numbers: as many as numbers, one for all, or none where a number is not ours."""
    if cue.kind == "price_index":
        return [index_subject(state, cue, measure.number)]
    if cue.kind == "quota":
        return quota_owners(state, measure)
    if cue.kind == "reserve":
        return _reserve_owner(state, measure)
    whole = _whole_before(state, measure)
    owners = [whole] if whole is not None else _makers(state, measure, cue) or _goods_owners(state, measure, cue, kind)
    if cue.kind == "demand" and measure.dimension == "mass":
        owners = [used for o in owners if (used := _material(state, o)) is not None]
    if cue.attribute in MINING:
        return [replace(o, key="稀土矿") if o.key == "稀土" else o for o in owners]
    return [replace(o, key="稀土") if o.key == "稀土产业链" and measure.dimension != "money" else o for o in owners]


def _material(state: State, owner: Subject) -> Subject | None:
    """新能源汽车用量5.4万吨 is a need of the material spoken of before."""
    if owner.group not in ("nev", "wind"):
        return owner
    return next((d.subject for d in reversed(state.levels) if d.subject.group == "rare"), None)


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
    names = candidates(state, max(measure.start, measure.before), measure.number)
    is_free = any(group_of(t) != "use" and not is_taken(state.text, state.tokens, measure, t) for t in names)
    if cue.kind in MADE_AFTER and not is_free:
        names = candidates(state, measure.end, measure.tail)[:1] or names
    names = names or candidates(state, measure.start, measure.number)
    if names:
        return named(state, names, measure.run, kind)
    if (each := next_of_series(state, measure.run)) is not None:
        return each
    if (listed := _listed_before(state, measure)) is not None:
        return listed
    if kind == "price" and is_nobody_s(state, measure):
        return []
    if cue.kind in MADE_AFTER and (weak := weak_behind(state, measure)) is not None:
        return [weak]
    return carried(state, cue, kind, measure.start, measure.number)


def _listed_before(state: State, measure: Measure) -> list[Subject] | None:
    """现在分别为12万元/吨和11万元/吨: each of the goods listed before in the sentence its own number."""
    if len(measure.run) < 2 or len(state.listed) != len(measure.run):  # noqa: PLR2004 - one is no list
        return None
    is_near = state.listed[0].span.start >= state.sentence[0]
    is_apart = any(t.is_cue("apart") for t in between(state.tokens, measure.start, measure.number))
    is_other = unknown_noun(state, measure.start, measure.number)
    return list(state.listed) if is_near and is_apart and not is_other else None


def _whole_before(state: State, measure: Measure) -> Subject | None:
    """稀土冶炼分离产能从40万吨压缩到30万吨: both ends are of the whole name."""
    last = state.levels[-1] if state.levels else None
    if last is None or last.subject.group != "whole" or names_in(state.tokens, last.end, measure.number):
        return None
    return None if any(mark in state.text[last.end : measure.number] for mark in "，,、") else last.subject


def weak_behind(state: State, measure: Measure) -> Subject | None:
    """38000吨/年毛坯生产能力: a short name between the number and its cue."""
    cues = [t for t in between(state.tokens, measure.end, measure.tail) if t.is_cue("attribute")]
    return weak_subject(state, measure.end, cues[0].start) if cues else None


def named(state: State, names: Sequence[Token], run: Sequence[Token], kind: str) -> list[Subject]:
    """The nearest name, or the list it ends where there are several numbers or 均, 各 for all."""
    group = group_of(names[-1])
    if (mixed := _mixed(state, names, run, kind)) is not None:
        return mixed
    is_known = group in ELIGIBLE or (group == "odd" and _is_misprint(state, names[-1], kind))
    if not is_known or (kind in ("price", "price_move") and group in ("nev", "wind")):
        return []
    series = series_of(state, run[0])
    if series is not None and len(each := listed_in(state.text, names)) > 1:
        return _dealt(state, each, series, len(run))
    listed = joined(state.text, names)
    is_apart = any(t.is_cue("apart") for t in between(state.tokens, listed[-1].end, run[0].start))
    if len(listed) > 1 and (is_apart or len(run) > 1):
        owners = [_owner(state, t) for t in (listed if len(run) == 1 else listed[-len(run) :])]
        state.listed = tuple(owners)
        return owners
    return [_owner(state, names[-1])]


def _dealt(state: State, listed: Sequence[Token], series: Series, size: int) -> list[Subject]:
    """A、B分别…: each its own number; nobody's where there are not as many as numbers."""
    if len(listed) != series.count:
        return []
    owners = [_owner(state, t) for t in listed]
    state.listed = tuple(owners)
    return owners[series.at : series.at + size]


def next_of_series(state: State, run: Sequence[Token]) -> list[Subject] | None:
    """上涨5%、下跌3%: the second number of a 分别 is of the second of the goods listed before it."""
    series = series_of(state, run[0])
    if series is None or not (listed := listed_names(state, series)) or len(listed) == 1:
        return None
    return _dealt(state, listed, series, len(run))


def _mixed(state: State, names: Sequence[Token], run: Sequence[Token], kind: str) -> list[Subject] | None:
    """风电和太阳能发电: a list of ours and others is one subject as printed, unless each is meant (双双)."""
    listed = joined(state.text, names)
    ours = [t for t in listed if group_of(t) == "wind"]
    if not ours or len(ours) == len(listed) or len(run) > 1 or kind == "price":
        return None
    if any(t.is_cue("apart") for t in between(state.tokens, listed[-1].end, run[0].start)):
        return [_owner(state, t) for t in ours]
    span = Span(listed[0].start, listed[-1].end)
    text = state.text[span.start : span.end]
    return [Subject(text, text, span, "wind")]


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
    if form_of(state.subject.key) == "quota" and kind not in ("quota", "share"):
        return [replace(state.subject, key="稀土")]
    is_resource = state.subject.key == "稀土资源" and kind not in ("reserve", "share", "target")
    return [replace(state.subject, key="稀土") if is_resource else state.subject]


def _unlisted(state: State, noun: str, kind: str, start: int, end: int) -> list[Subject]:
    """A plain noun as a subject: a stage of the chain, or what a goal is set for; else it blocks what was before."""
    at = state.text.rfind(noun, start, end)
    is_stage = noun in stages() or (kind in ("capacity", "output") and MATERIAL.search(noun) is not None)
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
        if subject is None or subject.group != "rare":
            return []
        return [subject if form_of(subject.key) == "oxide" else replace(subject, key="稀土资源")]
    if group_of(names[-1]) != "rare":
        return []
    subject = subject_of(names[-1])
    return [subject if form_of(subject.key) == "oxide" else replace(subject, key="稀土资源")]
