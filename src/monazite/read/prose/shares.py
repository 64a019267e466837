"""Whose share it is: named before 占 or 占比, inside the whole, behind the number, in a list, or carried forward."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monazite.facts.record import Span
from monazite.read.prose.clauses import Measure, attribute_cues, between, is_taken
from monazite.read.prose.drafts import Subject
from monazite.read.prose.goals import VERBS
from monazite.read.prose.kinds import OF_WHAT, SUPPLY
from monazite.read.prose.owners import carried, is_ours, named, weak_behind
from monazite.read.prose.standards import standards_owner
from monazite.read.prose.state import State
from monazite.read.prose.subjects import candidates, group_of, subject_of, unknown_noun, weak_subject, whole_name
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, Cue

LONGEST_LIST = 40
"""A list of plain words longer than this is a sentence."""
SHARED_LIST = re.compile("各$")
LIST_END = re.compile("(?:各|分别|均|的)+$")
OTHERS = re.compile("[，,；;、和]?\\s*(?P<what>其[他它余](?:领域|用途|应用|国家|地区|材料|产品|元素)?)[^，。；]{0,4}$")
"""其他占20%: the rest is a subject of its own."""
OTHER_WHOLE = re.compile("申请|企业|总数|人数|家数|面积|车主|客户")
REFINED = re.compile("加工|冶炼|分离|精炼|提炼")
LIST_BEFORE_ETC = re.compile(r"[^，。；：]*?、[^，。；：]*?(?=等\s*$)")


@dataclass(frozen=True, slots=True)
class _Share:
    """A share and the word that says so: ``owner`` is 占, 占比, 渗透率 …; ``kind`` share or target."""

    state: State
    measure: Measure
    owner: Token
    cue: Cue
    kind: str

    @property
    def is_verb(self) -> bool:
        return self.owner.cue is not None and self.owner.cue.text in VERBS

    @property
    def has_region(self) -> bool:
        tokens = between(self.state.tokens, self.measure.start, self.owner.start)
        return any(t.name is not None and t.name.kind == "region" for t in tokens)

    @property
    def noun_before(self) -> str:
        return unknown_noun(self.state, self.measure.start, self.owner.start)


Attempt = Callable[[_Share], list[Subject] | None]


def share_owners(state: State, measure: Measure, cue: Cue, kind: str) -> list[Subject]:
    """The part that a share is of; each way of saying it is tried in turn."""
    if (of_standards := standards_owner(state, measure, cue)) is not None:
        return of_standards
    tokens = between(state.tokens, measure.start, measure.number)
    owner = next((t for t in tokens if t.cue is not None and t.cue.kind == "share"), None)
    if owner is None:
        return _share_of_what(state, measure)
    share = _Share(state, measure, owner, cue, kind)
    attempts: tuple[Attempt, ...] = (
        _listed, _rest, _class_of_list, _before, _inside, _behind, _short, _of_another_whole, _machine,
    )  # fmt: skip
    for attempt in attempts:
        if (found := attempt(share)) is not None:
            return found
    return _carried(share)


def _listed(share: _Share) -> list[Subject] | None:
    """冶金和机械、石油化工、玻璃陶瓷占比分别为…: uses listed by plain words, in a text about rare earths."""
    state, start, size = share.state, share.measure.start, len(share.measure.run)
    written = state.text[start : share.owner.start]
    printed = LIST_END.sub("", written.strip())
    parts = [(m.group(), m.start()) for m in re.finditer("[^、]+", printed)]
    is_shared = size == 1 and SHARED_LIST.search(written.rstrip()) is not None
    if is_shared and parts and (split := re.search("[和及与]", parts[-1][0])):
        last, at = parts.pop()
        parts += [(last[: split.start()], at), (last[split.end() :], at + split.end())]
    is_list = len(parts) > 1 and (is_shared or len(parts) == size)
    if not is_list or not state.is_rare or len(printed) > LONGEST_LIST:
        return None
    base = start + written.find(printed)
    if all(_is_holder(state, base + at, base + at + len(text)) for text, at in parts[:-1]):
        return None
    return [_plain(state, text.strip(), base + at) for text, at in parts if text.strip()]


def _rest(share: _Share) -> list[Subject] | None:
    """其他占20%, 其余为20%."""
    return _others(share.state, share.measure.start, share.owner.start)


def _others(state: State, start: int, end: int) -> list[Subject] | None:
    found = OTHERS.match(state.text, start, end)
    if found is None:
        return None
    return [Subject(found["what"], found["what"], Span(*found.span("what")), "raw")] if state.is_rare else []


def _is_holder(state: State, start: int, end: int) -> bool:
    """Whether a part of a list is a place or a firm: 包头、四川的稀土储量分别占… are shares of one thing."""
    return any(
        t.start == start and t.end == end and t.name is not None and t.name.kind in ("region", "organisation")
        for t in state.tokens
    )


def _plain(state: State, text: str, at: int) -> Subject:
    """A part of a list: a listed name where it ends in one, else as printed."""
    names = candidates(state, at, at + len(text))
    if names and names[-1].end == at + len(text) and is_ours(names[-1]):
        return subject_of(names[-1])
    return Subject(text, text, Span(at, at + len(text)), "raw")


def _class_of_list(share: _Share) -> list[Subject] | None:
    """稀土永磁材料、发光材料等功能材料, 稀土基础原材料."""
    whole = whole_name(share.state, share.measure.start, share.owner.start)
    return None if whole is None else [whole]


def _before(share: _Share) -> list[Subject] | None:
    """烧结钕铁硼占…, 稀土在…中的占比; a goal set for a list keeps the whole list as its subject."""
    state, start = share.state, share.measure.start
    names = candidates(state, start, share.owner.start)
    if not names:
        return None
    match = LIST_BEFORE_ETC.search(state.text[start : share.owner.start]) if share.kind == "target" else None
    if match is None:
        return named(state, names, share.measure.run, "share")
    printed = match[0].strip()
    begin = start + state.text[start : share.owner.start].find(printed)
    return [Subject(printed, printed, Span(begin, begin + len(printed)), "raw")]


def _inside(share: _Share) -> list[Subject] | None:
    """中国占全球稀土矿产量的69%: after a place, the part is named inside the whole."""
    state, measure = share.state, share.measure
    names = candidates(state, share.owner.end, measure.number)
    if not share.is_verb or not names:
        return None
    if (part := _part_of_all_cars(state, names)) is not None:
        return None if share.noun_before else [part]
    is_free = share.has_region or (not _is_spoken(state) and not share.noun_before)
    return named(state, names, measure.run[:1], "share") if is_free else None


def _part_of_all_cars(state: State, names: Sequence[Token]) -> Subject | None:
    """占汽车总销量的…, of new energy vehicles spoken of before."""
    if not names or any(group_of(t) != "use" for t in names):
        return None
    spoken = (state.subject, state.levels[-1].subject if state.levels else None)
    return next((s for s in spoken if s is not None and s.group == "nev"), None)


def _behind(share: _Share) -> list[Subject] | None:
    """以占世界36%的稀土储量: named behind the number."""
    state, measure = share.state, share.measure
    if not share.is_verb or not OF_WHAT.match(state.text, measure.end):
        return None
    names = candidates(state, measure.end, measure.tail)
    return named(state, names[:1], measure.run[:1], "share") if names else None


def _short(share: _Share) -> list[Subject] | None:
    """其中纯电动占…: a short name that what is spoken of completes."""
    found = weak_subject(share.state, share.measure.start, share.owner.start)
    return None if found is None else [found]


def _of_another_whole(share: _Share) -> list[Subject] | None:
    """占世界经济的比重: the whole is of something else, and so is what follows."""
    state, low, high = share.state, share.owner.end, share.measure.number
    noun = unknown_noun(state, low, high)
    if not share.is_verb or not noun or (_is_spoken(state) and not OTHER_WHOLE.search(noun)):
        return None
    state.subject = Subject(noun, noun, Span(low, high), "unlisted")
    return []


def _machine(share: _Share) -> list[Subject] | None:
    """Of a machine and its material, 渗透率 speaks of the machine."""
    if share.cue.text != "渗透率" or share.noun_before:
        return None
    names = [t for t in candidates(share.state, *share.state.sentence) if group_of(t) in ("nev", "wind")]
    return [subject_of(names[-1])] if names else None


def _carried(share: _Share) -> list[Subject]:
    """The subject of the clause before; 产量占… after reserves is of rare earths, not of reserves."""
    state, measure = share.state, share.measure
    owners = carried(state, share.owner.cue, share.kind, measure.start, measure.number)
    measured = attribute_cues(state.tokens, measure.start, share.owner.start)
    if any(c.kind in ("output", "trade", "demand") for c in measured):
        owners = [replace(o, key="稀土") if o.key == "稀土资源" else o for o in owners]
    elif any(c.kind == "reserve" for c in measured):
        owners = [replace(o, key="稀土资源") if o.key == "稀土" else o for o in owners]
    return [_refined(o, state.text[measure.start : share.owner.start]) for o in owners]


def _refined(subject: Subject, words: str) -> Subject:
    """加工量占… after mined ore is of rare earths."""
    return replace(subject, key="稀土") if subject.key == "稀土矿" and REFINED.search(words) else subject


def _is_spoken(state: State) -> bool:
    """Whether the subject carried forward was named in this sentence."""
    subject = state.subject
    return subject is not None and subject.span.start >= state.sentence[0] and subject.group in ELIGIBLE


def _share_of_what(state: State, measure: Measure) -> list[Subject]:
    """30%的稀土储量, 90%以上的稀土出口, 97%的市场; or a share of a whole named before the number."""
    if (others := _others(state, measure.start, measure.number)) is not None:
        return others
    behind = candidates(state, measure.end, measure.tail)
    names = candidates(state, measure.start, measure.number)
    before = [t for t in names if not is_taken(state.text, state.tokens, measure, t)]
    if not behind and (part := _part_of_all_cars(state, before)) is not None:
        return [part]
    if behind or before:
        return named(state, behind[:1] or before, measure.run[:1], "share")
    weak = weak_behind(state, measure) or next(
        (w for low, high in _sides(measure) if (w := weak_subject(state, low, high)) is not None), None
    )
    return _share_spoken_of(state, measure) if weak is None else [weak]


def _sides(measure: Measure) -> tuple[tuple[int, int], tuple[int, int]]:
    return (measure.end, measure.tail), (measure.start, measure.number)


def _share_spoken_of(state: State, measure: Measure) -> list[Subject]:
    """A share without a name in its clause: of what was spoken of, unless an unlisted noun stands there."""
    subject = state.subject
    if subject is None or subject.group not in ELIGIBLE:
        return []
    start = max(measure.start, measure.before)
    if unknown_noun(state, start, measure.number) and not _goes_on(state, measure):
        return []
    subject = _refined(subject, state.text[start : measure.number] + state.text[measure.end : measure.tail])
    lead = state.text[measure.start : measure.number]
    if "储量" in lead and subject.group == "rare":
        return [replace(subject, key="稀土资源")]
    return [replace(subject, key="稀土") if subject.key == "稀土资源" and SUPPLY.search(lead) else subject]


def _goes_on(state: State, measure: Measure) -> bool:
    """从2016年的35%提升至2020年的40%，到2025年…提升至45%: one rate goes on."""
    tokens = between(state.tokens, measure.start, measure.number)
    return bool(state.levels) and state.levels[-1].kind == "share" and any(t.is_cue("to") for t in tokens)
