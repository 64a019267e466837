"""A month's high, low, mean, spread and 波动幅度 of an index or a price, and dated levels within them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import MARK, Evidence, Sentence
from monazite.read.check.factual import fact_figure
from monazite.read.check.figures import Figure
from monazite.read.check.outcome import Outcome, Side, check, statement

_ROLES = (
    ("spread", re.compile(r"相差|落差|价差|差值")),
    ("amplitude", re.compile(r"波动幅度|振幅|波幅")),
    ("low", re.compile(r"最低|(?<!高)低点|谷值|低至")),
    ("high", re.compile(r"最高|高点|峰值|高至")),
    ("mean", re.compile(r"平均|均价|均值")),
)
_PEAK = re.compile(r"(\d+(?:\.\d+)?)\s*点?的?(?:高点|高位|峰值)")

LEAD = 24
"""Characters before a figure that give its role."""

_RANGE_AND_MEAN = re.compile(
    rf"({MARK})[^。；\ue000-\uf8ff]{{0,3}}[，,（(]\s*(?:平均|均价|均值|中间价)[^。；\ue000-\uf8ff]{{0,6}}?({MARK})"
)
_TIGHT_LEAD = re.compile(
    r"[^，,。；]{0,3}[，,、（(]\s*(?:全月|当月|本月|月内|月度|全年|期间|区间)?的?(?:平均|均价|均值|月均价)[^，,。；]{0,4}"
)
"""Words between a low or high and the mean of the same series."""
_TIGHT_MEAN = re.compile(r"\s*[，,（(]\s*(?:平均价?格?|均价|均值|中间价)[为是：:]?\s*")
"""Words between a range and its mean that leave no room for another product or period."""


@dataclass(frozen=True, slots=True)
class Spell:
    """What one paragraph says of a series over a period: any of its figures may be missing."""

    low: Figure | None = None
    high: Figure | None = None
    mean: Figure | None = None
    spread: Figure | None = None
    amplitude: Figure | None = None
    certain: bool = False
    """Whether the mean follows its low or high in one sentence with no other name between."""


def spells_of(sentences: Iterable[Sentence]) -> list[Spell]:
    """What a paragraph says of each series in turn: a role that comes again begins the next series."""
    spells: list[dict[str, Figure]] = [{}]
    certain: set[int] = set()
    for sentence in sentences:
        at = 0
        for mark in re.finditer(MARK, sentence.skeleton):
            lead, at = sentence.skeleton[at : mark.start()], mark.end()
            role = next((name for name, pattern in _ROLES if pattern.search(lead[-LEAD:])), None)
            figure = sentence.figure(mark[0])
            if role is None or (role == "amplitude") != (figure.unit == "%"):
                continue
            if role in spells[-1]:
                spells.append({})
            spells[-1][role] = figure
            if role == "mean" and _TIGHT_LEAD.fullmatch(lead) and figure is not sentence.figures[0]:
                certain.add(figure.start)
    return [spell_from(roles, certain) for roles in spells if {"low", "high"} <= set(roles)]


def spell_from(roles: dict[str, Figure], certain: set[int]) -> Spell:
    """The figures of one series: those in the unit of its low."""
    unit = roles["low"].unit
    kept = {role: f for role, f in roles.items() if f.unit == unit or role == "amplitude"}
    return Spell(**kept, certain="mean" in kept and kept["mean"].start in certain)


def spread_checks(doc: str, spell: Spell) -> Iterator[Check]:
    """High minus low, the amplitude over the base it holds for, and the order low ≤ mean ≤ high."""
    low, high, mean, spread = spell.low, spell.high, spell.mean, spell.spread
    if low is None or high is None:
        return
    if spread:
        difference = Side.digits(high) - Side.digits(low)
        outcome = Outcome(f"{high.text} - {low.text}", difference, Side.of(spread), high.unit, high)
        yield check(
            doc, "difference", outcome, (high, low, spread), finding=f"{spread.text} ≠ {high.text} - {low.text}"
        )
    if spell.amplitude:
        yield amplitude_check(doc, spell, low, high, spell.amplitude)
    if mean:
        fits = low.interval.low <= mean.interval.high and mean.interval.low <= high.interval.high
        words = f"{low.text} ≤ {mean.text} ≤ {high.text}"
        verdict = False if spell.certain else None
        yield statement(
            doc,
            "bounds",
            words,
            (low, mean, high),
            holds=fits or verdict,
            finding=f"{mean.text} ∉ [{low.text}, {high.text}]",
        )


def amplitude_check(doc: str, spell: Spell, low: Figure, high: Figure, amplitude: Figure) -> Check:
    """波动幅度 is the spread over the mean; where that does not hold, over the low or the high."""
    spread = Side.digits(spell.spread) if spell.spread else Side.digits(high) - Side.digits(low)
    written = spell.spread.text if spell.spread else f"({high.text} - {low.text})"
    outcomes = []
    for base in (spell.mean, low, high):
        if base is not None and Side.digits(base).divisible():
            left = (spread / Side.digits(base)).scaled(Decimal(100))
            outcomes.append((Outcome(f"{written} / {base.text}", left, Side.of(amplitude), "%"), base))
    outcome, base = next((o for o in outcomes if o[0].holds), outcomes[0])
    inputs = dict.fromkeys(f for f in (spell.spread, high, low, base, amplitude) if f)
    decided = spell.mean is not None
    return check(
        doc, "amplitude", outcome, inputs, decided=decided, finding=f"{amplitude.text} ≠ (max - min)/{{mean, min, max}}"
    )


def mean_in_range(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``报价110-115万元/吨，均价112.5万元/吨``: the mean lies in the range beside it."""
    for found in _RANGE_AND_MEAN.finditer(sentence.skeleton):
        span, mean = sentence.figure(found[1]), sentence.figure(found[2])
        if span.is_range and not mean.is_range and span.unit == mean.unit:
            fits = span.interval.meets(mean.interval)
            tight = sentence.skeleton[found.start(1) + 1 : found.start(2)]
            verdict = False if _TIGHT_MEAN.fullmatch(tight) and not (span.bound or mean.bound) else None
            words = f"{span.at_end(0).text} ≤ {mean.text} ≤ {span.at_end(1).text}"
            yield statement(
                doc, "bounds", words, (span, mean), holds=fits or verdict, finding=f"{mean.text} ∉ {span.text}"
            )


def dated_levels(evidence: Evidence, spell: Spell) -> Iterator[Check]:
    """A level of a day of the month lies between the month's low and high."""
    if spell.low is None or spell.high is None:
        return
    ids = {spell.low.fact_id, spell.high.fact_id}
    bound = next((f for f in evidence.facts if f.id in ids and f.period), None)
    if bound is None or bound.period is None:
        return
    low, high = spell.low, spell.high
    for fact in evidence.facts:
        if fact.kind != bound.kind or fact.subject != bound.subject or fact.id in ids or not is_day(fact.period):
            continue
        level = fact_figure(fact)
        if level and fact.period and fact.period[:7] == bound.period[:7] and level.unit == low.unit:
            fits = low.interval.low <= level.interval.high and level.interval.low <= high.interval.high
            words = f"{low.text} ≤ {level.text} ≤ {high.text}"
            finding = f"{level.text} ∉ [{low.text}, {high.text}]"
            yield statement(evidence.doc, "bounds", words, (low, level, high), holds=fits or None, finding=finding)


def below_peak(evidence: Evidence, start: int, end: int) -> Iterator[Check]:
    """``在2月24日达到430.9699高点``: later levels of the same series lie below the peak."""
    for found in _PEAK.finditer(evidence.document.view.text, start, end):
        _, at, _, _ = evidence.document.cite(found.start(1), found.end(1))
        fact = evidence.fact_at.get(at)
        peak = fact_figure(fact) if fact and is_day(fact.period) else None
        if fact is None or peak is None:
            continue
        for later in evidence.facts:
            level = fact_figure(later) if comparable(fact, later) else None
            if level and level.unit == peak.unit:
                fits = level.interval.low <= peak.interval.high
                words = f"{level.text} ≤ {peak.text}"
                finding = f"{level.text} > {peak.text}"
                yield statement(evidence.doc, "bounds", words, (level, peak), holds=fits or None, finding=finding)


def comparable(peak: Fact, later: Fact) -> bool:
    """Whether a fact is a dated level of the same series in the peak's year, after it."""
    same = (later.kind, later.subject) == (peak.kind, peak.subject)
    return same and is_day(later.period) and str(peak.period) < str(later.period) < f"{str(peak.period)[:4]}-12-32"


def is_day(period: str | None) -> bool:
    """Whether a period is one day, 2022-08-08."""
    return bool(period) and re.fullmatch(r"\d{4}-\d\d-\d\d", str(period)) is not None
