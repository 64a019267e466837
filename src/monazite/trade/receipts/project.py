"""The tables of this room, brought up to the journal."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from monazite.ledger import Posted
from monazite.trade.receipts.changes import change
from monazite.trade.receipts.known import BOUND, RECEIPTS, stated_slices
from monazite.trade.receipts.rows import Rows
from monazite.trade.receipts.work import OF_TRACE, Work, is_of_market

TABLES = (
    "trade_venues", "trade_rules", "trade_instruments", "trade_warehouses", "trade_members", "trade_inspections",
    "trade_samples", "trade_certificates", "trade_receipts", BOUND, "trade_holdings", "trade_receipt_moves",
    "trade_liens", "trade_counts", "trade_trades", "trade_escrow_moves", "trade_day_ends", "trade_days",
    "trade_index_inputs", "trade_invoices",
)  # fmt: skip
"""In the order of filling."""


class Projection:
    """The tables of the exchange; see `monazite.ledger.Projection`."""

    tables: tuple[str, ...] = TABLES

    def __init__(self) -> None:
        """Expect nothing."""
        self._works: WeakValueDictionary[int, Work] = WeakValueDictionary()

    def expect(self, connection: Connection, work: Work) -> None:
        """The guard does the work of the next batch of a transaction, which is then only written.

        Args:
            connection: of the transaction.
            work: that goes on while the batch is checked; the guard keeps it.
        """
        self._works[id(connection)] = work

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        work = self._works.pop(id(connection), None)
        if work is not None and work.is_of(connection, posted):
            work.save()
            return
        mine = [one for one in posted if one.blocked is None and is_of_market(one.entry)]
        if not mine:
            return
        rows = Rows(connection)
        read_ahead(rows, mine)
        for one in mine:
            change(rows, one.entry, one.number, one.recorded_ms)
        rows.save()


PROJECTION = Projection()
"""What the journal keeps up for this room."""


def read_ahead(rows: Rows, posted: Sequence[Posted]) -> None:
    """Read at once the receipts that many entries name, and who holds them."""
    named = {
        stated[0]
        for one in posted
        if one.entry.kind in OF_TRACE
        for stated in stated_slices(one.entry.details) or ()
    }  # fmt: skip
    keys = [(receipt,) for receipt in sorted(named)]
    rows.read(RECEIPTS, keys)
    rows.read("trade_holdings", keys)
