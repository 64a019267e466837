"""What the checks of a batch see: records as they stand, deliveries, parties, with the entries of the batch so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from monazite.core import ProblemError
from monazite.ledger import Entry
from monazite.ledger.queries import posted_by
from monazite.plan.journal.project import (
    COMMITMENT,
    DELIVERIES,
    PAYMENT,
    PAYMENTS,
    REVERSE,
    REVISIONS,
    movement_row,
)
from monazite.plan.journal.registers import REGISTERS, Record, listed
from monazite.plan.tables import TABLES
from monazite.trace.permits.standing import AUTHORITIES, Standing


class Said(NamedTuple):
    """A record, the id of the entry that states it, and who did."""

    record: Record
    entry: str
    actor: str


class Seen:
    """The view of one batch.

    Args:
        connection: to read from.
        standing: parties with the entries of the batch.
    """

    def __init__(self, connection: Connection, standing: Standing) -> None:
        """Begin with nothing of the batch."""
        self.connection, self.standing = connection, standing
        self._accepted: list[Entry] = []
        self._stated: dict[tuple[str, str], list[Said]] = {}

    def accept(self, entry: Entry) -> None:
        """Count an entry as booked."""
        self._accepted.append(entry)
        if (register := REGISTERS.get(entry.kind)) is not None:
            said = Said(entry.details[register.detail], entry.id, entry.actor)
            self._stated.setdefault((entry.kind, register.subject(said.record)), []).append(said)

    def forget(self, entry: Entry) -> None:
        """The entry accepted last was not booked after all."""
        if not self._accepted or self._accepted[-1] is not entry:
            return
        self._accepted.pop()
        if (register := REGISTERS.get(entry.kind)) is not None:
            self._stated[entry.kind, register.subject(entry.details[register.detail])].pop()

    def said(self, kind: str, subject: Any) -> Said | None:
        """The record of a subject that stands, and the entry that states it; None when there is none."""
        if not isinstance(subject, str):
            return None
        if stated := self._stated.get((kind, subject)):
            return stated[-1]
        columns = TABLES[REGISTERS[kind].table].c
        wanted = select(columns.record, columns.entry, columns.actor).where(columns.subject == subject)
        row = self.connection.execute(wanted).first()
        return None if row is None else Said(*row)

    def record(self, kind: str, subject: Any) -> Record | None:
        """The record of a subject that stands; None when there is none."""
        found = self.said(kind, subject)
        return None if found is None else found.record

    def subjects(self, kind: str) -> list[str]:
        """The subjects of a kind that stand, to suggest the nearest."""
        table = TABLES[REGISTERS[kind].table]
        kept = self.connection.execute(select(table.c.subject).limit(1000)).scalars()
        return [*kept, *(subject for (name, subject), stated in self._stated.items() if name == kind and stated)]

    def movements(self, commitment: str) -> Iterator[Mapping[str, Any]]:
        """What has moved under a commitment and is not reversed."""
        table = TABLES[DELIVERIES]
        wanted = select(table).where(table.c.commitment == commitment, table.c.reversed_by.is_(None))
        yield from map(dict, self.connection.execute(wanted).mappings())
        rows = (movement_row(entry) for entry in self._accepted)
        yield from (row for row in rows if row is not None and row["commitment"] == commitment)

    def is_settled(self, commitment: str, settlement: str) -> bool:
        """Whether a settlement of a commitment is paid already."""
        table = TABLES[PAYMENTS]
        wanted = select(table.c.entry).where(
            table.c.commitment == commitment, table.c.settlement == settlement, table.c.reversed_by.is_(None)
        )
        told = {(one.details[COMMITMENT], one.details["settlement"])
                for one in self._accepted if one.kind == PAYMENT}  # fmt: skip
        kept = set(self.connection.execute(wanted).scalars())
        return (commitment, settlement) in told or not kept <= self._gone

    @property
    def _gone(self) -> set[str | None]:
        """Ids of the entries that the batch has reversed so far."""
        return {one.relates for one in self._accepted if one.kind == REVERSE}

    def entry(self, entry_id: str | None) -> Entry | None:
        """An entry of the batch or of the journal; None when there is none."""
        found = next((one for one in self._accepted if one.id == entry_id), None)
        try:
            return found or posted_by(self.connection, str(entry_id)).entry
        except ProblemError:
            return None

    def referring(self, kind: str, subject: str) -> Iterator[str]:
        """The subjects of records that stand and name a subject."""
        for register in REGISTERS.values():
            names = [name for name, of in register.refers.items() if of == kind]
            if names:
                yield from (key for key, one in self.records(register.kind) if _refers(one, names, subject))

    def records(self, kind: str) -> Iterator[tuple[str, Record]]:
        """The records of a kind that stand, by subject; those of the batch last."""
        columns = TABLES[REGISTERS[kind].table].c
        gone = self._gone
        for row in self.connection.execute(select(columns.subject, columns.record, columns.entry)):
            if row.entry not in gone:
                yield row.subject, row.record
        for (name, subject), stated in self._stated.items():
            if name == kind and stated:
                yield subject, stated[-1].record

    def is_revised(self, kind: str, subject: str, entry_id: str) -> bool:
        """Whether another record of a subject would stand without one."""
        columns = TABLES[REVISIONS].c
        wanted = select(columns.entry).where(
            columns.kind == kind, columns.subject == subject, columns.reversed_by.is_(None), columns.entry != entry_id
        )
        told = any(one.entry != entry_id for one in self._stated.get((kind, subject), ()))
        return told or self.connection.execute(wanted.limit(1)).first() is not None

    def is_known(self, party: Any) -> bool:
        """Whether a party is registered."""
        return isinstance(party, str) and party in self.standing.parties

    def speaks_for(self, actor: str, party: Any) -> bool:
        """Whether an actor is a party, or what the party belongs to."""
        return isinstance(party, str) and actor in (party, *self.standing.above(party))

    def is_authority(self, actor: str) -> bool:
        """Whether an actor is a ministry or a province."""
        known = self.standing.parties.get(actor)
        return known is not None and known.kind in AUTHORITIES


def _refers(record: Record, names: Iterable[str], subject: str) -> bool:
    """Whether a record names a subject in one of some fields."""
    return any(subject in listed(record.get(name)) for name in names)
