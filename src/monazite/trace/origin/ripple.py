"""A corrected entry: the origins of all that came of it made right.

What is right: the origins of a journal in which each entry that was reversed or adjusted had, from the beginning, the
legs it has together with its reversals and adjustments, and every other entry the legs it has. A correction itself
moves nothing. So the result depends on the entries alone, not on when or in how many steps it was computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from monazite.trace.origin.rows import change, fetch, fetch_by, put

if TYPE_CHECKING:
    from monazite.trace.origin.pools import Pool
    from monazite.trace.origin.replay import Drawing

AHEAD = 256
"""Entries whose pools are read in one go."""


def settle(connection: Connection, limit: int | None = None) -> int:
    """Work in corrections that wait; may be stopped and taken up again at any time between transactions.

    Args:
        connection: in a writing transaction.
        limit: of entries to recompute now; None for all that there are.

    Returns:
        How many lots and lines wait to be recomputed still; 0 when all origins are right.
    """
    waiting = dict(fetch(connection, "SELECT node, after FROM trace_unsettled"))
    if not waiting:
        return 0
    step = Step(connection, waiting)
    while step.queue and (limit is None or step.done < limit):
        step.advance()
    return step.write()


@dataclass(slots=True)
class Follow:
    """A node whose origins change.

    Args:
        after: the last entry for which they are right again.
        touches: later entries that touch it, rising.
        place: of the next of them.
        pool: as it stands; None before it is rebuilt.
    """

    after: int
    touches: list[int]
    place: int = 0
    pool: Pool | None = None

    @property
    def next(self) -> int | None:
        """The next entry that touches it."""
        return self.touches[self.place] if self.place < len(self.touches) else None


@dataclass(slots=True)
class Step:
    """One stretch of work on the corrections that wait, from the earliest entry onwards.

    Args:
        connection: to read from and write to.
        waiting: by node, the entry after which its origins are to be recomputed.
    """

    connection: Connection
    waiting: dict[int, int]
    follows: dict[int, Follow] = field(default_factory=dict)
    queue: list[tuple[int, int]] = field(default_factory=list)
    done: int = 0
    vectors: dict[int, bytes] = field(default_factory=dict)
    keep: dict[tuple[int, int], Any] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    read: dict[int, Drawing] = field(default_factory=dict)
    beside: dict[tuple[int, int], Pool] = field(default_factory=dict)
    unaccounted: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Queue what waits; what was kept of its pools since, while it waited, is dropped."""
        change(self.connection, "DELETE FROM trace_pools WHERE node = ? AND entry > ?", list(self.waiting.items()))
        by_after: dict[int, list[int]] = {}
        for node, after in self.waiting.items():
            by_after.setdefault(after, []).append(node)
        for after, nodes in by_after.items():
            self._follow(nodes, after)

    def _follow(self, nodes: Iterable[int], after: int) -> None:
        touches: dict[int, list[int]] = {node: [] for node in nodes}
        statement = "SELECT node, entry FROM trace_touches WHERE node IN ({}) AND entry > ? ORDER BY node, entry"
        for node, entry in fetch_by(self.connection, statement, touches, after):
            touches[node].append(entry)
        for node, entries in touches.items():
            if entries:
                self.follows[node] = Follow(after, entries)
                self._await(entries[0], node)

    def _await(self, entry: int, node: int) -> None:
        heappush(self.queue, (entry, node))
        heappush(self.unread, entry)

    def advance(self) -> None:
        """Recompute the earliest entry that waits."""
        entry = self.queue[0][0]
        if entry not in self.read:
            self._read_ahead(entry)
        followed = set()
        while self.queue and self.queue[0][0] == entry:
            node = heappop(self.queue)[1]
            if node in self.follows and self.follows[node].next == entry:
                followed.add(node)
        self._recompute(entry, self.read.pop(entry), sorted(followed))
        self.done += 1

    def _read_ahead(self, now: int) -> None:
        """Read the entries that are next, and the pools that they touch besides those followed."""
        from monazite.trace.origin.replay import drawings, rebuilt  # noqa: PLC0415  loads numpy

        entries: list[int] = []
        while self.unread and len(entries) < max(1, AHEAD - len(self.read)):
            entry = heappop(self.unread)
            if entry >= now and entry not in self.read and entry not in entries[-1:]:
                entries.append(entry)
        found = drawings(self.connection, entries)
        self.read |= found
        beside: dict[int, int] = {}
        for entry, drawing in found.items():
            for node in drawing.flow.nodes:
                if node not in self.follows:
                    beside.setdefault(node, entry)
        for node, pool in rebuilt(self.connection, beside).items():
            self.beside[node, beside[node]] = pool
        nodes = {node for drawing in found.values() for node in drawing.flow.nodes} - self.unaccounted.keys()
        statement = "SELECT number, unaccounted FROM trace_nodes WHERE number IN ({})"
        self.unaccounted.update(fetch_by(self.connection, statement, nodes))

    def _pool(self, node: int, entry: int) -> Pool:
        from monazite.trace.origin.replay import rebuilt  # noqa: PLC0415  loads numpy

        pool = self.beside.pop((node, entry), None)
        follow = self.follows.get(node)
        if follow is not None and follow.next == entry:
            if follow.pool is None:
                follow.pool = rebuilt(self.connection, {node: entry})[node]
            return follow.pool
        return pool if pool is not None else rebuilt(self.connection, {node: entry})[node]

    def _recompute(self, entry: int, drawing: Drawing, followed: list[int]) -> None:
        from monazite.trace.origin.content import equal, packed  # noqa: PLC0415  loads numpy
        from monazite.trace.origin.pools import drawn_by, give_out  # noqa: PLC0415  the same

        pools = {node: self._pool(node, entry) for node in drawing.flow.nodes}
        sharing = drawn_by(drawing.flow, pools, self.unaccounted.__getitem__)
        give_out(drawing.flow, sharing, pools)
        changed = set(followed)
        if not equal(sharing.drawn, drawing.sharing.drawn):
            self.vectors[entry] = packed(sharing.drawn)
            given = {ref >> 1 for ref in drawing.flow.outputs if not ref & 1}
            self._start(entry, sorted(given - set(followed)), pools)
            changed |= given
        for node in changed:
            self._keep(node, entry, pools[node])
        for node in followed:
            self._pass(node, entry)

    def _start(self, entry: int, nodes: list[int], pools: dict[int, Pool]) -> None:
        """Follow nodes from this entry on, also those that wait for a later one."""
        self._follow(nodes, entry)
        change(
            self.connection, "DELETE FROM trace_pools WHERE node = ? AND entry >= ?", [(node, entry) for node in nodes]
        )  # fmt: skip
        for node in nodes:
            if node in self.follows:
                self.follows[node].pool = pools[node]

    def _pass(self, node: int, entry: int) -> None:
        follow = self.follows[node]
        follow.after = entry
        follow.place += 1
        if follow.next is None:
            del self.follows[node]
        else:
            self._await(follow.next, node)

    def _keep(self, node: int, entry: int, pool: Pool) -> None:
        from monazite.trace.origin.replay import KEPT_EVERY, kept  # noqa: PLC0415  loads numpy

        pool.touches += 1
        if pool.touches % KEPT_EVERY == 0:
            self.keep[node, entry] = kept(node, entry, pool)

    def write(self) -> int:
        """Write what was recomputed, and how far it is right."""
        change(
            self.connection, "UPDATE trace_origins SET vector = ? WHERE entry = ?",
            [(vector, entry) for entry, vector in self.vectors.items()],
        )  # fmt: skip
        put(self.connection, "trace_pools", ["node", "entry"], list(self.keep.values()))
        change(self.connection, "DELETE FROM trace_unsettled WHERE node = ?", [(node,) for node in self.waiting])
        put(self.connection, "trace_unsettled", ["node"], [(node, each.after) for node, each in self.follows.items()])
        return len(self.follows)
