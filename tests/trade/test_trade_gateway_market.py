"""The real session behind the gateway, settled in the real journal: killed, opened again, replayed to one state."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.trade import venue_making

from monazite.core import Problem
from monazite.trade.gateway import Gateway
from monazite.trade.log import replay
from monazite.trade.session import Machine

assert venue_making.BENCHMARKS.is_dir()
path: Any = importlib.import_module("order_path")
MEMBERS = path.MEMBERS[:3]


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Any]:
    market = path.Market(tmp_path, MEMBERS)
    yield market
    market.workspace.close()


def orders(gateway: Gateway[Machine], count: int, name: str) -> None:
    said = [(MEMBERS[place % 3], path.order(place, place // 3, f"{name}-{place % 3}")) for place in range(count)]
    for answer in gateway.submit_all(said):
        assert answer.status == "accepted", answer.problem


def booked(market: Any) -> list[str]:
    return [one.entry.id for one in market.workspace.journal.entries() if one.entry.id.startswith(f"{path.VENUE}.")]


def test_a_day_at_a_venue(market: Any) -> None:
    with market.open() as gateway:
        market.begin(gateway)
        orders(gateway, 30, "a")
        state = gateway.ask(lambda machine: machine.state_sha256())
    known = max(int(key.split(".")[1]) for key in booked(market))
    with market.open(settled_to=known) as gateway:
        assert gateway.ask(lambda machine: machine.state_sha256()) == state
        orders(gateway, 12, "b")
        events = gateway.feed.since(path.GRADE, gateway.feed.last(path.GRADE) - 5)
        assert not isinstance(events, Problem)
        assert {one.event["instrument"] for one in events} == {path.GRADE}
        assert gateway.submit(path.VENUE, {"kind": "close_day"}).status == "accepted"
        assert gateway.halted is None
    details = [one.entry.details for one in market.workspace.journal.entries() if one.entry.kind == "day_end"]
    ends = {told["day"]: told for told in details}
    result = replay(market.folder, path.VENUE, lambda: Machine(path.VENUE), day=path.DAY, day_ends=ends)
    assert result.is_equal, result.checked
    assert len(result.checked) >= 3
    assert not market.workspace.trace.audit().findings


def test_what_the_journal_missed_is_booked_once(market: Any) -> None:
    class Gone:
        """A journal whose process ended just before every settlement."""

        def post(self, entries: Any) -> Any:
            raise KeyboardInterrupt(f"{len(entries)} entries")

    with market.open() as gateway:
        market.begin(gateway)
        orders(gateway, 6, "a")
        size = market.workspace.journal.size()
    journal = market.workspace.journal
    gateway = market.open()
    gateway._books = Gone()
    with pytest.raises(KeyboardInterrupt):
        orders(gateway, 12, "b")
    gateway.close()
    assert journal.size() == size
    with market.open() as gateway:
        traded = gateway.ask(lambda machine: machine.board())
        assert traded
        assert journal.size() > size
        size = journal.size()
    with market.open():
        assert journal.size() == size
    assert len(booked(market)) == len(set(booked(market)))
