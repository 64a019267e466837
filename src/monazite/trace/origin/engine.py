"""Entries booked into origins and lineage, one after the other, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from monazite.ledger.record import Posted
from monazite.trace.origin.basin import Basin, Work
from monazite.trace.origin.flow import Flow, Parts, Sides, amounts_by_side, sides_of
from monazite.trace.origin.lines import Lines, blocked_line, edges_of
from monazite.trace.origin.names import LAST, Names
from monazite.trace.origin.pools import Pool
from monazite.trace.origin.replay import rebuilt
from monazite.trace.origin.reviews import mark_descendants
from monazite.trace.origin.rows import change, fetch, fetch_by, insert, put

POOLS = 20_000
"""Pools kept in memory between batches; when there are more, all are forgotten, and rebuilt as they are asked for."""

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


class Recorded(NamedTuple):
    """An entry that waits to be let through the pools: its id, and the node of the run it belongs to."""

    work: Work
    id: str
    segment: int | None


class Engine:
    """Origins of one journal, with what it has in memory of them.

    Args:
        mark: what the tables looked like when it last wrote; when they look otherwise, it must be thrown away.
    """

    def __init__(self, connection: Connection) -> None:
        """Start where the tables stand."""
        self.names = Names(connection)
        self.lines = Lines()
        self.basin = Basin(self.names.unaccounted_of)
        self.pending = Pending()
        self._waiting: list[Recorded] = []
        self._ahead: list[Posted] = []
        self.mark = mark_of(connection)

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> bool:
        """Book a batch of entries.

        Args:
            connection: to write to.
            posted: the batch, from its beginning, also what `look_ahead` has booked of it.

        Returns:
            Whether one of them corrected an earlier one, so that origins must be settled.
        """
        is_corrected = self._book(connection, posted[len(self._ahead) :])
        self.flush(connection)
        self._ahead.clear()
        if len(self.basin) > POOLS:
            self.basin.clear()
        return is_corrected

    def look_ahead(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Book entries of a batch in memory only, so that its later ones can be held against pools as they will be.

        Args:
            connection: to read from.
            posted: the next entries of the batch, none of which corrects another.
        """
        self._ahead += posted
        self._book(connection, posted)
        self._let_through()

    def fits(self, posted: Sequence[Posted]) -> bool:
        """Whether a batch begins with what was booked ahead; else that batch was taken back."""
        ahead = self._ahead
        pairs = zip(ahead, posted, strict=False)
        return len(ahead) <= len(posted) and all(a.number == b.number and a.entry is b.entry for a, b in pairs)

    def pools_of(self, connection: Connection, sides: Mapping[str, str]) -> dict[str, Pool]:
        """Pools as they stand, to look at.

        Args:
            connection: to read from.
            sides: ``lot/<lot>`` or ``line/<firm>/<line>``, and an account of each.
        """
        self.names.learn(connection, sides.items())
        known = self.names.nodes
        self._load_nodes(connection, {known[side] for side in sides if side in known}, LAST)
        return {side: self.basin.pool(known[side]) if side in known else Pool() for side in sides}

    def _book(self, connection: Connection, posted: Sequence[Posted]) -> bool:
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
            lines = {side: parts for side, (_, parts) in sides.items() if side.startswith("line/")}
            root = roots.get(post.entry.relates or "") if post.entry.kind in CORRECTING else None
            self._mark(connection, post, refs)
            if root is None:
                self._record(connection, post, Work(post.number, refs, sides), lines)
            else:
                self._correct(connection, post, root, Flow(refs, amounts_by_side(sides)), lines)
                is_corrected = True
            self._mark(connection, post, refs)
            if post.entry.id in wanted:
                roots[post.entry.id] = post.number if root is None else root
        return is_corrected

    def flush(self, connection: Connection) -> None:
        """Write what waits to be written."""
        self._let_through()
        self.names.flush(connection)
        self.lines.flush(connection)
        self.pending.write(connection)
        self.pending = Pending()
        self.mark = mark_of(connection)

    def _load(self, connection: Connection, work: Sequence[tuple[Posted, Sides]], first: int) -> None:
        known = self.names.nodes
        self._load_nodes(connection, {known[side] for _, sides in work for side in sides if side in known}, first)

    def _load_nodes(self, connection: Connection, nodes: Iterable[int], before: int) -> None:
        """Read the pools of nodes that are not in memory as they stood before an entry."""
        missing = sorted(node for node in nodes if node not in self.basin)
        for node, pool in rebuilt(connection, dict.fromkeys(missing, before)).items() if missing else ():
            self.basin.put(node, pool)

    def _record(self, connection: Connection, post: Posted, work: Work, lines: Mapping[str, Parts]) -> None:
        """Name what is new, and let the entry wait with others to be let through the pools."""
        number, run = post.number, post.entry.details.get("run")
        if (beside := blocked_line(post)) is not None:
            segment, edges = self.lines.beside(connection, self.names, beside, number, run)
        else:
            segment, edges = self.lines.enter(connection, self.names, lines, number, run)
        self.pending.edges += edges
        self._waiting.append(Recorded(work, post.entry.id, segment))

    def _let_through(self) -> None:
        """Let the entries that wait through the pools."""
        waiting, self._waiting = self._waiting, []
        pending = self.pending
        for (work, name, segment), passed in zip(
            waiting, self.basin.let_through([one.work for one in waiting]), strict=True
        ):
            number, about = work.number, (work.refs, passed.draws, passed.gives)
            is_lot = {ref >> 1: side.startswith("lot/") for ref, side in zip(work.refs, work.sides, strict=True)}
            pending.origins.append((number, passed.flow, passed.drawn, name, segment))
            pending.touches += touches_of(work.refs, passed.gives, number)
            pending.edges += edges_of(about, is_lot, segment, number)
            pending.pools += passed.kept

    def _roots(self, connection: Connection, wanted: Collection[str]) -> dict[str, int]:
        """By id of what is corrected, the number of the entry that is corrected in the end.

        What moved nothing between pools is not among them: a correction of it counts as an entry of its own.
        """
        if not wanted:
            return {}
        self.flush(connection)  # what was booked ahead may be corrected in the same batch
        return dict(
            fetch_by(connection, "SELECT id, entry FROM trace_origins WHERE id IN ({})", wanted)
            + fetch_by(connection, "SELECT id, root FROM trace_corrections WHERE id IN ({})", wanted)
        )

    def _mark(self, connection: Connection, post: Posted, refs: Sequence[int]) -> None:
        """Around an adjustment: mark what came of its lots as it was booked, and as it is right."""
        if post.entry.kind == ADJUSTING:
            self.flush(connection)
            mark_descendants(connection, [ref >> 1 for ref in refs if not ref & 1], post.number)

    def _correct(
        self, connection: Connection, post: Posted, root: int, moved: Flow, lines: Mapping[str, Parts]
    ) -> None:
        """Let a correction join the entry that it corrects, and note whose origins must be recomputed."""
        self.lines.correct(connection, self.names, lines)
        self.pending.corrections.append((post.number, root, post.entry.id))
        self.flush(connection)
        rows = fetch(connection, "SELECT flow, run FROM trace_origins WHERE entry = ?", root)
        before, run = Flow.unpacked(rows[0][0]), rows[0][1]
        after = before.plus(moved.refs, moved.mg)
        change(connection, "UPDATE trace_origins SET flow = ? WHERE entry = ?", [(after.packed(), root)])
        is_lot = are_lots(connection, after.nodes)
        put(connection, "trace_touches", ["node", "entry"], touches_of(after.refs, after.gives, root))
        old = edges_of((before.refs, before.draws, before.gives), is_lot, run, root)
        change(connection, "DELETE FROM trace_edges WHERE parent = ? AND child = ? AND entry = ?", old)
        insert(connection, "trace_edges", edges_of((after.refs, after.draws, after.gives), is_lot, run, root))
        unsettle(connection, after.nodes, root - 1)


def touches_of(refs: Sequence[int], gives: Sequence[bool], number: int) -> list[tuple[int, int, bool]]:
    """Rows of the nodes an entry touches."""
    return [(ref >> 1, number, each) for ref, each in zip(refs, gives, strict=True) if not ref & 1]


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
