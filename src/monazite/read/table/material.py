"""Tables of material properties: materials down, properties across."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monazite.facts.record import Fact
from monazite.read.table.columns import PARENTHESIS, Column
from monazite.read.table.facts import Statement, fact_of, scaled
from monazite.read.table.grid import Line, whole_span
from monazite.read.table.printed import printed_number
from monazite.read.table.sheet import Sheet
from monazite.read.table.vocabulary import Property, properties
from monazite.reference import product_named, unit

FEWEST = 2
"""A table with fewer columns of known properties is not taken for one of materials."""


def property_of(column: Column) -> Property | None:
    """The property that a header names, with the unit it prints."""
    found = next((p for p in properties() if p.pattern.search(column.text)), None)
    if found is None:
        return None
    printed = [part.strip() for part in PARENTHESIS.findall(column.text)]
    for text in reversed(printed):
        stated = unit(text)
        if stated is not None:
            canonical = "degC" if stated.canonical in ("degC", "°C") else stated.canonical
            return replace(found, unit=text, canonical_unit=canonical, factor=stated.factor)
    return found


def is_material(sheet: Sheet) -> bool:
    """Whether a table lists properties of materials."""
    return sum(property_of(c) is not None for c in sheet.columns) >= FEWEST


def material_facts(sheet: Sheet) -> Iterator[Fact]:
    """One fact for each cell that prints a number; Chinese names are kept, SmCo5 and the like resolved."""
    measured = [(c, p) for c in sheet.columns if (p := property_of(c)) is not None]
    named = [
        c.index
        for c in sheet.columns
        if property_of(c) is None and c.index < measured[0][0].index and c.role != "index"
    ]
    group = ""
    for line in sheet.lines:
        texts = [line.text(at) for at in named]
        group = texts[0] if len(texts) > 1 and texts[0] else group
        label = next((at for at in named[1:] or named if line.text(at)), None)
        if label is not None:
            for column, prop in measured:
                fact = _cell(sheet, line, (column, prop), label, group if label != named[0] else "")
                if fact is not None:
                    yield fact


def _cell(sheet: Sheet, line: Line, measured: tuple[Column, Property], label: int, group: str) -> Fact | None:
    column, prop = measured
    printed = printed_number(line.text(column.index))
    if printed is None:
        return None
    name = line.text(label)
    item = product_named(name) if name.isascii() else None
    said = Statement(
        kind="material_property", subject=item.key if item else name, as_written=name, printed=printed,
        formula=item.formula if item else None, attribute=prop.attribute, scope=group or "table",
        subject_span=whole_span(line.cells[label]),
    )  # fmt: skip
    fact = fact_of(sheet, line, column.index, said)
    if fact is None or fact.value is None:
        return None
    return replace(
        fact, unit=prop.unit, canonical_value=scaled(fact.value, prop.factor), canonical_unit=prop.canonical_unit
    )
