"""Entries booked into origins and lineage, one after the other, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from monazite.ledger.record import Posted
from monazite.trace.origin.content import packed
from monazite.trace.origin.flow import Flow, Sides, amounts_by_side, sides_of
from monazite.trace.origin.lines import Lines, blocked_line, edges_of
from monazite.trace.origin.names import Names
from monazite.trace.origin.pools import Pool, drawn_by, give_out
from monazite.trace.origin.replay import KEPT_EVERY, kept, rebuilt
from monazite.trace.origin.reviews import mark_descendants
from monazite.trace.origin.rows import change, fetch, fetch_by, insert, put

POOLS = 20_000
"""Pools kept in memory between batches; the oldest are forgotten first, and rebuilt when they are asked for."""

ADJUSTING = "adjust"
CORRECTING = frozenset({"reverse", ADJUSTING})


@dataclass(slots=True)
class Pending:
    """Rows that wait to be written."""

    origins: list[tuple[Any, ...]] = field(default_factory=list)
    touches: list[tuple[Any, ...]] = field(default_factory=list)
    edges: list[tuple[Any, ...]] = field(default_factory=list)
    pools: list[tuple[Any, ...]] = field(default_factory=list)
    corrections: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self, connection: Connection) -> None:
        """Write all."""
        insert(connection, "trace_origins", self.origins)
        insert(connection, "trace_touches", self.touches)
        insert(connection, "trace_edges", self.edges)
        put(connection, "trace_pools", ["node", "entry"], self.pools)
        insert(connection, "trace_corrections", self.corrections)


class Engine:
    """Origins of one journal, with what it has in memory of them.

    Args:
        mark: what the tables looked like when it last wrote; when they look otherwise, it must be thrown away.
    """

    def __init__(self, connection: Connection) -> None:
        """Start where the tables stand."""
        self.names = Names(connection)
        self.lines = Lines()
        self.pools: dict[int, Pool] = {}
        self.pending = Pending()
        self.mark = mark_of(connection)

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> bool:
        """Book a batch of entries.

        Returns:
            Whether one of them corrected an earlier one, so that origins must be settled.
        """
        work = [(post, sides) for post in posted if (sides := sides_of(post.entry))]
        beside = {line: line for post, _ in work if (line := blocked_line(post))}
        self.names.learn(
            connection, [*((side, about[0]) for _, sides in work for side, about in sides.items()), *beside.items()]
        )
        wanted = {post.entry.relates for post, _ in work if post.entry.kind in CORRECTING and post.entry.relates}
        roots = self._roots(connection, wanted)
        self._load(connection, work, posted[0].number if posted else 0)
        is_corrected = False
        for post, sides in work:
            refs = [self.names.ref(side, about[0]) for side, about in sides.items()]
            flow = Flow(refs, amounts_by_side(sides))
            lines = {ref >> 1: side for ref, side in zip(refs, sides, strict=True) if side.startswith("line/")}
            root = roots.get(post.entry.relates or "") if post.entry.kind in CORRECTING else None
            self._mark(connection, post, flow)
            if root is None:
                self._record(connection, post, flow, lines)
            else:
                self._correct(connection, post, root, flow, lines)
                is_corrected = True
            self._mark(connection, post, flow)
            if post.entry.id in wanted:
                roots[post.entry.id] = post.number if root is None else root
        self.flush(connection)
        return is_corrected

    def flush(self, connection: Connection) -> None:
        """Write what waits to be written."""
        self.names.flush(connection)
        self.lines.flush(connection)
        self.pending.write(connection)
        self.pending = Pending()
        while len(self.pools) > POOLS:
            del self.pools[next(iter(self.pools))]
        self.mark = mark_of(connection)

    def _load(self, connection: Connection, work: Sequence[tuple[Posted, Sides]], first: int) -> None:
        known = self.names.nodes
        nodes = {known[side] for _, sides in work for side in sides if side in known} - self.pools.keys()
        if nodes:
            self.pools.update(rebuilt(connection, dict.fromkeys(sorted(nodes), first)))

    def _record(self, connection: Connection, post: Posted, flow: Flow, lines: Mapping[int, str]) -> None:
        number, pools = post.number, self._pools_of(flow)
        sharing = drawn_by(flow, pools, self.names.unaccounted.__getitem__)
        give_out(flow, sharing, pools)
        run = post.entry.details.get("run")
        if (beside := blocked_line(post)) is not None:
            segment, edges = self.lines.beside(connection, self.names, beside, number, run)
        else:
            segment, edges = self.lines.enter(connection, self.names, flow, lines, number, run)
        pending = self.pending
        pending.origins.append((number, flow.packed(), packed(sharing.drawn), post.entry.id, segment))
        pending.touches += touches_of(flow, number)
        pending.edges += edges + edges_of(flow, {node: node not in lines for node in pools}, segment, number)
        for node, pool in pools.items():
            pool.touches += 1
            if pool.touches % KEPT_EVERY == 0:
                pending.pools.append(kept(node, number, pool))

    def _pools_of(self, flow: Flow) -> dict[int, Pool]:
        pools = {}
        for node in flow.nodes:
            pool = self.pools.get(node)
            if pool is None:
                pool = self.pools[node] = Pool()
            pools[node] = pool
        return pools

    def _roots(self, connection: Connection, wanted: Collection[str]) -> dict[str, int]:
        """By id of what is corrected, the number of the entry that is corrected in the end.

        What moved nothing between pools is not among them: a correction of it counts as an entry of its own.
        """
        if not wanted:
            return {}
        return dict(
            fetch_by(connection, "SELECT id, entry FROM trace_origins WHERE id IN ({})", wanted)
            + fetch_by(connection, "SELECT id, root FROM trace_corrections WHERE id IN ({})", wanted)
        )

    def _mark(self, connection: Connection, post: Posted, flow: Flow) -> None:
        """Around an adjustment: mark what came of its lots as it was booked, and as it is right."""
        if post.entry.kind == ADJUSTING:
            self.flush(connection)
            mark_descendants(connection, flow.nodes, post.number)

    def _correct(self, connection: Connection, post: Posted, root: int, moved: Flow, lines: Mapping[int, str]) -> None:
        """Let a correction join the entry that it corrects, and note whose origins must be recomputed."""
        self.lines.correct(connection, lines, {node: moved.mg[moved.refs.index(2 * node)] for node in lines})
        self.pending.corrections.append((post.number, root, post.entry.id))
        self.flush(connection)
        rows = fetch(connection, "SELECT flow, run FROM trace_origins WHERE entry = ?", root)
        before, run = Flow.unpacked(rows[0][0]), rows[0][1]
        after = before.plus(moved.refs, moved.mg)
        change(connection, "UPDATE trace_origins SET flow = ? WHERE entry = ?", [(after.packed(), root)])
        is_lot = are_lots(connection, after.nodes)
        put(connection, "trace_touches", ["node", "entry"], touches_of(after, root))
        old = edges_of(before, is_lot, run, root)
        change(connection, "DELETE FROM trace_edges WHERE parent = ? AND child = ? AND entry = ?", old)
        insert(connection, "trace_edges", edges_of(after, is_lot, run, root))
        unsettle(connection, after.nodes, root - 1)


def touches_of(flow: Flow, number: int) -> list[tuple[int, int, bool]]:
    """Rows of the nodes an entry touches."""
    return [(ref >> 1, number, gives) for ref, gives in zip(flow.refs, flow.gives, strict=True) if not ref & 1]


def are_lots(connection: Connection, nodes: Sequence[int]) -> dict[int, bool]:
    """By node, whether it is a lot."""
    found = fetch_by(connection, "SELECT number, id FROM trace_nodes WHERE number IN ({})", nodes)
    return {number: name.startswith("lot/") for number, name in found}


def unsettle(connection: Connection, nodes: Sequence[int], after: int) -> None:
    """Note that the origins of nodes are to be recomputed after an entry."""
    known = dict(fetch_by(connection, "SELECT node, after FROM trace_unsettled WHERE node IN ({})", nodes))
    rows = [(node, min(after, known.get(node, after))) for node in nodes]
    put(connection, "trace_unsettled", ["node"], rows)
    change(connection, "DELETE FROM trace_pools WHERE node = ? AND entry > ?", rows)


def mark_of(connection: Connection) -> tuple[Any, ...]:
    """What tells whether another has written these tables since, or taken back what was written."""
    last = fetch(connection, "SELECT entry, flow, vector FROM trace_origins ORDER BY entry DESC LIMIT 1")
    nodes = fetch(connection, "SELECT max(number) FROM trace_nodes")
    corrections = fetch(connection, "SELECT max(entry), count(*) FROM trace_corrections")
    return (*last, *nodes, *corrections)
