"""Files of daily prices in the form of the trade, made for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np


def weekdays(count: int, first: date = date(2021, 1, 4)) -> list[date]:
    found = (first + timedelta(one) for one in range(2 * count))
    return [day for day in found if day.weekday() < 5][:count]


def walks(seed: int, days: int, products: int, scale: float = 0.012) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.asarray(100 * np.exp(np.cumsum(random.normal(0, scale, (days, products)), axis=0)).round(3))


def rows(values: np.ndarray, days: Sequence[date] | None = None) -> list[list[str]]:
    return [
        [day.isoformat(), *(f"{price * part:.3f}" for price in row for part in (0.99, 1.01, 1))]
        for day, row in zip(days or weekdays(len(values)), values, strict=True)
    ]


def write(path: Path, names: Sequence[str], lines: Sequence[Sequence[str]], *, is_chinese: bool = False,
          encoding: str = "utf-8") -> Path:  # fmt: skip
    endings = ("最低价", "最高价", "平均价") if is_chinese else ("_low", "_high", "_average")
    header = ["日期" if is_chinese else "date", *(name + ending for name in names for ending in endings)]
    path.write_bytes("\r\n".join(",".join(one) for one in [header, *lines, []]).encode(encoding))
    return path


def spoiled(values: np.ndarray, cells: Mapping[tuple[int, int], str]) -> list[list[str]]:
    """Rows with some cells written over, by row from 0 and column from 0."""
    found = rows(values)
    for (row, column), text in cells.items():
        found[row][column] = text
    return found
