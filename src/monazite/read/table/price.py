"""Price tables: products down, prices of one or more periods across, changes beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monazite.facts.record import Change, Fact, Span
from monazite.read.table.columns import PRICE_ROLES, UNIT_HEADINGS, Column, is_priced, price_unit, unit_in
from monazite.read.table.facts import Statement, fact_of, scaled
from monazite.read.table.grid import Line, whole_span
from monazite.read.table.names import Named, is_framed, named
from monazite.read.table.periods import header_period
from monazite.read.table.printed import Printed, printed_number
from monazite.read.table.sheet import Sheet
from monazite.reference import Unit, unit

FEWEST_ROWS = 5
"""In a shorter table another metal is taken for what it says."""
BASES = (("同比", "yoy"), ("环比", "mom"), ("月", "mom"), ("日", "dod"), ("周", "wow"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a price table holds what."""

    name: Column
    spec: Column | None
    unit: Column | None
    prices: tuple[Column, ...]
    pct: Column | None
    absolute: Column | None
    date: Column | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a price table and the product it is about; ``where`` is the cell that names it."""

    line: Line
    product: Named
    where: Span | None


def price_layout(sheet: Sheet) -> Layout | None:
    """The layout of a price table, or None where the table is none."""
    columns = sheet.columns
    prices = tuple(c for c in columns if c.role in PRICE_ROLES)
    has_unit = any(c.unit and c.unit.dimension == "price" for c in columns)
    if not prices or not (has_unit or is_priced(sheet.context, (c.text for c in columns))):
        return None
    name = next((c for c in columns if c.role == "name"), None) or _column_of_names(sheet)
    if name is None:
        return None
    first = {role: next((c for c in columns if c.role == role), None) for role in ("spec", "unit", "abs", "date")}
    changes = sorted((c for c in columns if c.role == "pct"), key=lambda c: "环比" not in c.text)
    return Layout(
        name, first["spec"], first["unit"], prices, changes[0] if changes else None, first["abs"], first["date"]
    )


def price_facts(sheet: Sheet, layout: Layout) -> Iterator[Fact]:
    """The price facts of a table, row by row, left to right."""
    rows = list(_rows(sheet, layout))
    rare = sum(row.product.is_known and not row.product.is_foreign for row in rows)
    for row in rows:
        if _is_ours(row.product, rare, len(rows)):
            yield from _row_facts(sheet, layout, row)


def _is_ours(product: Named, rare: int, rows: int) -> bool:
    """Whether a row belongs to this trade: a rare earth, or, among rare earths, a name that may be a misread one.

    Half the rows must be rare earths before an unknown name counts, three in five before another metal does.
    """
    if product.is_foreign:
        return is_framed(product.as_written) and rows >= FEWEST_ROWS and rare * 5 >= rows * 3
    return product.is_known or rare * 2 >= rows


def _rows(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """Rows with their product; a cell merged over several rows names all of them, an open cell none."""
    last: tuple[Named, Span | None] | None = None
    until = 0
    index = next((c.index for c in sheet.columns if c.role == "index"), None)
    for line in sheet.lines:
        text = line.text(layout.name.index)
        if text:
            product = named(text)
            cell = line.cells[layout.name.index]
            last, until = None if product is None else (product, whole_span(cell)), line.row + cell.row_span
        if last is not None and (text or line.row < until or _is_unnumbered(line, index)):
            yield Row(line, *last)


def _is_unnumbered(line: Line, index: int | None) -> bool:
    """Whether a table that numbers its products leaves the number of a row open too: another grade of the one above."""
    return index is not None and not line.text(index)


def _row_facts(sheet: Sheet, layout: Layout, row: Row) -> Iterator[Fact]:
    newest = _newest(layout, row.line)
    for column in layout.prices:
        printed = printed_number(row.line.text(column.index))
        if printed is None or column.role in ("low", "high"):
            continue
        fact = _level(sheet, layout, row, column, printed)
        if fact is not None:
            yield replace(fact, change=_change(layout, row.line, fact)) if column is newest else fact
    yield from _ranges(sheet, layout, row, newest)


def _level(sheet: Sheet, layout: Layout, row: Row, column: Column, printed: Printed) -> Fact | None:
    stated, where = unit_of_cell(sheet, layout.unit, row.line, column, printed)
    attribute = "price range" if isinstance(printed.value, tuple) and column.role == "mean" else column.attribute
    spec = row.line.text(layout.spec.index) if layout.spec else ""
    said = Statement(
        kind="price", subject=row.product.subject, as_written=row.product.as_written, printed=printed,
        unit=stated, unit_span=where, formula=row.product.formula, attribute=attribute or "price",
        period=_row_period(sheet, layout, row.line) or column.period or sheet.context.anchor.period,
        org=sheet.context.org, spec=spec or row.product.spec, subject_span=row.where,
    )  # fmt: skip
    return fact_of(sheet, row.line, column.index, said)


def _row_period(sheet: Sheet, layout: Layout, line: Line) -> str | None:
    """The period that a row's own date cell states."""
    return header_period(line.text(layout.date.index), sheet.context.anchor) if layout.date else None


def _ranges(sheet: Sheet, layout: Layout, row: Row, newest: Column | None) -> Iterator[Fact]:
    """Lowest and highest price of a row as one range, cited at the lowest."""
    lows = [c for c in layout.prices if c.role == "low"]
    for low_column in lows:
        high_column = next((c for c in layout.prices if c.role == "high" and c.period == low_column.period), None)
        low = printed_number(row.line.text(low_column.index))
        high = printed_number(row.line.text(high_column.index)) if high_column else None
        if low is None or high is None or isinstance(low.value, tuple) or isinstance(high.value, tuple):
            continue
        ends = (min(low.value, high.value), max(low.value, high.value))
        both = replace(low, value=ends)
        column = replace(low_column, attribute="price range", role="price")
        fact = _level(sheet, layout, row, column, both)
        if fact is not None:
            alone = newest is None and low_column is lows[-1]
            yield replace(fact, change=_change(layout, row.line, fact)) if alone else fact


def unit_of_cell(
    sheet: Sheet, unit_column: Column | None, line: Line, column: Column, printed: Printed
) -> tuple[Unit | None, Span | None]:
    """Unit of a price cell and where it stands: the cell, its header, the row's unit cell, the caption, a heading."""
    if printed.unit and (found := price_unit(unit(printed.unit))) is not None:
        return found, whole_span(line.cells[column.index])
    if (found := price_unit(column.unit)) is not None:
        return found, column.unit_span
    text = line.text(unit_column.index) if unit_column else ""
    if unit_column is not None and (found := price_unit(unit(text) or unit_in(f"({text})"))) is not None:
        return found, whole_span(line.cells[unit_column.index])
    context = sheet.context
    for words in (context.caption, *context.headings[:UNIT_HEADINGS]):
        if (found := price_unit(unit_in(words))) is not None:
            return found, context.caption_span if words == context.caption else None
    return None, None


def _newest(layout: Layout, line: Line) -> Column | None:
    """The price column that the change belongs to: of the latest period, the rightmost where none is later.

    Where one price is printed in two units, the change is that of the unit in which the period before stands, too.
    """
    levels = [
        c for c in layout.prices if c.role not in ("low", "high") and printed_number(line.text(c.index)) is not None
    ]
    before = {(c.unit, c.period or "") for c in levels}

    def follows(column: Column) -> bool:
        return any(unit == column.unit and period < (column.period or "") for unit, period in before)

    return max(levels, key=lambda c: (c.period or "", c.role == "mean", follows(c), c.index), default=None)


def _change(layout: Layout, line: Line, fact: Fact) -> Change | None:
    """The stated change of a row's newest level."""
    pct = printed_number(line.text(layout.pct.index)) if layout.pct else None
    if layout.pct is not None and pct is not None:
        return Change(pct=pct.value, basis=basis_of(layout.pct.text, fact.period), qualifier=pct.qualifier)
    step = printed_number(line.text(layout.absolute.index)) if layout.absolute else None
    if layout.absolute is None or step is None:
        return None
    basis = basis_of(layout.absolute.text, fact.period)
    if step.unit in ("%", "％") or (layout.absolute.unit and layout.absolute.unit.canonical == "%"):
        return Change(pct=step.value, basis=basis, qualifier=step.qualifier)
    factor = price_unit(layout.absolute.unit) or (unit(fact.unit) if fact.unit else None)
    return (
        None if factor is None else Change(abs=scaled(step.value, factor.factor), basis=basis, qualifier=step.qualifier)
    )


def basis_of(header: str, period: str | None) -> str:
    """What a change is measured from: said in the header, else the period before the level's.

    >>> basis_of("同比", "2022-08"), basis_of("涨跌", "2022-08-01"), basis_of("涨跌幅", None)
    ('yoy', 'dod', 'unstated')
    """
    if "环比" in header and period and re.fullmatch(r"\d{4}-Q\d", period):
        return "qoq"
    for word, basis in BASES:
        if word in header:
            return (
                "dod"
                if basis == "mom" and period and len(period) == len("2022-08-01") and "月" not in header
                else basis
            )
    if period and re.fullmatch(r"\d{4}-\d{2}", period):
        return "mom"
    return "dod" if period and re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else "unstated"


def _column_of_names(sheet: Sheet) -> Column | None:
    """The leftmost column most of whose cells name products."""
    for column in sheet.columns:
        texts = [text for line in sheet.lines if (text := line.text(column.index))]
        if texts and sum(named(text) is not None for text in texts) * 2 > len(texts):
            return column
    return None
