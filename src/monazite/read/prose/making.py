"""Making a draft of a level or of a change: its numbers, its quote, its qualifiers."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from monazite.facts.record import Change, Span
from monazite.read.mentions import Quantity
from monazite.read.prose.bases import give
from monazite.read.prose.clauses import Measure, quantity_of
from monazite.read.prose.destinations import scope_of
from monazite.read.prose.drafts import Claim, Draft, Subject, canonical
from monazite.read.prose.periods import SAME, of_notice, same_period_of
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token

TO_NUMBER = re.compile(r"[(（ 的全年]*(?:历史|年内|周期内)?(?:最?[高低][点位]|峰值)?的?为?\s*")
COMPARED = re.compile(r"(?:较|比|相比|与)[^，,。；]{0,8}?(?:最?[高低]点)\s*$")
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
        is_basis=basis_before(state, token) is not None or compares(state, token),
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
        org=state.org,
        scope=scope_of(state, begin, measure) if claim.kind == "trade" else None,
    )


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
