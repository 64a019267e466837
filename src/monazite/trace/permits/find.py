"""Questions about parties, permits, findings and export licences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from monazite.core.errors import ProblemError
from monazite.store import nearest, said
from monazite.trace.permits.project import FINDINGS, LICENCE_LEGS, LICENCES, PARTIES, PERMITS
from monazite.trace.permits.record import Finding, LicenceUse, Permit, StoredParty
from monazite.trace.permits.rules import iso


def party(connection: Connection, party_id: str) -> StoredParty:
    """The party of an id.

    Raises:
        ProblemError: when there is none; it names the nearest.
    """
    row = connection.execute(select(PARTIES).where(PARTIES.c.id == party_id)).mappings().first()
    if row is None:
        known = list(connection.execute(select(PARTIES.c.id)).scalars())
        raise ProblemError(said("monazite.trace", "party-unknown", party_id, nearest=nearest(party_id, known)))
    return StoredParty(**row)


def parties(connection: Connection, *kinds: str) -> tuple[StoredParty, ...]:
    """All parties of some kinds, in the order of their ids; all of them when no kind is given."""
    wanted = select(PARTIES).order_by(PARTIES.c.id)
    rows = connection.execute(wanted.where(PARTIES.c.kind.in_(kinds)) if kinds else wanted)
    return tuple(StoredParty(**row) for row in rows.mappings())


def children(connection: Connection, party_id: str) -> tuple[StoredParty, ...]:
    """The parties that belong to one directly, in the order of their ids."""
    wanted = select(PARTIES).where(PARTIES.c.parent == party_id).order_by(PARTIES.c.id)
    return tuple(StoredParty(**row) for row in connection.execute(wanted).mappings())


def permits_of(connection: Connection, firm: str, day: date | None = None) -> tuple[Permit, ...]:
    """The permits of a firm and of all that belongs to it; only those valid on a day when one is given."""
    mine = select(PARTIES.c.id).where(or_(PARTIES.c.firm == firm, PARTIES.c.id == firm))
    wanted = select(PERMITS).where(PERMITS.c.party.in_(mine), PERMITS.c.reversed_by.is_(None)).order_by(PERMITS.c.id)
    if day is not None:
        is_open = or_(PERMITS.c.valid_until.is_(None), PERMITS.c.valid_until >= day)
        wanted = wanted.where(and_(PERMITS.c.valid_from <= day, is_open))
    return tuple(_permit(row) for row in connection.execute(wanted).mappings())


def _permit(row: RowMapping) -> Permit:
    return Permit(
        id=row["id"], party=row["party"], type=row["type"], number=row["number"], valid_from=iso(row["valid_from"]),
        valid_until=iso(row["valid_until"]) or None, capacity_reo_mg=row["capacity_reo_mg"],
        simulated=row["is_simulated"],
    )  # fmt: skip


def findings_of(connection: Connection, firm: str) -> tuple[Finding, ...]:
    """The findings against a firm, lifted ones included, in order of their first days."""
    wanted = select(FINDINGS).where(FINDINGS.c.party == firm, FINDINGS.c.reversed_by.is_(None))
    rows = connection.execute(wanted.order_by(FINDINGS.c.since, FINDINGS.c.id)).mappings()
    return tuple(
        Finding(
            id=row["id"], party=row["party"], ground=row["ground"], since=iso(row["since"]),
            until=iso(row["until"]) or None, reason=row["reason"], simulated=row["is_simulated"],
        )
        for row in rows
    )  # fmt: skip


def licences(connection: Connection, exporter: str | None = None) -> tuple[LicenceUse, ...]:
    """Export licences and applications that wait, with what is used and left by element, in the order of their ids."""
    wanted = select(LICENCES).where(LICENCES.c.reversed_by.is_(None)).order_by(LICENCES.c.id)
    rows = connection.execute(wanted.where(LICENCES.c.exporter == exporter) if exporter else wanted).mappings().all()
    used = _used(connection)
    return tuple(_licence_use(row, used.get(row["id"], {})) for row in rows if not _is_answered(row))


def licence(connection: Connection, licence_id: str) -> LicenceUse:
    """One export licence.

    Raises:
        ProblemError: when there is none.
    """
    wanted = select(LICENCES).where(LICENCES.c.id == licence_id, LICENCES.c.reversed_by.is_(None))
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise ProblemError(said("monazite.trace", "licence-unknown", licence_id))
    return _licence_use(row, _used(connection, licence_id).get(licence_id, {}))


def _is_answered(row: RowMapping) -> bool:
    """Whether it is an application whose licence stands in a row of its own."""
    return row["granted_on"] is not None and row["valid_until"] is None


def _licence_use(row: RowMapping, used: Mapping[str, int]) -> LicenceUse:
    names = ("id", "exporter", "end_user", "country", "applied_on", "granted_on", "valid_until")
    granted = row["masses"] if row["valid_until"] else {}
    return LicenceUse(**{name: row[name] for name in names}, granted_mg=granted, used_mg=used)


def _used(connection: Connection, licence_id: str | None = None) -> dict[str, dict[str, int]]:
    columns = LICENCE_LEGS.c
    wanted = select(columns.licence, columns.element, func.sum(columns.mass_mg)).where(columns.role == "exported")
    if licence_id is not None:
        wanted = wanted.where(columns.licence == licence_id)
    found: dict[str, dict[str, int]] = {}
    rows: Any = connection.execute(wanted.group_by(columns.licence, columns.element))
    for key, element, mass in rows:
        found.setdefault(key, {})[element] = int(mass)
    return found
