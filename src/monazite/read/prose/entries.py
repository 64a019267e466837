"""Numbers in brackets that are facts: a list of makers, 比亚迪（173,721辆）、奇瑞（82,768辆）, and (去年同期65.1%)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.facts.record import Span
from monazite.read.prose.clauses import Measure, quantity_of
from monazite.read.prose.drafts import Claim, Draft, Subject, canonical
from monazite.read.prose.kinds import fits
from monazite.read.prose.making import add_level
from monazite.read.prose.periods import period_of, years_back
from monazite.read.prose.state import State
from monazite.read.prose.subjects import group_of, names_in, subject_of
from monazite.read.prose.tokens import Token
from monazite.read.prose.vocabulary import ELIGIBLE, Cue

ENTRY = re.compile(r"(?P<who>[\u4e00-\u9fffA-Za-z·&]{2,16})[（(][\d,，.]+\s?[万亿]?(?:辆|吨|公吨)[）)]")
WHO = re.compile(
    r"^(?:.*(?:分别是|分别为|依次是|依次为|包括|其中|企业有|是|为))?(?:有|和|及|与)?(?=[\u4e00-\u9fffA-Za-z]{2,})"
)
"""What stands before a maker's name in its clause."""
YEAR_AGO = re.compile(r"[（(](?:去年|上年)同期(?:为|约)?\s*$")
KINDS = frozenset({"trade", "output", "capacity", "sales/installation", "output+sales/installation"})
LEAST = 2
"""One firm with a number in a bracket is no list."""
NEW_ENERGY = "新能源"
YEAR_LENGTH = 4


def in_bracket_list(state: State, run: Sequence[Token]) -> bool:
    """Whether a number in a bracket is read: one maker of a list, or the value of a year before."""
    return _maker(state, run) is not None or _is_year_ago(state, run[0])


def read_entry(state: State, run: Sequence[Token]) -> None:
    """Read a number that stands alone in a bracket; drafts are added to the state."""
    maker = _maker(state, run)
    if maker is not None:
        _read_maker(state, run[0], maker)
    elif state.levels:
        _read_year_ago(state, run[0], state.levels[-1])


def _maker(state: State, run: Sequence[Token]) -> Span | None:
    """The name before the bracket, in a sentence with several of this form."""
    entries = list(ENTRY.finditer(state.text, *state.sentence))
    if len(run) > 1 or len(entries) < LEAST:
        return None
    for entry in entries:
        if entry.end("who") < run[0].start < entry.end() and run[0].end == entry.end() - 1:
            lead = WHO.match(entry["who"])
            return Span(entry.start() + (lead.end() if lead else 0), entry.end("who"))
    return None


def _read_maker(state: State, token: Token, maker: Span) -> None:
    cue, unit = _cue(state, token), quantity_of(token).unit
    owner = _owner(state, maker.start)
    if cue is None or owner is None or unit is None:
        return
    kind = cue.kind.split("+")[0]
    measure = Measure((token,), maker.start, maker.start, token.end)
    claim = Claim(kind, cue.attribute, owner, period_of(state.time, state, kind))
    draft = add_level(state, measure, token, claim)
    draft.org = state.text[maker.start : maker.end]
    draft.start = maker.start


def _cue(state: State, token: Token) -> Cue | None:
    """What the list is of: the attribute spoken of before."""
    unit = quantity_of(token).unit
    found = (state.attribute, state.amount)
    if unit is None:
        return None
    return next((c for c in found if c is not None and c.kind in KINDS and fits(c, unit.dimension)), None)


def _owner(state: State, end: int) -> Subject | None:
    """The goods of the list: named in its sentence, 新能源 for what was called so before, else what is spoken of."""
    names = [t for t in names_in(state.tokens, state.sentence[0], end) if group_of(t) in ELIGIBLE]
    if names:
        return subject_of(names[0])
    at = state.text.find(NEW_ENERGY, state.sentence[0], end)
    if at >= 0:
        span = Span(at, at + len(NEW_ENERGY))
        named = [d.subject for d in state.drafts if d.subject.key.startswith(NEW_ENERGY)]
        return replace(named[-1], text=NEW_ENERGY, span=span) if named else None
    return state.subject if state.subject is not None and state.subject.group in ELIGIBLE else None


def _is_year_ago(state: State, token: Token) -> bool:
    return YEAR_AGO.search(state.text, max(state.sentence[0], token.start - 8), token.start) is not None


def _read_year_ago(state: State, token: Token, level: Draft) -> None:
    """(去年同期65.1%) after a level: the same a year before."""
    unit, quantity = quantity_of(token).unit, quantity_of(token)
    period = level.period
    if unit is None or unit.canonical != level.canonical_unit or not _is_whole_year_back(period):
        return
    state.drafts.append(
        replace(
            level,
            quantity=quantity,
            canonical=canonical(quantity, unit.factor),
            unit=quantity.scale + unit.text,
            number=Span(quantity.number_start, quantity.number_end),
            start=token.start,
            end=token.end,
            period=None if period is None else years_back(period),
            change=None,
            qualifier=quantity.qualifier,
            is_basis=True,
        )
    )


def _is_whole_year_back(period: str | None) -> bool:
    return period is None or (period[:YEAR_LENGTH].isdigit() and "batch" not in period)
