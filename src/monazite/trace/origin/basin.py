"""Pools in memory, and entries let through them: one by one by `pools`, or many at once by the compiled `loops`.

The results are the same. One by one go the first entries of a process, so that a command that posts a few need not load
numba, what is beyond 64 bits, and everything where numba is missing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from monazite.trace.origin.content import ATOMIC, COLUMN, SYMBOLS, WIDTH, Content, packed, use_kernels
from monazite.trace.origin.flow import Flow, Sides, amounts_by_side
from monazite.trace.origin.pools import Pool, drawn_by, give_out
from monazite.trace.origin.replay import KEPT_EVERY, kept

if TYPE_CHECKING:
    from monazite.trace.origin.loops import Entries, Store

LOADED_AFTER = 1_000
"""Entries of a process after which the compiled loops are loaded, which takes half a second; compiling them, once a
machine, ten."""
SPACE = 65_536
"""Sources for which a table of pools has room at first."""
BYTES = 1 << 22
"""Packed results that one run of the loops has room for at first."""

KeptRow = tuple[int, int, int, bytes, bytes | None]
"""A row of ``trace_pools``."""


class Work(NamedTuple):
    """An entry to let through: its number, the references of its sides (see `flow.Flow`), and the sides."""

    number: int
    refs: list[int]
    sides: Sides


class Passed(NamedTuple):
    """What an entry did: its flow and what it drew, packed; which sides it draws from and gives to; contents kept."""

    flow: bytes
    drawn: bytes
    draws: Sequence[bool]
    gives: Sequence[bool]
    kept: Sequence[KeptRow]


@cache
def loops() -> Any:
    """The compiled loops, None where numba is not installed."""
    try:
        return importlib.import_module("monazite.trace.origin.loops")
    except ImportError:
        return None


class Basin:
    """Pools in memory.

    Args:
        unaccounted: from a node to its source for matter unaccounted for.
        entries: let through in this process so far.
    """

    entries = 0

    def __init__(self, unaccounted: Callable[[int], int]) -> None:
        """Hold nothing."""
        self._unaccounted = unaccounted
        self._pools: dict[int, Pool] = {}
        self._table: _Table | None = None

    def __contains__(self, node: int) -> bool:
        return node in self._pools or (self._table is not None and node in self._table.places)

    def __len__(self) -> int:
        return len(self._pools) + (0 if self._table is None else len(self._table.places))

    def put(self, node: int, pool: Pool) -> None:
        """Take in a pool."""
        self._pools[node] = pool

    def pool(self, node: int) -> Pool:
        """A pool as it stands, to look at; an empty one when none is known."""
        pool = self._pools.get(node)
        if pool is None and self._table is not None and node in self._table.places:
            return self._table.get(node)
        return pool or Pool()

    def clear(self) -> None:
        """Forget all pools; they can be rebuilt from the tables."""
        self._pools, self._table = {}, None

    def let_through(self, works: Sequence[Work]) -> list[Passed]:
        """Let entries through, in order.

        Args:
            works: whose pools are here already, where they hold anything.
        """
        Basin.entries += len(works)
        module = loops() if self._table is not None or Basin.entries > LOADED_AFTER else None
        if module is None:
            return [self._singly(work) for work in works]
        if self._table is None:
            use_kernels()
            self._table = _Table(module, self._unaccounted)
        table = self._table
        passed: list[Passed] = []
        while len(passed) < len(works):
            for node in list(self._pools):
                table.put(node, self._pools.pop(node))
            passed += table.let_through(works[len(passed) :])
            if len(passed) < len(works):  # beyond 64 bits
                work = works[len(passed)]
                self._pools |= {ref >> 1: table.get(ref >> 1) for ref in work.refs if ref >> 1 in table.places}
                passed.append(self._singly(work))
        return passed

    def _singly(self, work: Work) -> Passed:
        flow, rows = Flow(work.refs, amounts_by_side(work.sides)), []
        pools = {node: self._pools.setdefault(node, Pool()) for node in flow.nodes}
        sharing = drawn_by(flow, pools, self._unaccounted)
        give_out(flow, sharing, pools)
        for node, pool in pools.items():
            pool.touches += 1
            if pool.touches % KEPT_EVERY == 0:
                rows.append(kept(node, work.number, pool))
        return Passed(flow.packed(), packed(sharing.drawn), flow.draws, flow.gives, rows)


class _Table:
    """Pools as rows of arrays, with room for more; see `loops.Store`. Elements that nothing holds have no column.

    Args:
        loops: the module.
        unaccounted: as in `Basin`.
    """

    def __init__(self, loops: Any, unaccounted: Callable[[int], int]) -> None:
        self._loops, self._unaccounted = loops, unaccounted
        self.places: dict[int, int] = {}
        self._nodes: list[int] = []
        self._top = 0
        self._columns = np.zeros(0, np.int64)
        self._column: dict[str, int] = {}
        self._store: Store = loops.Store(
            *(np.zeros(1, np.int64) for _ in range(4)), *(np.zeros((1, 0), np.int64) for _ in range(2)),
            np.zeros(SPACE, np.int64), np.zeros((SPACE, 0), np.int64),
        )  # fmt: skip
        self._widest, self._bytes = SPACE // 64, BYTES
        self._scratch: Any = None
        self._data: Any = None

    def put(self, node: int, pool: Pool) -> None:
        """Take in a pool in place of what it was."""
        content, place = pool.holds(), self._place(node)
        held = content.totals if pool.debt is None else content.totals + pool.debt
        self._know({SYMBOLS[column] for column in np.flatnonzero(held)})
        count = len(content.sources)
        if count > self._store.rooms[place]:
            if self._top + count > len(self._store.sources):
                self._compact(count)
            self._store.at[place], self._store.rooms[place] = self._top, count
            self._top += count
        store, at, columns = self._store, self._store.at[place], self._columns
        store.counts[place], store.touches[place] = count, pool.touches
        store.sources[at : at + count], store.mg[at : at + count] = content.sources, content.mg[columns].T
        store.totals[place] = content.totals[columns]
        store.debt[place] = 0 if pool.debt is None else pool.debt[columns]

    def get(self, node: int) -> Pool:
        """A pool as it stands."""
        store, place, columns = self._store, self.places[node], self._columns
        at, end = store.at[place], store.at[place] + store.counts[place]
        mg, totals, debt = np.zeros((WIDTH, end - at), np.int64), np.zeros(WIDTH, np.int64), np.zeros(WIDTH, np.int64)
        mg[columns], totals[columns], debt[columns] = store.mg[at:end].T, store.totals[place], store.debt[place]
        content = Content(store.sources[at:end].copy(), mg, totals)
        return Pool(content, debt if debt.any() else None, int(store.touches[place]))

    def let_through(self, works: Sequence[Work]) -> list[Passed]:
        """Let entries through up to the first that is beyond 64 bits."""
        loops, entries = self._loops, self._laid_out(works)
        sides = len(entries.refs)
        told = loops.Told(np.zeros(sides, np.bool_), np.zeros(sides, np.bool_), self._data,
                          np.zeros((len(works), 3), np.int64), np.zeros((sides, 6), np.int64))  # fmt: skip
        passed: list[Passed] = []
        atomic = ATOMIC[self._columns]
        end, start = loops.FULL, 0
        while end in {loops.FULL, loops.LONG}:
            self._ready()
            told = told._replace(data=self._data)
            end, after, self._top, used, kept_rows = loops.run(
                self._store, entries, told, self._scratch, start, self._top, atomic
            )
            passed += self._passed(works, entries, told, start, after, used, kept_rows)
            if end == loops.FULL:
                self._compact(len(self._store.sources) if after == start else 0)
            elif end == loops.LONG and after == start:
                self._widest, self._bytes, self._scratch = 2 * self._widest, 2 * self._bytes, None
            start = after
        return passed

    def _ready(self) -> None:
        """Room for contents that come together, and for what is told."""
        if self._scratch is None:
            many, width = self._widest, len(self._columns)
            rows = [np.zeros(many, np.int64) for _ in range(4)]
            blocks = [np.zeros((many, width), np.int64) for _ in range(3)]
            last = np.zeros((1, width), np.int64), np.zeros(width, np.int64)
            self._scratch = self._loops.Scratch(*rows, *blocks, *last)
            self._data = np.zeros(self._bytes, np.uint8)

    def _laid_out(self, works: Sequence[Work]) -> Entries:
        refs: list[int] = []
        first, pools, unaccounted, places, amounts = [0], [], [], [], []
        at, column, width = 0, self._column, len(self._columns)
        for work in works:
            refs += work.refs
            for ref, (_, parts) in zip(work.refs, work.sides.values(), strict=True):
                pools.append(-1 if ref & 1 else self._place(ref >> 1))
                unaccounted.append(0 if ref & 1 else self._unaccounted(ref >> 1))
                for symbol, mg in parts:
                    if symbol not in column:
                        self._know({symbol})
                        return self._laid_out(works)
                    places.append(at + column[symbol])
                    amounts.append(mg)
                at += width
            first.append(len(refs))
        flat = np.zeros(at, np.int64)
        flat[places] = amounts
        rows = (np.array(row, np.int64) for row in (first, refs, pools, unaccounted))
        entries: Entries = self._loops.Entries(*rows, flat.reshape(-1, width))
        return entries

    def _know(self, symbols: AbstractSet[str]) -> None:
        """Have a column for each of some elements, in order of their atomic numbers."""
        if symbols <= self._column.keys():
            return
        before, store = self._columns, self._store
        self._columns = np.array(sorted({COLUMN[symbol] for symbol in symbols} | set(before.tolist())), np.int64)
        self._column = {SYMBOLS[column]: place for place, column in enumerate(self._columns)}
        at = np.searchsorted(self._columns, before)
        wider = {}
        for name in ("totals", "debt", "mg"):
            rows = getattr(store, name)
            wider[name] = np.zeros((len(rows), len(self._columns)), np.int64)
            wider[name][:, at] = rows
        self._store, self._scratch = store._replace(**wider), None

    def _place(self, node: int) -> int:
        place = self.places.get(node)
        if place is None:
            place = self.places[node] = len(self._nodes)
            self._nodes.append(node)
            if place == len(self._store.at):
                longer = {name: np.concatenate((rows, np.zeros_like(rows)))
                          for name, rows in self._store._asdict().items() if name not in {"sources", "mg"}}  # fmt: skip
                self._store = self._store._replace(**longer)
        return place

    def _compact(self, more: int) -> None:
        """Move all contents together, with room for as much again, and more."""
        pools = len(self._nodes)
        space = 2 * int(self._store.counts[:pools].sum()) + more + SPACE
        sources, mg = np.zeros(space, np.int64), np.zeros((space, len(self._columns)), np.int64)
        self._top = self._loops.compact(self._store, pools, sources, mg)
        self._store = self._store._replace(sources=sources, mg=mg)

    def _passed(  # noqa: PLR0917  parts of one run
        self, works: Sequence[Work], entries: Entries, told: Any, start: int, after: int, used: int, kept_rows: int
    ) -> list[Passed]:
        first, draws, gives, ends = entries.first.tolist(), told.draws.tolist(), told.gives.tolist(), told.at.tolist()
        whole = told.data[:used].tobytes()
        rows: dict[int, list[KeptRow]] = {}
        for place, entry, touches, begin, middle, last in told.kept[:kept_rows].tolist():
            row = self._nodes[place], works[entry].number, touches, whole[begin:middle], whole[middle:last] or None
            rows.setdefault(entry, []).append(row)
        return [
            Passed(whole[ends[at][0] : ends[at][1]], whole[ends[at][1] : ends[at][2]],
                   draws[first[at] : first[at + 1]], gives[first[at] : first[at + 1]], rows.get(at, ()))
            for at in range(start, after)
        ]  # fmt: skip
