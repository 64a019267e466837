"""Matter by source and element, in whole milligrams: drawn in proportion, shared out and packed, always exactly.

Only what computes imports this module; it loads numpy. Arrays of a content have the shape (elements, sources).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from monazite.core import ElementMass, InternalError, share_out
from monazite.reference import elements
from monazite.trace.origin.kernels import Kernels, compiled

Numbers: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]

_ELEMENTS = sorted(elements(), key=lambda element: element.atomic_number)
SYMBOLS = tuple(element.symbol for element in _ELEMENTS)
COLUMN = {symbol: index for index, symbol in enumerate(SYMBOLS)}
"""Place of an element in every array: by atomic number."""
WIDTH = len(SYMBOLS)
ATOMIC = np.array([element.atomic_number for element in _ELEMENTS], np.uint8)
_PLACE = np.zeros(256, np.int64)
_PLACE[ATOMIC] = np.arange(WIDTH)

EXACT_MG = 10**17
"""Up to this mass of one element in one pool, 100 million tonnes, 64 bits are enough; beyond it Python's integers."""

LOADED_AFTER = 3_000
"""Draws after which the compiled loops are loaded."""


class _Speed:
    """Whether the compiled loops are in use.

    Args:
        draws: by numpy so far.
        kernels: once loaded.
    """

    draws = 0
    kernels: Kernels | None = None


def use_kernels(*, are_wanted: bool = True) -> bool:
    """Load the compiled loops now, or go back to numpy; whether they are in use."""
    _Speed.draws = 0
    _Speed.kernels = compiled() if are_wanted else None
    return _Speed.kernels is not None


@dataclass(slots=True)
class Content:
    """What a pool, a lot or a drawing holds.

    Args:
        sources: numbers of the sources, rising. Shape (sources,).
        mg: milligrams, none negative. Shape (elements, sources).
        totals: over the sources. Shape (elements,).
    """

    sources: Numbers
    mg: Numbers
    totals: Numbers


EMPTY = Content(np.zeros(0, np.int64), np.zeros((WIDTH, 0), np.int64), np.zeros(WIDTH, np.int64))


def by_symbol(amounts: Numbers) -> dict[str, int]:
    """An array over the elements as milligrams by symbol."""
    return {SYMBOLS[index]: int(amounts[index]) for index in np.flatnonzero(amounts)}


def by_column(amounts: Mapping[str, int]) -> Numbers:
    """Milligrams by symbol as an array. Shape (elements,)."""
    row = np.zeros(WIDTH, np.int64)
    row[[COLUMN[symbol] for symbol in amounts]] = list(amounts.values())
    return row


def matter_of(amounts: Numbers) -> ElementMass:
    """An array over the elements as matter."""
    return ElementMass.of(by_symbol(amounts))


def single(source: int, amounts: Numbers) -> Content:
    """All from one source."""
    return Content(np.array([source], np.int64), amounts.reshape(WIDTH, 1), amounts)


def equal(one: Content, other: Content) -> bool:
    """Whether two contents are the same."""
    return np.array_equal(one.sources, other.sources) and np.array_equal(one.mg, other.mg)


def plus(one: Content, other: Content) -> Content:
    """Two contents together."""
    if not len(one.sources):
        return other
    if not len(other.sources):
        return one
    if np.array_equal(one.sources, other.sources):
        return Content(one.sources, one.mg + other.mg, one.totals + other.totals)
    if _Speed.kernels is not None:
        return Content(*_Speed.kernels.union(one.sources, one.mg, other.sources, other.mg), one.totals + other.totals)
    sources = np.union1d(one.sources, other.sources)
    mg = np.zeros((WIDTH, len(sources)), np.int64)
    mg[:, np.searchsorted(sources, one.sources)] = one.mg
    mg[:, np.searchsorted(sources, other.sources)] += other.mg
    return Content(sources, mg, one.totals + other.totals)


def draw(content: Content, amounts: Numbers) -> tuple[Content, Content, Numbers | None]:
    """Take so much of each element out of a content, of every source in proportion.

    The milligrams left over by rounding down go to the largest remainders, the first of equals before later ones.

    Args:
        content: well mixed, element by element.
        amounts: none negative. Shape (elements,).

    Returns:
        What was drawn, what is left, and what was not there to be drawn; None when all was there.
    """
    if _Speed.kernels is not None and len(content.sources) > 1 and int(content.totals.max()) <= EXACT_MG:
        return _drawn_fast(_Speed.kernels, content, amounts)
    if np.array_equal(amounts, content.totals):
        return content, EMPTY, None
    take = np.minimum(amounts, content.totals)
    missing = amounts - take
    short = missing if missing.any() else None
    if not len(content.sources):
        return EMPTY, content, short
    mg = _drawn(content, take)
    left = _of(content.sources, content.mg - mg, content.totals - take)
    return _of(content.sources, mg, take), left, short


def _drawn_fast(kernels: Kernels, content: Content, amounts: Numbers) -> tuple[Content, Content, Numbers | None]:
    code, take, mg, kept = kernels.take(content.mg, content.totals, amounts)
    if code == 1:
        return content, EMPTY, None
    left = Content(content.sources, kept, content.totals - take)
    drawn = Content(content.sources, mg, take)
    return (
        _of(drawn.sources, mg, take) if code & 4 else drawn,
        _of(left.sources, kept, left.totals) if code & 8 else left,
        amounts - take if code & 2 else None,
    )


def _drawn(content: Content, take: Numbers) -> Numbers:
    """What is drawn of each element and source. Shape (elements, sources)."""
    if len(content.sources) == 1:
        return take.reshape(WIDTH, 1)
    _Speed.draws += 1
    if _Speed.draws == LOADED_AFTER:
        _Speed.kernels = compiled()
    rows = np.flatnonzero(take)
    mg = np.zeros_like(content.mg)
    mg[rows] = proportional(content.mg[rows], take[rows], content.totals[rows])
    return mg


def _of(sources: Numbers, mg: Numbers, totals: Numbers) -> Content:
    """A content without the sources it holds nothing of."""
    there = mg.any(axis=0)
    if there.all():
        return Content(sources, mg, totals)
    return Content(sources[there], mg[:, there], totals)


def proportional(weights: Numbers, amounts: Numbers, totals: Numbers) -> Numbers:
    """Each row's amount shared out over its weights by the largest remainder; all in 64 bits.

    The quotient is estimated in floating point, its residual taken with wrap-around and brought back between zero and
    the total, which is exact as long as the estimate is wrong by fewer than 2^63 / total.

    Args:
        weights: none negative. Shape (rows, sources).
        amounts: not above the totals. Shape (rows,).
        totals: sums of the weights, above zero. Shape (rows,).
    """
    if len(totals) and int(totals.max()) > EXACT_MG:
        return _by_integers(weights, amounts, totals)
    whole = totals[:, None]
    part = ((amounts / totals)[:, None] * weights).astype(np.int64)
    rest = amounts[:, None] * weights - part * whole
    off = rest // whole
    part += off
    rest -= off * whole
    over = amounts - part.sum(axis=1)
    if over.any():
        rank = np.argsort(-rest, axis=1, kind="stable")
        extra = (np.arange(weights.shape[1]) < over[:, None]).astype(np.int64)
        added = np.zeros_like(part)
        np.put_along_axis(added, rank, extra, axis=1)
        part += added
    return part


def _by_integers(weights: Numbers, amounts: Numbers, totals: Numbers) -> Numbers:
    del totals
    rows = [share_out(int(amount), [int(each) for each in row]) for amount, row in zip(amounts, weights, strict=True)]
    return np.array(rows, np.int64)


def share(drawn: Content, parts: Numbers) -> list[Content]:
    """A drawing shared out in order: each part takes its proportion from what is left, the last takes the rest.

    Args:
        drawn: what an entry has drawn.
        parts: what each output takes; they add up to the drawing. Shape (outputs, elements).
    """
    shares = []
    for part in parts[:-1]:
        got, drawn, _ = draw(drawn, part)
        shares.append(got)
    return [*shares, drawn]


_POWERS = np.array([256**power for power in range(8)], np.uint64)
_BYTE = np.arange(8)
_NOTHING = np.zeros(0, np.uint8)


def pack(names: Numbers, mg: Numbers, *, is_signed: bool = False) -> bytes:
    """A table of milligrams as bytes: only the rows that hold something, each number as long as it must be.

    Layout: number of columns (2 bytes, little-endian), number of rows (1), the columns' names (4 each), the rows'
    atomic numbers (1 each), lengths of the numbers in bytes (half a byte each, row by row), the numbers (little-endian,
    signed ones zigzag).

    Args:
        names: of the columns: sources, or the two sides of a flow. Shape (columns,).
        mg: Shape (elements, columns).
        is_signed: whether numbers may be negative.
    """
    if _Speed.kernels is not None:
        return _Speed.kernels.pack(names, np.ascontiguousarray(mg), ATOMIC, is_signed).tobytes()
    rows = np.flatnonzero(mg.any(axis=1))
    numbers = mg[rows].ravel()
    if is_signed:
        numbers = (numbers << 1) ^ (numbers >> 63)
    lengths = np.searchsorted(_POWERS, numbers.view(np.uint64), side="right")
    halves = np.zeros(len(lengths) + len(lengths) % 2, np.uint8)
    halves[: len(lengths)] = lengths
    payload = numbers.view(np.uint8).reshape(-1, 8)[lengths[:, None] > _BYTE]
    return _joined(names, ATOMIC[rows], halves[::2] | (halves[1::2] << 4).astype(np.uint8), payload)


def _joined(names: Numbers, atomic: Bytes, lengths: Bytes, payload: Bytes) -> bytes:
    head = len(names).to_bytes(2, "little") + bytes([len(atomic)])
    return b"".join(
        (head, names.astype("<u4").tobytes(), atomic.tobytes(), lengths.tobytes(), payload.tobytes())
    )  # fmt: skip


def unpack(data: bytes, *, is_signed: bool = False) -> tuple[Numbers, Numbers]:
    """What `pack` made bytes of: names and milligrams.

    Raises:
        InternalError: for bytes of another make.
    """
    count, height = int.from_bytes(data[:2], "little"), data[2]
    at = 3 + 4 * count
    names = np.frombuffer(data, "<u4", count, 3).astype(np.int64)
    rows = _PLACE[np.frombuffer(data, np.uint8, height, at)]
    at += height
    size = count * height
    halves = np.frombuffer(data, np.uint8, (size + 1) // 2, at)
    at += (size + 1) // 2
    if _Speed.kernels is not None:
        payload = np.frombuffer(data, np.uint8, -1, at) if at < len(data) else _NOTHING
        mg, used = _Speed.kernels.unpack(halves, payload, rows, (WIDTH, count), is_signed)
        if used != len(payload):
            raise _not_packed(data)
        return names, mg
    lengths = np.stack((halves & 15, halves >> 4), axis=1).ravel()[:size]
    there = lengths[:, None] > _BYTE
    if int(there.sum()) != len(data) - at:
        raise _not_packed(data)
    numbers = np.zeros((size, 8), np.uint8)
    numbers[there] = np.frombuffer(data, np.uint8, -1, at)
    values = numbers.reshape(-1).view(np.int64)
    if is_signed:
        values = (values >> 1) ^ -(values & 1)
    mg = np.zeros((WIDTH, count), np.int64)
    mg[rows] = values.reshape(height, count)
    return names, mg


def _not_packed(data: bytes) -> InternalError:
    return InternalError(f"a packed origin of {len(data)} bytes does not hold the numbers it announces")


def packed(content: Content) -> bytes:
    """A content as bytes."""
    return pack(content.sources, content.mg)


def unpacked(data: bytes) -> Content:
    """A content from bytes."""
    sources, mg = unpack(data)
    return Content(sources, mg, mg.sum(axis=1))


def total_of(contents: Sequence[Content]) -> Content:
    """Several contents together."""
    together = EMPTY
    for content in contents:
        together = plus(together, content)
    return together
