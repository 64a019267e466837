"""The finder: every rule tried on one document. What it finds depends on the document alone; none is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from monazite.facts.record import Check, Fact
from monazite.read.check import (
    claims,
    enumerations,
    growth,
    index,
    levels,
    notations,
    periods,
    priors,
    products,
    prose_twins,
    shares,
    sums,
    table_words,
    twins,
)
from monazite.read.check.doubts import doubted
from monazite.read.check.evidence import Evidence, Sentence
from monazite.read.check.figures import Figure
from monazite.read.check.grid import Grid
from monazite.read.check.stoichiometry import alloys_and_oxides
from monazite.read.check.table_bounds import table_bounds
from monazite.read.check.table_changes import change_columns
from monazite.read.check.table_sums import table_sums
from monazite.read.check.table_twins import twin_columns
from monazite.read.check.templates import matches
from monazite.read.check.titles import plan_tables
from monazite.read.document import Document
from monazite.read.repair import Suspicion

_FIGURES = re.compile(r"\d")
_CUES = re.compile(
    "其中|合计|共|总计|分别|包括|占|比重|份额|渗透率|结构|比例|从|由|自|较|比|与|为|至|到|据此"
    "|最低|最高|相差|幅度|高点|低点|价格|吨/|全年|单价|均价|环比|同期"
)
_TO_DATE = re.compile(r"(?<!\d)1\s*(?:月份?)?\s*[至到—–-]\s*\d{1,2}\s*月")
_LONG = re.compile(r"\d[\d.]{3,}(?!\s*年)")
_RELATIONS = {
    "change_between": growth.change_between,
    "stepped": growth.stepped,
    "increment": growth.increment,
}
_TWINS = {"unit_twin", "text_text"}
"""Rules that say of two numbers that they are one: the first to say so is enough."""
_NINES = re.compile(r"\dN\d?\s*[（(]")
LONGEST_SENTENCE = 3000
"""Nor are so many characters without a full stop a sentence."""
MOST_FIGURES = 60
"""A sentence with more figures than this is a table that was not recognised."""
MOST_CHECKS = 5000
"""No document gives more checks than this."""


def find_checks(document: Document, facts: Sequence[Fact], doubts: Sequence[Suspicion] = ()) -> list[Check]:
    """Try every rule on a document and its facts.

    Args:
        document: as loaded; numbers that are in no fact are read from its text and tables.
        facts: of this document, after repair.
        doubts: what repair suspects of them without proof.

    Returns:
        Checks in the order of their first input, each once. A check that fails states a contradiction the document
        itself holds; one that cannot tell has ``holds`` None.
    """
    evidence = Evidence(document, tuple(facts))
    found: dict[str, Check] = {}
    twinned: set[frozenset[int]] = set()
    for check in chain(doubted(evidence.doc, facts, doubts), _all(evidence)):
        numbers = frozenset(i.start for i in check.inputs)
        if check.rule in _TWINS and numbers in twinned:
            continue
        if check.rule == "unit_twin":
            twinned.add(numbers)
        found.setdefault(check.id, check)
        if len(found) >= MOST_CHECKS:
            break
    return sorted(found.values(), key=lambda c: (c.inputs[0].start if c.inputs else 0, c.rule, c.id))


def _all(evidence: Evidence) -> Iterator[Check]:
    yield from _table_checks(evidence)
    yield from _prose_checks(evidence)
    yield from _fact_checks(evidence)


def _table_checks(evidence: Evidence) -> Iterator[Check]:
    grids = [(block, Grid(table)) for block, table in evidence.tables]
    for block, grid in grids:
        yield from change_columns(evidence, block, grid)
        yield from twin_columns(evidence, block, grid)
        yield from table_sums(evidence, block, grid)
        yield from table_bounds(evidence, block, grid)
        yield from table_words.sequences(evidence, grid)
        yield from table_words.products_listed(evidence, block, grid)
        yield from table_words.plan_natures(evidence, grid)
        yield from table_words.dependencies(evidence, grid)
        yield from notations.superlatives(evidence, block, grid)
    yield from plan_tables(evidence, grids)
    yield from enumerations.rows_announced(evidence, grids)


def _prose_checks(evidence: Evidence) -> Iterator[Check]:
    text = evidence.document.view.text
    for block in evidence.paragraphs:
        spans = evidence.spans_of(block)
        for number, (start, end) in enumerate(spans):
            if end - start > LONGEST_SENTENCE:
                continue
            words = text[start:end]
            yield from enumerations.listed(evidence, start, end)
            if "一是" in text[end : end + 200] or "一是" in words:
                yield from enumerations.numbered(evidence, start, end)
            if "高点" in words or "高位" in words or "峰值" in words:
                yield from index.below_peak(evidence, start, end)
            if "均" in words or "普遍" in words or "全线" in words:
                yield from claims.claims(evidence, block, start, end)
            if _NINES.search(words):
                yield from notations.nines(evidence, start, end)
            if (_CUES.search(words) or prose_twins.CUE.search(words)) and len(_FIGURES.findall(words)) > 1:
                yield from _sentence_checks(evidence, block, spans, number)
        yield from _paragraph_checks(evidence, block)


def _sentence_checks(evidence: Evidence, block: int, spans: Sequence[tuple[int, int]], number: int) -> Iterator[Check]:
    """The rules that read one sentence, with the one before and the one after at hand."""
    doc = evidence.doc
    sentence = evidence.sentence(block, *spans[number])
    if not sentence.figures or len(sentence.figures) > MOST_FIGURES:
        return
    before = evidence.sentence(block, *spans[number - 1]).figures if number else ()
    following = evidence.sentence(block, *spans[number + 1]) if number + 1 < len(spans) else None
    for relation, match in matches(sentence):
        yield from _RELATIONS[relation](doc, match)
    yield from sums.totals(doc, sentence)
    yield from sums.shares_of_whole(doc, sentence, following)
    yield from sums.listed_before(doc, sentence, before)
    if "占" in sentence.skeleton or "比重" in sentence.skeleton or "份额" in sentence.skeleton:
        yield from shares.share_of_printed(doc, sentence)
        yield from shares.part_over_whole(doc, sentence, before)
        yield from shares.amount_of_share(doc, sentence)
        yield from shares.value_times_share(doc, sentence, before)
        yield from shares.shares_together(doc, sentence)
    yield from shares.penetration(doc, sentence)
    yield from products.price_times_mass(doc, sentence)
    yield from products.ratio_of_parts(doc, sentence)
    yield from products.half_year_doubled(doc, sentence)
    yield from index.mean_in_range(doc, sentence)
    yield from prose_twins.unit_twins(doc, sentence)
    yield from priors.prior_levels(doc, sentence)


def _paragraph_checks(evidence: Evidence, block: int) -> Iterator[Check]:
    """The rules that read a paragraph as a whole."""
    span = evidence.document.blocks[block].span
    text = evidence.document.view.text[span.start : span.end]
    if "最低" in text and "最高" in text:
        for spell in index.spells_of(evidence.sentences(block)):
            yield from index.spread_checks(evidence.doc, spell)
            yield from index.dated_levels(evidence, spell)
    if "吨/MW" in text or "吨/兆瓦" in text:
        yield from products.intensity_chain(evidence.doc, _passage(evidence, block))
    if _TO_DATE.search(text):
        yield from levels.year_to_date(evidence, block)
    if _repeats_number(text):
        yield from twins.repeated_figures(evidence, block)


def _repeats_number(text: str) -> bool:
    """Whether a number of four digits or more stands twice in a paragraph that names years."""
    numbers = [n for n in _LONG.findall(text) if len(n.strip(".0")) >= twins.DIGITS_LEAST]
    return "年" in text and len(numbers) > len(set(numbers))


def _passage(evidence: Evidence, block: int) -> list[Figure]:
    """The figures of a paragraph and the two before it."""
    near = [b for b in evidence.paragraphs if block - 2 <= b <= block]
    sentences: list[Sentence] = [s for b in near for s in evidence.sentences(b)]
    return [figure for sentence in sentences for figure in sentence.figures]


def _fact_checks(evidence: Evidence) -> Iterator[Check]:
    yield from twins.text_and_table(evidence)
    yield from twins.text_and_text(evidence)
    yield from twins.repeats(evidence)
    yield from periods.batches(evidence)
    yield from periods.to_date(evidence)
    yield from levels.round_quotes(evidence)
    yield from levels.falling_months(evidence)
    yield from levels.rising_targets(evidence)
    yield from levels.families(evidence)
    yield from alloys_and_oxides(evidence)
