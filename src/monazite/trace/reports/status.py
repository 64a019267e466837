"""Who has reported a month, who is late, who is missing, and whose report must be amended."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from monazite.core.errors import ProblemError
from monazite.reference import NO_TABLE, Workdays, monthly_report_due
from monazite.store import said
from monazite.trace.permits import day_of, deadline_status
from monazite.trace.reports.monthly import MOVEMENTS
from monazite.trace.reports.project import FILED, REPORTS, REVERSED
from monazite.trace.reports.record import MonthlyReport, ReportStatus


class _Filed(NamedTuple):
    """The first report, how many there are, and the entry of the latest."""

    filed_on: date | None = None
    recorded_on: date | None = None
    reports: int = 0
    last_entry: int | None = None


def report_statuses(
    connection: Connection, month: str, today: date, workdays: Workdays = NO_TABLE
) -> tuple[ReportStatus, ...]:
    """The standing of every party that has entries in a month or has reported it, in the order of their ids.

    Args:
        connection: to read from.
        month: such as ``2022-08``.
        today: what is not filed by then is missing, or pending when it is not due yet.
        workdays: for years that the calendar package does not know.
    """
    filed = _filed(connection, month)
    movements, later = _movements(connection, month), _later(connection, month)
    due = report_due(month, workdays)
    return tuple(
        ReportStatus(
            party=party, month=month, due_on=due, movements=movements.get(party, 0), later=later.get(party, 0),
            status=deadline_status(due, one.filed_on, today), **one._asdict(),
        )
        for party in sorted({*filed, *movements})
        for one in (filed.get(party, _Filed()),)
    )  # fmt: skip


def report_status(
    connection: Connection, party: str, month: str, today: date, workdays: Workdays = NO_TABLE
) -> ReportStatus:
    """The standing of one party's report of a month."""
    one = _filed(connection, month, party).get(party, _Filed())
    due = report_due(month, workdays)
    movements, later = _movements(connection, month, party), _later(connection, month, party)
    return ReportStatus(
        party=party, month=month, due_on=due, movements=movements.get(party, 0), later=later.get(party, 0),
        status=deadline_status(due, one.filed_on, today), **one._asdict(),
    )  # fmt: skip


def _filed(connection: Connection, month: str, party: str | None = None) -> dict[str, _Filed]:
    """What each party has filed for a month, or one party."""
    columns = REPORTS.c
    recorded, last = func.min(columns.recorded_ms), func.max(columns.entry_number)
    found = (columns.party, func.min(columns.filed_on), recorded, func.count(), last)
    wanted = select(*found).where(columns.month == month, columns.status != REVERSED).group_by(columns.party)
    rows = connection.execute(wanted if party is None else wanted.where(columns.party == party))
    return {row[0]: _Filed(row[1], day_of(row[2]), row[3], row[4]) for row in rows}


def _movements(connection: Connection, month: str, party: str | None = None) -> dict[str, int]:
    """How many entries each party has in a month, or one party."""
    columns = MOVEMENTS.c
    wanted = select(columns.firm, func.count(columns.entry_number.distinct())).where(columns.month == month)
    wanted = (wanted if party is None else wanted.where(columns.firm == party)).group_by(columns.firm)
    return {row[0]: int(row[1]) for row in connection.execute(wanted)}


def _later(connection: Connection, month: str, party: str | None = None) -> dict[str, int]:
    """How many of them were recorded after the latest report."""
    columns = MOVEMENTS.c
    standing = (REPORTS.c.month == month, REPORTS.c.status == FILED, REPORTS.c.party == columns.firm)
    after = and_(columns.month == month, columns.entry_number > REPORTS.c.entry_number)
    wanted = select(columns.firm, func.count(columns.entry_number.distinct())).where(*standing, after)
    wanted = (wanted if party is None else wanted.where(columns.firm == party)).group_by(columns.firm)
    return {row[0]: int(row[1]) for row in connection.execute(wanted)}


def report_due(month: str, workdays: Workdays = NO_TABLE) -> date | None:
    """The day a month's report is due; None for a year whose holidays are not known yet."""
    try:
        return monthly_report_due(int(month[:4]), int(month[5:7]), workdays)
    except ProblemError:
        return None


def filed_report(connection: Connection, party: str, month: str) -> MonthlyReport:
    """The report that a party filed last for a month, as it was filed.

    Raises:
        ProblemError: when there is none.
    """
    last = _filed(connection, month, party).get(party, _Filed()).last_entry
    if last is None:
        raise ProblemError(said("monazite.trace", "report-unknown", f"{party} {month}"))
    rows = connection.execute(select(REPORTS.c.rows).where(REPORTS.c.entry_number == last)).scalar_one()
    return MonthlyReport.from_rows(party, month, rows)
