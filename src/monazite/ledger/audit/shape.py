"""The structure of the database itself: held against one that is migrated afresh, and its pages as SQLite sees them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from monazite.ledger.audit.context import Context
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Snapshot
from monazite.ledger.tables import MIGRATIONS
from monazite.ledger.tables import SCHEMAS as OWN
from monazite.store import Database, Migration, SchemaObject, damage_of, migrate, shape_of

DATABASE = "database"
"""Place of what concerns the whole file."""
LONG_AGO = "1970-01-01T00:00:00Z"
Shape = Mapping[str, SchemaObject]


@dataclass(frozen=True, slots=True)
class Declared:
    """What migrations make.

    Args:
        shape: tables, indexes and the rest by name.
        rooms: the room of each table.
        ids: of the migrations.
    """

    shape: Shape
    rooms: Mapping[str, str]
    ids: frozenset[str]


@cache
def declared(migrations: tuple[Migration, ...]) -> Declared:
    """What migrations make of an empty database."""
    rooms: dict[str, str] = {}
    shape: Shape = {}
    with tempfile.TemporaryDirectory() as folder, closing(Database(Path(folder) / "shape.db")) as scratch:
        for count in range(len(migrations) + 1):
            migrate(scratch, migrations[:count], LONG_AGO)
            with scratch.reading() as connection:
                shape = shape_of(connection)
            room = migrations[count - 1].room if count else "store"
            for name, made in shape.items():
                if made.kind == "table":
                    rooms.setdefault(name, room)
    return Declared(shape, rooms, frozenset(migration.id for migration in migrations))


def check_shape(
    snapshot: Snapshot, migrations: Sequence[Migration] | None, replayed: Iterable[str], findings: Findings
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Hold the structure of a database against what migrations make.

    An index more that is not unique changes nothing that is read or may be written, and is no finding.

    Args:
        snapshot: of the database.
        migrations: all that it should have had; None when only those of the journal are known, and other tables then
            are left alone.
        replayed: names of the tables that are built anew.
        findings: where differences go.

    Returns:
        Tables that cannot be read as they should be, and statements that make empty ones in place of those of the
        journal among them.
    """
    wanted = declared(MIGRATIONS if migrations is None else tuple(migrations))
    found, names = snapshot.shape, frozenset(replayed)
    unusable = set()
    for name, ours in wanted.shape.items():
        table = found.get(ours.table)
        if ours.kind == "index" and (table is None or table.kind != "table"):
            continue  # said of the table
        if not _object(name, ours, found.get(name), findings):
            unusable.add(name)
    for name in sorted(names - wanted.shape.keys() - found.keys()):
        findings.add("table-missing", name)
        unusable.add(name)
    for name in sorted(found.keys() - wanted.shape.keys()):
        _strange(name, found[name], is_known=name in names, has_all=migrations is not None, findings=findings)
    if migrations is not None:
        _unreplayed(wanted, names, found, findings)
        _migrations(wanted, snapshot, findings)
    stand_ins = tuple(_stand_in(wanted.shape[name]) for name in sorted(unusable & OWN.keys()))
    return frozenset(unusable), stand_ins


def _object(name: str, ours: SchemaObject, theirs: SchemaObject | None, findings: Findings) -> bool:
    """Compare one declared object; whether a table can be read."""
    if ours.kind == "index":
        if theirs is None:
            findings.add("index-missing", ours.table, None, name)
        elif theirs != ours:
            findings.add("index-differs", ours.table, None, name, found=theirs.statement)
        return True
    if theirs is None:
        findings.add("table-missing", name)
        return False
    if theirs.kind != ours.kind:
        findings.add("table-kind", name, None, None, found=theirs.kind)
    missing = [column for column in ours.columns if column not in theirs.columns]
    strange = [column for column in theirs.columns if column not in ours.columns]
    for column in missing:
        findings.add("column-missing", name, None, column)
    for column in strange:
        findings.add("column-strange", name, None, column)
    if not missing and not strange and theirs.kind == ours.kind and theirs.statement != ours.statement:
        findings.add("table-differs", name, None, None, found=theirs.statement)
    return not missing


def _strange(name: str, theirs: SchemaObject, *, is_known: bool, has_all: bool, findings: Findings) -> None:
    """Say of an object that no migration makes."""
    if theirs.kind == "trigger":
        findings.add("trigger-strange", theirs.table, None, name)
    elif theirs.kind == "index":
        if theirs.is_unique and (has_all or theirs.table in OWN):
            findings.add("index-unique", theirs.table, None, name)
    elif has_all and not is_known:
        findings.add("table-strange", name, None, None, kind=theirs.kind)


def _unreplayed(wanted: Declared, replayed: frozenset[str], found: Shape, findings: Findings) -> None:
    """Tables of rooms that follow from the entries, which no projection builds anew."""
    rooms = {wanted.rooms[name] for name in replayed if name in wanted.rooms}
    for name, room in sorted(wanted.rooms.items()):
        if room in rooms and name not in replayed and name not in OWN and name in found:
            findings.add("table-unreplayed", name, None, None, room=room)


def _migrations(wanted: Declared, snapshot: Snapshot, findings: Findings) -> None:
    """Migrations that were made and of which the database does not know any more."""
    shape = snapshot.shape.get("migrations")
    if shape is None or "id" not in shape.columns:
        return  # said already
    known = {row[0].decode("utf-8", "replace") for row in snapshot.rows("SELECT id FROM migrations")
             if type(row[0]) is bytes}  # fmt: skip
    for missing in sorted(wanted.ids - known):
        findings.add("migration-missing", "migrations", None, missing)


def _stand_in(ours: SchemaObject) -> str:
    """The statement that makes an empty table of the same name, seen by this reader alone."""
    return f"CREATE TEMP {ours.statement.removeprefix('CREATE ')}"


def damaged(_context: Context, snapshot: Snapshot) -> Findings:
    """What the database says of its own pages and indexes."""
    findings = Findings()
    for line in damage_of(snapshot.connection):
        findings.add("database-damaged", DATABASE, None, None, error=line.removeprefix("*** "))
    return findings
