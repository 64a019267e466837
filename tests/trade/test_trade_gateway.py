"""The gateway: many threads and tasks, one writer; durable and settled before answered; what halts it and what not."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trade.venue_making import VENUE, World, close_day, order, toy, trade

from monazite.core import Problem, ProblemError, Words
from monazite.ledger import Answer as JournalAnswer
from monazite.ledger import Entry
from monazite.trade.gateway import Answer, Ticker, member_channel, settlement
from monazite.trade.log import replay
from monazite.trade.log.disk import SystemDisk


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_answer_is_durable_and_settled(world: World) -> None:
    with world.open() as gateway:
        answers = trade(gateway, 6)
        assert [answer.number for answer in answers] == [1, 2, 3, 4, 5, 6]
        assert {answer.status for answer in answers} == {"accepted"}
        assert [said.command for said in world.recorded()] == [order(n, "buy" if n % 2 else "sell") for n in range(6)]
        assert world.booked() == ["toy.2.0", "toy.4.0", "toy.6.0"]
        assert answers[1].events == ({"kind": "trade", "instrument": "X", "trade": "toy.2.0"},)


def test_what_the_machine_refuses_is_recorded_and_what_is_no_command_is_not(world: World) -> None:
    with world.open() as gateway:
        malformed = gateway.submit("M1", {"kind": "order", "price": 0.1})
        unknown = gateway.submit("nobody", order(1))
        again = [gateway.submit("M1", order(2)), gateway.submit("M1", order(2)), gateway.submit("M1", order(2, "sell"))]
    assert (malformed.status, malformed.number) == ("refused", None)
    assert (unknown.status, unknown.number) == ("refused", 1)
    assert [answer.status for answer in again] == ["accepted", "duplicate", "refused"]
    assert [answer.problem.code for answer in (malformed, unknown, again[2]) if answer.problem] == [
        "log-command-malformed", "toy-member", "toy-id",
    ]  # fmt: skip


def test_a_file_of_orders_keeps_its_order(world: World) -> None:
    with world.open(group=4) as gateway:
        said: list[tuple[str, Any]] = [("M1", order(n)) if n != 5 else ("M1", {"kind": 7}) for n in range(11)]
        answers = gateway.submit_all(said)
    assert [answer.number for answer in answers] == [1, 2, 3, 4, 5, None, 6, 7, 8, 9, 10]
    assert gateway.submit("M1", order(99)).problem.code == "log-closed"  # type: ignore[union-attr]


def test_threads_share_groups(world: World) -> None:
    answers: list[Answer] = []
    with world.open() as gateway:
        workers = [threading.Thread(target=lambda n=n: answers.extend(trade(gateway, 20, 1000 * n))) for n in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(answer.number or 0 for answer in answers) == list(range(1, 161))
    assert replay(world.folder, VENUE, toy.ToyMachine).is_equal
    assert len(world.booked()) == 80


def test_tasks_share_groups(world: World) -> None:
    async def run() -> list[Answer]:
        with world.open() as gateway:
            answers: list[Answer] = await asyncio.gather(*(gateway.asubmit("M1", order(n)) for n in range(100)))
            return answers

    answers = asyncio.run(run())
    assert sorted(answer.number or 0 for answer in answers) == list(range(1, 101))
    assert len(list(world.folder.glob("*.log"))) == 1
    assert len({answer.time_ms for answer in answers}) < 50


ORDERS = st.lists(st.tuples(st.sampled_from(toy.MEMBERS), st.sampled_from(["buy", "sell"])), max_size=25)


@settings(max_examples=8, deadline=None)
@given(ORDERS, st.lists(st.integers(1, 7), min_size=25, max_size=25))
def test_grouping_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[str, str]], sizes: list[int]
) -> None:
    said = [(member, order(place, side)) for place, (member, side) in enumerate(orders)]
    hashes = []
    for is_grouped in (False, True):
        world = World(tmp_path_factory.mktemp("w"))
        with world.open() as gateway:
            rest, lengths = list(said), iter(sizes)
            while rest:
                count = next(lengths) if is_grouped else 1
                gateway.submit_all(rest[:count])
                rest = rest[count:]
            hashes.append((gateway.ask(lambda machine: machine.state_sha256()), tuple(world.booked())))
        world.journal.database.close()
    assert hashes[0] == hashes[1]


def test_a_clock_that_goes_back_refuses_until_it_has_caught_up(world: World) -> None:
    with world.open() as gateway:
        trade(gateway, 2)
        world.clock.instant -= timedelta(seconds=1)
        answer = gateway.submit("M1", order(9))
        assert (answer.status, answer.number) == ("refused", None)
        assert answer.problem is not None
        assert answer.problem.code == "log-clock-back"
        world.clock.instant += timedelta(seconds=1)
        assert gateway.submit("M1", order(9)).status == "accepted"


class Sick:
    """A journal that is full, or refuses, so many times."""

    def __init__(self, world: World, *, full: int = 0, refuses: str = "") -> None:
        self.world, self.full, self.refuses = world, full, refuses

    def post(self, entries: Sequence[Entry]) -> Sequence[JournalAnswer]:
        if self.full:
            self.full -= 1
            raise ProblemError(Problem("disk-full", "x", *[Words("满", "full")] * 3))
        if self.refuses in {entry.id for entry in entries}:
            wrong = Problem("balance", "x", *[Words("不足", "too little")] * 3)
            rest = [entry for entry in entries if entry.id != self.refuses]
            return [*self.world.journal.post(rest), JournalAnswer(self.refuses, "refused", None, wrong)]
        answers: list[JournalAnswer] = self.world.journal.post(entries)
        return answers


def test_a_full_journal_holds_everything_up_and_loses_nothing(world: World) -> None:
    with world.open(books=Sick(world, full=2)) as gateway:
        first, second = trade(gateway, 2)
        assert (first.status, second.status, second.number) == ("accepted", "unsettled", 2)
        assert gateway.feed.last("X") == 1, "nobody hears of a trade that is not settled"
        third = gateway.submit("M5", order(7))
        assert (third.status, third.number) == ("refused", None)
        assert third.problem is not None
        assert third.problem.code == "log-settlement-blocked"
        assert gateway.submit("M5", order(7)).status == "accepted"
        assert gateway.submit("M1", order(1)).status == "duplicate"
        assert gateway.feed.last("X") == 3
    assert world.booked() == ["toy.2.0"]


def test_a_journal_that_stays_full_until_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settlement, "REPOSTED", 2)
    with world.open(books=Sick(world, full=9)) as gateway:
        said = [(f"M{number % 8}", order(number, "buy" if number % 2 else "sell")) for number in range(10)]
        assert {answer.status for answer in gateway.submit_all(said)} == {"unsettled"}
    assert world.booked() == []
    with world.open() as gateway:
        assert world.booked() == [f"toy.{number}.0" for number in range(2, 11, 2)]
        assert gateway.submit("M1", order(1)).status == "duplicate"
        assert gateway.feed.last("X") == 10


def test_a_refused_settlement_halts_the_venue(world: World) -> None:
    with world.open(books=Sick(world, refuses="toy.2.0")) as gateway:
        said = [(f"M{number}", order(number, "buy" if number % 2 else "sell")) for number in range(4)]
        answers = gateway.submit_all(said)
        assert [answer.status for answer in answers] == ["accepted", "unsettled", "accepted", "accepted"]
        assert [answer.problem.code for answer in answers if answer.problem] == ["log-settlement-refused"]
        after = gateway.submit("M1", order(9))
        assert (after.status, after.number) == ("refused", None)
        assert after.problem is not None
        assert after.problem.code == "log-halted"
        assert "不足" in after.problem.sentence("zh")
        assert "too little" in after.problem.sentence("en")
        assert gateway.ask(lambda machine: machine.cash["M0"]) == toy.CASH + toy.FEN
    with world.open(books=Sick(world, refuses="toy.2.0")) as gateway:
        assert gateway.halted is not None
        assert gateway.submit("M1", order(9)).status == "refused"
    with world.open() as gateway:
        assert gateway.halted is None
        assert world.booked() == ["toy.4.0", "toy.2.0"]


def test_a_settlement_of_a_log_that_we_do_not_have_halts(world: World, tmp_path: Path) -> None:
    with world.open() as gateway:
        trade(gateway, 2)
    for path in world.folder.iterdir():
        path.unlink()
    with world.open() as gateway:
        assert trade(gateway, 2)[1].status == "unsettled"
        assert gateway.halted is not None
    del tmp_path


def test_a_machine_that_fails_halts(world: World) -> None:
    with world.open() as gateway:
        answers = gateway.submit_all([("M1", order(1)), ("M1", {"kind": "break"}), ("M1", order(2))])
        assert {answer.status for answer in answers} == {"unsettled"}
        assert gateway.halted is not None
        assert "command 2" in gateway.halted.sentence("en")
        with pytest.raises(ProblemError, match="out of order"):
            gateway.ask(lambda machine: machine.cash)
    with pytest.raises(ProblemError, match="command 2"):
        world.open()


def test_a_sick_disk_halts_and_the_command_may_be_said_again(world: World) -> None:
    class Disk(SystemDisk):
        is_sick = False

        def sync(self, handle: int) -> None:
            super().sync(handle)
            if self.is_sick:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    with world.open(disk=Disk()) as gateway:
        trade(gateway, 2)
        Disk.is_sick = True
        answer = gateway.submit("M1", order(9))
        assert (answer.status, answer.number) == ("unsettled", None)
        assert gateway.submit("M1", order(9)).status == "refused"
    with world.open() as gateway:
        assert gateway.submit("M1", order(9)).status in {"accepted", "duplicate"}


def test_questions_are_answered_between_groups(world: World) -> None:
    with world.open() as gateway:
        trade(gateway, 4)
        assert gateway.ask(lambda machine: sum(machine.cash.values())) == len(toy.MEMBERS) * toy.CASH
        with pytest.raises(ZeroDivisionError):
            gateway.ask(lambda machine: 1 // (len(machine.cash) - len(toy.MEMBERS)))
        assert gateway.submit("M1", order("after")).status == "accepted"

        async def run() -> int:
            return await gateway.aask(lambda machine: len(machine.waiting["buy"]))

        assert asyncio.run(run()) == 1
    with pytest.raises(ProblemError, match="closed"):
        gateway.ask(lambda machine: machine.cash)


def test_events_are_numbered_and_numbers_go_on(world: World) -> None:
    with world.open(snapshot_every=3) as gateway:
        trade(gateway, 5)
        number, lots = gateway.market("X", lambda machine: dict(machine.lots))
        assert (number, len(lots)) == (5, len(toy.MEMBERS))
        gateway.submit("M1", order(1))
        assert gateway.feed.last(member_channel("M1")) == 1
        assert gateway.feed.since("X", 5) == ()
        seen = gateway.feed.since("X", 2)
        assert not isinstance(seen, Problem)
        assert [one.number for one in seen] == [3, 4, 5]
    with world.open() as gateway:
        trade(gateway, 1, 50)
        resumed = gateway.feed.since("X", 5)
        assert not isinstance(resumed, Problem)
        assert [one.number for one in resumed] == [6]
        gone = gateway.feed.since("X", 1)
        assert isinstance(gone, Problem)
        assert gone.code == "log-events-gone"


def test_the_day_closes_the_file(world: World) -> None:
    with world.open() as gateway:
        said = [("M1", order(1)), (VENUE, {"kind": "close_day", "day": "2022-08-15"}), ("M2", order(2))]
        assert {answer.status for answer in gateway.submit_all(said)} == {"accepted"}
        assert len(list(world.folder.glob("*.log"))) == 2
        end = world.journal.posted("toy.2.0").entry.details
        assert end["commands"] == 2
        assert close_day(gateway, "2022-08-15").status == "duplicate"
    with world.open() as gateway:
        close_day(gateway, "2022-08-16")
    with world.open() as gateway:
        trade(gateway, 1, 70)
    assert [path.name[:6] for path in sorted(world.folder.glob("*.log"))] == ["000001", "000002", "000003"]


def test_time_is_a_command(world: World) -> None:
    with world.open() as gateway:
        assert gateway.tick() is None
        gateway.submit("M1", {"kind": "countdown", "ms": 3})
        for _ in range(9):
            world.clock.now()
        answer = gateway.tick()
        assert answer is not None
        assert answer.status == "accepted"
        assert gateway.tick() is None
    assert [said.command["kind"] for said in world.recorded()] == ["countdown", "tick"]
    with world.open() as gateway:
        gateway.submit("M1", {"kind": "countdown", "ms": 1})
        with Ticker(gateway, 0.002):
            for _ in range(500):
                if gateway.ask(lambda machine: machine.ticks) == 2:
                    break
        assert gateway.ask(lambda machine: machine.ticks) == 2
