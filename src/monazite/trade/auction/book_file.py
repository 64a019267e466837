"""A call auction from a CSV file to its price and fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import numpy as np
import orjson

from monazite.core import Problem
from monazite.store import system_words
from monazite.trade.auction.book_bytes import Ids, read_bytes
from monazite.trade.auction.book_rows import Book, read_rows
from monazite.trade.auction.call import Uncrossed, uncross
from monazite.trade.auction.call_steps import Numbers
from monazite.trade.auction.said import problem

FILE_BYTES = 2**30
"""Bytes of the largest file that is read."""
NUMBER_LENGTH = 40
"""Characters of the longest reference or tick that is read."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class BookResult:
    """What a call auction of a file comes to.

    Args:
        price: the one price, with as many decimals as the file has at most; None when no bid meets an ask.
        volume: lots (手) traded.
        fills: what every order gets that gets something, by its id, in the order of the file.
    """

    price: Decimal | None
    volume: int
    fills: Mapping[str, int]

    def as_json(self) -> str:
        """One JSON object; the price is a number with all its decimals.

        >>> BookResult(Decimal("10.50"), 3, {"a": 3, "b": 3}).as_json()
        '{"price":10.50,"volume":3,"fills":{"a":3,"b":3}}'
        """
        price = "null" if self.price is None else f"{self.price:f}"
        return f'{{"price":{price},"volume":{self.volume},"fills":{orjson.dumps(self.fills).decode()}}}'


def uncross_file(
    path: Path, rules: str, reference: str | Decimal | None = None, tick: str | Decimal | None = None
) -> BookResult | Problem:
    """Find the price of a book of orders in a CSV file, and what every order gets.

    Args:
        path: UTF-8 with or without a byte-order mark; columns ``id``, ``side``, ``price``, ``quantity``, ``time`` in
            any order. Sides are buy, b, 买, sell, s, 卖; times are numbers, clock times or instants, all written alike.
        rules: name of a rule set: ``sse``, ``szse``, ``futures``, ``asx``, ``ccf``.
        reference: previous close, last trade or previous settlement, as prices are written in the file.
        tick: the smallest step of a price; without it, one unit of the last decimal that the file has.

    Returns:
        The first Problem, with line and column, when the file or an argument cannot be used.
    """
    book = _read(path)
    if isinstance(book, Problem):
        return book
    unit = 10**book.decimals
    price = _number(reference, unit)
    if isinstance(price, str):
        return problem("reference-wrong", "reference", found=price)
    step = _number(tick, unit)
    if isinstance(step, str) or (step is not None and step.denominator != 1):
        return problem("tick-wrong", "tick", found=tick)
    ticks = 1 if step is None else int(step)
    if (off := _off_tick(book, ticks, path.name, tick)) is not None:
        return off
    done = uncross(book.orders, rules, price, tick=ticks, decimals=book.decimals)
    return done if isinstance(done, Problem) else _result(book, done)


def _read(path: Path) -> Book | Problem:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= FILE_BYTES else b""
    except OSError as error:
        return problem("file-unreadable", path.name, reason=system_words(error))
    if size > FILE_BYTES:
        return problem("file-large", path.name, found=size, limit=FILE_BYTES)
    data = data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return problem("file-encoding", path.name, found=error.start + 1)
    return read_bytes(data, path.name) or read_rows(text, path.name)


def _number(value: str | Decimal | None, unit: int) -> Fraction | str | None:
    """A price in the units of a file; its text when it is none."""
    if value is None:
        return None
    text = str(value).strip()
    try:
        number = Decimal(text) if len(text) <= NUMBER_LENGTH else Decimal(0)
    except InvalidOperation:
        return text
    if not number.is_finite() or not 0 < number < Decimal(10) ** 18 or number.as_tuple().exponent < -NUMBER_LENGTH:  # type: ignore[operator]  # finite
        return text
    return Fraction(number) * unit


def _off_tick(book: Book, ticks: int, name: str, tick: object) -> Problem | None:
    if ticks == 1:
        return None
    off = np.flatnonzero(book.orders.price_ticks % ticks)
    if not len(off):
        return None
    found = _price(int(book.orders.price_ticks[off[0]]), book)
    return problem("price-off-tick", f"{name}: {book.ids[int(off[0])]} (price)", found=found, tick=tick)


def _result(book: Book, done: Uncrossed) -> BookResult:
    places = np.flatnonzero(done.filled)
    fills = dict(zip(_ids(book, places), done.filled[places].tolist(), strict=True))
    price = None if done.price_ticks is None else _price(done.price_ticks, book)
    return BookResult(price, done.volume, fills)


def _ids(book: Book, places: Numbers) -> list[str]:
    if isinstance(book.ids, Ids):
        return list(book.ids.at(places))
    return [book.ids[place] for place in places.tolist()]


def _price(ticks: int, book: Book) -> Decimal:
    return Decimal(ticks).scaleb(-book.decimals)
