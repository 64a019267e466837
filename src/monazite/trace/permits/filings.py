"""Filings of a split within ten working days, and what a penalty leaves of the next year's quota."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection, func, select

from monazite.core import ProblemError, shanghai_day
from monazite.reference import NO_TABLE, Workdays, add_working_days
from monazite.trace.permits.project import ACTS, FILINGS, LEGS, PARTIES, PENALTIES
from monazite.trace.permits.record import FilingStatus
from monazite.trace.permits.rules import split_days

PPM = 1_000_000
Batch = tuple[str, str]
"""Group and batch."""


def filings(connection: Connection, year: int, today: date, workdays: Workdays = NO_TABLE) -> tuple[FilingStatus, ...]:
    """Whether each group has filed the split of each batch of a year, in the order of batch and group.

    Args:
        connection: to read from.
        year: of the quota.
        today: what is not filed by then is missing, or pending when it is not due yet.
        workdays: for years that the calendar package does not know.
    """
    issued = _issued(connection, year)
    split = _split(connection, year)
    filed = _filed(connection, year)
    found = []
    for (group, batch), (day, issued_mg) in sorted(issued.items(), key=lambda item: (item[0][1], item[0][0])):
        due = split_due(day, workdays)
        filed_on, recorded_on, number = filed.get((group, batch), (None, None, 0))
        status = FilingStatus(
            group=group, year=year, batch=batch, issued_on=day, due_on=due, filed_on=filed_on,
            recorded_on=recorded_on, filings=number,
            issued_mg=issued_mg, split_mg=split.get((group, batch), 0),
            status=deadline_status(due, filed_on, today),
        )  # fmt: skip
        found.append(status)
    return tuple(found)


def _issued(connection: Connection, year: int) -> dict[Batch, tuple[date, int]]:
    """Day of the first notice and milligrams issued, by group and batch."""
    standing = LEGS.join(ACTS, ACTS.c.entry_number == LEGS.c.entry_number).join(PARTIES, PARTIES.c.id == LEGS.c.party)
    wanted = (
        select(LEGS.c.party, LEGS.c.batch, func.min(LEGS.c.day), func.sum(LEGS.c.reo_mg))
        .select_from(standing)
        .where(LEGS.c.year == year, LEGS.c.kind == "issue", LEGS.c.role == "held", ACTS.c.reversed_by.is_(None))
        .where(PARTIES.c.kind == "group")
        .group_by(LEGS.c.party, LEGS.c.batch)
    )
    return {(party, batch): (day, int(amount)) for party, batch, day, amount in connection.execute(wanted)}


def _split(connection: Connection, year: int) -> dict[Batch, int]:
    standing = LEGS.join(ACTS, ACTS.c.entry_number == LEGS.c.entry_number)
    wanted = (
        select(LEGS.c.party, LEGS.c.batch, -func.sum(LEGS.c.reo_mg))
        .select_from(standing)
        .where(LEGS.c.year == year, LEGS.c.kind == "split", LEGS.c.reo_mg < 0, ACTS.c.reversed_by.is_(None))
        .group_by(LEGS.c.party, LEGS.c.batch)
    )
    return {(party, batch): int(amount) for party, batch, amount in connection.execute(wanted)}


def _filed(connection: Connection, year: int) -> dict[Batch, tuple[date, date, int]]:
    """Day of the first filing, day of its recording, and how many there are, by group and batch."""
    columns = FILINGS.c
    first = (func.min(columns.filed_on), func.min(columns.recorded_ms), func.count())
    wanted = select(columns.group_id, columns.batch, *first).where(columns.year == year, columns.reversed_by.is_(None))
    rows = connection.execute(wanted.group_by(columns.group_id, columns.batch))
    return {(row[0], row[1]): (row[2], day_of(row[3]), row[4]) for row in rows}


def day_of(recorded_ms: int) -> date:
    """The day in Asia/Shanghai of a recorded time in milliseconds."""
    return shanghai_day(datetime.fromtimestamp(recorded_ms / 1000, UTC))


def split_due(issued_on: date, workdays: Workdays = NO_TABLE) -> date | None:
    """The last day to split and file a batch: ten working days after the notice; None for an unknown year."""
    try:
        return add_working_days(issued_on, split_days(), workdays)
    except ProblemError:
        return None


def deadline_status(due: date | None, filed_on: date | None, today: date) -> str:
    """``on_time``, ``late``, ``missing``, ``pending``, or ``unknown`` where no table of working days is loaded."""
    if due is None:
        return "unknown"
    if filed_on is not None:
        return "on_time" if filed_on <= due else "late"
    return "missing" if today > due else "pending"


def cut_of(connection: Connection, party: str, year: int) -> int:
    """How much of a party's quota of the year before is taken off its quota of a year, in parts per million."""
    wanted = select(func.sum(PENALTIES.c.cut_ppm)).where(
        PENALTIES.c.party == party, PENALTIES.c.year == year - 1, PENALTIES.c.reversed_by.is_(None)
    )
    return min(PPM, int(connection.execute(wanted).scalar() or 0))


def allotted(connection: Connection, party: str, year: int) -> Mapping[str, int]:
    """What a party was issued or received in a year, amendments included, by stage in milligrams of REO."""
    columns = LEGS.c
    wanted = (
        select(columns.stage, func.sum(columns.reo_mg))
        .select_from(LEGS.join(ACTS, ACTS.c.entry_number == LEGS.c.entry_number))
        .where(columns.year == year, columns.party == party, columns.role == "held", ACTS.c.reversed_by.is_(None))
        .where(columns.kind.in_(("issue", "split", "amend")), (columns.kind != "split") | (columns.reo_mg > 0))
        .group_by(columns.stage)
    )
    return {stage: int(amount) for stage, amount in connection.execute(wanted)}
