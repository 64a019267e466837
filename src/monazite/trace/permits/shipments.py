"""Which shipments used an export licence, and of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from monazite.trace.permits.project import LICENCE_LEGS
from monazite.trace.tables import SCHEMAS

MOVEMENTS = SCHEMAS["trace_movements"].table


@dataclass(frozen=True, slots=True)
class LicenceShipment:
    """One entry that used a licence.

    Args:
        entry_number: of the entry.
        day: of the shipment.
        kind: ``export``, or ``reverse`` where a shipment was taken back.
        masses_mg: milligrams of each element; negative where taken back.
        lots: ids of the lots that left.
    """

    entry_number: int
    day: date
    kind: str
    masses_mg: Mapping[str, int]
    lots: tuple[str, ...]


def licence_shipments(connection: Connection, licence_id: str) -> tuple[LicenceShipment, ...]:
    """The shipments that used a licence, the latest first."""
    columns = LICENCE_LEGS.c
    wanted = (
        select(columns.entry_number, columns.day, columns.kind, columns.element, func.sum(columns.mass_mg))
        .where(columns.licence == licence_id, columns.role == "exported")
        .group_by(columns.entry_number, columns.day, columns.kind, columns.element)
        .order_by(columns.entry_number.desc(), columns.element)
    )
    found: dict[tuple[int, date, str], dict[str, int]] = {}
    for number, day, kind, element, mass in connection.execute(wanted):
        found.setdefault((number, day, kind), {})[element] = int(mass)
    lots = _lots(connection, licence_id)
    return tuple(
        LicenceShipment(number, day, kind, masses, lots.get(number, ()))
        for (number, day, kind), masses in found.items()
    )


def _lots(connection: Connection, licence_id: str) -> dict[int, tuple[str, ...]]:
    """Lots that left, by number of entry."""
    used = select(LICENCE_LEGS.c.entry_number).where(LICENCE_LEGS.c.licence == licence_id)
    wanted = select(MOVEMENTS.c.entry_number, MOVEMENTS.c.lot).where(
        MOVEMENTS.c.entry_number.in_(used), MOVEMENTS.c.act == "exported"
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, lot in connection.execute(wanted.order_by(MOVEMENTS.c.entry_number, MOVEMENTS.c.ordinal)):
        found[number] = (*found.get(number, ()), lot)
    return found
