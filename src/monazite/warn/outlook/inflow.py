"""A table of inflow from outside: a row for each year, none left out, none twice, nothing negative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.store.sheet import Line, Sheet, passed_over, printed, read_sheet, wrong_cell
from monazite.warn.said import problem, shown

MOST_ROWS = 1000
"""Years at most: the work grows with their square."""
FIRST_YEAR, LAST_YEAR = 1000, 3000
CHINESE = {"年份": "year", "流入量": "inflow", "流入": "inflow"}
"""Headings in Chinese; behind 流入量 or 流入 the unit may stand as behind inflow: 流入量_吨."""


@dataclass(frozen=True, slots=True)
class Inflow:
    """What came into use year by year.

    Args:
        first_year: of the series.
        amounts: of consecutive years, shape (years,), in the table's unit.
        unit: what stands behind ``inflow_`` in the heading; empty where nothing does.
        problems: of bad rows; with any, nothing should be computed.
        notices: of columns that were passed over.
    """

    first_year: int
    amounts: tuple[float, ...]
    unit: str
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()


def read_inflow(path: Path) -> Inflow:
    """A CSV with the columns ``year`` and ``inflow`` (or ``inflow_tonnes``, any unit); others are passed over.

    Args:
        path: of the file; its headings may be Chinese: 年份, 流入量 or 流入.
    """
    sheet = _in_english(read_sheet(path))
    if not sheet.header or not sheet.lines:
        return Inflow(0, (), "", sheet.problems)
    columns = [name for name in sheet.header if name == "inflow" or name.startswith("inflow_")]
    lacking = _lacking(sheet, columns)
    if lacking:
        return Inflow(0, (), "", (*sheet.problems, *lacking))
    return _inflow(sheet, columns[0])


def _in_english(sheet: Sheet) -> Sheet:
    parts = [name.partition("_") for name in sheet.header]
    return replace(sheet, header=tuple(CHINESE.get(name, name) + line + unit for name, line, unit in parts))


def _missing(place: str, wanted: str, others: Sequence[str]) -> Problem:
    like = nearest(wanted, others)
    return problem("column-missing", place, wanted=wanted, found=like, nearest=like)


def _lacking(sheet: Sheet, columns: Sequence[str]) -> list[Problem]:
    place = f"{sheet.name}:1"
    others = [name for name in sheet.header if name != "year" and name not in columns]
    found = []
    if "year" not in sheet.header:
        found.append(_missing(place, "year", others))
    if not columns:
        found.append(_missing(place, "inflow", others))
    found += [problem("column-twice", place, found=name) for name in columns[1:2]]
    found += [problem("column-twice", place, found="year") for _ in range(sheet.header.count("year") - 1)][:1]
    return found


def _inflow(sheet: Sheet, column: str) -> Inflow:
    at, of = sheet.header.index("year"), sheet.header.index(column)
    problems = list(sheet.problems)
    rows: dict[int, int] = {}
    amounts: list[float] = []
    for line in sheet.lines[:MOST_ROWS]:
        found = _row(line, (at, of), column, rows)
        if isinstance(found, float):
            amounts.append(found)
        else:
            problems.append(replace(found, place=f"{sheet.name}:{line.row}"))
        if (year := _year(line.cells[at])) is not None:
            rows.setdefault(year, line.row)
    if len(sheet.lines) > MOST_ROWS:
        problems.append(problem("rows-many", sheet.name, limit=MOST_ROWS, found=len(sheet.lines)))
    unit = column.removeprefix("inflow").lstrip("_")
    strange = [name for place, name in enumerate(sheet.header) if place not in {at, of} and name]
    notices = passed_over(sheet, strange, ("year", column))
    return Inflow(next(iter(rows), 0), () if problems else tuple(amounts), unit, tuple(problems), notices)


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR else None


def _row(line: Line, at: tuple[int, int], column: str, rows: Mapping[int, int]) -> float | Problem:
    """The inflow of a row, or the first thing wrong with it.

    Args:
        line: the row.
        at: places of year and inflow.
        column: heading of the inflow.
        rows: of the years before, the row of each.
    """
    year_text, amount_text = (line.cells[one] for one in at)
    year = _year(year_text)
    before = next(reversed(rows), None)
    if year is None:
        wanted = Words(f"{FIRST_YEAR} 至 {LAST_YEAR} 的年份", f"a year from {FIRST_YEAR} to {LAST_YEAR}")
        return wrong_cell("", "year", wanted, year_text)
    if year in rows:
        return problem("row-twice", "", found=year, row=rows[year])
    if before is not None and year != before + 1:
        return problem("year-gap", "", before=before, found=year)
    amount = printed(amount_text)
    if amount is None or amount.value < 0:
        return wrong_cell("", shown(column), Words("不小于零的数", "a number from nought up"), amount_text)
    return float(amount_text)
