"""Pools as they stood before an entry, rebuilt from what is kept of the entries that touched them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from monazite.trace.origin.content import EMPTY, Content, Numbers, pack, packed, unpack, unpacked
from monazite.trace.origin.flow import Flow
from monazite.trace.origin.pools import Pool, Sharing
from monazite.trace.origin.rows import fetch, fetch_by

KEPT_EVERY = 32
"""A pool is kept after every so many entries that touch it, so that rebuilding it reads no more than these."""


@dataclass(slots=True)
class Drawing:
    """What is kept of one entry: its flow and what it drew."""

    flow: Flow
    sharing: Sharing

    @classmethod
    def of(cls, flow: bytes, vector: bytes) -> Drawing:
        """From the columns of its row."""
        sides = Flow.unpacked(flow)
        return cls(sides, Sharing(unpacked(vector), sides.parts))


def drawings(connection: Connection, entries: Iterable[int]) -> dict[int, Drawing]:
    """What is kept of entries, by number."""
    rows = fetch_by(
        connection, "SELECT entry, flow, vector FROM trace_origins WHERE entry IN ({})", sorted(set(entries))
    )
    return {entry: Drawing.of(flow, vector) for entry, flow, vector in rows}


def kept(node: int, entry: int, pool: Pool) -> tuple[int, int, int, bytes, bytes | None]:
    """The row that keeps a pool's content."""
    content = pool.holds()
    return node, entry, pool.touches, packed(content), _debt_packed(pool.debt)


def _debt_packed(debt: Numbers | None) -> bytes | None:
    return None if debt is None else pack(np.zeros(1, np.int64), debt.reshape(-1, 1))


def rebuilt(connection: Connection, before: Mapping[int, int]) -> dict[int, Pool]:
    """Pools as they stood before an entry.

    Args:
        connection: to read from.
        before: number of the entry, by node of a lot or a line; a node that no entry touched is empty.
    """
    pools = {node: Pool() for node in before}
    starts = _kept_before(connection, pools, before)
    todo = _touches(connection, before, starts)
    known = drawings(connection, (entry for _, entry in todo))
    for node, entry in todo:
        _again(node, pools[node], known.get(entry))
    return pools


def _kept_before(connection: Connection, pools: dict[int, Pool], before: Mapping[int, int]) -> dict[int, int]:
    """Start pools from what was kept latest; of which entry it is, by node."""
    latest: dict[int, int] = {}
    for node, entry in fetch_by(connection, "SELECT node, entry FROM trace_pools WHERE node IN ({})", before):
        if latest.get(node, -1) < entry < before[node]:
            latest[node] = entry
    for node, entry in latest.items():
        row = fetch(
            connection, "SELECT touches, vector, debt FROM trace_pools WHERE node = ? AND entry = ?", node, entry
        )[0]
        debt = None if row[2] is None else unpack(row[2])[1][:, 0]
        pools[node] = Pool(unpacked(row[1]), debt, row[0])
    return latest


def _touches(connection: Connection, before: Mapping[int, int], starts: Mapping[int, int]) -> list[tuple[int, int]]:
    """Node and entry, for all that touched a node since its start and before its bound, in order."""
    found = fetch_by(
        connection, "SELECT node, entry FROM trace_touches WHERE node IN ({}) ORDER BY node, entry",
        [node for node in before if node not in starts],
    )  # fmt: skip
    for node, entry in starts.items():
        found += fetch(
            connection, "SELECT node, entry FROM trace_touches WHERE node = ? AND entry > ? AND entry < ? ORDER BY 2",
            node, entry, before[node],
        )  # fmt: skip
    return [(node, entry) for node, entry in found if entry < before[node]]


def _again(node: int, pool: Pool, drawing: Drawing | None) -> None:
    """Let one pool go through an entry again; what others gave is kept, what it gave follows from itself."""
    pool.touches += 1
    ref = 2 * node
    if drawing is None or ref not in drawing.flow.refs:
        return
    amounts = drawing.flow.mg[drawing.flow.refs.index(ref)]
    taken = np.maximum(-amounts, 0)
    if taken.any():
        pool.take(taken, 0)
    outputs = drawing.flow.outputs
    if ref in outputs:
        pool.give(drawing.sharing, outputs.index(ref))


def share_of(drawing: Drawing, node: int) -> Content:
    """What a node got of a drawing."""
    outputs = drawing.flow.outputs
    return drawing.sharing.part(outputs.index(2 * node)) if 2 * node in outputs else EMPTY
