"""A number that is a change: of the level before it, of the one that follows, or a fact of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from monazite.facts.record import Change
from monazite.read.prose import directions
from monazite.read.prose.allotments import quota_owners
from monazite.read.prose.bases import give, named_bases
from monazite.read.prose.clauses import Measure, attribute_cues, between, quantity_of
from monazite.read.prose.destinations import traded
from monazite.read.prose.directions import Direction
from monazite.read.prose.drafts import Claim, Subject
from monazite.read.prose.indexes import index_subject
from monazite.read.prose.kinds import fits
from monazite.read.prose.making import add_change
from monazite.read.prose.owners import carried, is_ours, named, next_of_series
from monazite.read.prose.periods import THIS_YEAR, last_time, period_of
from monazite.read.prose.series import Series, is_nobody_s, series_of_change
from monazite.read.prose.state import State
from monazite.read.prose.subjects import candidates, in_bracket, unknown_noun, weak_subject
from monazite.read.prose.tokens import Token
from monazite.read.prose.units import after_price
from monazite.read.prose.vocabulary import SPECIFIC, Cue, dimensions, form_of

LEADS_ON = re.compile(
    r"(?:至|到|[，,]?(?:达|达到|至|报|报于|为|均价[报为]?|现报|现价|报价))"
    r"(?:约|近|了)?(?:每(?:吨|公斤|千克))?\s?"
)
OWN_ROW = frozenset({"output", "trade", "demand", "quota", "sales/installation", "capacity"})
MOVING = OWN_ROW | {"price", "price_index", "reserve", "share", "output+sales/installation"}
ELSEWHERE = re.compile(r"[比较][^，。；]{0,8}(?:国内|国外|海外|国际|市场|欧洲|中国)")
"""比国内高出20%: a comparison with another place names no period."""
ANNOUNCED = re.compile("(?:相比|相较|比较)[，,]")
VERBS = 3
"""What is left of a clause up to this length is taken for a verb, not for another noun."""
Stated = list[tuple[Change, Token]]


def read_change(state: State, measure: Measure, found: Direction) -> None:
    """Read one group of numbers as changes; drafts are added to the state or changed.

    Args:
        state: what is carried forward.
        measure: the numbers.
        found: what governs them.
    """
    measure = after_price(state, measure)
    cues = _cues(state, measure)
    behind = attribute_cues(state.tokens, measure.end, measure.tail)[:1]
    if any(c.kind not in MOVING for c in [*cues, *behind]):
        return
    tokens = between(state.tokens, measure.start, measure.number)
    basis = directions.basis_of(found, tokens)
    if basis == "unstated":
        basis = _announced(state, measure.start) or basis
    if basis == "unstated" and state.drafts and state.drafts[-1].is_basis and state.levels:
        basis = state.drafts[-1].period or basis
    stated = [(directions.change_of(quantity_of(t), found, basis), t) for t in measure.run]
    if _leads_on(state, measure.run[-1]):
        state.pending = [(change, measure.start) for change, _ in stated]
    elif not _attach(state, stated, measure):
        _own_rows(state, stated, measure)


def _announced(state: State, start: int) -> str | None:
    """与2023年相比，2024年指标增加…: the basis a clause of its own announces."""
    earlier = between(state.tokens, state.sentence[0], start)
    last = next((t for t in reversed(earlier) if t.time is not None or t.sort == "quantity"), None)
    if last is None or last.time is None or last.time.role != "basis":
        return None
    is_clause = ANNOUNCED.match(state.text, last.end) is not None
    return named_bases().get(last.time.text) or last.time.iso if is_clause else None


def _cues(state: State, measure: Measure) -> list[Cue]:
    cues = attribute_cues(state.tokens, measure.start, measure.number)
    return [traded(state, measure.start, measure.tail, cue) for cue in cues]


def _leads_on(state: State, token: Token) -> bool:
    """Whether the level comes right after the change: 上涨1万元/吨至85.5万元/吨, 增长15%，达到11.6万吨."""
    following = next((t for t in state.tokens if t.sort == "quantity" and t.start >= token.end), None)
    if following is None:
        return False
    unit = quantity_of(following).unit
    if unit is not None and unit.dimension in directions.RELATIVE:
        return False
    return LEADS_ON.fullmatch(state.text[token.end : following.start].strip()) is not None


def _attach(state: State, stated: Stated, measure: Measure) -> bool:
    """Give the changes to the levels before them; False where something else has been spoken of in between."""
    if not state.levels or not _is_of_last_level(state, measure):
        return False
    before = between(state.tokens, measure.start, measure.number)
    series = series_of_change(state, measure.run[0])
    if series is not None and state.group > 1:
        if series.count != state.group:
            return True
        chosen = state.levels[-state.group :][series.at : series.at + len(stated)]
    elif len(stated) == 1 < state.group and any(t.is_cue("apart") for t in before):
        chosen = state.levels[-state.group :]
        stated = stated * state.group
    else:
        chosen = state.levels[-len(stated) :]
    is_elsewhere = ELSEWHERE.search(state.text, measure.start, measure.number) is not None
    for draft, (change, token) in zip(chosen, stated, strict=False):
        if is_elsewhere:
            draft.changed(change, token.end)
        else:
            give(state, draft, change, token.end)
    return True


def _is_of_last_level(state: State, measure: Measure) -> bool:
    """Whether nothing between the last level and a change speaks of another time, product or kind."""
    last, number = state.levels[-1], measure.number
    if last.canonical is None and not any(t.is_cue("basis") for t in between(state.tokens, measure.start, number)):
        return False
    before = between(state.tokens, measure.start, number)
    own = last_time([t for t in before if not in_bracket(state.text, t.start, measure.start)])
    is_said = last.canonical is None or last.change is not None
    if own is not None and is_said and own.iso != last.period:
        return False
    names = candidates(state, measure.before, number)
    names = [t for t in names if not in_bracket(state.text, t.start, measure.before)]
    is_another = any(t.name is not None and t.name.key != last.subject.key for t in names)
    if is_another or any(not _is_same(c.kind, last.kind) for c in attribute_cues(state.tokens, measure.before, number)):
        return False
    return bool(names) or not _speaks_of_another(state, measure.start, number)


def _speaks_of_another(state: State, start: int, number: int) -> bool:
    return len(unknown_noun(state, start, number)) > VERBS or _names_weakly(state, start, number)


def _names_weakly(state: State, start: int, number: int) -> bool:
    """部分品种的价格涨幅: a short name before the first cue."""
    first = next((t.start for t in between(state.tokens, start, number) if t.cue is not None), number)
    return weak_subject(state, start, first) is not None


def _is_same(cue: str, kind: str) -> bool:
    if kind == "quota":
        return cue in ("quota", "trade")
    return kind in cue.split("+") or kind in ("target", "price_move") or cue == "share"


def _own_rows(state: State, stated: Stated, measure: Measure) -> None:
    """A change without a level is a row of its own, where its subject and its kind are plain."""
    names = candidates(state, measure.start, measure.number)
    cue = _cue(state, stated[0], measure)
    kind = _kind(state, cue, names, stated[0])
    if kind is None:
        return
    time = last_time(between(state.tokens, measure.start, measure.number)) or state.time
    period = period_of(time, state, "price" if kind == "price_move" else kind)
    if kind == "price_move" and time is not None and time.text in THIS_YEAR:
        period = state.today
    elif kind == "price_move" and time is not None and time.role == "since":
        period = state.today
        stated = [(replace(c, basis=time.iso or c.basis) if c.basis == "unstated" else c, t) for c, t in stated]
    attribute = cue.attribute if cue else "change"
    for index, owner in enumerate(_owners(state, names, cue, kind, measure)):
        change, token = stated[min(index, len(stated) - 1)]
        add_change(state, measure, token, Claim(kind, attribute, owner, period), change)


def _cue(state: State, stated: tuple[Change, Token], measure: Measure) -> Cue | None:
    """The attribute a change is of: named in its clause, else carried forward."""
    cues = _cues(state, measure)
    unit = quantity_of(stated[1]).unit
    if stated[0].abs is not None and unit is not None:
        cues = [c for c in cues if fits(c, unit.dimension)]
    return cues[-1] if cues else state.attribute


def _kind(state: State, cue: Cue | None, names: Sequence[Token], stated: tuple[Change, Token]) -> str | None:
    """What moved: a price where the word or a specific product says so, else what the cue says."""
    specific = _is_specific(state, names)
    is_carried_index = cue is not None and cue.kind == "price_index" and cue is state.attribute
    kind: str | None
    if specific and (cue is None or cue.kind not in MOVING or is_carried_index):
        kind = None if state.stock else "price_move"
    elif cue is None:
        kind = None
    elif cue.kind in ("price", "price_index"):
        kind = "price_move"
    else:
        kind = cue.kind if cue.kind in OWN_ROW else None
    return kind if kind is None or _is_in_unit(kind, stated) else None


def _is_in_unit(kind: str, stated: tuple[Change, Token]) -> bool:
    """Whether an amount of change is in a unit of its kind."""
    unit = quantity_of(stated[1]).unit
    if stated[0].abs is None or unit is None:
        return True
    return unit.dimension in ({"price"} if kind == "price_move" else dimensions()[kind])


def _is_specific(state: State, names: Sequence[Token]) -> bool:
    """Whether the nearest name is of a product that is priced: in the clause, or before it in the sentence."""
    if names:
        is_priced = state.text.startswith("价", names[-1].end)
        return names[-1].name is not None and (is_priced or form_of(names[-1].name.key) in SPECIFIC)
    subject = state.subject
    return subject is not None and subject.span.start >= state.sentence[0] and form_of(subject.key) in SPECIFIC


def _owners(state: State, names: Sequence[Token], cue: Cue | None, kind: str, measure: Measure) -> list[Subject]:
    start, number = measure.start, measure.number
    if cue is not None and cue.kind == "price_index" and not _is_specific(state, names):
        return _index_owner(state, names, cue, measure)
    if kind == "quota":
        return quota_owners(state, measure)
    if names:
        return named(state, names, measure.run, kind)
    if (each := next_of_series(state, measure.run)) is not None:
        return each
    if is_nobody_s(state, measure):
        return []
    is_named = cue in attribute_cues(state.tokens, start, number)
    return [] if state.stock and kind == "price_move" and not is_named else carried(state, cue, kind, start, number)


def _index_owner(state: State, names: Sequence[Token], cue: Cue, measure: Measure) -> list[Subject]:
    """The price index, where the sentence is about it and not about shares, oil or consumer prices."""
    is_other = any(not is_ours(t) for t in names) or unknown_noun(state, measure.start, measure.number)
    if state.stock or is_other or not (state.about_index or "稀土" in state.sentence_text):
        return []
    return [index_subject(state, cue, measure.number)]


def read_flat(state: State, before: int, end: int) -> None:
    """环比与上月持平, 与昨日持平: no number, and yet a change of 0 %."""
    rest = between(state.tokens, before, end)
    flat = next((t for t in rest if t.is_cue("flat")), None)
    if flat is None or not state.levels or candidates(state, before, flat.start):
        return
    series = series_of_change(state, flat)
    if series is not None and series.count > 1:
        _give_flat(state, series, flat, rest)
        return
    for token in rest:
        if token.start >= flat.start:
            return
        if (basis := _basis_in(token)) is not None:
            for draft in state.levels[-max(1, state.group) :]:
                give(state, draft, Change(pct=Decimal(0), basis=basis), flat.end)
            return


def _give_flat(state: State, series: Series, flat: Token, rest: Sequence[Token]) -> None:
    """分别上涨5%和持平: the 持平 of a series is of its own level."""
    if series.count == state.group:
        stated = [basis for t in rest if t.start < flat.start and (basis := _basis_in(t)) is not None]
        change = Change(pct=Decimal(0), basis=stated[-1] if stated else "unstated")
        give(state, state.levels[-state.group :][series.at], change, flat.end)


def _basis_in(token: Token) -> str | None:
    """What a word or a time says a level is compared with."""
    if token.time is not None and token.time.role == "basis":
        return named_bases().get(token.time.text) or token.time.iso or "unstated"
    return token.cue.attribute if token.is_cue("basis") and token.cue is not None else None
