"""Which quota a number is of: named in its clause, in its sentence, in order with those spoken of before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.read.prose.clauses import Measure, between
from monazite.read.prose.drafts import Subject
from monazite.read.prose.quotas import quota_subjects
from monazite.read.prose.state import State
from monazite.read.prose.subjects import candidates, group_of

STAGE_BEHIND = re.compile(r"\s*的?(?:稀土)?矿?(?:开采|冶炼|分离|出口)")
"""3000吨开采指标、2850吨冶炼指标: the quota is named right behind its number."""
STAGE_WORD = {"mining": "开采", "separation": "分离", "export": "出口"}


def quota_owners(state: State, measure: Measure) -> list[Subject]:
    """The quotas a clause names, or those spoken of before: as many as numbers where they are listed."""
    names = candidates(state, measure.start, measure.number)
    is_foreign = state.subject is not None and state.subject.group == "foreign"
    if not (state.is_rare or state.batch) or (group_of(names[-1]) != "rare" if names else is_foreign):
        return []
    before, behind = (measure.start, measure.number), (measure.end, measure.tail)
    places = [before, behind, (state.sentence[0], measure.start)]
    if STAGE_BEHIND.match(state.text, measure.end):
        places.insert(0, behind)
    for low, high in places:
        carried = state.stage or quota_subjects(state.text, state.sentence[0], measure.start, "")[1]
        found, stage = quota_subjects(state.text, low, high, carried)
        if found:
            state.stage = stage
            return _in_order(state, measure, found, is_near=(low, high) in (before, behind))
    return _spoken_of(state, measure)


def _in_order(state: State, measure: Measure, found: list[Subject], *, is_near: bool) -> list[Subject]:
    """One quota for each number where as many are named; else the last one for all."""
    if len(found) > 1:
        state.quotas = tuple(found)
    if len(found) == len(measure.run):
        return found
    is_listed = len(state.quotas) == len(measure.run) > 1 and not is_near and not _firms(state, measure)
    return list(state.quotas) if is_listed else found[-1:]


def _firms(state: State, measure: Measure) -> bool:
    """Whether as many firms as numbers stand before them: then they share one quota (A和B分别为1376吨和1080吨)."""
    tokens = between(state.tokens, measure.start, measure.number)
    firms = [t for t in tokens if t.name is not None and t.name.kind == "organisation"]
    return len(firms) >= len(measure.run)


def _spoken_of(state: State, measure: Measure) -> list[Subject]:
    if len(state.quotas) == len(measure.run) > 1 and not _firms(state, measure):
        return list(state.quotas)
    subject = state.subject
    if subject is None or subject.group != "rare" or not state.stage:
        return []
    word = STAGE_WORD[state.stage]
    found, _ = quota_subjects(word, 0, len(word), state.stage)
    return [replace(f, text=subject.text, span=subject.span) for f in found[-1:]]


def remember_quotas(state: State, owners: Sequence[Subject]) -> None:
    """Keep the last quotas of a paragraph that were given one number each: 矿产品5万吨，冶炼分离产品4万吨."""
    keys = [owner.key for owner in owners]
    if len(keys) == 1 and (not state.quotas or keys[0] not in {q.key for q in state.quotas}):
        state.quotas = (*state.quotas[-1:], *owners)
