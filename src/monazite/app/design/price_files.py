"""A table of prices by day (价格表): a column ``day``, then one a material; CNY per kg unless a cell says else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from monazite.app.design.asked import price_cny_per_kg
from monazite.core import Problem, Words
from monazite.design.said import problem
from monazite.design.search import offers
from monazite.store.cells import Cell, cells
from monazite.store.sheet import read_sheet
from monazite.store.sheet_rows import SheetColumn, read_rows

MOST_DAYS = 5_000
"""Of a history: twenty years of working days."""
Prices = Mapping[dt.date, Mapping[str, float]]


def read_prices(path: Path) -> Prices | tuple[Problem, ...]:
    """Prices by day, in CNY per kg by offer, in order of time; an empty cell prices nothing that day.

    Args:
        path: CSV in UTF-8 or GBK, or xlsx.

    Returns:
        Or everything that is wrong with the table.
    """
    rows = read_rows(read_sheet(path), _columns())
    if rows.problems:
        return rows.problems
    if len(rows.rows) > MOST_DAYS:
        return (problem("asked-between", path.name, column=Words("行数", "a number of rows"), least=1, most=MOST_DAYS,
                        found=len(rows.rows), near=MOST_DAYS),)  # fmt: skip
    found = {row["day"]: {name: row[name] for name in offers() if row[name] is not None} for row in rows.rows}
    return dict(sorted(found.items()))


def newest(prices: Prices, day: dt.date) -> tuple[dt.date, Mapping[str, float]] | None:
    """The last row that is not later than a day."""
    last = max((one for one in prices if one <= day), default=None)
    return None if last is None else (last, prices[last])


@cache
def _columns() -> tuple[SheetColumn, ...]:
    wanted = Words("价格，如 560 或 56万元/吨", "a price such as 560 or 56万元/吨")
    price = Cell(wanted, _price)
    return (
        SheetColumn("day", cells()["day"], is_key=True, aliases=("日期",)),
        *(SheetColumn(name, price, is_required=False, aliases=(f"{name}_cny_per_kg", known.label.zh))
          for name, known in offers().items()),
    )  # fmt: skip


def _price(text: str) -> float:
    value = price_cny_per_kg(text)
    if value is None:
        raise ValueError(text)
    return value
