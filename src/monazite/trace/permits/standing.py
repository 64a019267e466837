"""Who stands how, in memory: parties, permits and findings, for checks that cost microseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, func, select

from monazite.trace.permits.project import CHANGES, FINDINGS, FIRM_KINDS, PARTIES, PERMITS
from monazite.trace.permits.rules import iso, party_kinds

Undo = Callable[[], None]
Value = TypeVar("Value")
AUTHORITIES = frozenset({"ministry", "province"})
"""Kinds of parties that may record what a firm did: they find and inspect."""
DEPTH = 16
"""Parents above one another at most; a chain that is longer is a circle."""


class Who(NamedTuple):
    """A party: its kind, what it belongs to, and the stage of a line."""

    kind: str
    parent: str | None
    stage: str | None


class Held(NamedTuple):
    """A permit: who holds it, its type, its days (ISO 8601, no last day is empty), its capacity, its entry."""

    party: str
    type: str
    since: str
    until: str
    capacity_mg: int | None
    entry: str

    def is_valid(self, day: str) -> bool:
        """Whether it is valid on a day."""
        return self.since <= day and (not self.until or day <= self.until)


class Found(NamedTuple):
    """A finding: against whom, on which ground, from when to when, and its entry."""

    party: str
    ground: str
    since: str
    until: str
    entry: str

    def stands(self, day: str) -> bool:
        """Whether it stands on a day."""
        return self.since <= day and (not self.until or day <= self.until)


class Standing:
    """Parties, permits and findings as they stand, with the entries of the batch that were accepted so far."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.parties: dict[str, Who] = {}
        self.permits: dict[str, Held] = {}
        self.findings: dict[str, Found] = {}
        self.party_entries: set[str] = set()
        self._seen = -2
        self._is_touched = False
        self._clear()

    def _clear(self) -> None:
        self._firms: dict[str, str | None] = {}
        self._groups: dict[str, str | None] = {}
        self._permits_of: dict[str, list[str]] | None = None
        self._kinds: dict[tuple[str, ...], frozenset[str]] = {}
        self.version = object()
        """Another object after every change, so that others know what they remember is old."""

    def refresh(self, connection: Connection) -> None:
        """Bring it up to the database, when something has changed there or a batch may have been taken back."""
        last = connection.execute(select(func.max(CHANGES.c.entry_number))).scalar()
        seen = -1 if last is None else last
        if seen != self._seen or self._is_touched:
            self._load(connection)
            self._seen, self._is_touched = seen, False

    def _load(self, connection: Connection) -> None:
        columns = PARTIES.c
        rows = connection.execute(select(columns.id, columns.kind, columns.parent, columns.stage)).all()
        self.parties = {row[0]: Who(row[1], row[2], row[3]) for row in rows}
        held = connection.execute(select(PERMITS).where(PERMITS.c.reversed_by.is_(None)))
        self.permits = {
            row.id: Held(row.party, row.type, iso(row.valid_from), iso(row.valid_until), row.capacity_reo_mg, row.entry)
            for row in held
        }
        found = connection.execute(select(FINDINGS).where(FINDINGS.c.reversed_by.is_(None)))
        self.findings = {
            row.id: Found(row.party, row.ground, iso(row.since), iso(row.until), row.entry) for row in found
        }
        self.party_entries = set()
        self._clear()

    def put(self, table: dict[str, Value], key: str, value: Value | None) -> Undo:
        """Set or take out one value; what is returned puts back what was there."""
        before = table.get(key)
        _set(table, key, value)
        self._is_touched = True
        self._clear()

        def undo() -> None:
            _set(table, key, before)
            self._clear()

        return undo

    def firm(self, party: str) -> str | None:
        """The firm (or group, recycler, warehouse, laboratory) that a party stands for, found through its parents."""
        if party not in self._firms:
            self._firms[party] = next((one for one in self.above(party) if self.parties[one].kind in FIRM_KINDS), None)
        return self._firms[party]

    def group(self, party: str) -> str | None:
        """The group that a party belongs to; a group belongs to itself."""
        if party not in self._groups:
            self._groups[party] = next((one for one in self.above(party) if self.parties[one].kind == "group"), None)
        return self._groups[party]

    def above(self, party: str) -> list[str]:
        """A party and its parents, upwards."""
        chain: list[str] = []
        at: str | None = party
        while at is not None and (who := self.parties.get(at)) is not None and len(chain) < DEPTH:
            chain.append(at)
            at = who.parent
        return chain

    def speaks_for(self, actor: str, parties: Iterable[str]) -> bool:
        """Whether somebody may say what one of some parties did: itself, its own, what it is of, an authority.

        A name that is no party's is a person's; whose, nobody can say until there are accounts.
        """
        who = self.parties.get(actor)
        if who is None or who.kind in AUTHORITIES:
            return True
        return any(actor in self.above(party) or self.firm(actor) == party for party in parties)

    def of_kinds(self, kinds: Iterable[str]) -> frozenset[str]:
        """The parties of some kinds."""
        wanted = tuple(kinds)
        if wanted not in self._kinds:
            chosen = frozenset(wanted)
            self._kinds[wanted] = frozenset(key for key, who in self.parties.items() if who.kind in chosen)
        return self._kinds[wanted]

    def permits_of(self, firm: str) -> list[Held]:
        """The permits of a firm and of all that belongs to it."""
        if self._permits_of is None:
            self._permits_of = {}
            for key, held in self.permits.items():
                self._permits_of.setdefault(self.firm(held.party) or held.party, []).append(key)
        return [self.permits[key] for key in self._permits_of.get(firm, ())]

    def findings_of(self, party: str, day: str) -> list[Found]:
        """The findings against a party that stand on a day."""
        return [found for found in self.findings.values() if found.party == party and found.stands(day)]


def kinds_that(flag: str) -> tuple[str, ...]:
    """The kinds of party with a flag of `PartyKind`: ``holds_matter``, ``holds_quota``, ``issues``."""
    return tuple(kind for kind, about in party_kinds().items() if getattr(about, flag))


def _set(table: dict[str, Value], key: str, value: Value | None) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
