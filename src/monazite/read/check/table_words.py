"""What the cells of a table must be to each other: order, membership, names against specifications."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from monazite.facts.record import Check, Fact, Input
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import statement
from monazite.reference import element_aliases, product_named, rare_earths

FEWEST_ROWS = 3
"""A pattern over fewer rows is an accident."""
_SERIAL = re.compile(r"([A-Za-z〔\[（(第]{0,3})(\d{1,12})[〕\]）)号]?")
_SPEC = re.compile(r"(?<![A-Za-z])([A-Z][a-z]?)\s*(?:≥|=)?\s*\d+(?:\.\d+)?\s*[%％]")
_COMPOUND = re.compile(r"^(?:氧化|金属|氟化|氯化|碳酸)(.)$|^(.)铁(?:合金)?$")
_PLAN = re.compile(r"\d{8}-([TQZ])-\d{3}")
_NATURES = {"T": "推荐", "Q": "强制", "Z": "指导"}
MOSTLY = 0.6
"""Share of rows that must be rare-earth products before the table is taken for a list of them."""
ALMOST_ALL = 0.85
"""Share of rows from which another metal is an error in a table that calls itself one of rare earths."""


@dataclass(frozen=True, slots=True)
class Named:
    """The product of a row, the fact it is read from, and the row's other facts.

    A verdict on the name is one on every fact of its row, on July's price as on August's.
    """

    name: str
    fact: Fact | None
    rest: tuple[Fact, ...]

    def rest_of(self, evidence: Evidence, grid: Grid, row: int) -> list[Input]:
        """The cells of the other facts."""
        return [evidence.cell(grid.table, row, f.place.column or 0, f) for f in self.rest if f.place]


def sequences(evidence: Evidence, grid: Grid) -> Iterator[Check]:
    """Columns of running numbers have no gap and turn nowhere."""
    for column in range(grid.width):
        rows = [r for r in grid.body if grid.text(r, column) and not grid.is_total(r)]
        found = [_SERIAL.fullmatch(re.sub(r"\s", "", grid.text(r, column))) for r in rows]
        if len(rows) < FEWEST_ROWS or not all(found) or len({m[1] for m in found if m}) > 1:
            continue
        numbers = [int(m[2]) for m in found if m]
        steps = {b - a for a, b in pairwise(numbers)}
        if steps in ({1}, {-1}):
            inputs = [evidence.cell(grid.table, r, column) for r in (rows[0], rows[-1])]
            words = f"{grid.text(rows[0], column)} … {grid.text(rows[-1], column)}: {len(numbers)}"
            yield statement(evidence.doc, "sequence", words, inputs, holds=True)


def products_listed(evidence: Evidence, block: int, grid: Grid) -> Iterator[Check]:
    """A list of rare-earth products holds no other metal, no product twice, and no name its specification denies."""
    names = {r: name_of(evidence, block, grid, r) for r in grid.body if grid.label(r) and not grid.is_total(r)}
    known = {r: p for r, (name, _) in names.items() if (p := product_named(name))}
    rare = [r for r, p in known.items() if not p.is_foreign]
    if len(names) < FEWEST_ROWS or len(rare) < MOSTLY * len(names):
        return
    only_rare = len(rare) >= ALMOST_ALL * len(names) and "稀土" in about(evidence, grid)
    for row, (name, fact) in names.items():
        named = Named(name, fact, tuple(f for f in evidence.by_row.get((block, row), []) if f is not fact))
        yield from membership(evidence, grid, row, named, decided=only_rare)
        yield from name_and_spec(evidence, grid, row, named)
    yield from duplicates(evidence, grid, names)


def name_of(evidence: Evidence, block: int, grid: Grid, row: int) -> tuple[str, Fact | None]:
    """The product of a row: as repaired where a fact of the row was, else as printed."""
    fact = next(iter(evidence.by_row.get((block, row), [])), None)
    return (fact.subject, fact) if fact else (grid.label(row), None)


def about(evidence: Evidence, grid: Grid) -> str:
    """Caption and headers of a table."""
    caption = grid.table.caption
    above = evidence.document.view.text[caption.start : caption.end] if caption else ""
    return above + "".join(grid.headers)


def membership(evidence: Evidence, grid: Grid, row: int, named: Named, *, decided: bool) -> Iterator[Check]:
    """氧化铟 in a list of rare earths: indium is none. A list of rare metals may hold it."""
    found = _COMPOUND.match(named.name)
    symbol = found[1] or found[2] if found else ""
    if not symbol or element_aliases().get(symbol) in {e.symbol for e in rare_earths()}:
        return
    column = next(c for c in range(grid.width) if grid.text(row, c) == grid.label(row))
    inputs = [evidence.cell(grid.table, row, column, named.fact), *named.rest_of(evidence, grid, row)]
    words = f"{named.name} ∋ {symbol}"
    verdict = False if decided else None
    yield statement(evidence.doc, "membership", words, inputs, holds=verdict, finding=f"{symbol} ∉ RE")


def name_and_spec(evidence: Evidence, grid: Grid, row: int, named: Named) -> Iterator[Check]:
    """The element of a specification (Dy80%) is an element of the product."""
    product = product_named(named.name)
    if product is None or product.is_foreign:
        return
    for column in range(grid.width):
        found = _SPEC.search(grid.text(row, column))
        if not found or found[1] not in {e.symbol for e in rare_earths()}:
            continue
        holds = found[1] in product.elements
        inputs = [evidence.cell(grid.table, row, c, named.fact) for c in sorted({0, column})]
        inputs += named.rest_of(evidence, grid, row)
        words = f"{named.name} ~ {found[0]}"
        yield statement(evidence.doc, "name_spec", words, inputs, holds=holds, finding=f"{found[1]} ∉ {named.name}")


def duplicates(evidence: Evidence, grid: Grid, names: dict[int, tuple[str, Fact | None]]) -> Iterator[Check]:
    """No product with one purity stands in two rows."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (name, _) in names.items():
        words = [grid.text(row, c) for c in range(grid.width) if (row, c) not in grid.numbers]
        rows[name, " ".join(words)].append(row)
    doubles = [(key, found) for key, found in rows.items() if len(found) > 1]
    for (name, _), found in doubles:
        inputs = [evidence.cell(grid.table, r, 0, names[r][1]) for r in found]
        yield statement(
            evidence.doc, "duplicate", f"{name} × {len(found)}", inputs, holds=None, finding=f"{name} × {len(found)}"
        )


def plan_natures(evidence: Evidence, grid: Grid) -> Iterator[Check]:
    """The letter of a plan number says what the column 标准性质 must: T 推荐, Q 强制, Z 指导."""
    column = next((c for c in range(grid.width) if "性质" in grid.headers[c]), None)
    if column is None:
        return
    for row in grid.body:
        for c in range(grid.width):
            found = _PLAN.search(re.sub(r"\s", "", grid.text(row, c)))
            if found:
                nature, printed = _NATURES[found[1]], grid.text(row, column)
                inputs = [evidence.cell(grid.table, row, k) for k in (c, column)]
                words = f"{found[0]}: {found[1]} = {nature} ~ {printed or '∅'}"
                yield statement(
                    evidence.doc,
                    "plan_nature",
                    words,
                    inputs,
                    holds=nature in printed,
                    finding=f"{printed or '∅'} ≠ {nature}",
                )


def dependencies(evidence: Evidence, grid: Grid) -> Iterator[Check]:
    """Columns that go together row by row: 制定 with 22 months, 修订 with 16 and a replaced standard."""
    rows = list(grid.body)
    if len(rows) < FEWEST_ROWS * 2:
        return
    kinds = {c: kinds_of(grid, c, rows) for c in range(grid.width)}
    columns = [c for c, values in kinds.items() if is_class(values)]
    for first, second in pairwise(columns):
        pairs = sorted(set(zip(kinds[first], kinds[second], strict=True)))
        if len(pairs) == len(set(kinds[first])) == len(set(kinds[second])):
            written = "; ".join(f"{a or '∅'} ↔ {b or '∅'}" for a, b in pairs)
            inputs = [evidence.cell(grid.table, rows[0], c) for c in (first, second)]
            yield statement(evidence.doc, "dependency", f"{written}: {len(rows)}", inputs, holds=True)


def is_class(values: list[str]) -> bool:
    """Whether the cells of a column are two or three kinds, each more than once."""
    kinds = set(values)
    return 1 < len(kinds) <= FEWEST_ROWS and min(map(values.count, kinds)) > 1


def kinds_of(grid: Grid, column: int, rows: list[int]) -> list[str]:
    """The cells of a column; where nearly all differ, whether they are filled."""
    values = [grid.text(r, column) for r in rows]
    filled = [v for v in values if v]
    if len(set(filled)) == len(filled) < len(values):
        return ["…" if v else "" for v in values]
    return values
