"""Levels over time: a round quote behind a percentage, a falling month, rising targets."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import MARK, Evidence, Sentence
from monazite.read.check.factual import change_input, fact_figure
from monazite.read.check.figures import Figure
from monazite.read.check.index import is_day
from monazite.read.check.outcome import Outcome, Side, check, short, statement
from monazite.read.check.periods import ADDITIVE, sum_of

ROUND_STEP = Decimal("0.5")
"""Quotes of the trade move in steps of half a unit (万元/吨)."""
CLAUSE = 3
"""Characters between two clauses of one sentence."""


def round_quotes(evidence: Evidence) -> Iterator[Check]:
    """The level a percentage implies for its basis date is a round quote: a sign that both numbers are read right."""
    last: Fact | None = None
    for fact in sorted(evidence.facts, key=lambda f: f.start):
        if fact.kind != "price" or fact.change is None or not isinstance(fact.change.pct, Decimal):
            continue
        if is_day(fact.change.basis) or (last is not None and continues(last, fact)):
            last = fact
            yield from round_quote(evidence.doc, fact, fact.change.pct)
        else:
            last = None


def continues(last: Fact, fact: Fact) -> bool:
    """Whether a change goes on with the basis of the clause before: 与8月1日相比下滑6.14%；氧化镨…下滑5.85%."""
    stated = fact.change is not None and fact.change.basis != "unstated"
    return not stated and fact.period == last.period and 0 <= fact.start - last.end <= CLAUSE


def round_quote(doc: str, fact: Fact, pct: Decimal) -> Iterator[Check]:
    """The level of the basis date, worked back."""
    figure = fact_figure(fact)
    grown = Side(pct, Interval.printed(pct)).scaled(Decimal("0.01")).shifted(1)
    if (
        figure is None
        or figure.is_range
        or not isinstance(fact.value, Decimal)
        or not fact.value
        or not grown.divisible()
    ):
        return
    implied = Side.exact(fact.value) / grown
    quote = (implied.value / ROUND_STEP).to_integral_value() * ROUND_STEP
    outcome = Outcome(f"{figure.text} / (1 + {pct} %)", implied, Side.exact(quote), fact.unit or "")
    if outcome.holds and (implied.interval.high - implied.interval.low) * 4 < ROUND_STEP:
        yield check(doc, "round_quote", outcome, (figure, change_input(fact)))


def falling_months(evidence: Evidence) -> Iterator[Check]:
    """In a falling month a price of its first half lies between the means of the month before and of the month."""
    means: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if fact.kind == "price" and fact.period and re.fullmatch(r"\d{4}-\d\d", fact.period):
            means[fact.subject, fact.period].append(fact)
    for fact in evidence.facts:
        if fact.kind != "price" or not is_day(fact.period) or fact.period is None or int(fact.period[8:]) > 15:  # noqa: PLR2004  first half
            continue
        mean = next(
            (
                m
                for m in means.get((fact.subject, fact.period[:7]), [])
                if m.change and isinstance(m.change.pct, Decimal)
            ),
            None,
        )
        if mean and mean.change and isinstance(mean.change.pct, Decimal):
            yield from between(evidence.doc, fact, mean, mean.change.pct)


def between(doc: str, fact: Fact, mean: Fact, pct: Decimal) -> Iterator[Check]:
    """The early price of a month on the side of the mean that the month's direction says."""
    day, month = fact_figure(fact), fact_figure(mean)
    if day is None or month is None or not pct or day.unit != month.unit:
        return
    falls = pct < 0
    fits = day.middle >= month.middle if falls else day.middle <= month.middle
    words = f"{day.text} {'≥' if falls else '≤'} {month.text} ({pct} %)"
    yield statement(doc, "month_direction", words, (day, month), holds=fits or None, finding=words)


def rising_targets(evidence: Evidence) -> Iterator[Check]:
    """Targets of one thing for later years do not fall behind those for earlier ones."""
    groups: dict[tuple[str | None, ...], dict[str, Figure]] = defaultdict(dict)
    for fact in evidence.facts:
        figure = fact_figure(fact) if fact.kind == "target" and fact.period else None
        if figure and re.fullmatch(r"\d{4}", str(fact.period)):
            groups[fact.subject, fact.attribute, fact.canonical_unit, fact.region].setdefault(str(fact.period), figure)
    for years in groups.values():
        if len(years) > 1:
            steps = [years[year] for year in sorted(years)]
            rises = all(a.middle <= b.middle for a, b in pairwise(steps))
            words = " ≤ ".join(f"{short(years[y].middle)} ({y})" for y in sorted(years))
            yield statement(evidence.doc, "monotone", words, steps, holds=rises or None, finding=words)


def families(evidence: Evidence) -> Iterator[Check]:
    """Kinds of one thing together are at most the thing: pure electric and plug-in cars among those of new energy."""
    known = wholes()
    groups: dict[tuple[str | None, ...], dict[str, Figure]] = defaultdict(dict)
    for fact in evidence.facts:
        if fact.kind in ADDITIVE and fact.subject in known and fact.period and (figure := fact_figure(fact)):
            key = (fact.kind, fact.period, fact.canonical_unit, fact.org)
            groups[key].setdefault(fact.subject, figure)
    for group in groups.values():
        for whole, figure in group.items():
            parts = [f for name, f in group.items() if whole in known[name]]
            if len(parts) > 1:
                yield within(evidence.doc, tuple(parts), figure)


def within(doc: str, parts: tuple[Figure, ...], whole: Figure) -> Check:
    """Parts against the whole that they may not fill."""
    outcome = sum_of(parts, whole)
    fits = outcome.left.interval.low <= outcome.right.interval.high
    finding = f"{outcome.expression} > {whole.text}"
    bound = Outcome(f"{outcome.expression} ≤ {whole.text}", outcome.left, outcome.right, whole.unit, whole)
    return check(doc, "of_which", bound, (*parts, whole), holds=fits, decided=False, finding=finding)


@cache
def wholes() -> dict[str, frozenset[str]]:
    """Each subject of families.csv and the wholes it is a kind of."""
    text = (files("monazite.read.check") / "families.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = {row["whole"] for row in rows} | {row["part"] for row in rows}
    return {name: frozenset(row["whole"] for row in rows if row["part"] == name) for name in names}


_TO_DATE = re.compile(r"(?<!\d)1\s*(?:月份?)?\s*[至到—–-]\s*(\d{1,2})\s*月")
_ONE_MONTH = re.compile(r"(?<![\d至到—–-])(\d{1,2})\s*月份?")
_FORECAST = re.compile(r"预测|预计|目标|全年")


def year_to_date(evidence: Evidence, block: int) -> Iterator[Check]:
    """``1至6月246.6万辆，7月56.4万辆，预测600万辆``: what is counted so far is at most the forecast of the year."""
    so_far: tuple[int, Figure] | None = None
    month: Figure | None = None
    for sentence in evidence.sentences(block):
        at = 0
        for mark in re.finditer(MARK, sentence.skeleton):
            lead, at = sentence.skeleton[at : mark.start()], mark.end()
            figure = sentence.figure(mark[0])
            span, single = _TO_DATE.search(lead), _ONE_MONTH.search(lead)
            if span and figure.unit not in {"%", "times"}:
                so_far = int(span[1]), figure
            elif so_far and single and int(single[1]) == so_far[0] + 1 and figure.unit == so_far[1].unit:
                month = figure
            elif so_far and month and is_forecast(sentence, figure, so_far[1], month):
                yield within(evidence.doc, (so_far[1], month), figure)


def is_forecast(sentence: Sentence, figure: Figure, so_far: Figure, month: Figure) -> bool:
    """Whether a figure may be the year's forecast: of the unit, not below the sum, in a sentence that says so."""
    large = figure.unit == month.unit and figure.low >= so_far.low + month.low
    return large and _FORECAST.search(sentence.skeleton) is not None
