"""Periods that make up a longer one: batches of a quota, halves and quarters of a year, the months so far."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import Evidence
from monazite.read.check.factual import fact_figure
from monazite.read.check.figures import LEVEL_UNITS, RATIOS, Figure
from monazite.read.check.outcome import Outcome, Side, check

_BATCHES = re.compile(r"(\d{4}) batch 1\+2(\+3)?$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12])$")
_WHOLES = {"H1": ("Q1", "Q2"), "H2": ("Q3", "Q4"), "": ("H1", "H2")}
_SO_FAR = re.compile(r"(\d{4})-01/\1-(\d{2})")
_NOT_ADDED = {"price", "price_index", "price_move", "share", "capacity", "reserve", "material_property"}
"""Kinds whose numbers nobody adds up over months."""
REVISED = Decimal("0.01")
"""Sources correct their earlier months by less than this share of the total."""
CLAUSE_MOST = 60
"""Characters before a total in which its clause begins."""
ADDITIVE = {"output", "trade", "sales/installation", "quota"}
MOST_PARTS = 30
"""Numbers of one period that are tried as a part; more belong to a table of firms."""


def batches(evidence: Evidence) -> Iterator[Check]:
    """Batch 1 and batch 2 of a year's quota make the cumulative figure; quarters make halves, halves the year."""
    groups: dict[tuple[str | None, ...], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in evidence.facts:
        if fact.kind in ADDITIVE and fact.period and fact.canonical_value is not None:
            key = (fact.kind, fact.subject, fact.canonical_unit, fact.region, fact.spec)
            groups[key][fact.period].append(fact)
    for periods in groups.values():
        for period, wholes in sorted(periods.items()):
            for names in parts_of(period):
                if all(name in periods for name in names):
                    yield from added(evidence, [periods[name] for name in names], wholes)


def parts_of(period: str) -> tuple[tuple[str, ...], ...]:
    """The periods that make up a period: ``2022 batch 1+2`` -> batch 1 and 2; ``2022`` -> its halves or its batches."""
    if found := _BATCHES.match(period):
        last = 4 if found[2] else 3
        return (tuple(f"{found[1]} batch {n}" for n in range(1, last)),)
    if (found := _PART.match(period)) and found[2] in _WHOLES:
        return (tuple(f"{found[1]}-{name}" for name in _WHOLES[found[2]]),)
    if re.fullmatch(r"\d{4}", period):
        quarters = tuple(f"{period}-Q{n}" for n in range(1, 5))
        return ((f"{period}-H1", f"{period}-H2"), (f"{period} batch 1", f"{period} batch 2"), quarters)
    return ()


def added(evidence: Evidence, parts: list[list[Fact]], wholes: list[Fact]) -> Iterator[Check]:
    """The combination of facts that adds up; where each part is printed once and none adds up, that is a failure."""
    for fact in wholes:
        whole = fact_figure(fact)
        if whole is None:
            continue
        choices = [(a, b) for a in figures(parts[0]) for b in figures(parts[1])]
        outcomes = [(sum_of((*pair, *first_of(parts[2:])), whole), pair) for pair in choices]
        held = next(((o, p) for o, p in outcomes if o.holds), None)
        if held:
            yield check(evidence.doc, "sum", held[0], (*held[1], *first_of(parts[2:]), whole))
            return
        if len(outcomes) == 1 and all(len(figures(p)) == 1 for p in parts):
            yield check(
                evidence.doc,
                "sum",
                outcomes[0][0],
                (*choices[0], *first_of(parts[2:]), whole),
                decided=is_stated(evidence, parts, fact),
                finding=f"{whole.text} ≠ {outcomes[0][0].expression}",
            )
            return


def is_stated(evidence: Evidence, parts: list[list[Fact]], whole: Fact) -> bool:
    """Whether the document says that these parts make the whole, so that a misfit is an error.

    A year may have a third batch: only a total called 累计 or 合计, with no third batch in the document, is the total
    of two. Halves and quarters make a year when one sentence prints them all.
    """
    if not same_org(parts, [whole]):
        return False
    if whole.kind == "quota":
        if _BATCHES.match(whole.period or ""):
            return True
        text = evidence.document.source
        lead = text[max(0, whole.start - CLAUSE_MOST) : whole.end]
        return "第三批" not in text and re.search("累计|合计|共计|两批", lead) is not None
    return in_one_sentence(evidence, [*(fact for part in parts for fact in part), whole])


def in_one_sentence(evidence: Evidence, facts: list[Fact]) -> bool:
    """Whether no full stop stands between the facts."""
    text = evidence.document.source[min(f.start for f in facts) : max(f.end for f in facts)]
    return not re.search(r"[。！？!?\n]", text)


def to_date(evidence: Evidence) -> Iterator[Check]:
    """``1-7月462.8万辆``, ``8月84.6万辆`` and ``1-8月547.4万辆``: the months so far and the month make the new total.

    Sources correct earlier months, so a small gap is None; a gap of one digit or of two that changed places, and of
    more than one percent, is a misprint.
    """
    groups: dict[tuple[str | None, ...], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in evidence.facts:
        if fact.kind not in _NOT_ADDED and fact.period and fact.value is not None:
            key = (fact.kind, fact.subject, fact.canonical_unit, fact.region, fact.spec, fact.attribute, fact.org)
            groups[key][fact.period].append(fact)
    for periods in groups.values():
        for period, wholes in sorted(periods.items()):
            found = _SO_FAR.fullmatch(period)
            last = int(found[2]) if found else 0
            earlier = f"{found[1]}-01/{found[1]}-{last - 1:02d}" if found and last > 2 else f"{period[:4]}-01"  # noqa: PLR2004  1-2月
            names = (earlier, f"{period[:4]}-{last:02d}")
            if last > 1 and all(name in periods for name in names):
                yield from months(evidence, [figures(periods[n]) for n in names], figures(wholes))


def months(evidence: Evidence, parts: list[list[Figure]], wholes: list[Figure]) -> Iterator[Check]:
    """The months added up, where each is printed with one number."""
    if any(len(f) != 1 for f in (*parts, wholes)):
        return
    figures_of, whole = (parts[0][0], parts[1][0]), wholes[0]
    if whole.unit in LEVEL_UNITS | RATIOS:
        return
    outcome = sum_of(figures_of, whole)
    gap = (outcome.right.value - outcome.left.value).normalize()
    digits = [sorted(str(side.value.normalize()).replace(".", "")) for side in (outcome.left, outcome.right)]
    slip = len(gap.as_tuple().digits) == 1 or digits[0] == digits[1]
    decided = slip and abs(gap) > abs(whole.middle) * REVISED and not any(f.bound for f in (*figures_of, whole))
    finding = f"{whole.text} - ({outcome.expression}) = {whole.as_printed(gap)}"
    yield check(evidence.doc, "sum", outcome, (*figures_of, whole), decided=decided, finding=finding)


def figures(facts: list[Fact]) -> list[Figure]:
    """The numbers of facts, each once."""
    found = [f for fact in facts if (f := fact_figure(fact))]
    return list({f.middle: f for f in found}.values())[:MOST_PARTS]


def first_of(rest: list[list[Fact]]) -> list[Figure]:
    """The first number of each further part."""
    return [figures(facts)[0] for facts in rest if figures(facts)]


def same_org(parts: list[list[Fact]], wholes: list[Fact]) -> bool:
    """Whether all facts name one organisation, or none."""
    return len({fact.org for facts in (*parts, wholes) for fact in facts}) == 1


def sum_of(parts: tuple[Figure, ...], whole: Figure) -> Outcome:
    """Periods added up."""
    exact = all(f.exact for f in (*parts, whole))
    left = Side.exact(0)
    for part in parts:
        left += Side.exact(part.low) if exact else Side.digits(part)
    right = Side.exact(whole.low) if exact else Side.of(whole)
    return Outcome(" + ".join(f.text for f in parts), left, right, whole.unit, whole)
