"""A book of orders from CSV text through Python's csv module: quotes, spaces, clock times, and what is wrong where."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from monazite.core import Problem
from monazite.store import nearest, system_words
from monazite.trade.auction.book_clock import Moment, ranks, read_time
from monazite.trade.auction.call import PRICE_MOST, QUANTITY_MOST, Orders
from monazite.trade.auction.said import problem

COLUMNS = ("id", "side", "price", "quantity", "time")
DECIMALS_MOST = 9
"""Decimals of a price."""
ID_LENGTH = 100
"""Characters of an id."""
SIDES = {"buy": True, "b": True, "买": True, "买入": True, "sell": False, "s": False, "卖": False, "卖出": False}
_PRICE = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,%d}))?" % DECIMALS_MOST)  # noqa: UP031  braces stand in the pattern
_WHOLE = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Book:
    """Orders as a file has them.

    Args:
        orders: prices in units of the last decimal.
        ids: of the orders; only looked up for those that are filled.
        decimals: how many digits a price has after its point, the most that any has.
    """

    orders: Orders
    ids: Sequence[str]
    decimals: int


@dataclass(slots=True)
class _Read:
    ids: dict[str, int] = field(default_factory=dict)
    is_buy: list[bool] = field(default_factory=list)
    prices: list[tuple[int, int]] = field(default_factory=list)
    quantities: list[int] = field(default_factory=list)
    times: list[Moment] = field(default_factory=list)
    written: str = ""


def header(cells: Sequence[str], name: str) -> list[str] | Problem:
    """The columns in the order of the file.

    Args:
        cells: of the first line.
        name: of the file.
    """
    columns = [cell.strip().lower() for cell in cells]
    known = ",".join(COLUMNS)
    for column, cell in zip(columns, cells, strict=True):
        if column not in COLUMNS:
            like = nearest(column, COLUMNS)
            return problem("column-unknown", f"{name}:1", found=cell, known=known, nearest=like)
        if columns.count(column) > 1:
            return problem("columns-twice", f"{name}:1", found=column, known=known)
    if missing := [column for column in COLUMNS if column not in columns]:
        return problem("columns-missing", f"{name}:1", found=",".join(missing), known=known)
    return columns


def read_rows(text: str, name: str) -> Book | Problem:
    """A book from CSV text.

    Args:
        text: the whole file.
        name: of the file, for Problems.

    Returns:
        The first Problem, with line and column, when something is wrong.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = header(next(reader, []), name)
        if isinstance(columns, Problem):
            return columns
        read = _Read()
        for line, cells in _lines(reader):
            if (wrong := _take(read, columns, cells, line, name)) is not None:
                return wrong
    except csv.Error as error:
        return problem("file-csv", f"{name}:{reader.line_num}", reason=system_words(error))
    return _book(read, name)


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        if cells:
            yield reader.line_num, cells  # type: ignore[attr-defined]  # csv readers have it


def _take(read: _Read, columns: list[str], cells: list[str], line: int, name: str) -> Problem | None:
    if len(cells) != len(columns):
        return problem("row-fields", f"{name}:{line}", found=len(cells), limit=len(columns))
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
    for column, take in _TAKE.items():
        if (wrong := take(read, row[column], line)) is not None:
            code, values = wrong
            return problem(code, f"{name}:{line} ({column})", found=row[column], **values)
    return None


Wrong = tuple[str, dict[str, object]] | None


def _take_id(read: _Read, text: str, line: int) -> Wrong:
    if not text or len(text) > ID_LENGTH or not text.isprintable():
        return "id-wrong", {"limit": ID_LENGTH}
    if (before := read.ids.setdefault(text, line)) != line:
        return "id-twice", {"line": before}
    return None


def _take_side(read: _Read, text: str, _line: int) -> Wrong:
    if (is_buy := SIDES.get(text.lower())) is None:
        return "side-wrong", {}
    read.is_buy.append(is_buy)
    return None


def _take_price(read: _Read, text: str, _line: int) -> Wrong:
    if (match := _PRICE.fullmatch(text)) is None:
        return "price-wrong", {"places": DECIMALS_MOST}
    decimals = match[2] or ""
    number = int(match[1] + decimals)
    if not 0 < number <= PRICE_MOST:
        return "price-wrong", {"places": DECIMALS_MOST}
    read.prices.append((number, len(decimals)))
    return None


def _take_quantity(read: _Read, text: str, _line: int) -> Wrong:
    if _WHOLE.fullmatch(text) is None or not 0 < (number := int(text)) <= QUANTITY_MOST:
        return "quantity-wrong", {"limit": QUANTITY_MOST}
    read.quantities.append(number)
    return None


def _take_time(read: _Read, text: str, _line: int) -> Wrong:
    if (time := read_time(text)) is None:
        return "time-wrong", {}
    read.written = read.written or time[0]
    if time[0] != read.written:
        return "time-mixed", {}
    read.times.append(time[1])
    return None


_TAKE = {"id": _take_id, "side": _take_side, "price": _take_price, "quantity": _take_quantity, "time": _take_time}


def _book(read: _Read, name: str) -> Book | Problem:
    decimals = max((count for _, count in read.prices), default=0)
    prices = [number * 10 ** (decimals - count) for number, count in read.prices]
    ids = list(read.ids)
    if (large := next((place for place, price in enumerate(prices) if price > PRICE_MOST), None)) is not None:
        place = f"{name}:{read.ids[ids[large]]} (price)"
        return problem("price-wrong", place, found=prices[large], places=DECIMALS_MOST)
    orders = Orders(
        np.array(read.is_buy, np.bool_),
        np.array(prices, np.int64),
        np.array(read.quantities, np.int64),
        ranks(read.times),
    )
    return Book(orders, ids, decimals)
