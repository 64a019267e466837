"""Daily prices from a file: rows in the order of time, what cannot be used left out and said, nothing guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from monazite.core import Problem
from monazite.store.sheet import Line, Sheet, read_sheet
from monazite.warn.backtest.cells import day_of, plain, price_of
from monazite.warn.backtest.columns import Columns, columns_of
from monazite.warn.backtest.record import FIRST_PRICES, KNOWN_AFTER_DAYS, Prices
from monazite.warn.backtest.units import one_unit
from monazite.warn.said import problem
from monazite.warn.signals.loops import Numbers

MOST_ROWS = 10_000
"""Forty years of trading days: PSY looks at all windows, the square of it."""
MOST_ALIKE = 1000
"""Problems of one kind that are told one by one."""
HOLE_DAYS = 20
"""Calendar days between two rows above which days are missing: holidays of the spring festival take fewer."""
APART_DAYS = 400
"""Calendar days without a row after which a series is another one, or a day mistyped."""
_WEEK = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as read: its number, day and averages; NaN where there is none."""

    number: int
    day: date
    prices: tuple[float, ...]


def read_prices(path: Path) -> Prices:
    """The daily prices of a file with 日期 and 最低价, 最高价, 平均价 of products, or date and _low, _high, _average.

    Args:
        path: of the file.

    Returns:
        With no products where nothing could be used.
    """
    sheet = read_sheet(path)
    columns = columns_of(sheet) if sheet.header and sheet.lines else ()
    if isinstance(columns, tuple):
        return Prices(sheet.name, (), (), np.empty((0, 0)), (*sheet.problems, *columns))
    if len(sheet.lines) > MOST_ROWS:
        many = problem("rows-many", sheet.name, limit=MOST_ROWS, found=len(sheet.lines))
        return Prices(sheet.name, (), (), np.empty((0, 0)), (*sheet.problems, many))
    return _prices(sheet, columns)


def _prices(sheet: Sheet, columns: Columns) -> Prices:
    problems = [*sheet.problems, *columns.problems]
    rows = []
    for line in sheet.lines:
        row, wrong = _row(sheet.name, line, columns)
        problems += wrong
        rows += [row] if row else []
    ordered = _in_order(sheet.name, rows, problems)
    days, values = _with_blanks(sheet.name, _once(sheet.name, ordered, list(columns.products), problems), problems)
    numbers = {row.day: row.number for row in ordered}
    names = tuple(columns.products)
    for product, name in enumerate(names):
        blank = int(np.isnan(values[:, product]).sum())
        places = [f"{sheet.name}:{numbers.get(day, 1)}" for day in days]
        values[:, product], wrong = one_unit(values[:, product], places, days, columns.headings[name])
        problems += wrong
        if blank:
            problems.append(problem("backtest-blank", sheet.name, column=columns.headings[name], count=blank))
    is_enough = [_is_enough(sheet.name, name, values[:, place], problems) for place, name in enumerate(names)]
    kept = [place for place in range(len(names)) if any(is_enough) and np.isfinite(values[:, place]).any()]
    return Prices(sheet.name, days, tuple(names[one] for one in kept), values[:, kept], few(sheet.name, problems))


def few(name: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """At most a thousand Problems of a kind, and how many there are more.

    Args:
        name: of the file.
        problems: all.
    """
    counts: Counter[str] = Counter()
    kept = []
    for one in problems:
        counts[one.code] += 1
        kept += [one] if counts[one.code] <= MOST_ALIKE else []
    more = [problem("backtest-more", name, kind=code, count=count - MOST_ALIKE, limit=MOST_ALIKE)
            for code, count in counts.items() if count > MOST_ALIKE]  # fmt: skip
    return (*kept, *more)


def _row(name: str, line: Line, columns: Columns) -> tuple[_Row | None, list[Problem]]:
    """A row and what is wrong in it; None without a day that is one."""
    place = f"{name}:{line.row}"
    day = day_of(line.cells[columns.day])
    if day is None:
        zh, en = "日期，如 2013-01-04", "a day such as 2013-01-04"
        text = line.cells[columns.day]
        return None, [problem("cell-wrong", place, column="日期 / date", wanted_zh=zh, wanted_en=en, found=text)]
    apart = {part: plain(line.cells[at]) for part, at in columns.split.items()}
    if any(
        not text.isdecimal() or int(text[:5]) != (day.year, day.month, day.day)[part] for part, text in apart.items()
    ):
        return None, [problem("backtest-date-split", place, day=day, found=" ".join(apart.values()))]
    prices, wrong = [], []
    for product, at in columns.products.items():
        found = price_of(line.cells, at, columns.headings[product], place)
        wrong += [found] if isinstance(found, Problem) else []
        prices.append(found if isinstance(found, float) else np.nan)
    return _Row(line.row, day, tuple(prices)), wrong


def _in_order(name: str, rows: Sequence[_Row], problems: list[Problem]) -> list[_Row]:
    """Rows by day, of the longest part without a hole of years; that rows stand after a later day is said once."""
    late = [(before, row) for before, row in pairwise(rows) if row.day < before.day]
    if late:
        before, row = late[0]
        place = f"{name}:{row.number}"
        problems.append(problem("backtest-order", place, found=row.day, latest=before.day, count=len(late)))
    parts: list[list[_Row]] = [[]]
    for row in sorted(rows, key=lambda row: row.day):
        if parts[-1] and (row.day - parts[-1][-1].day).days > APART_DAYS:
            parts.append([])
        parts[-1].append(row)
    kept = max(parts, key=len)
    for part in parts:
        if part is not kept:
            place = f"{name}:{part[0].number}"
            problems.append(problem("backtest-apart", place, found=part[0].day, count=len(part), limit=APART_DAYS))
    return kept


def _once(name: str, rows: Sequence[_Row], products: Sequence[str], problems: list[Problem]) -> list[_Row]:
    """One row a day: where two rows of a day differ in a price, the day has none of that product."""
    found: list[_Row] = []
    for row in rows:
        if not found or found[-1].day != row.day:
            found.append(row)
            continue
        first = found[-1]
        differ = [one != other and (one == one or other == other)  # noqa: PLR0124  NaN
                  for one, other in zip(first.prices, row.prices, strict=True)]  # fmt: skip
        which = [product for product, is_other in zip(products, differ, strict=True) if is_other]
        code = "backtest-day-differs" if which else "backtest-day-twice"
        place = f"{name}:{row.number}"
        problems.append(problem(code, place, found=row.day, row=first.number, products=", ".join(which)))
        prices = tuple(np.nan if is_other else one for one, is_other in zip(first.prices, differ, strict=True))
        found[-1] = _Row(first.number, first.day, prices)
    return found


def _with_blanks(name: str, rows: Sequence[_Row], problems: list[Problem]) -> tuple[tuple[date, ...], Numbers]:
    """Days and prices, with blank weekdays where more than 20 days are missing, so that windows keep their length."""
    days: list[date] = []
    prices: list[tuple[float, ...]] = []
    for row in rows:
        if days and (row.day - days[-1]).days > HOLE_DAYS:
            place = f"{name}:{row.number}"
            problems.append(problem("backtest-hole", place, before=days[-1], found=row.day, limit=HOLE_DAYS))
            blank = [day for one in range(1, (row.day - days[-1]).days)
                     if (day := days[-1] + timedelta(one)).weekday() < _WEEK]  # fmt: skip
            days += blank
            prices += [(np.nan,) * len(row.prices)] * len(blank)
        days.append(row.day)
        prices.append(row.prices)
    return tuple(days), np.array(prices, dtype=np.float64).reshape(len(days), -1)


def _is_enough(name: str, product: str, prices: Numbers, problems: list[Problem]) -> bool:
    """Whether a product has enough prices for a day to be scored and its outcome to be known; it is kept in any case.

    What others have to do with it today must not depend on whether it is quoted tomorrow.
    """
    there, least = int(np.isfinite(prices).sum()), FIRST_PRICES + KNOWN_AFTER_DAYS
    if there < least:
        problems.append(problem("backtest-short", name, column=product, least=least, found=there))
    return there >= least
