"""Percentages of a table against its two columns of levels: 环比, 同比, 涨跌幅, and steps in the unit of the levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact, Input
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import Outcome, Side, check

HUNDRED = Decimal(100)
SHARE = Decimal("0.5")
"""Two columns are taken for the levels only when half of the rows fit: the base of 同比 may not be printed at all."""
TURN_OF_YEAR = ((12,), (1,))
"""December comes before January where no year is printed."""


def change_columns(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """Each column of changes against the pair of columns that it joins."""
    numeric = grid.numeric_columns()
    levels = [c for c in numeric if not grid.is_change(c) and grid.headers[c]]
    for column in numeric:
        if not grid.is_change(column):
            continue
        pair = joined(grid, column, levels)
        if pair:
            yield from rows_of(evidence, block, grid, column, pair)


def joined(grid: Grid, column: int, levels: list[int]) -> tuple[int, int] | None:
    """The columns (before, after) of two periods that a column of changes joins.

    Columns of one period (最低, 最高, 均价 of a day) are no before and after: their change refers to a day that the
    table does not print, and nothing is said.
    """
    near = sorted(levels, key=lambda c: (abs(c - column), c))[:4]
    candidates = [p for p in permutations(near, 2) if follows(grid, *p)]
    scored = [(*fitting(grid, column, pair), pair) for pair in candidates]
    scored = [s for s in scored if s[0]]
    if not scored:
        return None
    fits, rows, pair = max(scored, key=lambda s: (s[0], -candidates.index(s[2])))
    return pair if fits >= SHARE * rows else None


def follows(grid: Grid, before: int, after: int) -> bool:
    """Whether the headers say which of two columns is the earlier one."""
    if grid.is_earlier(before) != grid.is_earlier(after):
        return grid.is_earlier(before)
    first, second = grid.period(before), grid.period(after)
    if not first or not second or first == second or rest(grid, before) != rest(grid, after):
        return False
    one, two = (tuple(map(int, re.findall(r"\d+", period))) for period in (first, second))
    return len(one) == len(two) > 0 and (one < two or (one, two) == TURN_OF_YEAR)


def rest(grid: Grid, column: int) -> str:
    """A header without its period."""
    return "".join(grid.headers[column].split()).replace(grid.period(column), "")


def fitting(grid: Grid, column: int, pair: tuple[int, int]) -> tuple[int, int]:
    """How many rows fit, of how many with three numbers."""
    outcomes = [o for row in grid.body if (o := outcome_of(grid, row, column, pair))]
    return sum(o.holds for o in outcomes), len(outcomes)


def outcome_of(grid: Grid, row: int, column: int, pair: tuple[int, int]) -> Outcome | None:
    """The change of one row, computed and printed; in percent where the column says so."""
    numbers = [grid.numbers.get((row, c)) for c in (*pair, column)]
    if any(n is None for n in numbers):
        return None
    before, after, printed = (n for n in numbers if n is not None)
    old, new = (Side(n, Interval.printed(n)) for n in (before, after))
    right = Side(printed, Interval.printed(printed))
    if not is_percent(grid, row, column):
        return Outcome(f"{after} - {before}", new - old, right)
    if not old.divisible():
        return None
    return Outcome(f"{after} / {before} - 1", (new / old).shifted(-1).scaled(HUNDRED), right, "%")


def is_percent(grid: Grid, row: int, column: int) -> bool:
    """Whether a change is in percent: the cell or the header has the sign, or the header names a rate."""
    header = grid.headers[column]
    return (
        "%" in grid.text(row, column) + header
        or "％" in header
        or any(w in header for w in ("环比", "同比", "幅", "率", "速"))
    )


def rows_of(evidence: Evidence, block: int, grid: Grid, column: int, pair: tuple[int, int]) -> Iterator[Check]:
    """One check for each row with its three numbers."""
    for row in grid.body:
        outcome = outcome_of(grid, row, column, pair)
        if outcome is None:
            continue
        facts = evidence.by_row.get((block, row), [])
        inputs = [cell(evidence, grid, row, c, facts) for c in (*pair, column)]
        finding = f"{grid.label(row)}: {grid.text(row, column)} ≠ {outcome.expression}"
        rule = "change_pct" if outcome.unit == "%" else "difference"
        yield check(evidence.doc, rule, outcome, inputs, finding=finding)


def cell(evidence: Evidence, grid: Grid, row: int, column: int, facts: list[Fact]) -> Input:
    """A cell as an input, joined to the fact whose number it is; a change belongs to the fact that states it."""
    exact = next((f for f in facts if f.place and f.place.column == column), None)
    if exact is None and grid.is_change(column):
        exact = next((f for f in facts if f.change and f.change.pct is not None), None)
    return evidence.cell(grid.table, row, column, exact)
