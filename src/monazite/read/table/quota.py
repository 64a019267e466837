"""Quota tables: groups, provinces or firms down, classes of quota across; of-which rows and totals typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from monazite.facts.record import Fact
from monazite.read.table.columns import Column, unit_in
from monazite.read.table.context import Context
from monazite.read.table.facts import Statement, fact_of
from monazite.read.table.grid import Line, whole_span
from monazite.read.table.printed import printed_number
from monazite.read.table.sheet import Sheet
from monazite.read.table.vocabulary import rows_of
from monazite.reference import Unit, unit

QUOTA_WORDS = re.compile("指标|配额|计划|控制")
TOTAL = re.compile(r"^(?:全国)?(?:合\s*计|总\s*计|总\s*量|共\s*计|小\s*计)[:：]?$")
EXPORT = re.compile("出口配额|出口企业名单")
OF_WHICH = re.compile(r"^\s*其\s*中\s*[:：]\s*")
ALL_EXPORT = "稀土出口配额"
ALL_MINING = "稀土开采总量控制指标"


def is_quota(sheet: Sheet) -> bool:
    """Whether a table allots quotas: its title says so and a column names a class of quota."""
    return any(c.role == "quota" for c in sheet.columns) and QUOTA_WORDS.search(sheet.context.words) is not None


def quota_facts(sheet: Sheet) -> Iterator[Fact]:
    """The quota facts of a table, row by row, left to right."""
    is_export = EXPORT.search(sheet.context.words) is not None
    classes = [c for c in sheet.columns if c.role == "quota" and subject_of(c, is_export=is_export) is not None]
    for line in sheet.lines:
        holder = _holder(line, sheet.columns)
        for column in classes:
            fact = _cell(sheet, line, column, classes, holder)
            if fact is not None:
                yield fact


def subject_of(column: Column, *, is_export: bool = False) -> str | None:
    """The quota that a column's header names; its lowest row decides. Of an export quota, 轻稀土 is a class too."""
    for words in reversed(column.text.split("\n")):
        for pattern, subject, exported in _classes():
            if pattern.search(words):
                return (exported or None) if is_export else subject
    return None


def _cell(
    sheet: Sheet, line: Line, column: Column, classes: list[Column], holder: tuple[int | None, str]
) -> Fact | None:
    printed = printed_number(line.text(column.index))
    if printed is None or isinstance(printed.value, tuple):
        return None
    at, name = holder
    context = sheet.context
    total = TOTAL.match(name) is not None
    merged = total and _is_merged(line, column, classes)
    words = column.text.split("\n")[0] if merged else column.leaf
    said = Statement(
        kind="quota", subject=_subject(context, column, merged=merged), as_written=_bare(words),
        printed=printed,
        unit=_unit(context, column, printed.unit), unit_span=column.unit_span or context.caption_span,
        attribute=_attribute(context, total=total), period=context.anchor.period, region="中国",
        org=context.issuer if total else OF_WHICH.sub("", name) or None,
        scope="其中" if OF_WHICH.match(name) else "table",
        subject_span=whole_span(line.cells[at]) if at is not None else None,
    )  # fmt: skip
    return fact_of(sheet, line, column.index, said)


def _subject(context: Context, column: Column, *, merged: bool) -> str:
    is_export = EXPORT.search(context.words) is not None
    if merged:
        return ALL_EXPORT if is_export else ALL_MINING
    return subject_of(column, is_export=is_export) or ""


def _holder(line: Line, columns: tuple[Column, ...]) -> tuple[int | None, str]:
    """The cell that says whose quota a row is: the first one left of the figures that is no running number."""
    first = next((c.index for c in columns if c.role == "quota"), len(line.cells))
    for at in range(first):
        text = line.text(at)
        if text and not text.isdigit():
            return at, text
    return None, ""


def _is_merged(line: Line, column: Column, classes: list[Column]) -> bool:
    """Whether a total stands for two classes of mining: one cell over both, or the second left open."""
    mining = [c for c in classes if subject_of(c) not in (None, "稀土冶炼分离总量控制指标")]
    if len(mining) < 2 or column is not mining[0]:  # noqa: PLR2004 - two classes of ore
        return False
    return line.cells[column.index].column_span > 1 or not any(line.text(c.index) for c in mining[1:])


def _attribute(context: Context, *, total: bool) -> str:
    batch = re.search(r"batch \d", context.anchor.period or "")
    return " ".join(part for part in (batch[0] if batch else "", "total" if total else "allocation") if part)


def _unit(context: Context, column: Column, in_cell: str) -> Unit | None:
    return (unit(in_cell) if in_cell else None) or column.unit or unit_in(context.words)


def _bare(words: str) -> str:
    """Header words without the unit in parentheses; a class in parentheses is kept."""
    return re.sub(r"\s*[(（][^()（）]*(?:吨|氧化物)[^()（）]*[)）]", "", words).strip()


@cache
def _classes() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = rows_of(__package__, "quota_classes.csv")
    return tuple((re.compile(row["pattern"]), row["subject"], row["export"]) for row in rows)
