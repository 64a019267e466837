"""Make a fact of one cell: its citation, its place, its canonical value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monazite.facts.record import Change, Fact, Number, Place, Span
from monazite.read.document import Cell, Document
from monazite.read.table.grid import Line, cited, part_span, row_span
from monazite.read.table.printed import Printed
from monazite.read.table.sheet import Sheet
from monazite.reference import Unit


@dataclass(frozen=True, slots=True)
class Statement:
    """What a cell states, before it is cited.

    Args:
        kind, subject, as_written, formula, attribute, period, org, region, spec, scope: as in a fact.
        printed: the number of the cell, or None for a row that states words.
        unit: unit of the number, or None.
        unit_span: where the unit stands in the view, or None.
        change: the stated change that belongs to this level.
        subject_span: where the subject stands in the view.
    """

    kind: str
    subject: str
    as_written: str
    printed: Printed | None = None
    unit: Unit | None = None
    unit_span: Span | None = None
    formula: str | None = None
    attribute: str | None = None
    period: str | None = None
    change: Change | None = None
    org: str | None = None
    region: str | None = None
    spec: str | None = None
    scope: str | None = "table"
    qualifier: str | None = None
    subject_span: Span | None = None


def fact_of(sheet: Sheet, line: Line, column: int | None, said: Statement) -> Fact | None:
    """The fact of one cell of a row, or None where the row has no place in the text."""
    document = sheet.document
    cell = line.cells[column] if column is not None else None
    number = _number_span(document, cell, said.printed)
    span = row_span(line, number)
    if span is None:
        return None
    quote, start, end, field = document.cite(span.start, span.end)
    place = Place(sheet.context.block, line.row, column, cited(document, number), cited(document, said.subject_span),
                  cited(document, said.unit_span))  # fmt: skip
    value = said.printed.value if said.printed else None
    return Fact(
        doc=document.name, kind=said.kind, subject=said.subject, quote=quote, start=start, end=end,
        subject_as_written=said.as_written, formula=said.formula, attribute=said.attribute, value=value,
        unit=said.unit.text if said.unit else None,
        canonical_value=scaled(value, said.unit.factor) if said.unit and value is not None else None,
        canonical_unit=said.unit.canonical if said.unit else None, period=said.period, change=said.change,
        region=said.region, org=said.org, spec=said.spec, scope=said.scope,
        qualifier=said.qualifier or (said.printed.qualifier if said.printed else None), field=field, place=place,
    )  # fmt: skip


def scaled(value: Number, factor: Decimal) -> Number:
    """A number or both ends of a range times an exact factor."""
    return (value[0] * factor, value[1] * factor) if isinstance(value, tuple) else value * factor


def _number_span(document: Document, cell: Cell | None, printed: Printed | None) -> Span | None:
    if cell is None or printed is None:
        return None
    return part_span(document, cell, printed.start, printed.end)
