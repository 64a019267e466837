"""Tables that speak of the same things: numbers that exist, titles that agree, English beside Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import Evidence
from monazite.read.check.grid import Grid
from monazite.read.check.outcome import statement
from monazite.reference import elements

_PLAN = re.compile(r"\d{8}-[A-Z]-\d{3}")
_TITLE = re.compile(r"名称|项目")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]{3}")
FEWEST = 2
MISREAD = 4
"""Titles of one length that differ in so few characters are one title misread; others may be cut or joined wrongly."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One row of a table with a plan number."""

    number: str
    grid: Grid
    row: int
    number_column: int
    title_column: int | None
    english_column: int | None
    fact: Fact | None

    @property
    def title(self) -> str:
        """The Chinese title: as repaired where it was, else as printed."""
        if self.fact and self.fact.repair and self.fact.repair.part == "subject":
            return self.fact.subject
        return self.grid.text(self.row, self.title_column) if self.title_column is not None else ""

    @property
    def english(self) -> str:
        """The English title."""
        return self.grid.text(self.row, self.english_column) if self.english_column is not None else ""


def plan_tables(evidence: Evidence, grids: list[tuple[int, Grid]]) -> Iterator[Check]:
    """All checks between tables of plans."""
    tables = [plans for block, grid in grids if len(plans := plans_of(evidence, block, grid)) >= FEWEST]
    for plans in tables:
        for plan in plans:
            yield from bilingual(evidence, plan)
    groups = merged(tables)
    for later, plans in enumerate(groups[1:], 1):
        known = {p.number: p for group in groups[:later] for p in group}
        yield from foreign_keys(evidence, plans, known)
        for plan in plans:
            if plan.number in known:
                yield from same_title(evidence, known[plan.number], plan)


def merged(tables: list[list[Plan]]) -> list[list[Plan]]:
    """Tables with the same columns in a row are one table over several pages."""
    groups: list[list[Plan]] = []
    for plans in tables:
        if (
            groups
            and groups[-1][0].grid.width == plans[0].grid.width
            and not {p.number for p in plans} & {p.number for p in groups[-1]}
        ):
            groups[-1] = groups[-1] + plans
        else:
            groups.append(plans)
    return groups


def plans_of(evidence: Evidence, block: int, grid: Grid) -> list[Plan]:
    """The rows of a table that carry a plan number."""
    found = []
    for row in grid.body:
        for column in range(grid.width):
            number = _PLAN.search(re.sub(r"\s", "", grid.text(row, column)))
            if number:
                facts = evidence.by_row.get((block, row), [])
                fact = next((f for f in facts if f.kind == "standard_plan"), None)
                found.append(Plan(number[0], grid, row, column, *title_columns(grid, row, column), fact))
    return found


def title_columns(grid: Grid, row: int, number: int) -> tuple[int | None, int | None]:
    """Columns of the Chinese and the English title: the longest cell of each script after the number."""
    cells = [(len(grid.text(row, c)), c) for c in range(number + 1, grid.width)]
    named = [(size, c) for size, c in cells if _TITLE.search(grid.headers[c])] or cells
    chinese = [(size, c) for size, c in named if is_chinese(grid.text(row, c))]
    english = [(size, c) for size, c in cells if _LATIN.search(grid.text(row, c)) and not is_chinese(grid.text(row, c))]
    first = min((c for _, c in chinese), default=None)
    return first, max(english, default=(0, None))[1]


def is_chinese(text: str) -> bool:
    """Whether most of a text is Chinese."""
    return len(_CHINESE.findall(text)) * 2 > len(re.sub(r"\s", "", text))


def foreign_keys(evidence: Evidence, plans: list[Plan], known: dict[str, Plan]) -> Iterator[Check]:
    """Every plan number of a later table exists in an earlier one."""
    missing = [p.number for p in plans if p.number not in known]
    if len(missing) * 2 > len(plans):
        return
    inputs = [evidence.cell(p.grid.table, p.row, p.number_column, p.fact) for p in plans]
    words = f"{len(plans) - len(missing)} / {len(plans)} ∈ {len(known)}"
    yield statement(evidence.doc, "foreign_key", words, inputs, holds=not missing or None, finding=", ".join(missing))


def same_title(evidence: Evidence, first: Plan, second: Plan) -> Iterator[Check]:
    """One plan number has one Chinese title."""
    if first.title_column is None or second.title_column is None:
        return
    inputs = [
        evidence.cell(p.grid.table, p.row, p.title_column, p.fact)
        for p in (first, second)
        if p.title_column is not None
    ]
    one, two = normal(first.title), normal(second.title)
    close = len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) <= MISREAD
    words = f"{first.number}: {one} {'=' if one == two else '≠'} {two}"
    verdict = True if one == two else False if close else None
    yield statement(evidence.doc, "title_twin", words, inputs, holds=verdict, finding=words)


def bilingual(evidence: Evidence, plan: Plan) -> Iterator[Check]:
    """The elements named in the English title are those of the Chinese one."""
    if not plan.english or plan.title_column is None or plan.english_column is None:
        return
    english = {e.symbol for e in elements() if re.search(rf"\b{e.en}\b", plan.english, re.IGNORECASE)}
    chinese = {e.symbol for e in elements() if e.zh in plan.title}
    named = {e.symbol for e in elements() if e.is_rare_earth or e.symbol in english}
    if not english & named:
        return
    inputs = [evidence.cell(plan.grid.table, plan.row, c, plan.fact) for c in (plan.title_column, plan.english_column)]
    missing, extra = english - chinese, (chinese & named) - english
    words = f"{plan.number}: {{{', '.join(sorted(english))}}} ~ {{{', '.join(sorted(chinese & named))}}}"
    rare = {e.symbol for e in elements() if e.is_rare_earth}
    verdict = True if not missing and not extra else False if (missing | extra) & rare else None
    yield statement(evidence.doc, "bilingual", words, inputs, holds=verdict, finding=words)


def normal(text: str) -> str:
    """A title without blanks and with narrow punctuation."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
