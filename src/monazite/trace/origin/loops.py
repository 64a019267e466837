"""Entries let through pools many at a time, as loops that numba compiles; the results are those of `pools`.

Importing this module loads numba, which takes half a second; `basin` does so when many entries come at once. Contents
stand source by source: arrays of them have the shape (sources, elements), the other way round than in `content`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]
Flags: TypeAlias = NDArray[np.bool_]
Loop = TypeVar("Loop", bound=Callable[..., Any])

FEW = 3
"""Up to so many milligrams, looking for the largest remainder again and again is faster than sorting."""
EXACT_MG = 10.0**17
"""Up to this mass of an element in all that comes together, 64 bits are enough; see `content.EXACT_MG`."""
KEPT_EVERY = 32
"""See `replay.KEPT_EVERY`."""
DONE, FULL, LONG, LARGE = 0, 1, 2, 3
"""How a run ends: all entries are through; there is no room in the store for the next, or none for what it tells; the
next is beyond 64 bits."""


class Store(NamedTuple):
    """Pools as rows of one table.

    Args:
        at: where each pool's content begins. Shape (pools,).
        counts: how many sources it has. Shape (pools,).
        rooms: how many it may have where it is. Shape (pools,).
        touches: entries that touched it. Shape (pools,).
        totals: milligrams it holds. Shape (pools, elements).
        debt: milligrams drawn beyond what it held. Shape (pools, elements).
        sources: of all contents. Shape (space,).
        mg: of all contents. Shape (space, elements).
    """

    at: Numbers
    counts: Numbers
    rooms: Numbers
    touches: Numbers
    totals: Numbers
    debt: Numbers
    sources: Numbers
    mg: Numbers


class Entries(NamedTuple):
    """Entries as rows of one table, a row for each of their sides.

    Args:
        first: place of the first side of each entry, and of the end. Shape (entries + 1,).
        refs: as in `flow.Flow`. Shape (sides,).
        pools: place of each side's pool in the store, -1 for a source or a sink. Shape (sides,).
        unaccounted: source of what such a pool does not hold. Shape (sides,).
        mg: what each side takes or gives. Shape (sides, elements).
    """

    first: Numbers
    refs: Numbers
    pools: Numbers
    unaccounted: Numbers
    mg: Numbers


class Told(NamedTuple):
    """What entries did.

    Args:
        draws, gives: of each side. Shape (sides,).
        data: packed flows, drawings and contents, one after the other.
        at: where flow and drawing of each entry begin and end. Shape (entries, 3).
        kept: pools whose contents are kept: place, entry, touches, where content and debt begin and end. Shape
            (many, 6).
    """

    draws: Flags
    gives: Flags
    data: Bytes
    at: Numbers
    kept: Numbers


class Scratch(NamedTuple):
    """Three contents with room for all sources that can come together, and rows.

    Args:
        got, drawn, repaid: sources. Shape (many,).
        got_mg, drawn_mg, repaid_mg: milligrams. Shape (many, elements).
        rest: remainders of shares. Shape (many,).
        amounts: to draw. Shape (1, elements).
        totals: of what is drawn. Shape (elements,).
    """

    got: Numbers
    drawn: Numbers
    repaid: Numbers
    rest: Numbers
    got_mg: Numbers
    drawn_mg: Numbers
    repaid_mg: Numbers
    amounts: Numbers
    totals: Numbers


def _compiled(function: Loop) -> Loop:
    loop: Any = numba.njit(cache=True)(function)
    return loop  # type: ignore[no-any-return]


@_compiled
def _nth(values: Numbers, place: int) -> int:
    """The value that would stand at a place if they were in order; four times as fast as to sort them."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot, left, right = values[(low + high) // 2], low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if place <= right:
            high = right
        elif place >= left:
            low = left
        else:
            break
    return int(values[place])


@_compiled
def _share(weights: Numbers, amount: int, whole: int, rest: Numbers, part: Numbers) -> None:
    """Share an amount out over weights by the largest remainder; see `content.proportional`."""
    count, over, ratio = len(weights), amount, amount / whole
    for place in range(count):
        weight = weights[place]
        share = int(ratio * weight)
        left = amount * weight - share * whole
        while left < 0:  # the estimate is a few too high or too low at most; dividing takes ten times as long
            left += whole
            share -= 1
        while left >= whole:
            left -= whole
            share += 1
        rest[place] = left
        part[place] = share
        over -= share
    if over > FEW:
        least = _nth(rest[:count].copy(), count - over)
        for place in range(count):
            if rest[place] > least:
                part[place] += 1
                rest[place] = -1
                over -= 1
        place = 0
        while over > 0:
            if rest[place] == least:
                part[place] += 1
                over -= 1
            place += 1
    for _ in range(over):
        best = 0
        for place in range(1, count):
            if rest[place] > rest[best]:
                best = place
        part[best] += 1
        rest[best] = -1


@_compiled
def _draw(sources: Numbers, mg: Numbers, count: int, totals: Numbers, amounts: Numbers, got: Numbers, got_mg: Numbers,  # noqa: PLR0917  compiled
          rest: Numbers) -> tuple[int, int]:  # fmt: skip
    """Draw amounts from a content in proportion; see `content.draw`.

    Totals and amounts become what is left in the content, and what was not there to be drawn.

    Returns:
        How many sources are left, and how many were drawn from.
    """
    width, is_all = mg.shape[1], True
    for row in range(width):
        is_all &= amounts[row] == totals[row]
    if is_all:
        got[:count], got_mg[:count] = sources[:count], mg[:count]
        amounts[:] = 0
        totals[:] = 0
        return 0, count
    got_mg[:count] = 0
    for row in range(width):
        amount, whole = min(amounts[row], totals[row]), totals[row]
        if amount <= 0:
            continue
        if amount == whole:
            for place in range(count):
                got_mg[place, row] = mg[place, row]
                mg[place, row] = 0
        else:
            _share(mg[:count, row], amount, whole, rest, got_mg[:count, row])
            for place in range(count):
                mg[place, row] -= got_mg[place, row]
        totals[row] -= amount
        amounts[row] -= amount
    got[:count] = sources[:count]
    return _close_ranks(sources, mg, count), _close_ranks(got, got_mg, count)


@_compiled
def _close_ranks(sources: Numbers, mg: Numbers, count: int) -> int:
    """Leave out the sources of which nothing is there; how many remain."""
    left = 0
    for place in range(count):
        if mg[place].any():
            if left != place:
                sources[left] = sources[place]
                mg[left] = mg[place]
            left += 1
    return left


@_compiled
def _add(sources: Numbers, mg: Numbers, count: int, more: Numbers, more_mg: Numbers, extra: int) -> int:  # noqa: PLR0917  compiled
    """Add a content to another, which has room for it; how many sources it has then."""
    both, place = count + extra, 0
    for other in range(extra):
        while place < count and sources[place] < more[other]:
            place += 1
        if place < count and sources[place] == more[other]:
            both -= 1
    one, other, at = count - 1, extra - 1, both - 1
    while other >= 0:
        if one >= 0 and sources[one] > more[other]:
            sources[at] = sources[one]
            mg[at] = mg[one]
            one -= 1
        elif one >= 0 and sources[one] == more[other]:
            sources[at] = sources[one]
            mg[at] = mg[one] + more_mg[other]
            one -= 1
            other -= 1
        else:
            sources[at] = more[other]
            mg[at] = more_mg[other]
            other -= 1
        at -= 1
    return both


@_compiled
def _pack(names: Numbers, mg: Numbers, count: int, atomic: Bytes, is_signed: bool, data: Bytes, at: int) -> int:  # noqa: PLR0917, FBT001  compiled
    """Pack a table of milligrams; see `content.pack`. Where it ends."""
    width, height, start = mg.shape[1], 0, at
    there = np.zeros(width, np.int64)
    for row in range(width):
        for column in range(count):
            if mg[column, row] != 0:
                there[height] = row
                height += 1
                break
    data[at], data[at + 1], data[at + 2] = count & 255, count >> 8, height
    for column in range(count):
        for power in range(4):
            data[at + 3 + 4 * column + power] = (names[column] >> (8 * power)) & 255
    place = start + 3 + 4 * count
    halves = place + height
    at = halves + (height * count + 1) // 2
    data[halves:at] = 0
    number_of = 0
    for index in range(height):
        row = there[index]
        data[place + index] = atomic[row]
        for column in range(count):
            number = mg[column, row]
            value = np.uint64((number << 1) ^ (number >> 63)) if is_signed else np.uint64(number)
            length = 0
            while value != np.uint64(0):
                data[at] = np.uint8(value & np.uint64(255))
                value >>= np.uint64(8)
                at += 1
                length += 1
            data[halves + (number_of >> 1)] |= np.uint8(length << 4) if number_of & 1 else np.uint8(length)
            number_of += 1
    return at


@_compiled
def _is_large(store: Store, entries: Entries, first: int, end: int) -> bool:
    """Whether 64 bits may not be enough for an entry."""
    for row in range(entries.mg.shape[1]):
        gross = most = 0.0
        for side in range(first, end):
            pool = entries.pools[side]
            gross += abs(float(entries.mg[side, row]))
            if pool >= 0:
                most = max(most, float(store.totals[pool, row]) + float(store.debt[pool, row]))
        if gross + most > EXACT_MG:
            return True
    return False


@_compiled
def run(  # noqa: PLR0917  compiled
    store: Store, entries: Entries, told: Told, scratch: Scratch, start: int, top: int, atomic: Bytes
) -> tuple[int, int, int, int, int]:
    """Let entries through, one after the other.

    Args:
        store: of pools; changed.
        entries: to let through.
        told: filled with what they did, from its beginning.
        scratch: to work in.
        start: the first of the entries.
        top: end of the space in use.
        atomic: numbers of the elements.

    Returns:
        How it ended, the entry after the last that is through, the end of the space in use, and how many bytes of
        ``told.data`` and rows of ``told.kept`` say something.
    """
    used = kept = 0
    for entry in range(start, len(entries.first) - 1):
        first, end = entries.first[entry], entries.first[entry + 1]
        many, last = _look(store, entries, told, first, end)
        if top + (many * 5 // 4 + 1) * (end - first) > len(store.sources):
            return FULL, entry, top, used, kept
        room = (many + 1) * (end - first + 2) * (9 * entries.mg.shape[1] + 8)
        if many > len(scratch.rest) or used + room > len(told.data):
            return LONG, entry, top, used, kept
        if _is_large(store, entries, first, end):
            return LARGE, entry, top, used, kept
        count = _take(store, entries, told, scratch, first, end)
        told.at[entry, 0] = used
        used = _pack(entries.refs[first:end], entries.mg[first:end], end - first, atomic, True, told.data, used)
        told.at[entry, 1] = used
        used = _pack(scratch.drawn, scratch.drawn_mg, count if last >= 0 else 0, atomic, False, told.data, used)
        told.at[entry, 2] = used
        top = _give_out(store, entries, told, scratch, first, last, count, top)
        for side in range(first, end):
            pool = entries.pools[side]
            if pool >= 0:
                store.touches[pool] += 1
                if store.touches[pool] % KEPT_EVERY == 0:
                    used = _keep(store, told, pool, entry, used, kept, atomic)
                    kept += 1
    return DONE, len(entries.first) - 1, top, used, kept


@_compiled
def _look(store: Store, entries: Entries, told: Told, first: int, end: int) -> tuple[int, int]:
    """How many sources can come together in an entry, and the last of its sides that gives to a pool, -1 for none."""
    many, last = 2 * (end - first), -1
    for side in range(first, end):
        for row in range(entries.mg.shape[1]):
            told.draws[side] |= entries.mg[side, row] < 0
            told.gives[side] |= entries.mg[side, row] > 0
        pool = entries.pools[side]
        if pool >= 0:
            many += store.counts[pool]
            if told.gives[side]:
                last = side
    return many, last


@_compiled
def _take(store: Store, entries: Entries, told: Told, scratch: Scratch, first: int, end: int) -> int:  # noqa: PLR0917  compiled
    """Draw what an entry draws into ``scratch.drawn``; how many sources that has."""
    count, width = 0, entries.mg.shape[1]
    amounts, single = scratch.amounts[0], np.zeros(1, np.int64)
    scratch.totals[:] = 0
    for side in range(first, end):
        if not told.draws[side]:
            continue
        for row in range(width):
            amounts[row] = max(-entries.mg[side, row], 0)
            scratch.totals[row] += amounts[row]
        pool = entries.pools[side]
        single[0] = entries.refs[side] >> 1
        if pool >= 0:
            at = store.at[pool]
            room = at + store.rooms[pool]
            left, taken = _draw(
                store.sources[at:room], store.mg[at:room], store.counts[pool], store.totals[pool], amounts,
                scratch.got, scratch.got_mg, scratch.rest,
            )  # fmt: skip
            store.counts[pool] = left
            store.debt[pool] += amounts
            count = _add(scratch.drawn, scratch.drawn_mg, count, scratch.got, scratch.got_mg, taken)
            single[0] = entries.unaccounted[side]
        if amounts.any():
            count = _add(scratch.drawn, scratch.drawn_mg, count, single, scratch.amounts, 1)
    return count


@_compiled
def _give_out(  # noqa: PLR0917  compiled
    store: Store, entries: Entries, told: Told, scratch: Scratch, first: int, last: int, count: int, top: int
) -> int:
    """Share what was drawn out in order, up to the last side that is a pool; the end of the space in use."""
    amounts = scratch.amounts[0]
    for side in range(first, last + 1):
        if not told.gives[side]:
            continue
        for row in range(entries.mg.shape[1]):
            amounts[row] = max(entries.mg[side, row], 0)
        count, taken = _draw(
            scratch.drawn, scratch.drawn_mg, count, scratch.totals, amounts, scratch.got, scratch.got_mg, scratch.rest
        )
        if entries.pools[side] >= 0:
            top = _give(store, entries.pools[side], top, scratch, taken)
    return top


@_compiled
def _give(store: Store, pool: int, top: int, scratch: Scratch, extra: int) -> int:
    """Let a pool have what was got; what it owes is repaid at once. The end of the space in use."""
    count = store.counts[pool]
    if count + extra > store.rooms[pool]:
        at, room = store.at[pool], (count + extra) * 5 // 4 + 1
        store.sources[top : top + count] = store.sources[at : at + count]
        store.mg[top : top + count] = store.mg[at : at + count]
        store.at[pool], store.rooms[pool] = top, room
        top += room
    at = store.at[pool]
    end = at + store.rooms[pool]
    sources, mg, totals, debt = store.sources[at:end], store.mg[at:end], store.totals[pool], store.debt[pool]
    count = _add(sources, mg, count, scratch.got, scratch.got_mg, extra)
    for place in range(extra):
        totals += scratch.got_mg[place]
    if debt.any():
        count, _ = _draw(sources, mg, count, totals, debt, scratch.repaid, scratch.repaid_mg, scratch.rest)
    store.counts[pool] = count
    return top


@_compiled
def _keep(store: Store, told: Told, pool: int, entry: int, used: int, kept: int, atomic: Bytes) -> int:  # noqa: PLR0917  compiled
    """Pack what a pool holds and owes; where that ends."""
    at, count = store.at[pool], store.counts[pool]
    middle = _pack(store.sources[at : at + count], store.mg[at : at + count], count, atomic, False, told.data, used)
    end = middle
    if store.debt[pool].any():
        end = _pack(np.zeros(1, np.int64), store.debt[pool : pool + 1], 1, atomic, False, told.data, middle)
    row = told.kept[kept]
    row[0], row[1], row[2], row[3], row[4], row[5] = pool, entry, store.touches[pool], used, middle, end
    return end


@_compiled
def compact(store: Store, pools: int, sources: Numbers, mg: Numbers) -> int:
    """Move the contents of pools to where there is room for all; the end of the space in use."""
    top = 0
    for pool in range(pools):
        at, count = store.at[pool], store.counts[pool]
        sources[top : top + count] = store.sources[at : at + count]
        mg[top : top + count] = store.mg[at : at + count]
        store.at[pool], store.rooms[pool] = top, count
        top += count
    return top
