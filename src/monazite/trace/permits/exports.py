"""Checks on export licences: the application, the grant, and the shipment that uses it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.store import nearest, said
from monazite.trace.permits.project import LICENCES
from monazite.trace.permits.record import Application, Licence
from monazite.trace.permits.rules import iso
from monazite.trace.permits.standing import Standing, Undo
from monazite.trace.permits.stated import ROOM, day_fault, fault_of, mass_fault


class Granted(NamedTuple):
    """A licence or an application: exporter, end user, country, first and last day (empty: not granted)."""

    exporter: str
    end_user: str
    country: str
    since: str
    until: str


class Exports:
    """Checks on the entries of one batch that ask for, give or use export licences."""

    def __init__(self, connection: Connection, standing: Standing) -> None:
        """Start a batch."""
        self._connection = connection
        self._standing = standing
        self._licences: dict[str, Granted | None] = {}

    def _licence(self, key: str) -> Granted | None:
        if key not in self._licences:
            wanted = select(LICENCES).where(LICENCES.c.id == key, LICENCES.c.reversed_by.is_(None))
            row = self._connection.execute(wanted).first()
            self._licences[key] = None
            if row is not None:
                days = (iso(row.granted_on), iso(row.valid_until))
                self._licences[key] = Granted(row.exporter, row.end_user, row.country, *days)
        return self._licences[key]

    def _set(self, key: str, value: Granted, undo: list[Undo]) -> None:
        before = self._licences.get(key)
        self._licences[key] = value
        undo.append(lambda: self._licences.__setitem__(key, before))

    def apply(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        """Whether an application can be one."""
        value, place = entry.details.get("application"), f"{entry.id} application"
        problem = fault_of(Application, value, place)
        if problem is not None or not isinstance(value, dict):
            return problem
        problem = self._exporter(value["exporter"]) or mass_fault(place, value.get("masses_mg"))
        if problem is None and self._licence(value["id"]) is not None:
            problem = said(ROOM, "licence-taken", value["id"])
        if problem is None:
            asked = Granted(value["exporter"], value["end_user"], value["country"], "", "")
            self._set(value["id"], asked, undo)
        return problem

    def grant(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        """Whether a licence fits its application, and whether its legs are the masses it states."""
        value, place = entry.details.get("licence"), f"{entry.id} licence"
        problem = fault_of(Licence, value, place)
        if problem is not None or not isinstance(value, dict):
            return problem
        problem = self._exporter(value["exporter"]) or mass_fault(place, value["masses_mg"])
        problem = problem or day_fault(place, value, "valid_until") or self._answers(value)
        if problem is None and not _is_granted_as_stated(entry, value["id"], value["exporter"], value["masses_mg"]):
            problem = said(ROOM, "licence-legs", entry.id)
        if problem is None and value["valid_until"] < entry.time[:10]:
            problem = said(ROOM, "days-backwards", place, since=entry.time[:10], until=value["valid_until"])
        if problem is None:
            given = Granted(
                value["exporter"], value["end_user"], value["country"], entry.time[:10], value["valid_until"]
            )
            self._set(value["id"], given, undo)
        return problem

    def _answers(self, value: dict[str, str]) -> Problem | None:
        """Whether the licence is new, and given to who applied."""
        known, application = self._licence(value["id"]), value.get("application")
        if known is not None and (known.until or value["id"] != application):
            return said(ROOM, "licence-taken", value["id"])
        if application is None:
            return None
        asked = self._licence(application)
        if asked is None:
            return said(ROOM, "application-unknown", application)
        if asked.exporter != value["exporter"]:
            return said(ROOM, "licence-exporter", value["id"], exporter=asked.exporter, found=value["exporter"])
        return None

    def ship(self, entry: Entry, firm: str) -> Problem | None:
        """Whether the licences that a shipment uses are the firm's, valid on the day, and for that end user."""
        used = {leg.account.split("/")[2] for leg in entry.legs if leg.role == "licence"}
        for key in sorted(used):
            if (problem := self._use(entry, firm, key)) is not None:
                return problem
        return None

    def _use(self, entry: Entry, firm: str, key: str) -> Problem | None:
        day, licence, end_user = entry.time[:10], self._licence(key), entry.details.get("end_user")
        if licence is None or not licence.until:
            return said(ROOM, "licence-unknown", key)
        if licence.exporter != firm:
            return said(ROOM, "licence-exporter", key, exporter=licence.exporter, found=firm)
        if not licence.since <= day <= licence.until:
            return said(ROOM, "licence-invalid", key, day=day, since=licence.since, until=licence.until)
        if end_user is not None and end_user != licence.end_user:
            return said(ROOM, "licence-end-user", key, wanted=licence.end_user, found=end_user)
        return None

    def _exporter(self, exporter: str) -> Problem | None:
        if exporter in self._standing.parties:
            return None
        known = sorted(self._standing.parties)
        return said(ROOM, "party-unknown", exporter, nearest=nearest(exporter, known))


def _is_granted_as_stated(entry: Entry, licence: str, exporter: str, masses: dict[str, int]) -> bool:
    """Whether what an entry books into a licence is what the licence states."""
    account = f"licence/{exporter}/{licence}"
    booked = {leg.unit: leg.amount for leg in entry.legs if leg.account == account}
    return booked == {f"licence:{licence}:{element}": mg for element, mg in masses.items()}
