"""Two columns of a table that print one statement in two units: 元/公斤 beside 万元/吨."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import Evidence
from monazite.read.check.factual import fact_figure, scale
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import Outcome, Side, check, short


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one unit, and the factor from it to the canonical unit."""

    number: int
    unit: str
    factor: Decimal


def twin_columns(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """Every row of each pair of columns that some row shows to state one thing in two units.

    Where both cells agree to the digit, reading keeps one fact for the two, and the check is still made.
    """
    pairs: dict[tuple[int, int], tuple[Column, Column]] = {}
    for row in grid.body:
        facts = [f for f in evidence.by_row.get((block, row), []) if f.unit and f.place and f.place.column is not None]
        for first, second in combinations(facts, 2):
            columns = column_of(first), column_of(second)
            if columns[0] and columns[1] and is_one_statement(first, second):
                pairs.setdefault((columns[0].number, columns[1].number), (columns[0], columns[1]))
    for columns in pairs.values():
        for row in grid.body:
            yield from compared(evidence, block, grid, row, columns)


def column_of(fact: Fact) -> Column | None:
    """The column a fact stands in."""
    if fact.value is None or fact.canonical_value is None or not (figure := fact_figure(fact)) or figure.is_range:
        return None
    number = fact.place.column if fact.place else None
    factor = scale(fact.value, fact.canonical_value)
    return None if number is None else Column(number, fact.unit or "", factor)


def is_one_statement(first: Fact, second: Fact) -> bool:
    """Whether two facts of a row differ in the unit alone."""
    return bool(first.period) and first.unit != second.unit and same(first) == same(second)


def same(fact: Fact) -> tuple[str | None, ...]:
    """What two prints of one statement share."""
    return (
        *(fact.kind, fact.subject, fact.period, fact.canonical_unit),
        *(fact.attribute, fact.scope, fact.spec, fact.org, fact.region),
    )


def compared(evidence: Evidence, block: int, grid: Grid, row: int, columns: tuple[Column, Column]) -> Iterator[Check]:
    """Both cells of one row in the canonical unit."""
    numbers = [grid.numbers.get((row, column.number)) for column in columns]
    facts = evidence.by_row.get((block, row), [])
    own = [next((f for f in facts if f.place and f.place.column == c.number), None) for c in columns]
    if any(n is None for n in numbers) or not any(own):
        return
    one, two = (
        Side(n, Interval.printed(n)).scaled(c.factor) for n, c in zip(numbers, columns, strict=True) if n is not None
    )
    written = " = ".join(f"{n} {c.unit}" for n, c in zip(numbers, columns, strict=True))
    unit = next((f.canonical_unit or "" for f in own if f), "")
    inputs = [evidence.cell(grid.table, row, c.number, f) for c, f in zip(columns, own, strict=True)]
    finding = f"{grid.label(row)}: {written.replace(' = ', ' ≠ ')} ({short(one.value)} ≠ {short(two.value)} {unit})"
    yield check(evidence.doc, "unit_twin", Outcome(written, one, two, unit), inputs, finding=finding)
