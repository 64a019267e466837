"""Making a draft of a level or of a change: its numbers, its quote, its qualifiers."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from monazite import reference
from monazite.facts.record import Change, Span
from monazite.read.mentions import Quantity
from monazite.read.prose.bases import give
from monazite.read.prose.clauses import Measure, between, quantity_of
from monazite.read.prose.destinations import scope_of
from monazite.read.prose.drafts import Claim, Draft, Subject, canonical
from monazite.read.prose.periods import SAME, of_notice, same_period_of
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token

TO_NUMBER = re.compile(r"[(（ 的全年]*(?:历史|年内|周期内)?(?:最?[高低][点位]|峰值)?的?为?\s*")
COMPARED = re.compile(r"(?:较|比|相比|与)[^，,。；]{0,8}?(?:最?[高低]点)\s*$")
TOTAL = re.compile("(?:合计|共计|总计|总共|总量(?!控制)|全国|总额)[^，。；]{0,8}$")
HOLDERS = frozenset({"company", "group"})
"""Kinds of organisations that hold quotas."""
BESIDE = re.compile(
    r"(?:上月|上个月|上年|去年|上周|上季度?|昨日|昨天|前一日|上一交易日|前一交易日|[上去][年月]?同期)[^，。；、\d]{0,6}?"
    r"(?:则|仅|只|才)?(?:为|是|有|达|报)?(?:约|近)?\s?"
)
"""均价48.5万元/吨，上月为46.2万元/吨: what a level is put beside; changes that follow are of the first."""
ONLY_TIME = re.compile(r"份?(?:则|仅|只|才)?为(?:约|近)?\s?")
LEADING = " \n，、的,："


def add_level(state: State, measure: Measure, token: Token, claim: Claim, *, end: int = 0) -> Draft:
    """One level as a draft, with the change that was stated just before it (上涨1万元/吨至85.5万元/吨).

    Args:
        state: the draft is added to its drafts and levels.
        measure: the group of numbers.
        token: this number of it.
        claim: what was found out.
        end: where the quote ends, if later than the number.
    """
    quantity, unit = quantity_of(token), quantity_of(token).unit
    draft = replace(
        _draft(state, measure, token, claim),
        end=max(end, token.end),
        quantity=quantity,
        unit=(quantity.scale + unit.text) if unit else "点",
        canonical=canonical(quantity, unit.factor if unit else Decimal(1)),
        canonical_unit=unit.canonical if unit else "index point",
        qualifier=_qualifier(state, quantity, claim.kind),
        spec=_spec(state, claim.subject),
        is_basis=basis_before(state, token) is not None or compares(state, token) or is_beside(state, measure, claim),
    )
    if state.pending and not draft.is_basis:
        change, at = state.pending.pop(0)
        give(state, draft, change, draft.end)
        draft.start = min(draft.start, at)
    state.drafts.append(draft)
    if not draft.is_basis:
        state.levels.append(draft)
    return draft


def add_change(state: State, measure: Measure, token: Token, claim: Claim, change: Change) -> None:
    """A change without a level as a draft of its own."""
    unit = quantity_of(token).unit
    draft = replace(
        _draft(state, measure, token, claim),
        qualifier="forecast" if state.forecast else None,
        canonical_unit=unit.canonical if change.abs is not None and unit else None,
    )
    give(state, draft, change, token.end)
    state.drafts.append(draft)
    state.levels.append(draft)


def _draft(state: State, measure: Measure, token: Token, claim: Claim) -> Draft:
    """What a level and a change have in common."""
    quantity = quantity_of(token)
    begin = _begin(state, claim.subject, measure.start, quantity.start)
    return Draft(
        kind=claim.kind,
        attribute=claim.attribute,
        subject=claim.subject,
        start=begin,
        end=token.end,
        number=Span(quantity.number_start, quantity.number_end),
        period=claim.period,
        region=state.region,
        org=holder(state, measure) if claim.kind == "quota" else state.org,
        scope=scope_of(state, begin, measure) if claim.kind == "trade" else None,
    )


def holder(state: State, measure: Measure) -> str | None:
    """Who holds a quota: a firm or a group; a ministry only sets it, and a total (合计264683吨) is nobody's."""
    if state.org is None or is_total(state, measure):
        return None
    known = reference.organisation_named(state.org)
    return None if known is not None and known.kind not in HOLDERS else state.org


def is_total(state: State, measure: Measure) -> bool:
    """Whether a number is the sum of what was listed before: 合计264683吨, with no firm in its clause."""
    named = {t.name.key for t in between(state.tokens, measure.start, measure.number) if t.name is not None}
    return state.org not in named and TOTAL.search(state.text, measure.start, measure.number) is not None


def _begin(state: State, subject: Subject, start: int, number: int) -> int:
    """Where the quote begins: at the subject where it is named in this sentence, else at the clause."""
    span = subject.span
    if span.end > span.start and state.sentence[0] <= span.start < number:
        start = min(start, span.start)
    while start < number and state.text[start] in LEADING:
        start += 1
    return start


def _qualifier(state: State, quantity: Quantity, kind: str) -> str | None:
    words = [quantity.qualifier] if quantity.qualifier else []
    if kind == "capacity" and state.future:
        words.append("plan")
    if kind == "target" and "力争" in state.sentence_text:
        words.append("力争")
    elif state.forecast and kind not in ("price", "quota"):
        words.append("forecast")
    return " ".join(words) or None


PURITY = re.compile(r"(?:≥|>)?\s?\d{2}(?:\.\d+)?\s?[%％]\s?$")


def _spec(state: State, subject: Subject) -> str | None:
    """The purity printed before a product's name: 99.99%氧化铽."""
    match = PURITY.search(state.text, max(0, subject.span.start - 10), subject.span.start)
    return match[0].strip() if match else None


def compares(state: State, token: Token) -> bool:
    """较周期内最高点1000点(2011-12-06)下降了42.60%: the number is what the level is compared with."""
    return COMPARED.search(state.text, max(state.sentence[0], token.start - 16), token.start) is not None


def is_beside(state: State, measure: Measure, claim: Claim) -> bool:
    """Whether a clause only puts an earlier level beside the one before it: ，上月为46.2万元/吨."""
    last = state.levels[-1] if state.levels else None
    unit = measure.last.unit
    if last is None or last.canonical is None or unit is None or last.canonical_unit != unit.canonical:
        return False
    is_same = (last.kind, last.subject.key) == (claim.kind, claim.subject.key)
    if not is_same or len(measure.run) > 1 or measure.start <= last.end:
        return False
    lead = state.text[measure.start : measure.number].lstrip()
    return BESIDE.fullmatch(lead) is not None or (_is_time(state, lead, measure) and _is_earlier(claim, last))


def _is_time(state: State, lead: str, measure: Measure) -> bool:
    """2021年为16.8万吨: nothing but a time before a number."""
    times = [t.time for t in between(state.tokens, measure.start, measure.number) if t.time is not None]
    return (
        len(times) == 1 and times[0].role == "at" and ONLY_TIME.fullmatch(lead.removeprefix(times[0].text)) is not None
    )


def _is_earlier(claim: Claim, last: Draft) -> bool:
    """Whether a level is of an earlier month or year than the one before it."""
    now, then = last.period or "", claim.period or ""
    return len(now) == len(then) and "/" not in now and then[:1].isdecimal() and then < now


def basis_before(state: State, token: Token) -> str | None:
    """The time of a comparison directly before a number: 比2010年全年3.0259万吨, 较2010年同期(1.6305万吨)."""
    for other in reversed(state.tokens):
        if other.time is None or other.end > token.start:
            continue
        if other.time.role != "basis" or not TO_NUMBER.fullmatch(state.text, other.end, token.start):
            return None
        if SAME.search(other.time.text):
            return same_period_of(other.time.iso, state.batch or (state.time.iso if state.time else None))
        return of_notice(other.time, state)
    return None
