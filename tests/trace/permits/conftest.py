"""A journal with the guard and the tables of the trade, and the notice of 2022 in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from monazite.core import FixedClock, Problem
from monazite.ledger import MIGRATIONS as LEDGER_MIGRATIONS
from monazite.ledger import Answer, Entry, Journal
from monazite.ledger.log import Signer
from monazite.store import Home, open_home
from monazite.trace import lots, origin, permits, reports
from monazite.trace.book import BOOK
from monazite.trace.guard import TradeGuard
from monazite.trace.lots import AsWeighed, Part
from monazite.trace.lots.acts import mine
from monazite.trace.permits import Party, Permit, QuotaLine
from monazite.trace.tables import MIGRATIONS

TONNE = 1_000_000_000
MINISTRY = Party(id="MIIT", kind="ministry", name_zh="工业和信息化部")


def group(key: str, name: str | None = None) -> Party:
    return Party(id=key, kind="group", name_zh=name or key, simulated=name is None)


def firm(key: str, parent: str | None = "G1", kind: str = "firm") -> Party:
    return Party(id=key, kind=kind, name_zh=f"虚构{key}", parent=parent, simulated=True)


def line(key: str, parent: str, stage: str) -> Party:
    return Party(id=key, kind="line", name_zh=f"虚构{key}", parent=parent, stage=stage, simulated=True)


def site(of: str) -> Party:
    return Party(id=f"S-{of}", kind="site", name_zh=f"虚构{of}矿点", parent=of, simulated=True)


def held(key: str, party: str, kind: str, since: str = "2020-01-01", until: str | None = None) -> Permit:
    return Permit(id=key, party=party, type=kind, valid_from=since, valid_until=until, simulated=True)


def mining(*parties: str) -> list[Permit]:
    kinds = ("mining_licence", "safety_licence")
    return [held(f"{kind[0].upper()}-{party}", party, kind) for party in parties for kind in kinds]


def quota(party: str, stage: str, klass: str, tonnes: int, of_which: str | None = None) -> QuotaLine:
    return QuotaLine(party=party, stage=stage, klass=klass, reo_mg=tonnes * TONNE, of_which=of_which)


def ore(key: str, kilograms: int = 1000) -> AsWeighed:
    partition = {"La": 250_000, "Ce": 500_000, "Nd": 250_000}
    return AsWeighed(id=key, product="稀土精矿", net_mg=kilograms * 1_000_000, reo_ppm=600_000, partition_ppm=partition)


@dataclass
class Trade:
    """A journal on a directory."""

    home: Home
    journal: Journal
    number: int = 0

    party = staticmethod(firm)
    group = staticmethod(group)
    line = staticmethod(line)
    site = staticmethod(site)
    held = staticmethod(held)
    mining = staticmethod(mining)
    quota = staticmethod(quota)
    ore = staticmethod(ore)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.home.database.reading() as connection:
            yield connection

    def said(self, time: str, actor: str = "A") -> dict[str, Any]:
        self.number += 1
        return {"id": f"e{self.number:05d}", "time": time, "actor": actor}

    def post(self, *entries: Entry) -> list[Answer]:
        return self.journal.post(entries)

    def done(self, *entries: Entry) -> None:
        answers = self.post(*entries)
        assert [one.problem.sentence("en") for one in answers if one.problem] == []

    def refused(self, entry: Entry) -> Problem:
        (answer,) = self.post(entry)
        assert answer.status == "refused"
        assert answer.problem is not None
        assert "{" not in answer.problem.both()
        return answer.problem

    def register(self, *parties: Party, time: str = "2022-01-01") -> None:
        self.done(*(permits.register(**self.said(time), party=party) for party in parties))

    def permit(self, *held: Permit, time: str = "2022-01-01") -> None:
        """Register permits; a firm with a mining licence has a site."""
        licensed = [one.party for one in held if one.type == "mining_licence" and one.party.startswith("F")]
        self.register(*map(site, licensed), time=time)
        self.done(*(permits.permit(**self.said(time), permit=one) for one in held))

    def issue(self, year: int, batch: str, *lines: QuotaLine, time: str = "2022-01-28", notice: str = "n") -> None:
        self.done(
            permits.issue(
                **self.said(time, "MIIT"), authority="MIIT", year=year, batch=batch, notice=notice, lines=lines
            )
        )

    def mined(self, key: str, firm: str = "F1", time: str = "2022-03-01", permit: str | None = None) -> Entry:
        about = {"firm": firm, "permit": permit or f"M-{firm}", "site": f"S-{firm}", "klass": "rock"}
        return mine(**self.said(time, firm), **about, lots=[ore(key)])  # type: ignore[arg-type]

    def whole(self, key: str) -> Part:
        """All that a lot was made with."""
        with self.reading() as connection:
            return Part(key, lots.lot(connection, key).matter)

    def split(self, group: str, batch: str, *lines: QuotaLine, time: str = "2022-02-07", year: int = 2022) -> Entry:
        return permits.split(**self.said(time, group), group=group, year=year, batch=batch, lines=lines)


def trade_at(folder: Path, now: datetime) -> Trade:
    home = open_home(folder, (*LEDGER_MIGRATIONS, *MIGRATIONS), "2022-01-01T00:00:00Z", create=True)
    projections = (permits.PROJECTION, lots.PROJECTION, origin.PROJECTION, reports.PROJECTION)
    signer = Signer("monazite/test", bytes(range(32)))
    journal = Journal(home.database, BOOK, signer, FixedClock(now), projections=projections, guard=TradeGuard())
    return Trade(home, journal)


@pytest.fixture
def trade(tmp_path: Path) -> Iterator[Trade]:
    made = trade_at(tmp_path / "w", datetime(2023, 3, 1, tzinfo=UTC))
    made.register(MINISTRY)
    yield made
    made.home.database.close()


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Trade]:
    made = trade_at(tmp_path / "later", datetime(2026, 11, 1, tzinfo=UTC))
    made.register(MINISTRY)
    yield made
    made.home.database.close()


def chain_at(folder: Path) -> Trade:
    """A group with a mine, a separation plant and a recycler, and quota split among them."""
    trade = trade_at(folder, datetime(2023, 3, 1, tzinfo=UTC))
    trade.register(
        MINISTRY, group("G1"), group("G2"), firm("F1"), firm("F2"), firm("F3", "G2"), firm("R1", None, "recycler"),
        line("SX1", "F2", "separation"), line("MT1", "F1", "metal"), site("F2"),
    )  # fmt: skip
    trade.permit(*mining("F1"), held("Q-F2", "F2", "separation_qualification"))
    trade.issue(2022, "1", quota("G1", "mining", "rock", 100), quota("G1", "separation", "all", 100))
    trade.done(trade.split("G1", "1", quota("F1", "mining", "rock", 60), quota("F2", "separation", "all", 50)))
    return trade


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Trade]:
    made = chain_at(tmp_path / "w")
    yield made
    made.home.database.close()


@pytest.fixture(scope="session")
def make_chain() -> Callable[[Path], Trade]:
    return chain_at
