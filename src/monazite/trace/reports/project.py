"""The tables of this room, brought up to the journal: reports, draws and inspections, invoices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from monazite.ledger import Posted
from monazite.store import insert, insert_rows, rows_where_in
from monazite.trace.tables import SCHEMAS

REPORTS = SCHEMAS["trace_reports"].table
INSPECTIONS = SCHEMAS["trace_inspections"].table
INVOICES = SCHEMAS["trace_invoices"].table

FILED, SUPERSEDED, REVERSED = "filed", "superseded", "reversed"
"""What may be the standing of a report."""


class Projection:
    """The tables of reports; see `monazite.ledger.Projection`."""

    tables: tuple[str, ...] = ("trace_reports", "trace_inspections", "trace_invoices")

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries; invoices, of which there are many, together."""
        invoices: list[Posted] = []
        for one in posted:
            if one.entry.kind == "invoice":
                invoices.append(one)
            elif (document := _DOCUMENTS.get(one.entry.kind)) is not None:
                _invoices(connection, invoices)
                invoices = []
                document(connection, one)
        _invoices(connection, invoices)


PROJECTION = Projection()
"""What the journal keeps up for this room."""


def _report(connection: Connection, posted: Posted) -> None:
    details = posted.entry.details
    same = and_(REPORTS.c.party == details["party"], REPORTS.c.month == details["month"], REPORTS.c.status == FILED)
    before = connection.execute(update(REPORTS).where(same).values(status=SUPERSEDED)).rowcount
    row: dict[str, Any] = {
        "entry_number": posted.number, "entry": posted.entry.id, "party": details["party"], "month": details["month"],
        "filed_on": posted.entry.day, "recorded_ms": posted.recorded_ms, "is_amended": before > 0,
        "rows": list(details["rows"]), "status": FILED,
    }  # fmt: skip
    insert(connection, REPORTS, [row])


def _draw(connection: Connection, posted: Posted) -> None:
    details = posted.entry.details
    rows = [
        {
            "entry_number": posted.number, "lot": lot, "month": details["month"], "checkpoint": details["checkpoint"],
            "drawn_on": posted.entry.day,
        }
        for lot in details["lots"]
    ]  # fmt: skip
    insert(connection, INSPECTIONS, rows)


def _inspection(connection: Connection, posted: Posted) -> None:
    """Write the result beside the latest draw of each lot."""
    details = posted.entry.details
    values = {
        "inspected_on": posted.entry.day, "result": details["result"], "note": details.get("note"),
        "result_number": posted.number,
    }  # fmt: skip
    for lot in details["lots"]:
        latest = select(func.max(INSPECTIONS.c.entry_number)).where(INSPECTIONS.c.lot == lot).scalar_subquery()
        found = and_(INSPECTIONS.c.lot == lot, INSPECTIONS.c.entry_number == latest)
        connection.execute(update(INSPECTIONS).where(found).values(values))


def _invoices(connection: Connection, posted: Sequence[Posted]) -> None:
    """Write invoices: a number that stands keeps its first one, a number whose invoice was reversed is free again."""
    if not posted:
        return
    rows: dict[str, tuple[Any, ...]] = {}
    for one in posted:
        invoice = one.entry.details["invoice"]
        get, number = invoice.get, invoice["number"]
        rows.setdefault(number, (
            number, invoice["seller"], invoice["buyer"], invoice["day"], get("amount_fen"), get("reo_mg"),
            get("product"), one.entry.details.get("simulated") is True, one.entry.id, one.number, None,
        ))  # fmt: skip
    standing = standing_invoices(connection, rows)
    insert_rows(connection, INVOICES, [row for number, row in rows.items() if number not in standing], replace=True)


def standing_invoices(connection: Connection, numbers: Iterable[str]) -> set[str]:
    """Which invoices are there and were not reversed, of some numbers."""
    wanted = [(number,) for number in numbers]
    found = rows_where_in(connection, INVOICES, ("number", "reversed_by"), ("number",), wanted)
    return {number for number, reversed_by in found if reversed_by is None}


def _reversal(connection: Connection, posted: Posted) -> None:
    if posted.entry.legs:
        return
    relates = posted.entry.relates
    found = select(REPORTS.c.party, REPORTS.c.month).where(REPORTS.c.entry == relates)
    for party, month in connection.execute(found).all():
        _withdraw_report(connection, relates, party, month)
    taken = update(INVOICES).where(INVOICES.c.entry == relates).values(reversed_by=posted.number)
    connection.execute(taken)


def _withdraw_report(connection: Connection, relates: str | None, party: str, month: str) -> None:
    """Mark a report as reversed; the one before it stands again."""
    connection.execute(update(REPORTS).where(REPORTS.c.entry == relates).values(status=REVERSED))
    same = and_(REPORTS.c.party == party, REPORTS.c.month == month, REPORTS.c.status != REVERSED)
    latest = connection.execute(select(func.max(REPORTS.c.entry_number)).where(same)).scalar()
    if latest is not None:
        connection.execute(update(REPORTS).where(REPORTS.c.entry_number == latest).values(status=FILED))


_DOCUMENTS: dict[str, Callable[[Connection, Posted], None]] = {
    "report": _report, "draw": _draw, "inspection": _inspection, "reverse": _reversal,
}  # fmt: skip
