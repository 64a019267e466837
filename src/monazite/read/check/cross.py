"""The same statement in two documents: it agrees, differs by rounding, or is a conflict."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact
from monazite.read.check.factual import fact_figure
from monazite.read.check.figures import Figure
from monazite.read.check.outcome import Outcome, Side, check, short

SIZE = 3
"""Yearly figures of one thing in different years stay within a factor of three, or something is to be looked at."""
_YEAR = re.compile(r"^(\d{4})(?:-(H[12]|Q[1-4])| batch 1\+2)?$")
_PARTS = {"H1": 2, "H2": 2, "Q1": 4, "Q2": 4, "Q3": 4, "Q4": 4, None: 1}


def find_cross_checks(facts: Iterable[Fact]) -> list[Check]:
    """Compare the facts of many documents.

    Args:
        facts: of any number of documents, each with its own ``doc``.

    Returns:
        Checks ``cross_document`` for one statement in two documents (True: the printed digits agree; False: one source
        is said to state two numbers; None: two sources, or a source not named, may differ), and ``magnitude`` for
        yearly figures of one thing in different years. Sorted by document and place.
    """
    stated: dict[str, list[Fact]] = defaultdict(list)
    sizes: dict[tuple[str | None, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.value is None or fact_figure(fact) is None:
            continue
        if fact.period:
            stated[fact.statement].append(fact)
        kind, subject = counterparts().get((fact.kind, fact.subject), (fact.kind, fact.subject))
        if kind == "output" and (fact.period is None or _YEAR.match(fact.period)):
            sizes[kind, subject, fact.canonical_unit].append(fact)
    found = [c for group in stated.values() for c in _statements(group)]
    found += [c for group in sizes.values() for c in _sizes(group)]
    return sorted({c.id: c for c in found}.values(), key=lambda c: (c.doc, c.inputs[0].start, c.id))


def _statements(group: list[Fact]) -> Iterator[Check]:
    """Each document's statement against that of the first document."""
    firsts = {fact.doc: fact for fact in sorted(group, key=lambda f: (f.doc, -f.start))}
    ordered = [firsts[doc] for doc in sorted(firsts)]
    for other in ordered[1:]:
        yield _compared(ordered[0], other)


def _compared(first: Fact, second: Fact) -> Check:
    one, two = _figure(first), _figure(second)
    outcome = Outcome(f"{first.doc}: {one.text} = {second.doc}: {two.text}", Side.of(one), Side.of(two), one.unit)
    gap = short(two.middle - one.middle)
    return check(
        first.doc,
        "cross_document",
        outcome,
        (one, two),
        decided=bool(first.org) and first.org == second.org,
        finding=f"{two.text} - {one.text} = {gap} {one.unit}",
    )


def _sizes(group: list[Fact]) -> Iterator[Check]:
    """The yearly figure of each document against that of the first, in different years."""
    ordered = sorted(group, key=lambda f: (f.doc, f.start))
    for number, other in enumerate(ordered[1:], 1):
        first = next((f for f in ordered[:number] if comparable(f, other)), None)
        if first is not None:
            yield _sized(first, other)


def comparable(first: Fact, second: Fact) -> bool:
    """Whether two facts of different documents and years speak of one place, or one of them names none."""
    places = first.region == second.region or None in {first.region, second.region}
    return first.doc != second.doc and first.period != second.period and places


def _sized(first: Fact, second: Fact) -> Check:
    one, two = _figure(first), _figure(second)
    times = [_PARTS[m[2]] if (m := _YEAR.match(f.period or "")) else 1 for f in (first, second)]
    left, base = Side.digits(two).scaled(times[1]), Side.digits(one).scaled(times[0])
    band = Side(base.value, Interval(base.interval.low / SIZE, base.interval.high * SIZE))
    written = [f"{n} × {f.text}" if n > 1 else f.text for n, f in zip(times, (one, two), strict=True)]
    outcome = Outcome(f"{written[1]} ~ {written[0]} (÷ {SIZE} … × {SIZE})", left, band, one.unit)
    finding = f"{written[1]} ≁ {written[0]}"
    return check(first.doc, "magnitude", outcome, (one, two), decided=False, finding=finding)


@cache
def counterparts() -> dict[tuple[str, str], tuple[str, str]]:
    """Kinds of fact that are of one size with another kind: a quota of mining and the output of the mines."""
    text = (files("monazite.read.check") / "counterparts.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["kind"], row["subject"]): (row["as_kind"], row["as_subject"]) for row in rows}


def _figure(fact: Fact) -> Figure:
    """The figure of a fact that states a number."""
    figure = fact_figure(fact)
    if figure is None:
        raise ValueError(f"not a number: {fact.value}")
    return figure
