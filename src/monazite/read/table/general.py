"""Other tables of figures: outputs, exports by country, reserves; row label by column header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.facts.record import Fact
from monazite.read.table.columns import Column, unit_in
from monazite.read.table.facts import Statement, fact_of
from monazite.read.table.grid import Line, whole_span
from monazite.read.table.names import named
from monazite.read.table.periods import full_period
from monazite.read.table.printed import printed_number
from monazite.read.table.quota import OF_WHICH, TOTAL
from monazite.read.table.sheet import Sheet
from monazite.read.table.vocabulary import Measure, measures
from monazite.reference import Unit, product_aliases, unit

DIMENSIONS = {"mass": ("mass", "mass_per_year"), "percent": ("percent",)}
CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of figures: what it measures, in which unit, for which period."""

    column: Column
    measure: Measure
    unit: Unit
    period: str | None


def figures_of(sheet: Sheet) -> list[Figure]:
    """Columns whose header, with the caption, says what is measured and in which unit."""
    found = []
    caption = sheet.context.caption
    for column in sheet.columns:
        if column.role in ("index", "name", "org", "region", "remark", "pct", "abs", "spec", "unit"):
            continue
        measure = _measure(column.text) or (_measure(caption) if column.period and column.role == "other" else None)
        stated = column.unit or unit_in(caption)
        if measure is not None and stated is not None and stated.dimension in DIMENSIONS[measure.dimension]:
            found.append(Figure(column, measure, stated, column.period or full_period(caption)))
    return found


def general_facts(sheet: Sheet, figures: list[Figure]) -> Iterator[Fact]:
    """Facts of a table of figures about a rare-earth product, named by its rows or its caption."""
    about = subject_in(sheet.context.caption)
    label = next((c for c in sheet.columns if c.role in ("name", "org", "region")), None)
    label = label or next((c for c in sheet.columns if c.role != "index"), None)
    if label is None or any(figure.column is label for figure in figures):
        return
    for line in sheet.lines:
        for figure in figures:
            fact = _cell(sheet, line, figure, label, about)
            if fact is not None:
                yield fact


def subject_in(text: str) -> str | None:
    """The product that a caption names: the longest known Chinese name in it.

    >>> subject_in("2025年我国稀土永磁体出口量（吨）")
    '稀土永磁体'
    """
    names = [name for name in product_aliases() if len(name) > 1 and CHINESE_NAME.search(name) and name in text]
    item = named(max(names, key=lambda name: (len(name), name))) if names else None
    return None if item is None or item.is_foreign else item.subject


def _cell(sheet: Sheet, line: Line, figure: Figure, label: Column, about: str | None) -> Fact | None:
    printed = printed_number(line.text(figure.column.index))
    words = OF_WHICH.sub("", line.text(label.index))
    if printed is None or not words:
        return None
    product = named(words)
    subject = product.subject if product is not None and not product.is_foreign else about
    if subject is None or (product is not None and product.is_foreign):
        return None
    is_place = product is None and TOTAL.match(words) is None
    is_trade = figure.measure.kind == "trade"
    way = ("to " if "export" in figure.measure.attribute else "from ") + words
    said = Statement(
        kind=figure.measure.kind, subject=subject, as_written=product.as_written if product else subject,
        printed=printed, unit=(unit(printed.unit) if printed.unit else None) or figure.unit,
        unit_span=figure.column.unit_span or sheet.context.caption_span,
        formula=product.formula if product else None, attribute=figure.measure.attribute, period=figure.period,
        region=words if is_place and not is_trade and label.role != "org" else None,
        org=words if is_place and label.role == "org" else sheet.context.org,
        scope=way if is_place and is_trade else "table", subject_span=whole_span(line.cells[label.index]),
    )  # fmt: skip
    return fact_of(sheet, line, figure.column.index, said)


def _measure(text: str) -> Measure | None:
    """What words say is measured; growth and prices are no measure of this room."""
    return next((m for m in measures() if m.pattern.search(text)), None)
