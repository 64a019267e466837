"""Origins and lineage kept with the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.engine import Engine as DatabaseEngine

from monazite.ledger.record import MATTER, Entry, Posted
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
        if not engine.fits(posted):
            self.begin(connection)
            engine = self._engine(connection)
        try:
            is_corrected = engine.apply(connection, posted)
        except BaseException:
            self._engines.pop(connection.engine, None)
            raise
        if is_corrected or connection.exec_driver_sql("SELECT 1 FROM trace_unsettled LIMIT 1").first():
            self._engines.pop(connection.engine, None)
            settle(connection, self._at_once)

    def begin(self, connection: Connection) -> None:
        """Forget what was booked ahead of the tables for a batch that was taken back."""
        engine = self._engines.get(connection.engine)
        if engine is not None and not engine.fits(()):
            del self._engines[connection.engine]

    def prepare(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Look up at once what `ahead` will ask for of entries that come next."""
        from monazite.trace.origin.flow import side_of  # noqa: PLC0415  loads numpy

        legs = ((leg.account, entry.time) for entry in entries for leg in entry.legs if leg.unit == MATTER)
        sides = {side_of(account, time): account for account, time in legs}
        self._begun(connection).names.learn(connection, sides.items())

    def _begun(self, connection: Connection) -> Engine:
        """The engine of a batch, which is held against the tables when the batch begins."""
        engine = self._engines.get(connection.engine)
        return engine if engine is not None and not engine.fits(()) else self._engine(connection)

    def ahead(self, connection: Connection, posted: Sequence[Posted]) -> Engine:
        """Origins as they will stand after the next entries of a batch, which stand in no table yet.

        Args:
            connection: of the transaction in which they will be booked.
            posted: entries after those of the batch that this was told of before; none of which corrects another.
        """
        engine = self._begun(connection)
        try:
            engine.look_ahead(connection, posted)
        except BaseException:
            self._engines.pop(connection.engine, None)
            raise
        return engine

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
