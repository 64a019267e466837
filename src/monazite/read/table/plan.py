"""Tables of standard plans: one fact a row, its title as subject and its plan number as specification."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monazite.facts.record import Fact
from monazite.read.table.facts import Statement, fact_of
from monazite.read.table.grid import Line, whole_span
from monazite.read.table.sheet import Sheet

PLAN_NUMBER = re.compile(r"(?:19|20)\d{6}-[A-Z]-\d{3}|W?(?:19|20)\d{6,8}|[A-Z]{2,6}\d{4}-\d{3,4}")


def is_plan(sheet: Sheet) -> bool:
    """Whether a table lists standard plans: a plan number and a title."""
    roles = {c.role for c in sheet.columns}
    return "title" in roles and bool(roles & {"plan", "foreign_plan"})


def plan_facts(sheet: Sheet) -> Iterator[Fact]:
    """One standard_plan fact a row."""
    at = {c.role: c.index for c in reversed(sheet.columns)}
    for line in sheet.lines:
        fact = _row(sheet, line, at)
        if fact is not None:
            yield fact


def _row(sheet: Sheet, line: Line, at: dict[str, int]) -> Fact | None:
    foreign = "foreign_plan" in at
    number = re.sub(r"\s+", "", line.text(at["foreign_plan"] if foreign else at["plan"]))
    title = line.text(at["title"])
    if not title or not PLAN_NUMBER.search(number):
        return None
    said = Statement(
        kind="standard_plan", subject=title, as_written=title, attribute="foreign-language plan" if foreign else "plan",
        period=_year(number) or sheet.context.anchor.period, region="中国", org=line.text(at.get("drafter")) or None,
        spec=number, scope=_scope(line, at), subject_span=whole_span(line.cells[at["title"]]),
    )  # fmt: skip
    return fact_of(sheet, line, None, said)


def _scope(line: Line, at: dict[str, int]) -> str:
    """What else the row says: 推荐; 修订; 代替 GB/T 4138-2015; the national plan and title of an edition."""
    parts = [line.text(at.get(role)) for role in ("nature", "revision")]
    if replaced := line.text(at.get("replaces")):
        parts.append(f"代替 {replaced}")
    parts.append(re.sub(r"\s+", "", line.text(at.get("national_plan"))))
    parts.append(line.text(at.get("english")))
    return "; ".join(part for part in parts if part) or "table"


def _year(number: str) -> str | None:
    match = re.search(r"(?:19|20)\d{2}", number)
    return match[0] if match else None
