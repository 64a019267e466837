"""Sums of a table: total rows over the rows above, total columns over the columns beside, parts under their row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from monazite.core.interval import Interval
from monazite.facts.record import Check, Input
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import Outcome, Side, check, short
from monazite.read.check.table_changes import cell

Cell = tuple[int, int]


def table_sums(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """All sums that the words of a table state."""
    columns = [c for c in grid.numeric_columns() if grid.adds_up(c)]
    totals = [r for r in grid.body if grid.is_total(r)]
    for row in totals:
        merged = merged_total(grid, row, totals)
        for column in columns:
            if (row, column) not in grid.numbers:
                continue
            parts = merged.get(column) or parts_above(grid, row, column, totals)
            yield from added(evidence, block, grid, parts, (row, column))
    yield from row_sums(evidence, block, grid, columns)
    yield from of_which(evidence, block, grid, columns)


def merged_total(grid: Grid, row: int, totals: Sequence[int]) -> dict[int, list[list[Cell]]]:
    """A second total row under the first: a cell that reaches over several columns adds the totals above it."""
    above = row - 1
    if above not in totals:
        return {}
    filled = [c for c in range(grid.width) if (row, c) in grid.numbers]
    upper = [c for c in range(grid.width) if (above, c) in grid.numbers]
    if not filled or len(filled) >= len(upper):
        return {}
    ends = [*filled[1:], grid.width]
    return {c: [[(above, u) for u in upper if c <= u < end]] for c, end in zip(filled, ends, strict=True)}


def parts_above(grid: Grid, row: int, column: int, totals: Sequence[int]) -> list[list[Cell]]:
    """Each way to read what a total row adds, the usual one first: rows up to the last total, all rows, subtotals."""
    rows = [r for r in grid.body if r < row and (r, column) in grid.numbers]
    plain = [r for r in rows if r not in totals and not grid.is_of_which(r)]
    last = max((t for t in totals if t < row), default=-1)
    readings = [
        [r for r in plain if r > last],
        plain,
        [r for r in rows if r in totals],
        [r for r in rows if r not in totals and r > last],
    ]
    below = [
        r for r in grid.body if r > row and (r, column) in grid.numbers and r not in totals and not grid.is_of_which(r)
    ]
    if not rows:
        readings.append(below)
    return [[(r, column) for r in reading] for reading in readings if reading]


def added(
    evidence: Evidence, block: int, grid: Grid, readings: Sequence[Sequence[Cell]], total: Cell
) -> Iterator[Check]:
    """The reading that adds up to the total; where none does, the usual one fails."""
    outcomes = [(sum_of(grid, parts, total), parts) for parts in readings if len(parts) > 1]
    if not outcomes:
        return
    outcome, parts = next(((o, p) for o, p in outcomes if o.holds), outcomes[0])
    inputs = [located(evidence, block, grid, place) for place in (*parts, total)]
    gap = short(outcome.right.value - outcome.left.value)
    finding = f"{grid.text(*total)} - ({outcome.expression}) = {gap}"
    decided = not within_rounding(grid, parts, total) and misprinted(outcome.right.value - outcome.left.value)
    yield check(evidence.doc, "sum", outcome, inputs, finding=finding, decided=decided)


def sum_of(grid: Grid, parts: Sequence[Cell], total: Cell) -> Outcome:
    """The sum against the total; whole numbers are added as they stand, decimals with their rounding."""
    numbers = [grid.numbers[p] for p in parts]
    printed = grid.numbers[total]
    exact = all(n.as_tuple().exponent == 0 for n in (*numbers, printed))
    left = Side.exact(0)
    for number in numbers:
        left += side(number, exact=exact)
    return Outcome(" + ".join(str(n) for n in numbers), left, side(printed, exact=exact))


def side(number: Decimal, *, exact: bool) -> Side:
    """A cell with or without the rounding of its digits."""
    return Side.exact(number) if exact else Side(number, Interval.printed(number))


def within_rounding(grid: Grid, parts: Sequence[Cell], total: Cell) -> bool:
    """Whether whole numbers miss their total by less than their rounding could explain."""
    numbers = [grid.numbers[p] for p in parts]
    half = Decimal(len(numbers) + 1) / 2
    return abs(sum(numbers, Decimal(0)) - grid.numbers[total]) <= half and len(numbers) > 2  # noqa: PLR2004  two parts


def misprinted(gap: Decimal) -> bool:
    """Whether one wrong digit explains a gap: one digit and zeros. Other gaps may come from rows that are no parts."""
    return len(gap.normalize().as_tuple().digits) == 1


def row_sums(evidence: Evidence, block: int, grid: Grid, columns: Sequence[int]) -> Iterator[Check]:
    """A column 合计 against the columns of its row; accepted when most rows fit."""
    for total in (c for c in columns if grid.is_total_column(c)):
        others = [c for c in columns if c != total and not grid.is_total_column(c)]
        before = [c for c in others if c < total]
        readings = [r for r in (before, [c for c in others if c > total], others) if len(r) > 1]
        for parts in readings:
            rows = [
                r for r in grid.body if (r, total) in grid.numbers and sum((r, c) in grid.numbers for c in parts) > 1
            ]
            made = [(r, [(r, c) for c in parts if (r, c) in grid.numbers]) for r in rows]
            fits = sum(sum_of(grid, cells, (r, total)).holds for r, cells in made)
            if fits * 2 > len(made):
                for r, cells in made:
                    yield from added(evidence, block, grid, [cells], (r, total))
                break


def of_which(evidence: Evidence, block: int, grid: Grid, columns: Sequence[int]) -> Iterator[Check]:
    """A row 其中 is at most the row it is part of, in each column."""
    for row in grid.body:
        if not grid.is_of_which(row):
            continue
        parent = next((r for r in range(row - 1, grid.body.start - 1, -1) if not grid.is_of_which(r)), None)
        for column in columns:
            part = grid.numbers.get((row, column))
            whole = grid.numbers.get((parent, column)) if parent is not None else None
            if parent is None or part is None or whole is None:
                continue
            outcome = Outcome(f"{part} ≤ {whole}", Side.exact(part), Side.exact(whole))
            inputs = [located(evidence, block, grid, (r, column)) for r in (row, parent)]
            yield check(evidence.doc, "of_which", outcome, inputs, holds=part <= whole, finding=f"{part} > {whole}")


def located(evidence: Evidence, block: int, grid: Grid, place: Cell) -> Input:
    """A cell as an input."""
    return cell(evidence, grid, *place, evidence.by_row.get((block, place[0]), []))
