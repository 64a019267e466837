"""What is asked of origins and lineage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from monazite.core import ElementMass, ProblemError
from monazite.store import said
from monazite.trace.origin.record import Lineage, Node, Origin
from monazite.trace.origin.rows import fetch, fetch_by

if TYPE_CHECKING:
    from monazite.trace.origin.content import Content


def is_settled(connection: Connection) -> bool:
    """Whether no correction waits to be worked in; while one does, origins of what came after it may be stale."""
    return not fetch(connection, "SELECT 1 FROM trace_unsettled LIMIT 1")


def origin_of(connection: Connection, lot_id: str) -> Origin:
    """Where the matter of a lot came from, as it was made: all that entries gave to it from outside, by source.

    Args:
        connection: to read from.
        lot_id: of the lot.

    Raises:
        ProblemError: ``origin-lot-unknown`` when no entry gave it matter.
    """
    from monazite.trace.origin.content import SYMBOLS  # noqa: PLC0415  loads numpy

    made = made_of(connection, node_of(connection, lot_id))
    numbers = [int(number) for number in made.sources]
    names = dict(fetch_by(connection, "SELECT number, id FROM trace_sources WHERE number IN ({})", numbers))
    shares: dict[str, dict[str, int]] = {}
    for number, column in zip(numbers, made.mg.T.tolist(), strict=True):
        matter = shares.setdefault(names[number], {})
        for symbol, amount in zip(SYMBOLS, column, strict=True):
            if amount:
                matter[symbol] = amount
    return Origin(lot_id, tuple((source, ElementMass.of(mg)) for source, mg in shares.items()), is_settled(connection))


def made_of(connection: Connection, node: int) -> Content:
    """All that came into a lot, by source."""
    from monazite.trace.origin.content import total_of  # noqa: PLC0415  loads numpy
    from monazite.trace.origin.replay import drawings, share_of  # noqa: PLC0415  the same

    entries = [entry for (entry,) in fetch(
        connection, "SELECT entry FROM trace_touches WHERE node = ? AND gives ORDER BY entry", node)]  # fmt: skip
    known = drawings(connection, entries)
    return total_of([share_of(known[entry], node) for entry in entries])


def entries_of(connection: Connection, lot_id: str) -> tuple[int, ...]:
    """Numbers of the entries that gave a lot matter from outside, and of what corrected them, in order.

    Raises:
        ProblemError: ``origin-lot-unknown``.
    """
    node = node_of(connection, lot_id)
    rows = fetch(
        connection,
        "SELECT entry FROM trace_touches WHERE node = ? AND gives UNION SELECT c.entry FROM trace_corrections c "
        "JOIN trace_touches t ON t.entry = c.root WHERE t.node = ? AND t.gives ORDER BY 1",
        node, node,
    )  # fmt: skip
    return tuple(entry for (entry,) in rows)


def node_of(connection: Connection, lot_id: str) -> int:
    """The node of a lot.

    Raises:
        ProblemError: ``origin-lot-unknown``.
    """
    rows = fetch(connection, "SELECT number FROM trace_nodes WHERE id = ?", f"lot/{lot_id}")
    if not rows:
        raise ProblemError(said("monazite.trace", "origin-lot-unknown", lot_id, found=lot_id))
    return int(rows[0][0])


def recall(connection: Connection, lot_id: str) -> tuple[str, ...]:
    """Every lot that may hold matter of this one, in the order in which they were made.

    A line that was not empty hands on what it holds from run to run, so a recall may name too many lots, never too few.

    Raises:
        ProblemError: ``origin-lot-unknown``.
    """
    node = node_of(connection, lot_id)
    rows = fetch(
        connection,
        "WITH RECURSIVE below(node) AS (SELECT ? UNION SELECT child FROM below JOIN trace_edges ON parent = node) "
        "SELECT substr(id, 5) FROM below JOIN trace_nodes ON number = node "
        "WHERE node <> ? AND unaccounted IS NOT NULL ORDER BY node",
        node, node,
    )  # fmt: skip
    return tuple(lot for (lot,) in rows)


def upstream(connection: Connection, lot_id: str, *, nodes: int = 200, levels: int = 50) -> Lineage:
    """What a lot came from: lots and runs, nearest first.

    Args:
        connection: to read from.
        lot_id: of the lot.
        nodes: at most, for a page; what is beyond is counted.
        levels: at most.

    Raises:
        ProblemError: ``origin-lot-unknown``.
    """
    return _lineage(connection, lot_id, ("child", "parent"), nodes, levels)


def downstream(connection: Connection, lot_id: str, *, nodes: int = 200, levels: int = 50) -> Lineage:
    """What came of a lot: runs and lots, nearest first; see `upstream`."""
    return _lineage(connection, lot_id, ("parent", "child"), nodes, levels)


def _lineage(connection: Connection, lot_id: str, ends: tuple[str, str], nodes: int, levels: int) -> Lineage:
    here, there = ends
    start = node_of(connection, lot_id)
    level_of, frontier = {start: 0}, [start]
    statement = f"SELECT DISTINCT {here}, {there} FROM trace_edges WHERE {here} IN ({{}})"  # noqa: S608  names of ours
    edges: list[tuple[int, int]] = []
    level = 0
    while frontier and level < levels and len(level_of) < nodes:
        level += 1
        found = fetch_by(connection, statement, frontier)
        edges += found
        fresh = sorted({end for _, end in found} - level_of.keys())
        frontier = fresh[: nodes - len(level_of)]
        level_of |= dict.fromkeys(frontier, level)
    return _drawn(connection, lot_id, level_of, edges, ends, _all_beyond(connection, start, ends) - len(level_of))


def _all_beyond(connection: Connection, start: int, ends: tuple[str, str]) -> int:
    here, there = ends
    statement = (
        f"WITH RECURSIVE reach(node) AS (SELECT ? UNION SELECT {there} FROM reach JOIN trace_edges ON {here} = node) "  # noqa: S608  names of ours
        "SELECT count(*) FROM reach"
    )
    return int(fetch(connection, statement, start)[0][0])


def _drawn(  # noqa: PLR0917  parts of one fact
    connection: Connection, lot_id: str, level_of: dict[int, int], edges: Iterable[tuple[int, int]],
    ends: tuple[str, str], left_out: int,
) -> Lineage:  # fmt: skip
    names = dict(fetch_by(connection, "SELECT number, id FROM trace_nodes WHERE number IN ({})", level_of))
    shown = [(one, other) if ends[0] == "parent" else (other, one)
             for one, other in edges if one in level_of and other in level_of]  # fmt: skip
    return Lineage(
        lot_id,
        tuple(Node(names[node], level) for node, level in level_of.items()),
        tuple((names[parent], names[child]) for parent, child in dict.fromkeys(shown)),
        left_out,
        is_settled(connection),
    )
