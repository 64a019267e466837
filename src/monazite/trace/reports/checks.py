"""Checks on reports, draws and invoices: months that are over, reports that change something, invoices that are new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import Problem, shanghai_day
from monazite.core.errors import ProblemError
from monazite.ledger import Entry
from monazite.ledger.log import parse_checkpoint
from monazite.store import said
from monazite.trace.permits.stated import ROOM, day_fault, fault_of, texts_fault, unknown_name
from monazite.trace.reports.project import FILED, INSPECTIONS, REPORTS, standing_invoices
from monazite.trace.reports.record import Invoice, MonthlyReport

MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
RESULTS = ("passed", "failed")


class ReportChecks:
    """Checks of this room; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Know no report yet."""
        self._reports: dict[tuple[str, str], tuple[str, Any]] = {}
        self._invoices: dict[str, str] = {}
        self._standing: dict[str, bool] = {}
        self._by_kind = {
            "report": self._report, "draw": self._draw, "inspection": self._inspection, "invoice": self._invoice,
        }  # fmt: skip

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""
        self._connection = connection
        self._this_month = shanghai_day(datetime.fromtimestamp(recorded_ms / 1000, UTC)).isoformat()[:7]
        self._before: dict[str, tuple[tuple[str, str], tuple[str, Any] | None]] = {}
        self._reports.clear()
        self._invoices.clear()
        self._standing.clear()
        self._drawn: dict[str, frozenset[str]] = {}

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once which of the invoices that are in these entries stand already."""
        stated = [entry.details.get("invoice") for entry in entries if entry.kind == "invoice"]
        self._read([number for one in stated if isinstance(one, dict) and type(number := one.get("number")) is str])

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        check = self._by_kind.get(entry.kind)
        return None if check is None else check(entry)

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all: take back what it changed here."""
        if (before := self._before.pop(entry.id, None)) is not None:
            key, value = before
            if value is None:
                self._reports.pop(key, None)
            else:
                self._reports[key] = value
        self._drawn.pop(entry.id, None)
        for number in [number for number, by in self._invoices.items() if by == entry.id]:
            del self._invoices[number]

    def _report(self, entry: Entry) -> Problem | None:
        party, month, rows = (entry.details.get(name) for name in ("party", "month", "rows"))
        problem = self._month(entry, month)
        if problem is None and not isinstance(party, str):
            problem = said(ROOM, "record-field-missing", entry.id, field="party")
        if problem is None and not _is_report(rows):
            problem = said(ROOM, "report-rows", entry.id)
        if problem is not None:
            return problem
        key = (str(party), str(month))
        if self._last_rows(key) == rows:
            return said(ROOM, "report-same", f"{party} {month}")
        self._before[entry.id] = (key, self._reports.get(key))
        self._reports[key] = (entry.id, rows)
        return None

    def _month(self, entry: Entry, month: Any) -> Problem | None:
        """Whether a month can be reported or drawn from: written as one, and over on the day of the entry."""
        if not isinstance(month, str) or not MONTH.fullmatch(month):
            return said(ROOM, "month-wrong", entry.id, found=month)
        if month >= min(entry.time[:7], self._this_month):
            return said(ROOM, "month-open", entry.id, month=month, day=entry.time[:10])
        return None

    def _last_rows(self, key: tuple[str, str]) -> Any:
        """The rows of the report that stands for a party and a month; None when there is none."""
        if key in self._reports:
            return self._reports[key][1]
        columns = REPORTS.c
        wanted = select(columns.rows).where(columns.party == key[0], columns.month == key[1], columns.status == FILED)
        return self._connection.execute(wanted).scalar()

    def _draw(self, entry: Entry) -> Problem | None:
        problem = self._month(entry, entry.details.get("month"))
        try:
            parse_checkpoint(str(entry.details.get("checkpoint")))
        except ProblemError as error:
            return problem or error.problem
        lots = entry.details["lots"]
        if problem is None and (not _are_ids(lots) or len(set(lots)) < len(lots)):
            problem = said(ROOM, "draw-lots", entry.id)
        if problem is None:
            self._drawn[entry.id] = frozenset(entry.details["lots"])
        return problem

    def _inspection(self, entry: Entry) -> Problem | None:
        problem = unknown_name("result-unknown", entry.id, entry.details.get("result"), RESULTS)
        lots = entry.details.get("lots")
        problem = problem or texts_fault(entry, "note")
        if problem is None and not _are_ids(lots):
            problem = said(ROOM, "draw-lots", entry.id)
        if problem is not None:
            return problem
        missing = next((lot for lot in entry.details["lots"] if not self._is_drawn(lot)), None)
        return None if missing is None else said(ROOM, "lot-not-drawn", missing)

    def _is_drawn(self, lot: str) -> bool:
        if any(lot in drawn for drawn in self._drawn.values()):
            return True
        return self._connection.execute(select(INSPECTIONS.c.lot).where(INSPECTIONS.c.lot == lot)).first() is not None

    def _invoice(self, entry: Entry) -> Problem | None:
        value, place = entry.details.get("invoice"), f"{entry.id} invoice"
        problem = fault_of(Invoice, value, place)
        if problem is not None or not isinstance(value, dict):
            return problem
        problem = day_fault(place, value, "day")
        if problem is None and self._has_invoice(value["number"]):
            problem = said(ROOM, "invoice-taken", value["number"])
        if problem is None:
            self._invoices[value["number"]] = entry.id
        return problem

    def _has_invoice(self, number: str) -> bool:
        if number in self._invoices:
            return True
        if number not in self._standing:
            self._read([number])
        return self._standing[number]

    def _read(self, numbers: Sequence[str]) -> None:
        standing = standing_invoices(self._connection, numbers)
        self._standing |= {number: number in standing for number in numbers}


def _are_ids(lots: Any) -> bool:
    """Whether it is a list of ids, not empty."""
    return isinstance(lots, list) and bool(lots) and all(isinstance(lot, str) for lot in lots)


def _is_report(rows: Any) -> bool:
    """Whether rows are those of a report."""
    if not isinstance(rows, list):
        return False
    try:
        MonthlyReport.from_rows("", "", rows)
    except (TypeError, KeyError, AttributeError):
        return False
    values = (value for row in rows for value in row.items())
    return all(type(value) is (int if name.endswith("_mg") else str) for name, value in values)
