"""Invoices against sales: 稀土专票 numbers that are missing, not registered, without a movement, or not the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select

from monazite.trace.reports.project import INVOICES
from monazite.trace.reports.record import InvoiceGap
from monazite.trace.tables import SCHEMAS

SALES = SCHEMAS["trace_sales"].table


def sales_without_invoice(connection: Connection, month: str | None = None) -> tuple[InvoiceGap, ...]:
    """Sales that name no invoice, or one that nobody registered, in the order of their entries; of a month if given."""
    registered = exists().where(INVOICES.c.number == SALES.c.invoice, INVOICES.c.reversed_by.is_(None))
    wanted = select(SALES).where(SALES.c.is_reversed.is_(False), or_(SALES.c.invoice.is_(None), ~registered))
    if month is not None:
        wanted = wanted.where(SALES.c.month == month)
    rows = connection.execute(wanted.order_by(SALES.c.entry_number))
    return tuple(_of_sale("no_number" if row.invoice is None else "not_registered", row) for row in rows)


def invoices_without_movement(connection: Connection, month: str | None = None) -> tuple[InvoiceGap, ...]:
    """Invoices that no sale names, in the order of their days; of one month if given."""
    named = exists().where(SALES.c.invoice == INVOICES.c.number, SALES.c.is_reversed.is_(False))
    wanted = select(INVOICES).where(INVOICES.c.reversed_by.is_(None), ~named)
    rows = connection.execute(wanted.order_by(INVOICES.c.day, INVOICES.c.number))
    found = (row for row in rows if month is None or row.day.isoformat()[:7] == month)
    return tuple(
        InvoiceGap(
            kind="no_movement", entry_number=row.entry_number, day=row.day, seller=row.seller, buyer=row.buyer,
            invoice=row.number, reo_mg=row.reo_mg, amount_fen=row.amount_fen,
        )
        for row in found
    )  # fmt: skip


def invoices_that_differ(connection: Connection) -> tuple[InvoiceGap, ...]:
    """Sales whose invoice states another seller, another buyer or another amount, in the order of their entries."""
    both = SALES.join(INVOICES, SALES.c.invoice == INVOICES.c.number)
    differs = or_(
        SALES.c.seller != INVOICES.c.seller,
        SALES.c.buyer != INVOICES.c.buyer,
        SALES.c.price_fen != INVOICES.c.amount_fen,
    )
    standing = (SALES.c.is_reversed.is_(False), INVOICES.c.reversed_by.is_(None))
    rows = connection.execute(select(SALES).select_from(both).where(*standing, differs).order_by(SALES.c.entry_number))
    return tuple(_of_sale("differs", row) for row in rows)


def _of_sale(kind: str, row: Row[Any]) -> InvoiceGap:
    return InvoiceGap(
        kind=kind, entry_number=row.entry_number, day=row.day, seller=row.seller, buyer=row.buyer, invoice=row.invoice,
        reo_mg=row.reo_mg, amount_fen=row.price_fen,
    )  # fmt: skip
