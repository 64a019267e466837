"""Marks for review (待复核): every lot that had come of a lot when an adjustment corrected it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

_MARK = """
WITH RECURSIVE below(node) AS (
    SELECT child FROM trace_edges JOIN trace_nodes ON number = parent WHERE parent IN ({}) AND substr(id, 1, 4) = 'lot/'
    UNION SELECT child FROM below JOIN trace_edges ON parent = node
)
INSERT INTO trace_reviews (lot, entry_number)
SELECT substr(id, 5), ? FROM below JOIN trace_nodes ON number = node WHERE substr(id, 1, 4) = 'lot/' ORDER BY 1
ON CONFLICT (lot) DO UPDATE SET entry_number = excluded.entry_number
"""


def mark_descendants(connection: Connection, nodes: Sequence[int], entry_number: int) -> None:
    """Mark all lots that came of some lots so far; those that an adjustment names itself are marked by ``lots``.

    As a recall does, it may mark too many, never too few: a line that was not empty hands on from run to run.

    Args:
        connection: to write to; its edges must be up to the adjustment and no further.
        nodes: lots, and lines, which are left out: what came of a line came of a lot that was fed.
        entry_number: of the adjustment.
    """
    if nodes:
        statement = _MARK.format(", ".join("?" * len(nodes)))
        connection.exec_driver_sql(statement, (*nodes, entry_number))
