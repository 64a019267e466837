"""Price histories: dates down, products across (日期, 氧化镨钕, 氧化镝)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.facts.record import Fact
from monazite.read.table.columns import PARENTHESIS, Column, level_of
from monazite.read.table.facts import Statement, fact_of
from monazite.read.table.grid import HAS_DIGIT, Line
from monazite.read.table.names import Named, named
from monazite.read.table.periods import header_period
from monazite.read.table.price import unit_of_cell
from monazite.read.table.printed import printed_number
from monazite.read.table.sheet import Sheet

MEASURE = re.compile(r"(?:平均价格?|均价|中间价|最低价?|最高价?|价格|报价|收盘价|挂牌价)$")


@dataclass(frozen=True, slots=True)
class Series:
    """A column of one product's prices over time."""

    column: Column
    product: Named


def series_of(sheet: Sheet) -> list[Series]:
    """The columns whose header names a product, in a table whose rows are dated; empty where it is no history."""
    if not any(column.role == "date" for column in sheet.columns):
        return []
    found = []
    for column in sheet.columns:
        product = named(MEASURE.sub("", re.sub(r"\s+", "", PARENTHESIS.sub("", column.text))))
        if product is not None and not product.is_foreign and column.role != "name":
            found.append(Series(column, product))
    return found


def history_facts(sheet: Sheet, series: list[Series]) -> Iterator[Fact]:
    """One price for each date and product; lowest and highest prices stay apart from the mean by their attribute."""
    date = next(column for column in sheet.columns if column.role == "date")
    for line, period in _dated(sheet, date):
        for one in series:
            printed = printed_number(line.text(one.column.index))
            if printed is None:
                continue
            unit, where = unit_of_cell(sheet, None, line, one.column, printed)
            said = Statement(
                kind="price", subject=one.product.subject, as_written=one.product.as_written, printed=printed,
                unit=unit, unit_span=where, formula=one.product.formula,
                attribute=one.column.attribute or level_of(sheet.context), period=period, org=sheet.context.org,
            )  # fmt: skip
            fact = fact_of(sheet, line, one.column.index, said)
            if fact is not None:
                yield fact


def _dated(sheet: Sheet, date: Column) -> Iterator[tuple[Line, str | None]]:
    """Rows with their period: of a yearless date relative to the caption's, of a row of words (平均) the caption's own.

    A cell merged over several rows dates them all; a row whose date is open is left out.
    """
    period: str | None = None
    until = 0
    for line in sheet.lines:
        if text := line.text(date.index):
            found = header_period(text, sheet.context.anchor)
            period = found or (None if HAS_DIGIT.search(text) else sheet.context.anchor.period)
            until = line.row + line.cells[date.index].row_span
        if text or line.row < until:
            yield line, period
