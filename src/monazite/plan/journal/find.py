"""Questions to this room's tables: records as they stand, every version of one, what moved and what was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from monazite.core import ProblemError
from monazite.plan.commitments.record import Movement, movement_of
from monazite.plan.journal.commitments import parties_of
from monazite.plan.journal.faults import label_of
from monazite.plan.journal.project import DELIVERIES, PAYMENTS, REVISIONS
from monazite.plan.journal.registers import REGISTERS, Record
from monazite.plan.qualification.record import Dossier
from monazite.plan.said import problem
from monazite.plan.tables import TABLES
from monazite.store import nearest
from monazite.trace.permits.standing import Standing


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it stands in the journal.

    Args:
        record: as its folder knows it.
        entry: id of the entry that states it.
        number: of that entry.
        stated_on: its day.
        actor: who said so.
        is_simulated: whether it is part of a simulation.
    """

    record: Any
    entry: str
    number: int
    stated_on: dt.date
    actor: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record, as it was said; ``reversed_by`` is the number of the entry that took it back."""

    record: Record
    entry: str
    number: int
    stated_on: dt.date
    actor: str
    reversed_by: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement under a commitment with what its entry moved.

    Args:
        movement: as stated.
        entry: id of the entry.
        seller: who gave; None for what is only stated.
        buyer: who took.
        price_fen: paid with it, in hundredths of the commitment's currency.
        matter: milligrams of each element.
        lots: ids of the lots.
    """

    movement: Movement
    entry: str
    seller: str | None
    buyer: str | None
    price_fen: int | None
    matter: Mapping[str, int]
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """What a party received (positive) or paid for a settlement period, in hundredths of the currency."""

    settlement: str
    party: str
    amount_fen: int
    day: dt.date
    entry: str


def standing(connection: Connection, kind: str, on: dt.date | None = None) -> list[Kept]:
    """The records of a kind that stand, or stood at the end of a day, in the order of their entries.

    Args:
        connection: to read from.
        kind: of the entries.
        on: the day, by the days of the entries; now when None.
    """
    table = TABLES[REVISIONS]
    wanted = select(table).where(table.c.kind == kind, _stood(table, on))
    rows = connection.execute(wanted.order_by(table.c.entry_number)).mappings()
    newest = {row["subject"]: row for row in rows}
    return [_kept(kind, row) for row in sorted(newest.values(), key=lambda row: int(row["entry_number"]))]


def record(connection: Connection, kind: str, subject: str, on: dt.date | None = None) -> Kept:
    """The record of a subject that stands, or stood at the end of a day.

    Raises:
        ProblemError: ``book-unknown`` when there is none; it names the nearest.
    """
    table = TABLES[REVISIONS]
    wanted = select(table).where(table.c.kind == kind, table.c.subject == subject, _stood(table, on))
    row = connection.execute(wanted.order_by(table.c.entry_number.desc()).limit(1)).mappings().first()
    if row is None:
        subjects = connection.execute(select(TABLES[REGISTERS[kind].table].c.subject)).scalars().all()
        near = nearest(subject, [one for one in subjects if one != subject])
        raise ProblemError(problem("book-unknown", kind, what=label_of(kind), found=subject, nearest=near))
    return _kept(kind, row)


def _stood(table: Table, on: dt.date | None) -> ColumnElement[bool]:
    """Rows that are not taken back, or were not by the end of a day on which they were there."""
    if on is None:
        return table.c.reversed_by.is_(None)
    day = table.c.stated_on if "stated_on" in table.c else table.c.day
    return and_(day <= on, or_(table.c.reversed_on.is_(None), table.c.reversed_on > on))


def _kept(kind: str, row: Mapping[Any, Any]) -> Kept:
    read = REGISTERS[kind].read(row["record"])
    return Kept(read, row["entry"], row["entry_number"], row["stated_on"], row["actor"], row["is_simulated"])


def versions(connection: Connection, kind: str, subject: str) -> list[Version]:
    """Every version of a record, oldest first, those that were taken back as well."""
    table = TABLES[REVISIONS]
    wanted = select(table).where(table.c.kind == kind, table.c.subject == subject).order_by(table.c.entry_number)
    return [Version(row.record, row.entry, row.entry_number, row.stated_on, row.actor, row.reversed_by)
            for row in connection.execute(wanted)]  # fmt: skip


def moved(connection: Connection, commitment: str, on: dt.date | None = None) -> list[Moved]:
    """What moved under a commitment and is not taken back, in the order of the entries; by a day where one is given."""
    table = TABLES[DELIVERIES]
    wanted = select(table).where(table.c.commitment == commitment, _stood(table, on))
    return [
        Moved(movement_of(row.record), row.entry, row.seller, row.buyer, row.price_fen, row.matter, tuple(row.lots))
        for row in connection.execute(wanted.order_by(table.c.entry_number))
    ]


def paid(connection: Connection, commitment: str, on: dt.date | None = None) -> list[Paid]:
    """What was paid for settlements of a commitment and is not taken back; by a day where one is given."""
    table = TABLES[PAYMENTS]
    wanted = select(table).where(table.c.commitment == commitment, _stood(table, on))
    return [Paid(row.settlement, row.party, row.amount_fen, row.day, row.entry)
            for row in connection.execute(wanted.order_by(table.c.entry_number, table.c.ordinal))]  # fmt: skip


def silent(connection: Connection, commitment: Kept, on: dt.date | None = None) -> tuple[str, ...]:
    """The parties of a commitment that have not agreed to its version, or had not by the end of a day."""
    parties = Standing()
    parties.refresh(connection)
    consents = {(one.record.commitment, one.record.party): one.record.version
                for one in standing(connection, "consent", on)}  # fmt: skip
    named = parties_of(commitment.record.as_json())
    return tuple(
        party for party in named
        if commitment.actor not in (party, *parties.above(party))
        and consents.get((commitment.record.id, party)) != commitment.entry
    )  # fmt: skip


def dossier(connection: Connection, on: dt.date | None = None) -> Dossier:
    """Everything known for questions of qualification: specifications, tests, decisions and data sheets."""
    kinds = ("specification", "magnet_test", "qualification", "magnet_grade")
    return Dossier(*(tuple(one.record for one in standing(connection, kind, on)) for kind in kinds))
