"""A large plain book of orders from the bytes of its CSV, through compiled loops.

It reads what is plain (no blanks, no quotes in quotes, times that are whole numbers or of a clock, ids of visible
ASCII) and declines everything else, right or wrong: `book_rows` then reads the same bytes and says what is the matter.
So both give the same answer.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from monazite.core import Problem
from monazite.trade.auction.book_rows import COLUMNS, DECIMALS_MOST, Book, header
from monazite.trade.auction.call import PRICE_MOST, QUANTITY_MOST, Orders
from monazite.trade.auction.call_steps import Numbers

FEW_BYTES = 500_000
"""Smaller files are read without the loops, which take half a second to load."""


@dataclass(frozen=True, slots=True)
class Ids(Sequence[str]):
    """The ids of a book, decoded when they are asked for.

    Args:
        data: the bytes of the file.
        start: where each id starts. Shape (orders,).
        end: where it ends. Shape (orders,).
    """

    data: bytes
    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.start)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """One id, or some."""
        if isinstance(place, slice):
            return Ids(self.data, self.start[place], self.end[place])
        return self.data[self.start[place] : self.end[place]].decode("ascii")

    def at(self, places: Numbers) -> Iterator[str]:
        """The ids at these places."""
        data = self.data.decode("latin-1")  # one byte a character, so that places are the same
        return (
            data[start:end] for start, end in zip(self.start[places].tolist(), self.end[places].tolist(), strict=True)
        )


def read_bytes(data: bytes, name: str) -> Book | None:
    """A book from the bytes of a CSV; None when the file is small, not plain, or wrong.

    Args:
        data: the whole file, without a byte-order mark.
        name: of the file.
    """
    first = data.find(b"\n") + 1
    if len(data) < FEW_BYTES or first == 0 or (kernel := _kernel()) is None:
        return None
    columns = header(data[:first].decode("utf-8", "replace").split(","), name)
    if isinstance(columns, Problem):
        return None
    bytes_ = np.frombuffer(data, np.uint8)
    rows = int(np.count_nonzero(bytes_ == ord("\n"))) + 1
    table, hashes = np.empty((7, rows), np.int64), np.empty(rows, np.uint64)
    roles = np.array([COLUMNS.index(column) for column in columns], np.int64)
    count = kernel.rows_loop(bytes_, first, roles, table, hashes)
    if count < 0 or _may_repeat(hashes[:count]):
        return None
    return _book(data, table[:, :count], kernel)


def _kernel() -> Any:
    try:
        return importlib.import_module("monazite.trade.auction.book_kernel")
    except (ImportError, RuntimeError):  # without numba, or without a place for its cache
        return None


def _may_repeat(hashes: np.ndarray[Any, np.dtype[np.uint64]]) -> bool:
    rising = np.sort(hashes)
    return bool((rising[1:] == rising[:-1]).any())


def _book(data: bytes, table: Numbers, kernel: Any) -> Book | None:
    decimals = table[kernel.DECIMALS]
    most = int(decimals.max()) if len(decimals) else 0
    price, quantity = table[kernel.PRICES], table[kernel.QUANTITIES]
    if most > DECIMALS_MOST or (len(price) and (price.max() > PRICE_MOST or quantity.max() > QUANTITY_MOST)):
        return None
    if len(decimals) and decimals.min() < most:
        if price.max() > PRICE_MOST // 10 ** (most - int(decimals.min())):
            return None
        price = price * 10 ** (most - decimals)
    orders = Orders(table[kernel.SIDES] == kernel.BUY, price, quantity, table[kernel.TIMES])
    return Book(orders, Ids(data, table[kernel.ID_START], table[kernel.ID_END]), most)
