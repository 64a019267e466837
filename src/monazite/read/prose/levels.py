"""A number that is a level: its kind, its owners, its period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.mentions import Time
from monazite.read.prose.allotments import remember_quotas
from monazite.read.prose.clauses import JOINTS, Measure, between
from monazite.read.prose.drafts import Claim, Draft, Subject
from monazite.read.prose.goals import is_target
from monazite.read.prose.indexes import index_cue
from monazite.read.prose.kinds import PROJECT, kind_of
from monazite.read.prose.making import add_level, basis_before, compares, is_total
from monazite.read.prose.owners import is_ours, level_owners
from monazite.read.prose.periods import (
    SAME,
    a_year_before,
    last_time,
    month_before,
    month_of_average,
    period_of,
    year_of,
)
from monazite.read.prose.series import is_undealt
from monazite.read.prose.shares import share_owners
from monazite.read.prose.standards import GROUP
from monazite.read.prose.state import State
from monazite.read.prose.subjects import names_in, weak_subject
from monazite.read.prose.tokens import Token
from monazite.read.prose.units import with_unit
from monazite.read.prose.vocabulary import Cue, dimensions

BRACKET_TIME = re.compile(r"\s*(?:左右|以上)?\s*[（(]\s*(?:截至|截止|截止到)?\s*")
BRACKET_END = re.compile(r"[^，。；\d]{0,4}[）)，]")
FIRM = re.compile(r"[\u4e00-\u9fff()（）]{2,30}?(?:有限公司|公司|集团)(?![\u4e00-\u9fff]{0,3}的配额)")
LEAD_IN = re.compile("^(?:年度?|[月日]|第?[一二三]批|其中|[和及、与在])+")
"""What may stand before the name of a firm: 2023年中国稀土集团."""
PROJECT_WORDS = re.compile(
    "^(?:级|规模|产能|的)+|(?:智能化|技术改造|技改|改造|升级|扩建|扩能|建设|生产|加工|一期|二期)+$"
)
SOURCE = re.compile(r"[^，。；\d]{1,12}?(?:进口|采购|购买|购入|买入|引进|回收|提取|运[到往回])")
"""从缅甸等国进口: where goods come from, no beginning of a rise."""
INTERVAL = re.compile(r"\d{4}/\d{4}")
AMOUNTS = frozenset({"mass", "mass_per_year"})


def read_level(state: State, measure: Measure) -> None:
    """Read one group of numbers as levels; drafts are added to the state."""
    measure = with_unit(state, measure)
    find_cue = index_cue if measure.dimension in ("bare", "index_point") else kind_of
    cue = find_cue(state, measure)
    if measure.dimension in AMOUNTS and (cue is None or cue.kind != "quota") and _read_project(state, measure):
        return
    if cue is None or cue.kind.split("+")[0] not in dimensions() or cue.kind == "company_result":
        return
    if is_undealt(state, measure):
        return
    _read_levels(state, measure, cue)


def _read_project(state: State, measure: Measure) -> bool:
    """4万吨稀土焙烧项目: the capacity of a project, its product named after the number."""
    project = PROJECT.match(state.text, measure.end)
    if project is None:
        return False
    names = names_in(state.tokens, project.start("what"), project.end("what"))
    weak = None if names else weak_subject(state, *project.span("what"))
    if weak is None and not any(is_ours(t) for t in names[-1:]):
        return False
    what = PROJECT_WORDS.sub("", project["what"].strip())
    begin = project.start("what") + project["what"].find(what)
    state.subject = weak or Subject(what, what, Span(begin, begin + len(what)))
    claim = Claim("capacity", "project capacity", state.subject, None)
    for token in measure.run:
        add_level(state, measure, token, claim, end=project.end())
    return True


def _read_levels(state: State, measure: Measure, cue: Cue) -> None:
    """Numbers, owners and times of one group, one to one or one to all."""
    run = measure.run
    tokens = between(state.tokens, measure.start, measure.number)
    own = _own_times(state, tokens, len(run))
    time = last_time(tokens) or _time_after(state, run[-1]) or state.time or month_of_average(state, cue)
    is_start = cue.kind == "share" and len(run) == 1 and _begins(state, tokens)
    kind = "target" if not is_start and is_target(state, cue, time, measure) else cue.kind
    find_owners = share_owners if cue.kind == "share" else level_owners
    owners = find_owners(state, measure, cue, kind)
    if kind == "quota":
        remember_quotas(state, owners)
        state.org = None if is_total(state, measure) else state.org
    earlier = between(state.tokens, max(measure.before, state.sentence[0]), measure.number)
    kinds = kind.split("+") if len(run) > 1 else kind.split("+")[:1]
    made = []
    for index, token in enumerate(run):
        this = own[index] if len(own) == len(run) > 1 and len(owners) == 1 else time
        each = year_of(time, index, len(run)) if len(owners) == 1 else None
        of_kind = kinds[min(index, len(kinds) - 1)]
        period = (
            each
            or a_year_before(earlier, state)
            or month_before(time, state)
            or _period(state, token, this, of_kind, tokens)
        )
        its_owners = owners if len(run) == 1 else owners[index : index + 1] or owners[-1:]
        claims = [Claim(of_kind, cue.attribute, owner, period) for owner in its_owners]
        made.extend([add_level(state, measure, token, claim, end=_named_behind(claim)) for claim in claims])
    state.group = sum(not draft.is_basis for draft in made)
    _remember(state, made, cue, tokens)
    _give_firms(state, made, state.text[measure.start : measure.number], tokens)


def _own_times(state: State, tokens: Sequence[Token], size: int) -> list[Time]:
    """The times of a group of numbers; where its clause has none, those before it: 到2030年、2035年，…分别…."""
    own = _times(tokens)
    if own or size == 1 or not any(t.is_cue("apart") for t in tokens):
        return own
    return _times(between(state.tokens, state.sentence[0], tokens[0].start))


def _times(tokens: Sequence[Token]) -> list[Time]:
    return [t.time for t in tokens if t.time is not None and t.time.role != "basis"]


def _named_behind(claim: Claim) -> int:
    """30%的国际标准由中国制定: whose standards they are belongs to the quote."""
    return claim.subject.span.end if claim.subject.group == GROUP else 0


def _time_after(state: State, token: Token) -> Time | None:
    """涨至44.5万元/吨(截至6月22日): a time in the bracket after a number is its own."""
    for other in state.tokens:
        if other.time is not None and other.start >= token.end:
            is_next = BRACKET_TIME.fullmatch(state.text[token.end : other.start]) and not SAME.search(other.time.text)
            return other.time if is_next and BRACKET_END.match(state.text, other.end) else None
    return None


def _period(state: State, token: Token, time: Time | None, kind: str, tokens: Sequence[Token]) -> str | None:
    """The period of one level; a 由…增至… without times takes those of the one before it."""
    basis = basis_before(state, token)
    if basis is not None:
        return basis
    if _is_listed(state, token, tokens):
        return state.levels[-1].period
    if compares(state, token):
        return time.iso if time is not None and time is not state.time else None
    if (end := _end_of_interval(state, time, tokens)) is not None:
        return end
    has_own = any(t.time is not None and t.time.role != "basis" for t in tokens)
    if not has_own and _begins(state, tokens) and kind != "target":
        is_parallel = len(state.pair) > 1 and kind == state.drafts[-1].kind
        return state.pair[0] if is_parallel else None
    period = period_of(time, state, kind)
    is_year_end = time is not None and time.text.endswith(("底", "末"))
    return period[:4] if kind == "target" and period and is_year_end else period


def _is_listed(state: State, token: Token, tokens: Sequence[Token]) -> bool:
    """每吨26205元、19109元: a number joined to the level before it has its period."""
    if not state.levels or any(t.sort != "mark" for t in tokens):
        return False
    return JOINTS.fullmatch(state.text, state.levels[-1].end, token.start) is not None


def _end_of_interval(state: State, time: Time | None, tokens: Sequence[Token]) -> str | None:
    ends = _interval(state, time)
    if ends is None or not tokens:
        return None
    if _begins(state, tokens):
        return ends[0]
    is_second = any(t.is_cue("to") for t in tokens) and len(state.pair) == 1 and state.pair[0] == ends[0]
    return ends[1] if is_second else None


def _begins(state: State, tokens: Sequence[Token]) -> bool:
    """Whether 从 or 由 begins a rise, and names no place or firm that goods come from (从缅甸进口)."""
    places = {t.start for t in tokens if t.name is not None and t.name.kind in ("region", "organisation")}
    return any(t.is_cue("from") and t.end not in places and not SOURCE.match(state.text, t.end) for t in tokens)


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
        state.amount = state.last_amount = cue
    if made[-1].subject.group == "whole":
        state.subject = replace(made[-1].subject, key="稀土", group="rare")
    elif cue.kind != "price_index":
        state.subject = made[-1].subject
    if any(t.is_cue("from") for t in tokens):
        state.pair = (made[0].period,)
    elif len(state.pair) == 1:
        state.pair = (*state.pair, made[0].period)


def _give_firms(state: State, drafts: Sequence[Draft], text: str, tokens: Sequence[Token]) -> None:
    """A、B和C分别获得…: each firm or place its own number; one firm before a quota holds it."""
    places = [t.name.key for t in tokens if t.name is not None and t.name.kind == "region"]
    if len(places) == len(drafts) > 1:
        for draft, place in zip(drafts, places, strict=True):
            draft.region = place
            draft.scope = draft.scope and f"to {place}"
    listed = [t.name.key for t in tokens if t.name is not None and t.name.kind == "organisation"]
    named = [m.group() for part in re.split("[、和]", text) for m in FIRM.finditer(part)]
    spelled = [LEAD_IN.sub("", name) for name in named]
    firms = listed if len(listed) == len(drafts) > 1 and len(spelled) != len(drafts) else spelled
    if not firms and len(drafts) > 1 and drafts[0].kind == "quota" and len(state.firms) == len(drafts):
        firms = list(state.firms)
    if len(drafts) > 1 and len(firms) == len(drafts):
        state.firms = tuple(firms)
        for draft, firm in zip(drafts, firms, strict=True):
            draft.org = firm
    elif len(firms) == 1 and drafts and drafts[0].kind == "quota":
        for draft in drafts:
            draft.org = firms[0]
