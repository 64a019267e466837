"""A journal with the tables of lots, and lots in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from monazite.core import ElementMass, FixedClock, Problem
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Answer, Entry, Journal, Leg
from monazite.ledger.log import Signer
from monazite.store import Home, open_home
from monazite.trace.book import BOOK
from monazite.trace.lots import PROJECTION, LineChecks, LotChecks
from monazite.trace.tables import MIGRATIONS

NOW = FixedClock(datetime(2023, 1, 15, tzinfo=UTC))


class Checks(LotChecks):
    """What this room checks: lots, and the days of lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = LineChecks()

    def begin(self, connection: Connection, _recorded_ms: int = 0) -> None:
        super().begin(connection)
        self.lines.begin(connection)

    def check(self, entry: Entry) -> Problem | None:
        found = super().check(entry)
        if found is None and (found := self.lines.check(entry)) is not None:
            super().forget(entry)
        return found

    def forget(self, entry: Entry) -> None:
        self.lines.forget(entry)
        super().forget(entry)


@dataclass
class Books:
    """A journal on a directory, and the few things that tests ask of it."""

    home: Home
    checks: LotChecks = field(default_factory=Checks)

    def __post_init__(self) -> None:
        self.journal = Journal(
            self.home.database, BOOK, Signer("monazite/test", bytes(32)), NOW, projections=[PROJECTION],
            guard=self.checks, entropy=bytes,
        )  # fmt: skip
        self.number = 0

    def post(self, *entries: Entry) -> list[Answer]:
        return self.journal.post(entries)

    def booked(self, *entries: Entry) -> None:
        for answer in self.post(*entries):
            assert answer.status == "accepted", answer.problem and answer.problem.sentence("en")

    def code(self, entry: Entry) -> str:
        (answer,) = self.post(entry)
        assert answer.status in {"refused", "blocked"}
        assert answer.problem is not None
        return answer.problem.code

    def said(self, day: str = "2022-03-01", **more: Any) -> Any:
        self.number += 1
        return {"id": f"E{self.number:05d}", "time": day, "actor": "tester", **more}

    def quota(self, party: str, *amounts: tuple[str, str, int], year: int = 2022) -> None:
        """Issue quota straight to a party: (stage, class, mg)."""
        legs = []
        for stage, klass, amount in amounts:
            unit = f"quota:{year}:{stage}:{klass}"
            legs += [Leg("issued/ministry", unit, -amount), Leg(f"held/{party}", unit, amount)]
        said = self.said(f"{year}-01-05")
        details = {"year": year, "batch": 1, "notice": "test"}
        self.booked(Entry(said["id"], "issue", said["time"], "ministry", tuple(legs), details))

    def held(self, account: str, unit: str = "matter") -> ElementMass | int:
        nothing: ElementMass | int = ElementMass() if unit == "matter" else 0
        return self.journal.balance(account).get(unit, nothing)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.home.database.reading() as connection:
            yield connection


def opened(path: Path) -> Books:
    return Books(open_home(path, (*LEDGER_MIGRATIONS, *MIGRATIONS), "2022-01-01T00:00:00Z", create=True))


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return opened(tmp_path / "ws")


@pytest.fixture(scope="session")
def open_books() -> Callable[[Path], Books]:
    return opened
