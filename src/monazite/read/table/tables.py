"""From a document's tables to facts: which grammar reads which table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monazite.facts.record import Fact
from monazite.read.document import Document, Table
from monazite.read.table.general import figures_of, general_facts
from monazite.read.table.history import history_facts, series_of
from monazite.read.table.material import is_material, material_facts
from monazite.read.table.plan import is_plan, plan_facts
from monazite.read.table.price import price_facts, price_layout
from monazite.read.table.quota import is_quota, quota_facts
from monazite.read.table.sheet import Sheet, sheet_of

SMALLEST = 2
"""A table has a header and a row."""


def table_facts(document: Document) -> list[Fact]:
    """The facts that the tables of a document state, as printed, in reading order.

    Each cites its whole row; its place names the cell, the number, the subject and where the unit stands.
    """
    found: list[Fact] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table) and len(block.rows) >= SMALLEST:
            found.extend(_facts(sheet_of(document, number, block)))
    return list(_once(found))


def _facts(sheet: Sheet) -> Iterable[Fact]:
    if is_plan(sheet):
        return plan_facts(sheet)
    if is_quota(sheet):
        return quota_facts(sheet)
    if is_material(sheet):
        return material_facts(sheet)
    if series := series_of(sheet):
        return history_facts(sheet, series)
    layout = price_layout(sheet)
    if layout is not None:
        return price_facts(sheet, layout)
    figures = figures_of(sheet)
    return general_facts(sheet, figures) if figures else ()


def _once(facts: list[Fact]) -> Iterator[Fact]:
    """Each fact once: a table printed twice, or a row repeated after a page break, states nothing new."""
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        what = (
            fact.kind, fact.subject, fact.subject_as_written, fact.attribute, fact.period, fact.org, fact.spec,
            fact.scope,
            fact.canonical_unit, fact.canonical_value,
        )  # fmt: skip
        if what not in seen or fact.canonical_value is None:
            seen.add(what)
            yield fact
