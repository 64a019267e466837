"""A number that is a level: its kind, its owners, its period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.mentions import Time, Unit
from monazite.read.prose.clauses import Measure, between, quantity_of
from monazite.read.prose.drafts import Claim, Draft, Subject
from monazite.read.prose.kinds import PROJECT, is_target, kind_of
from monazite.read.prose.making import add_level, basis_before, compares
from monazite.read.prose.owners import is_ours, level_owners
from monazite.read.prose.periods import last_time, period_of
from monazite.read.prose.shares import share_owners
from monazite.read.prose.state import State
from monazite.read.prose.subjects import names_in, unknown_noun
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import Cue, dimensions

BRACKET_TIME = re.compile(r"\s*(?:左右|以上)?\s*[（(]\s*(?:截至|截止|截止到)?\s*")
FIRM = re.compile(r"[\u4e00-\u9fff()（）]{2,30}?(?:有限公司|公司|集团)(?![\u4e00-\u9fff]{0,3}的配额)")
INDEX_END = re.compile(r"\s*(?:高点|低点|[，。；）)]|$)")
INDEX_VERB = re.compile(r"(?:为|报|达到|达|于|至|到|的|上|[高低]点)\s*$")
PER_MASS = re.compile("[/／每一]")
LEADS_TO = re.compile(r"[涨升跌降落]\S{0,2}[至到]了?\s?约?$")
INTERVAL = re.compile(r"\d{4}/\d{4}")
LEAST_INDEX = 10
"""A bare number below this is no value of the index."""
AMOUNTS = frozenset({"mass", "mass_per_year"})


def read_level(state: State, measure: Measure) -> None:
    """Read one group of numbers as levels; drafts are added to the state."""
    measure = _with_shared_unit(state, measure)
    find_cue = _index_cue if measure.dimension in ("bare", "index_point") else kind_of
    cue = find_cue(state, measure)
    if measure.dimension in AMOUNTS and (cue is None or cue.kind != "quota") and _read_project(state, measure):
        return
    if cue is None or cue.kind.split("+")[0] not in dimensions() or cue.kind == "company_result":
        return
    _read_levels(state, measure, cue)


def _with_shared_unit(state: State, measure: Measure) -> Measure:
    unit = _shared_unit(state, measure)
    if unit is None:
        return measure
    return replace(measure, run=tuple(replace(t, quantity=replace(quantity_of(t), unit=unit)) for t in measure.run))


def _shared_unit(state: State, measure: Measure) -> Unit | None:
    """从每公斤100元飙升至700元: the second amount of money is a price per mass like the first."""
    quantity = measure.last
    if measure.dimension != "money" or quantity.unit is None or not state.levels:
        return None
    first = state.levels[-1].quantity
    if first is None or first.unit is None or PER_MASS.search(state.text, first.number_end, first.end):
        return None
    is_same = first.unit.text.startswith(quantity.unit.text + "/")
    is_led_to = LEADS_TO.search(state.text, max(0, quantity.number_start - 8), quantity.number_start) is not None
    is_next = bool(names_in(state.tokens, measure.start, measure.number)) and state.levels[-1].kind == "price"
    return first.unit if is_same and (is_led_to or is_next) else None


def _index_cue(state: State, measure: Measure) -> Cue | None:
    """A value of the price index: 点 after it or a verb before it, in a sentence about the index."""
    quantity = measure.first
    cues = [t.cue for t in state.tokens if t.cue and t.cue.kind == "price_index" and t.start < quantity.start]
    if not cues and state.attribute is not None and state.attribute.kind == "price_index":
        cues = [state.attribute]
    if state.stock or not cues or not state.is_rare or quantity.low < LEAST_INDEX:
        return None
    is_open = quantity.unit is None and not INDEX_END.match(state.text, quantity.end)
    if is_open or not _is_our_index(state, measure, cues):
        return None
    return cues[-1] if INDEX_VERB.search(state.text, measure.start, quantity.number_start) else None


def _is_our_index(state: State, measure: Measure, cues: Sequence[Cue]) -> bool:
    """Whether the index is that of rare earths: named so, or carried forward with no other noun before it."""
    if all(cue.text == "指数" for cue in cues) and "稀土" not in state.sentence_text:
        return False
    if state.subject is not None and state.subject.group != "rare":
        return False
    is_named = "稀土" in state.text[measure.start : measure.number]
    return is_named or not unknown_noun(state, measure.start, measure.number)


def _read_project(state: State, measure: Measure) -> bool:
    """4万吨稀土焙烧项目: the capacity of a project, its product named after the number."""
    project = PROJECT.match(state.text, measure.end)
    if project is None:
        return False
    names = names_in(state.tokens, project.start("what"), project.end("what"))
    if not names or not is_ours(names[-1]):
        return False
    what = re.sub("^(?:级|规模|产能|的)+", "", project["what"].strip())
    begin = project.start("what") + project["what"].find(what)
    claim = Claim("capacity", "project capacity", Subject(what, what, Span(begin, begin + len(what))), None)
    for token in measure.run:
        add_level(state, measure, token, claim, end=project.end())
    return True


def _read_levels(state: State, measure: Measure, cue: Cue) -> None:
    """Numbers, owners and times of one group, one to one or one to all."""
    run = measure.run
    tokens = between(state.tokens, measure.start, measure.number)
    own = [t.time for t in tokens if t.time is not None and t.time.role != "basis"]
    time = last_time(tokens) or _time_after(state, run[-1]) or state.time
    kind = "target" if is_target(state, cue, time, measure.dimension) else cue.kind
    find_owners = share_owners if cue.kind == "share" else level_owners
    owners = find_owners(state, measure, cue, kind)
    kinds = kind.split("+") if len(run) > 1 else kind.split("+")[:1]
    made = []
    for index, token in enumerate(run):
        this = own[index] if len(own) == len(run) > 1 and len(owners) == 1 else time
        of_kind = kinds[min(index, len(kinds) - 1)]
        period = _period(state, token, this, of_kind, tokens)
        its_owners = owners if len(run) == 1 else owners[index : index + 1] or owners[-1:]
        claims = [Claim(of_kind, cue.attribute, owner, period) for owner in its_owners]
        made.extend([add_level(state, measure, token, claim) for claim in claims])
    _remember(state, made, cue, tokens)
    _give_firms(made, state.text[measure.start : measure.number], tokens)


def _time_after(state: State, token: Token) -> Time | None:
    """涨至44.5万元/吨(截至6月22日): a time in the bracket after a number is its own."""
    for other in state.tokens:
        if other.time is not None and other.start >= token.end:
            return other.time if BRACKET_TIME.fullmatch(state.text[token.end : other.start]) else None
    return None


def _period(state: State, token: Token, time: Time | None, kind: str, tokens: Sequence[Token]) -> str | None:
    """The period of one level; a 由…增至… without times takes those of the one before it."""
    basis = basis_before(state, token)
    if basis is not None:
        return basis
    if compares(state, token):
        return time.iso if time is not None and time is not state.time else None
    if (ends := _interval(state, time)) is not None and len(tokens) > 0:
        if any(t.is_cue("from") for t in tokens):
            return ends[0]
        if any(t.is_cue("to") for t in tokens) and len(state.pair) == 1 and state.pair[0] == ends[0]:
            return ends[1]
    has_own = any(t.time is not None and t.time.role != "basis" for t in tokens)
    if not has_own and any(t.is_cue("from") for t in tokens):
        is_parallel = len(state.pair) > 1 and kind == state.drafts[-1].kind
        return state.pair[0] if is_parallel else None
    period = period_of(time, state, kind)
    is_year_end = time is not None and time.text.endswith(("底", "末"))
    return period[:4] if kind == "target" and period and is_year_end else period


def _interval(state: State, time: Time | None) -> tuple[str, str] | None:
    """1991-2004年…从0.82万吨增至5.33万吨: the ends of an interval of years belong to the ends of the rise."""
    if (
        time is None
        or time.iso is None
        or time.start < state.sentence[0]
        or INTERVAL.fullmatch(time.iso) is None
        or "五" in time.text
    ):
        return None
    first, last = time.iso.split("/")
    return first, last


def _remember(state: State, made: Sequence[Draft], cue: Cue, tokens: Sequence[Token]) -> None:
    """Keep what the next clause may leave out: the attribute, the owner, the periods of 由…增至…."""
    if not made:
        return
    state.attribute = cue
    if cue.kind != "share":
        state.amount = cue
    if made[-1].subject.group == "whole":
        state.subject = replace(made[-1].subject, key="稀土", group="rare")
    elif cue.kind != "price_index":
        state.subject = made[-1].subject
    if any(t.is_cue("from") for t in tokens):
        state.pair = (made[0].period,)
    elif len(state.pair) == 1:
        state.pair = (*state.pair, made[0].period)


def _give_firms(drafts: Sequence[Draft], text: str, tokens: Sequence[Token]) -> None:
    """A、B和C分别获得…: each firm its own number; one firm before a quota holds it."""
    listed = [t.name.key for t in tokens if t.name is not None and t.name.kind == "organisation"]
    spelled = [m.group().lstrip("和及、与在") for part in re.split("[、和]", text) for m in FIRM.finditer(part)]
    firms = listed if len(listed) == len(drafts) > 1 and len(spelled) != len(drafts) else spelled
    if len(drafts) > 1 and len(firms) == len(drafts):
        for draft, firm in zip(drafts, firms, strict=True):
            draft.org = firm
    elif len(firms) == 1 and drafts and drafts[0].kind == "quota":
        for draft in drafts:
            draft.org = firms[0]
