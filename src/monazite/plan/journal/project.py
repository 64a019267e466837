"""The tables of this room, brought up to the journal: every revision, the record that stands, deliveries, payments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Date, Table, delete, select, update

from monazite.core import ElementMass
from monazite.ledger import MATTER, Entry, Posted
from monazite.plan.journal.registers import REGISTERS
from monazite.plan.tables import TABLES

REVISIONS, DELIVERIES, PAYMENTS = "plan_revisions", "plan_deliveries", "plan_payments"
MOVING, PAYMENT, REVERSE = ("sell", "commitment_movement"), "commitment_payment", "reverse"
COMMITMENT = "commitment"
"""The detail that makes a sale, a statement or a payment one under a commitment."""


class PlanProjection:
    """The tables of plan; see `monazite.ledger.Projection`."""

    tables: tuple[str, ...] = (REVISIONS, *(one.table for one in REGISTERS.values()), DELIVERIES, PAYMENTS)

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        for one in posted:
            change = CHANGES.get(one.entry.kind)
            if change is not None and one.blocked is None:
                change(connection, one)


PROJECTION = PlanProjection()
"""What the journal keeps up for this room."""


def _revise(connection: Connection, posted: Posted) -> None:
    entry = posted.entry
    register = REGISTERS[entry.kind]
    record = entry.details[register.detail]
    subject = register.subject(record)
    connection.execute(TABLES[REVISIONS].insert(), _base(posted, "stated_on") | {
        "kind": entry.kind, "subject": subject, "actor": entry.actor, "record": record, "reversed_by": None,
    })  # fmt: skip
    _stand(connection, entry.kind, subject)


def _stand(connection: Connection, kind: str, subject: str) -> None:
    """Let the newest revision of a subject stand that is not reversed; none where all are."""
    revisions, table = TABLES[REVISIONS], TABLES[REGISTERS[kind].table]
    wanted = select(revisions).where(
        revisions.c.kind == kind, revisions.c.subject == subject, revisions.c.reversed_by.is_(None)
    )
    newest = connection.execute(wanted.order_by(revisions.c.entry_number.desc()).limit(1)).mappings().first()
    connection.execute(delete(table).where(table.c.subject == subject))
    if newest is not None:
        record = newest["record"]
        connection.execute(table.insert(), _row(table, {**newest, **record, "group_id": record.get("group")}))


def _row(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a table out of what is told; days as the database keeps them."""
    return {column.name: _cell(column, told.get(column.name)) for column in table.columns}


def _cell(column: Column[Any], value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(column.type, Date) and isinstance(value, str) else value


def _base(posted: Posted, day: str = "day") -> dict[str, Any]:
    """What every row says of its entry."""
    entry = posted.entry
    is_simulated = entry.details.get("simulated") is True
    return {"entry_number": posted.number, "entry": entry.id, day: entry.day, "is_simulated": is_simulated}


def movement_row(entry: Entry) -> dict[str, Any] | None:
    """What an entry moves under a commitment, by the columns of its table; None when it is under none.

    The movement's own words (`monazite.plan.commitments.record`) stand beside what the legs moved and what was paid.
    """
    details = entry.details
    told = details.get(COMMITMENT) if entry.kind in MOVING else None
    if not isinstance(told, Mapping):
        return None
    stated = {name: details.get(name) for name in ("seller", "buyer")}
    more = {"price_fen": details.get("price"), "lots": list(details.get("lots", ()))}
    movement = told["movement"]
    names = {"commitment": told["id"], "movement": movement["id"], "matter": dict(matter_of(entry).parts)}
    return {**_PLAIN, **movement, **stated, **more, **names, "record": movement}


_PLAIN = {"kind": "sold"}
"""What a movement need not say."""


def _move(connection: Connection, posted: Posted) -> None:
    if (row := movement_row(posted.entry)) is not None:
        told = {**_base(posted), **row, "reversed_by": None}
        connection.execute(TABLES[DELIVERIES].insert(), _row(TABLES[DELIVERIES], told))


def matter_of(entry: Entry) -> ElementMass:
    """The element masses that a sale moves to the buyer, in whole milligrams."""
    moved = (leg.amount for leg in entry.legs if leg.unit == MATTER and isinstance(leg.amount, ElementMass))
    return sum((one for one in moved if one.total.mg > 0), ElementMass())


def _pay(connection: Connection, posted: Posted) -> None:
    details = posted.entry.details
    told = {"commitment": details[COMMITMENT], "settlement": details["settlement"], "reversed_by": None}
    rows = [
        _base(posted) | told | {"ordinal": ordinal, "party": leg.account.split("/")[1], "unit": leg.unit,
                                "amount_fen": leg.amount}
        for ordinal, leg in enumerate(posted.entry.legs)
    ]  # fmt: skip
    connection.execute(TABLES[PAYMENTS].insert(), [_row(TABLES[PAYMENTS], row) for row in rows])


def _reverse(connection: Connection, posted: Posted) -> None:
    """What is taken back stands no more: the revision before it does, the delivery or payment counts for nothing."""
    revisions, relates = TABLES[REVISIONS], posted.entry.relates
    told = {"reversed_by": posted.number, "reversed_on": posted.entry.day}
    for name in (REVISIONS, DELIVERIES, PAYMENTS):
        table = TABLES[name]
        connection.execute(update(table).where(table.c.entry == relates).values(told))
    wanted = select(revisions.c.kind, revisions.c.subject).where(revisions.c.entry == relates)
    if (found := connection.execute(wanted).first()) is not None:
        _stand(connection, found.kind, found.subject)


CHANGES: Mapping[str, Callable[[Connection, Posted], None]] = {
    **dict.fromkeys(REGISTERS, _revise), **dict.fromkeys(MOVING, _move), PAYMENT: _pay, REVERSE: _reverse,
}  # fmt: skip
"""What each kind of entry changes."""
