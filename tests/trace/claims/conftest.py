"""A journal with origins and claims, and a chain of a few lots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monazite.core import ElementMass, FixedClock
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Answer, Entry, Journal, Leg
from monazite.ledger.log import Signer
from monazite.store import Home, open_home
from monazite.trace import claims, origin
from monazite.trace.book import BOOK
from monazite.trace.tables import MIGRATIONS

NOW = FixedClock(datetime(2023, 1, 15, tzinfo=UTC))
GROUND = "ground/P-1/S-1"
SOURCE = "ground/P-1/S-1@2022"


@dataclass
class Books:
    """A journal, and what tests ask of it."""

    home: Home

    def __post_init__(self) -> None:
        self.journal = Journal(
            self.home.database, BOOK, Signer("monazite/test", bytes(32)), NOW,
            projections=[origin.PROJECTION, claims.PROJECTION], guard=claims.ClaimChecks(), entropy=bytes,
        )  # fmt: skip

    def post(self, *entries: Entry) -> list[Answer]:
        return self.journal.post(entries)

    def booked(self, *entries: Entry) -> None:
        for answer in self.post(*entries):
            assert answer.status == "accepted", answer.problem and answer.problem.sentence("en")

    def code(self, entry: Entry) -> str:
        (answer,) = self.post(entry)
        assert answer.problem is not None
        return answer.problem.code


def brought(lot: str, source: str, **mg: int) -> Entry:
    """Matter that comes in from a boundary account: as an import, which needs no quota."""
    matter = ElementMass.of(mg)
    return Entry(f"in-{lot}", "import", "2022-03-01", "tester",
                 (Leg(source, "matter", -matter), Leg(f"lot/F-1/{lot}", "matter", matter)),
                 details={"lots": {lot: {}}, "consignment": "C"})  # fmt: skip


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    home = open_home(tmp_path / "ws", (*LEDGER_MIGRATIONS, *MIGRATIONS), "2022-01-01T00:00:00Z", create=True)
    yield Books(home)
    home.database.close()


@pytest.fixture
def bring() -> Callable[..., Entry]:
    return brought
