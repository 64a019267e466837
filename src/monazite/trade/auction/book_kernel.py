"""The loops that read a large plain book of orders; importing this module loads numba. See `book_bytes`."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint64]
ID, SIDE, PRICE, QUANTITY, TIME = range(5)
BUY, SELL = 1, 2
NUMBER, CLOCK = 1, 2
NEWLINE, RETURN, BLANK, QUOTE, COMMA, POINT, COLON, BACKSLASH, DELETE = 10, 13, 32, 34, 44, 46, 58, 92, 127
NANOSECONDS = 10**9
SIDES, DECIMALS, ID_START, ID_END, PRICES, QUANTITIES, TIMES = range(7)
"""Rows of the table that `rows_loop` writes."""
DIGITS_MOST = 18
"""Digits of the longest number, so that it fits in 64 bits."""
ID_LENGTH = 100
"""Bytes of the longest id."""


@njit(cache=True, nogil=True)
def number_at(data: Bytes, place: int, end: int) -> int:
    """A whole number of 1 to 18 digits; -1 when it is none."""
    if end <= place or end - place > DIGITS_MOST:
        return -1
    number = 0
    for at in range(place, end):
        digit = data[at] - np.uint8(48)
        if digit > np.uint8(9):
            return -1
        number = number * 10 + int(digit)
    return number


@njit(cache=True, nogil=True)
def decimal_at(data: Bytes, place: int, end: int) -> tuple[int, int]:
    """A decimal number without its point, and how many digits stand after it; -1 when it is none."""
    point = place
    while point < end and data[point] != POINT:
        point += 1
    if point == end:
        return number_at(data, place, end), 0
    whole = number_at(data, place, point)
    part = number_at(data, point + 1, end)
    decimals = end - point - 1
    if whole < 0 or part < 0 or point - place + decimals > DIGITS_MOST:
        return -1, 0
    for _ in range(decimals):
        whole *= 10
    return whole + part, decimals


@njit(cache=True, nogil=True)
def side_at(data: Bytes, place: int, end: int) -> int:
    """1 for buy, 2 for sell, 0 for what is neither, or not plain."""
    length = end - place
    first = data[place] | np.uint8(32) if length > 0 else np.uint8(0)
    if length == 1:
        return BUY if first == 98 else (SELL if first == 115 else 0)  # noqa: PLR2004  b, s
    if length == 3:  # noqa: PLR2004  buy, or one Chinese character
        if first == 98 and data[place + 1] | 32 == 117 and data[place + 2] | 32 == 121:  # noqa: PLR2004
            return BUY
        if data[place] == 228 and data[place + 1] == 185 and data[place + 2] == 176:  # noqa: PLR2004  买
            return BUY
        return SELL if data[place] == 229 and data[place + 1] == 141 and data[place + 2] == 150 else 0  # noqa: PLR2004  卖
    if length == 4 and first == 115 and data[place + 1] | 32 == 101:  # noqa: PLR2004  sell
        return SELL if data[place + 2] | 32 == 108 and data[place + 3] | 32 == 108 else 0  # noqa: PLR2004
    return 0


@njit(cache=True, nogil=True)
def clock_at(data: Bytes, place: int, end: int) -> int:
    """Nanoseconds since midnight of 9:15, 09:15:00 or 09:15:00.123; -1 when it is none of these."""
    colon = place + 1 if place + 1 < end and data[place + 1] == COLON else place + 2
    hours = number_at(data, place, colon)
    minutes = number_at(data, colon + 1, colon + 3)
    if colon + 3 > end or data[colon] != COLON or not 0 <= hours < 24 or not 0 <= minutes < 60:  # noqa: PLR2004
        return -1
    time = (hours * 60 + minutes) * 60 * NANOSECONDS
    if colon + 3 == end:
        return time
    seconds = number_at(data, colon + 4, colon + 6)
    if colon + 6 > end or data[colon + 3] != COLON or not 0 <= seconds < 60:  # noqa: PLR2004
        return -1
    time += seconds * NANOSECONDS
    if colon + 6 == end:
        return time
    decimals = end - colon - 7
    part = number_at(data, colon + 7, end)
    if data[colon + 6] != POINT or part < 0 or decimals > 9:  # noqa: PLR2004
        return -1
    for _ in range(9 - decimals):
        part *= 10
    return time + part


@njit(cache=True, nogil=True)
def id_at(data: Bytes, place: int, end: int) -> np.uint64:
    """The FNV-1a hash of an id of visible ASCII; 0 when it is not plain."""
    if end <= place or end - place > ID_LENGTH:
        return np.uint64(0)
    value = np.uint64(14695981039346656037)
    for at in range(place, end):
        byte = data[at]
        if byte <= BLANK or byte >= DELETE or byte == QUOTE or byte == BACKSLASH:  # noqa: PLR1714, SIM109  a set is slow here
            return np.uint64(0)
        value = (value ^ np.uint64(byte)) * np.uint64(1099511628211)
    return value


@njit(cache=True, nogil=True)
def field_end(data: Bytes, place: int) -> int:
    """Where the field that starts here ends: its closing quote, or a comma, the end of the line or of the file."""
    size = len(data)
    if place < size and data[place] == QUOTE:
        end = place + 1
        while end < size and data[end] != QUOTE:
            end += 1
        return end
    end = place
    while end < size and data[end] != COMMA and data[end] != NEWLINE:
        end += 1
    if end > place and end < size and data[end] == NEWLINE and data[end - 1] == RETURN:
        return end - 1
    return end


@njit(cache=True, nogil=True)
def next_field(data: Bytes, end: int, is_last: bool) -> int:  # noqa: FBT001  numba
    """Where the field or line after one that ends here starts; -1 when something else follows."""
    size = len(data)
    if end < size and data[end] == QUOTE:
        end += 1
    if not is_last:
        return end + 1 if end < size and data[end] == COMMA else -1
    if end + 1 < size and data[end] == RETURN and data[end + 1] == NEWLINE:
        return end + 2
    return end + 1 if end >= size or data[end] == NEWLINE else -1


@njit(cache=True, nogil=True)
def time_at(data: Bytes, place: int, end: int, form: int) -> tuple[int, int]:
    """A time and how it is written: 1 for a number, 2 for a clock; -1 when it is none, or not as those before."""
    number = number_at(data, place, end)
    if number >= 0:
        return (number, 1) if form != CLOCK else (-1, form)
    clock = clock_at(data, place, end)
    return (clock, CLOCK) if form != NUMBER else (-1, form)


@njit(cache=True, nogil=True)
def rows_loop(data: Bytes, start: int, roles: Numbers, table: Numbers, hashes: Hashes) -> int:
    """Read all rows.

    Args:
        data: the bytes of the file.
        start: where the line after the header starts.
        roles: which field each column is. Shape (5,).
        table: written to: by row side, decimals, start and end of the id, price, quantity, time. Shape (7, rows).
        hashes: written to: of the ids. Shape (rows,).

    Returns:
        How many rows there are; -1 when something is not plain.
    """
    place = start
    row = form = 0
    while place < len(data):
        if data[place] == NEWLINE or data[place] == RETURN:
            place = next_field(data, place, True)
            if place < 0:
                return -1
            continue
        for column in range(5):
            end = field_end(data, place)
            first = place + 1 if place < len(data) and data[place] == QUOTE else place
            role = roles[column]
            if role == ID:
                hashes[row] = id_at(data, first, end)
                table[ID_START, row], table[ID_END, row] = first, end
            elif role == SIDE:
                table[SIDES, row] = side_at(data, first, end)
            elif role == PRICE:
                table[PRICES, row], table[DECIMALS, row] = decimal_at(data, first, end)
            elif role == QUANTITY:
                table[QUANTITIES, row] = number_at(data, first, end)
            else:
                table[TIMES, row], form = time_at(data, first, end, form)
            place = next_field(data, end, column == 4)  # noqa: PLR2004
            if place < 0:
                return -1
        if hashes[row] == 0 or min(table[SIDES, row], table[PRICES, row], table[QUANTITIES, row]) <= 0:
            return -1
        if table[TIMES, row] < 0:
            return -1
        row += 1
    return row
