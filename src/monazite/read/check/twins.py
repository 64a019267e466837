"""One statement printed twice in a document: in text and table, in two units, in two sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact, Input
from monazite.read.check.evidence import MARK, Evidence
from monazite.read.check.factual import change_input, fact_figure
from monazite.read.check.figures import Figure
from monazite.read.check.outcome import Outcome, Side, check, short, statement

HUNDRED = Decimal(100)
_PURITY = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
NEAREST = 20
"""How many earlier prints of a statement a later one is compared with."""
NEAR = Decimal("0.5")
"""Two numbers of one subject and period that differ by more than half are not one statement misprinted."""


def text_and_table(evidence: Evidence) -> Iterator[Check]:
    """Each fact of the text that the document also prints in a table."""
    rows: dict[tuple[str | None, ...], list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if fact.place and fact.place.row is not None and fact.value is not None:
            rows[key_of(fact)].append(fact)
    if not rows:
        return
    for fact in evidence.facts:
        if (fact.place and fact.place.row is not None) or fact.value is None:
            continue
        candidates = [t for t in rows.get(key_of(fact), []) if same_place(fact, t)]
        if candidates:
            yield from paired(evidence, fact, candidates)


def key_of(fact: Fact) -> tuple[str | None, ...]:
    """What text and table must share to state the same thing."""
    return (fact.kind, fact.subject, fact.period, fact.canonical_unit)


def same_place(text: Fact, cell: Fact) -> bool:
    """Regions agree where both name one, and a firm's share is not taken for the total."""
    return agree(text.region, cell.region) and purities_agree(text.spec, cell.spec)


def purities_agree(first: str | None, second: str | None) -> bool:
    """Whether two specifications may be the same: purities clash only when both are printed and differ widely.

    A price list that prints 99.99% in the text and ≥99.9% in the table means one product; 99% and 99.999% are two.
    """
    a, b = (_PURITY.search(s) if s else None for s in (first, second))
    if a is None or b is None:
        return True
    return abs(len(a[1]) - len(b[1])) <= 2  # noqa: PLR2004  one nine more or less, with its decimal point


def paired(evidence: Evidence, fact: Fact, candidates: Sequence[Fact]) -> Iterator[Check]:
    """The value and the change of a statement in text and table."""
    figure = fact_figure(fact)
    if figure is None:
        return
    cells = [(c, f) for c in candidates if (f := fact_figure(c)) and f.is_range == figure.is_range]
    cells.sort(key=lambda pair: abs(pair[1].middle - figure.middle))
    fitting = [pair for pair in cells if figure.stated.meets(pair[1].stated)]
    same_source = [pair for pair in cells if agree(fact.org, pair[0].org)]
    if fitting:
        cell, twin = fitting[0]
    elif len({f.middle for _, f in same_source}) == 1:
        cell, twin = same_source[0]
    else:
        return
    rule = "text_table" if figure.printed_unit == twin.printed_unit else "unit_twin"
    decided = fact.kind in {"price", "quota"} and fact.attribute in {cell.attribute, None}
    yield compared(evidence.doc, rule, figure, twin, decided=decided)
    yield from changes(evidence, fact, cell)


def agree(first: str | None, second: str | None) -> bool:
    """Whether two names are the same where both are given."""
    return first == second or None in {first, second}


def compared(doc: str, rule: str, first: Figure, second: Figure, *, decided: bool = True) -> Check:
    """Two prints of one number, in the canonical unit."""
    outcome = Outcome(f"{first.text} = {second.text}", Side.of(first), Side.of(second), first.unit, first)
    gap = short(first.middle - second.middle)
    return check(
        doc,
        rule,
        outcome,
        (first, second),
        decided=decided,
        finding=f"{first.text} - {second.text} = {gap} {first.unit}",
    )


def changes(evidence: Evidence, text: Fact, cell: Fact) -> Iterator[Check]:
    """The percentage of the text against the columns of the table, or where they are missing its percentage."""
    if text.change is None or text.change.pct is None or isinstance(text.change.pct, tuple):
        return
    printed = text.change.pct
    left = Side(printed, Interval.printed(printed))
    before = previous(evidence, cell)
    now = fact_figure(cell)
    old = fact_figure(before) if before else None
    table = cell.change if cell.change and isinstance(cell.change.pct, Decimal) else None
    basis = table.basis if table else "mom"
    if text.change.basis not in {basis, "unstated"}:
        return
    inputs: list[Figure | Input]
    if now and old and Side.digits(old).divisible():
        right = (Side.digits(now) / Side.digits(old)).shifted(-1).scaled(HUNDRED)
        outcome = Outcome(f"{printed} % ≙ {now.text} / {old.text} - 1", left, right, "%")
        inputs = [change_input(text), now, old, *([change_input(cell)] if table else [])]
    elif table and isinstance(table.pct, Decimal):
        outcome = Outcome(f"{printed} % ≙ {table.pct} %", left, Side(table.pct, Interval.printed(table.pct)), "%")
        inputs = [change_input(text), change_input(cell)]
    else:
        return
    finding = f"{printed} % ≠ {short(outcome.right.value)} %"
    yield check(evidence.doc, "text_table_pct", outcome, inputs, decided=text.change.basis == basis, finding=finding)


def previous(evidence: Evidence, cell: Fact) -> Fact | None:
    """The fact of the same row for the period before."""
    if cell.place is None or cell.place.row is None:
        return None
    row = evidence.by_row.get((cell.place.block, cell.place.row), [])
    earlier = [f for f in row if f.kind == cell.kind and f.period and cell.period and f.period < cell.period]
    same = [f for f in earlier if f.subject == cell.subject and f.canonical_unit == cell.canonical_unit]
    return max(same, key=lambda f: str(f.period), default=None)


def text_and_text(evidence: Evidence) -> Iterator[Check]:
    """Statements of the running text that are printed twice, in one unit or in two."""
    groups: dict[tuple[str | None, ...], list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if fact.value is not None and fact.period and not (fact.place and fact.place.row is not None):
            groups[(*key_of(fact), fact.region, fact.spec)].append(fact)
    for group in groups.values():
        for later, fact in enumerate(group[1:], 1):
            near = group[max(0, later - NEAREST) : later]
            found = next((c for earlier in near if (c := same_statement(evidence, earlier, fact))), None)
            if found:
                yield found


def same_statement(evidence: Evidence, first: Fact, second: Fact) -> Check | None:
    """A check when two facts print one number; a number that differs says nothing unless the words are the same."""
    one, two = fact_figure(first), fact_figure(second)
    if one is None or two is None or one.start == two.start or one.is_range != two.is_range:
        return None
    rule = "text_text" if one.printed_unit == two.printed_unit else "unit_twin"
    if one.interval.meets(two.interval):
        return compared(evidence.doc, rule, one, two)
    alike = first.attribute == second.attribute and masked(first.quote) == masked(second.quote)
    close = abs(one.middle - two.middle) <= NEAR * max(abs(one.middle), abs(two.middle))
    return compared(evidence.doc, rule, one, two, decided=False) if alike and close else None


_YEARS = re.compile(r"(?:19|20)\d{2}\s*年")
DIGITS_LEAST = 4
"""Significant digits from which a number printed twice for one year is no accident."""


def repeated_figures(evidence: Evidence, block: int) -> Iterator[Check]:
    """A long number printed twice in a paragraph for one year."""
    seen: dict[tuple[str, Decimal, str], Figure] = {}
    for sentence in evidence.sentences(block):
        at = 0
        for mark in re.finditer(MARK, sentence.skeleton):
            lead, at = sentence.skeleton[at : mark.start()], mark.end()
            figure, years = sentence.figure(mark[0]), _YEARS.findall(lead)
            if not years or figure.is_range or len(figure.low.normalize().as_tuple().digits) < DIGITS_LEAST:
                continue
            key = (figure.unit, figure.low, re.sub(r"\s", "", years[-1]))
            if key in seen and (seen[key].fact_id or figure.fact_id):
                yield compared(evidence.doc, "text_text", seen[key], figure)
            seen.setdefault(key, figure)


def masked(text: str) -> str:
    """A text with its numbers blotted out."""
    return _DIGITS.sub("#", re.sub(r"\s", "", text))


def repeats(evidence: Evidence) -> Iterator[Check]:
    """Sentences printed twice that state facts: their numbers agree one by one.

    A repeated sentence without a fact tells a reader nothing; a document without any fact keeps the first one, as the
    only sign that it agrees with itself.
    """
    seen: dict[str, tuple[int, int, int]] = {}
    for block in evidence.paragraphs:
        for start, end in evidence.spans_of(block):
            text = evidence.document.view.text[start:end].strip(" 　>")
            if len(text) < LONG_SENTENCE:
                continue
            key = masked(text)
            if key in seen and seen[key][1] < start:
                yield from repeated(evidence, seen[key], (block, start, end))
                if not evidence.facts:
                    return
            seen.setdefault(key, (block, start, end))


LONG_SENTENCE = 30
"""Characters from which a sentence printed twice is no accident."""


def repeated(evidence: Evidence, first: tuple[int, int, int], second: tuple[int, int, int]) -> Iterator[Check]:
    """One check for two prints of a sentence."""
    one, two = (evidence.document.view.text[start:end] for _, start, end in (first, second))
    numbers = [_DIGITS.findall(text) for text in (one, two)]
    quotes = [evidence.words(start, end) for _, start, end in (first, second)]
    stated = [[f for f in evidence.facts if q.start <= f.start and f.end <= q.end] for q in quotes]
    inputs = [*quotes, *(Input(f.quote, f.start, f.end, f.id) for facts in stated for f in facts)]
    if (evidence.facts and not any(stated)) or not numbers[0] or len(numbers[0]) != len(numbers[1]):
        return
    odd = [(a, b) for a, b in zip(*numbers, strict=True) if not rounds_to(a, b)]
    written = "; ".join(f"{a} ↔ {b}" for a, b in odd) or " = ".join([", ".join(numbers[0])] * 2)
    yield statement(evidence.doc, "text_text", written, inputs, holds=None if odd else True, finding=written)


def rounds_to(first: str, second: str) -> bool:
    """Whether one print of a number may be the other, rounded."""
    return Interval.printed(Decimal(first)).meets(Interval.printed(Decimal(second)))
