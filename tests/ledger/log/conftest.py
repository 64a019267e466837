"""A small log in a database, made without the journal: entries by number, deterministic seeds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg, Spread
from monazite.ledger.commitment import commitment
from monazite.ledger.encode import lines_of
from monazite.ledger.log import Checkpoint, Signer, append, leaf, leaf_hash, origin, sign_checkpoint, stored_tiles
from monazite.ledger.tables import CHECKPOINTS, ENTRIES, MIGRATIONS, TILES
from monazite.store import Database, migrate

PRIVATE = bytes(range(32))


def entry_of(number: int) -> Entry:
    """An invented act: a lot mined, sometimes with everything an entry may hold."""
    mass = ElementMass((("La", 3 + number), ("Nd", 5)))
    legs = (
        Leg("ground/p1/s1", "matter", -mass),
        Leg("lot/F1/L1", "matter", mass, Spread(random_mg=mass, shared_mg=(("scale-1", mass),))),
        Leg("quota_held/F1", "quota:2022:mining:rock", -7),
        Leg("quota_used/F1", "quota:2022:mining:rock", 7),
    )
    details = {"firm": "F1", "lots": {"L1": {"net_mg": 9}, "L2": {"net_mg": 8}}, "note": '稀土 "矿"', "none": {}}
    return Entry(
        f"e{number}", "mine", "2022-08-17", "F1", legs, details, {"document": "ab" * 32}, relates="e0",
    )  # fmt: skip


@dataclass(frozen=True)
class SmallLog:
    database: Database
    signer: Signer

    def grow(self, to_size: int) -> str:
        """Append entries up to a size and sign the checkpoint; its note."""
        with self.database.writing() as connection:
            size = connection.exec_driver_sql("select count(*) from journal_entries").scalar_one()
            rows = [self._row(number) for number in range(size, to_size)]
            if rows:
                connection.execute(ENTRIES.insert(), rows)
            hashes = [leaf_hash(leaf(row["number"], row["recorded_ms"], row["commitment"])) for row in rows]
            root, changed = append(hashes, size, stored_tiles(connection))
            for (level, number), tile in changed.items():
                connection.execute(TILES.delete().where(TILES.c.level == level, TILES.c.number == number))
                connection.execute(TILES.insert(), {"level": level, "number": number, "hashes": tile})
            note = sign_checkpoint(Checkpoint(self.signer.name, to_size, root), self.signer)
            noted = {"size": to_size, "recorded_ms": 1_660_000_000_000, "note": note}
            connection.execute(CHECKPOINTS.delete().where(CHECKPOINTS.c.size == to_size))
            connection.execute(CHECKPOINTS.insert(), noted)
            return note

    def _row(self, number: int) -> dict[str, Any]:
        entry, seed = entry_of(number), hashlib.sha256(b"seed %d" % number).digest()
        lines = lines_of(entry)
        return {
            "number": number, "id": entry.id, "kind": entry.kind, "event_time": entry.time, "actor": entry.actor,
            "recorded_ms": 1_660_000_000_000 + number, "submission": b"", "seed": seed,
            "commitment": commitment(seed, lines), "body": b"\n".join(lines),
        }  # fmt: skip


@pytest.fixture
def small_log(tmp_path: Path) -> Iterator[Callable[..., SmallLog]]:
    """Makes a log in a database of its own."""
    opened: list[Database] = []

    def make(size: int, private: bytes = PRIVATE) -> SmallLog:
        database = Database(tmp_path / f"log{len(opened)}.db")
        opened.append(database)
        migrate(database, MIGRATIONS, "2022-08-17T00:00:00Z")
        unnamed = Signer("unnamed", private)
        log = SmallLog(database, Signer(origin(unnamed.verifier.public), private))
        log.grow(size)
        return log

    yield make
    for database in opened:
        database.close()
