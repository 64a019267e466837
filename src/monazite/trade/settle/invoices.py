"""The special invoice of a settlement (稀土专票), registered in the journal with the settlement as its evidence."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from monazite.ledger import Entry
from monazite.trace.reports import Invoice, InvoiceGap, invoice, invoices_without_movement, sales_without_invoice
from monazite.trade.settle.statements import INVOICES, TRADES, DeliveryNote


def invoice_of(
    note: DeliveryNote,
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    number: str,
    simulated: bool = False,
) -> Entry:
    """Register the invoice of a settlement (登记发票): its parties, its amount, its instrument.

    Args:
        note: of the settlement.
        id: of the entry.
        time: day of the invoice, or an instant of it.
        actor: who says so, the seller.
        number: of the invoice.
        simulated: whether it is invented.
    """
    stated = Invoice(
        number=number, seller=note.seller, buyer=note.buyer, day=time[:10], amount_fen=note.amount_fen,
        product=note.instrument, simulated=simulated,
    )  # fmt: skip
    return replace(invoice(id=id, time=time, actor=actor, invoice=stated), evidence={"settlement": note.entry})


def unmatched_sales(connection: Connection, month: str | None = None) -> tuple[InvoiceGap, ...]:
    """Sales without an invoice, those aside whose settlement at a venue an invoice names as its evidence.

    Args:
        connection: to read from.
        month: of the sales, such as ``2022-08``; all when None.
    """
    settled = TRADES.join(INVOICES, INVOICES.c.settlement == TRADES.c.entry)
    invoiced = set(connection.scalars(select(TRADES.c.entry_number).select_from(settled)))
    return tuple(gap for gap in sales_without_invoice(connection, month) if gap.entry_number not in invoiced)


def unmatched_invoices(connection: Connection, month: str | None = None) -> tuple[InvoiceGap, ...]:
    """Invoices that no sale names and that are of no settlement at a venue; of one month if given."""
    of_settlements = set(connection.scalars(select(INVOICES.c.number)))
    return tuple(gap for gap in invoices_without_movement(connection, month) if gap.invoice not in of_settlements)
