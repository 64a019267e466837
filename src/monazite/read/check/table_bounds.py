"""Low, mean and high of a row: the mean lies between, and where a table makes it the middle, it is the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Check, Input
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import Outcome, Side, check, statement
from monazite.read.check.table_changes import cell

_LOW = re.compile(r"最低|低价|低点|下限")
_HIGH = re.compile(r"最高|高价|高点|上限")
_MEAN = re.compile(r"均价|平均|中间价|均值")
_RANGE = re.compile(r"\s*(\d[\d,]*(?:\.\d+)?)\s*[-~～—–－至]{1,2}\s*(\d[\d,]*(?:\.\d+)?)\s*")
FEWEST = 3
"""Rows from which a mean that is the middle is a habit of the table."""
SHARE = Decimal("0.8")
"""and of which share of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """The three numbers of one row and their cells."""

    row: int
    low: Decimal
    mean: Decimal
    high: Decimal
    columns: tuple[int, ...]


def table_bounds(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """Rows with a low, a mean and a high, in three columns or with the range in one."""
    means = [c for c in range(grid.width) if _MEAN.search(grid.headers[c]) and not grid.is_change(c)]
    if len(means) != 1:
        return
    rows = [r for r in (read(grid, row, means[0]) for row in grid.body) if r]
    middles = [r for r in rows if middle_of(r).holds]
    habit = len(middles) >= FEWEST and len(middles) >= SHARE * len(rows)
    for row in rows:
        facts = evidence.by_row.get((block, row.row), [])
        inputs = [cell(evidence, grid, row.row, c, facts) for c in row.columns]
        words = f"{row.low} ≤ {row.mean} ≤ {row.high}"
        fits = row.low <= row.mean <= row.high
        yield statement(evidence.doc, "bounds", words, inputs, holds=fits, finding=f"{grid.label(row.row)}: {words}")
        if habit:
            yield from middle(evidence, grid, row, inputs)


def read(grid: Grid, row: int, mean: int) -> Row | None:
    """The three numbers of a row, or None."""
    value = grid.numbers.get((row, mean))
    if value is None:
        return None
    named = [
        [c for c in range(grid.width) if p.search(grid.headers[c]) and (row, c) in grid.numbers] for p in (_LOW, _HIGH)
    ]
    if all(len(columns) == 1 for columns in named):
        low, high = (columns[0] for columns in named)
        return Row(row, grid.numbers[row, low], value, grid.numbers[row, high], (low, high, mean))
    ranges = [(c, m) for c in range(grid.width) if (m := _RANGE.fullmatch(grid.text(row, c)))]
    if len(ranges) != 1:
        return None
    column, found = ranges[0]
    ends = [Decimal(found[i].replace(",", "")) for i in (1, 2)]
    return Row(row, ends[0], value, ends[1], (column, mean))


def middle_of(row: Row) -> Outcome:
    """The middle of low and high against the mean."""
    sides = [Side(n, Interval.printed(n)) for n in (row.low, row.high, row.mean)]
    return Outcome(f"({row.low} + {row.high}) / 2", (sides[0] + sides[1]).scaled(Decimal("0.5")), sides[2])


def middle(evidence: Evidence, grid: Grid, row: Row, inputs: list[Input]) -> Iterator[Check]:
    """One row of a table whose means are middles."""
    outcome = middle_of(row)
    finding = f"{grid.label(row.row)}: {row.mean} ≠ {outcome.expression}"
    yield check(evidence.doc, "midpoint", outcome, inputs, finding=finding)
