"""Origins and lineage kept with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.engine import Engine as DatabaseEngine

from monazite.ledger.record import Posted
from monazite.trace.origin.ripple import settle

if TYPE_CHECKING:
    from monazite.trace.origin.engine import Engine

AT_ONCE = 2_000
"""Entries that are recomputed in the transaction of a posting; what a correction ripples beyond that waits for
`settle`."""


class OriginProjection:
    """Origins and lineage, as they follow from the entries alone.

    Small corrections are worked in at once; after a large one `settle` goes on, and the audit calls `finish`.
    """

    tables: tuple[str, ...] = (
        "trace_sources", "trace_nodes", "trace_origins", "trace_touches", "trace_pools", "trace_lines", "trace_edges",
        "trace_corrections", "trace_unsettled", "trace_reviews",
    )  # fmt: skip

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Know no journal yet.

        Args:
            at_once: entries to recompute at most in one posting.
        """
        self._engines: WeakKeyDictionary[DatabaseEngine, Engine] = WeakKeyDictionary()
        self._at_once = at_once

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        engine = self._engine(connection)
        try:
            is_corrected = engine.apply(connection, posted)
        except BaseException:
            self._engines.pop(connection.engine, None)
            raise
        if is_corrected or connection.exec_driver_sql("SELECT 1 FROM trace_unsettled LIMIT 1").first():
            self._engines.pop(connection.engine, None)
            settle(connection, self._at_once)

    def finish(self, connection: Connection) -> None:
        """Work in all corrections that wait."""
        self._engines.pop(connection.engine, None)
        settle(connection)

    def _engine(self, connection: Connection) -> Engine:
        from monazite.trace.origin.engine import Engine, mark_of  # noqa: PLC0415  loads numpy

        engine = self._engines.get(connection.engine)
        if engine is None or engine.mark != mark_of(connection):
            engine = self._engines[connection.engine] = Engine(connection)
        return engine


PROJECTION = OriginProjection()
