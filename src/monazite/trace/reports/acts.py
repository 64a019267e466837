"""Entries of this room, one builder a kind: file a report, draw lots, record an inspection, register an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from monazite.ledger import Entry
from monazite.trace.reports.record import Invoice, MonthlyReport

Result = Literal["passed", "failed"]


def report(*, id: str, time: str, actor: str, report: MonthlyReport, simulated: bool = False) -> Entry:  # noqa: A002
    """File a monthly report (报送月报); its rows are kept in the entry. A second one for the month amends it."""
    details = {"party": report.party, "month": report.month, "rows": report.as_rows()}
    return Entry(id, "report", time, actor, details=_marked(details, simulated=simulated))


def draw(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    month: str,
    checkpoint: str,
    lots: Sequence[str],
    simulated: bool = False,
) -> Entry:
    """Record which lots a checkpoint's hash drew for inspection; anyone can draw them again (`drawn`)."""
    details = {"month": month, "checkpoint": checkpoint, "lots": list(lots)}
    return Entry(id, "draw", time, actor, details=_marked(details, simulated=simulated))


def inspection(
    *,
    id: str,  # noqa: A002
    time: str,
    actor: str,
    lots: Sequence[str],
    result: Result,
    note: str | None = None,
    drawn_by: str | None = None,
    simulated: bool = False,
) -> Entry:
    """Record the result of an inspection; ``drawn_by`` is the id of the entry that drew the lots."""
    details: dict[str, Any] = {"lots": list(lots), "result": result} | ({"note": note} if note else {})
    return Entry(id, "inspection", time, actor, details=_marked(details, simulated=simulated), relates=drawn_by)


def invoice(*, id: str, time: str, actor: str, invoice: Invoice) -> Entry:  # noqa: A002
    """Register a special invoice for rare earths (登记稀土专票)."""
    details = {"invoice": invoice.as_json()}
    return Entry(id, "invoice", time, actor, details=_marked(details, simulated=invoice.simulated))


def _marked(details: dict[str, Any], *, simulated: bool) -> dict[str, Any]:
    return {**details, "simulated": True} if simulated else details
