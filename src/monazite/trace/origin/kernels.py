"""The arithmetic of `content` as loops, which numba compiles where it is installed; the results are the same.

Loading them takes half a second, so `content` asks for them only after some thousand draws, never for a single command.
Without numba everything runs on numpy.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]


def _numba() -> Any:
    try:
        return importlib.import_module("numba")
    except ImportError:
        return None


FEW = 48
"""Up to so many sources, looking for the largest remainder again and again is faster than sorting."""


def take_loop(mg: Numbers, totals: Numbers, amounts: Numbers) -> tuple[int, Numbers, Numbers, Numbers]:  # noqa: C901, PLR0912  one function to compile
    """What can be taken, what is drawn of each element and source, and what is left; see `content.draw`.

    Args:
        mg: none negative. Shape (elements, sources).
        totals: over the sources. Shape (elements,).
        amounts: none negative. Shape (elements,).

    Returns:
        1 when all is taken, and the arrays say nothing more; else a sum of 2 when some is missing, of 4 and 8 when a
        column of what is drawn, or of what is left, holds nothing. Then what is taken, drawn and left.
    """
    rows, count = mg.shape
    code = 1
    take = np.minimum(amounts, totals)
    for row in range(rows):
        if amounts[row] != totals[row]:
            code = 0
    if code == 1:
        return code, take, mg, mg
    drawn = np.zeros((rows, count), np.int64)
    rest = np.zeros(count, np.int64)
    for row in range(rows):
        amount, whole = take[row], totals[row]
        if amount != amounts[row]:
            code = 2
        if amount == 0:
            continue
        if amount == whole:
            drawn[row] = mg[row]
            continue
        over = amount
        ratio = amount / whole
        for source in range(count):
            weight = mg[row, source]
            part = np.int64(ratio * weight)
            left = amount * weight - part * whole
            off = left // whole
            part += off
            rest[source] = left - off * whole
            drawn[row, source] = part
            over -= part
        if count > FEW and over > 0:
            order = np.argsort(-rest, kind="mergesort")
            for place in range(over):
                drawn[row, order[place]] += 1
            over = 0
        for _ in range(over):
            best = 0
            for source in range(1, count):
                if rest[source] > rest[best]:
                    best = source
            drawn[row, best] += 1
            rest[best] = -1
    kept = np.zeros((rows, count), np.int64)
    has_drawn = np.zeros(count, np.bool_)
    has_left = np.zeros(count, np.bool_)
    for row in range(rows):
        if totals[row] == 0:
            continue
        for column in range(count):
            part = drawn[row, column]
            left = mg[row, column] - part
            kept[row, column] = left
            has_drawn[column] |= part != 0
            has_left[column] |= left != 0
    for column in range(count):
        code |= (0 if has_drawn[column] else 4) | (0 if has_left[column] else 8)
    return code, take, drawn, kept


def union_loop(one: Numbers, one_mg: Numbers, other: Numbers, other_mg: Numbers) -> tuple[Numbers, Numbers]:
    """Two contents together: their sources, rising, and the milligrams of both."""
    rows = one_mg.shape[0]
    sources = np.zeros(len(one) + len(other), np.int64)
    from_one = np.zeros(len(one), np.int64)
    from_other = np.zeros(len(other), np.int64)
    i = j = count = 0
    while i < len(one) or j < len(other):
        is_one = i < len(one) and (j == len(other) or one[i] <= other[j])
        is_other = j < len(other) and (i == len(one) or other[j] <= one[i])
        sources[count] = one[i] if is_one else other[j]
        if is_one:
            from_one[i] = count
            i += 1
        if is_other:
            from_other[j] = count
            j += 1
        count += 1
    mg = np.zeros((rows, count), np.int64)
    for row in range(rows):
        for place in range(len(one)):
            mg[row, from_one[place]] = one_mg[row, place]
        for place in range(len(other)):
            mg[row, from_other[place]] += other_mg[row, place]
    return sources[:count], mg


def pack_loop(names: Numbers, mg: Numbers, atomic: NDArray[np.uint8], is_signed: bool) -> NDArray[np.uint8]:  # noqa: FBT001  one function to compile
    """A table of milligrams as bytes; see `content.pack`."""
    rows, count = mg.shape
    there = np.zeros(rows, np.int64)
    height = 0
    for row in range(rows):
        for column in range(count):
            if mg[row, column] != 0:
                there[height] = row
                height += 1
                break
    place = 3 + 4 * count
    halves = place + height
    size = halves + (height * count + 1) // 2
    data = np.zeros(size + height * count * 8, np.uint8)
    data[0], data[1], data[2] = count & 255, count >> 8, height
    for column in range(count):
        for power in range(4):
            data[3 + 4 * column + power] = (names[column] >> (8 * power)) & 255
    number_of = 0
    for index in range(height):
        row = there[index]
        data[place + index] = atomic[row]
        for column in range(count):
            number = mg[row, column]
            value = np.uint64((number << 1) ^ (number >> 63)) if is_signed else np.uint64(number)
            length = 0
            while value != np.uint64(0):
                data[size] = np.uint8(value & np.uint64(255))
                value >>= np.uint64(8)
                size += 1
                length += 1
            data[halves + (number_of >> 1)] |= np.uint8(length << 4) if number_of & 1 else np.uint8(length)
            number_of += 1
    return data[:size]


def unpack_loop(halves: NDArray[np.uint8], payload: NDArray[np.uint8], places: Numbers, shape: tuple[int, int],
                is_signed: bool) -> tuple[Numbers, int]:  # fmt: skip  # noqa: FBT001  numba
    """Milligrams by row and column, and how many bytes of numbers that took."""
    mg = np.zeros(shape, np.int64)
    count = shape[1]
    place = at = 0
    for row in places:
        for column in range(count):
            length = (halves[place >> 1] >> 4) if place & 1 else (halves[place >> 1] & 15)
            value = np.uint64(0)
            for power in range(length):
                if at < len(payload):
                    value |= np.uint64(payload[at]) << np.uint64(8 * power)
                at += 1
            number = np.int64(value)
            if is_signed:
                number = np.int64(value >> np.uint64(1)) ^ -np.int64(value & np.uint64(1))
            mg[row, column] = number
            place += 1
    return mg, at


@dataclass(frozen=True, slots=True)
class Kernels:
    """The compiled loops."""

    take: Callable[[Numbers, Numbers, Numbers], tuple[int, Numbers, Numbers, Numbers]]
    union: Callable[[Numbers, Numbers, Numbers, Numbers], tuple[Numbers, Numbers]]
    pack: Callable[[Numbers, Numbers, NDArray[np.uint8], bool], NDArray[np.uint8]]
    unpack: Callable[[NDArray[np.uint8], NDArray[np.uint8], Numbers, tuple[int, int], bool], tuple[Numbers, int]]


@cache
def compiled() -> Kernels | None:
    """The loops compiled, None where numba is not installed."""
    numba = _numba()
    if numba is None:
        return None
    jit = numba.njit(cache=True, nogil=True)
    return Kernels(jit(take_loop), jit(union_loop), jit(pack_loop), jit(unpack_loop))
