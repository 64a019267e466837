"""Snapshots and replay: the same state from the first command, from a snapshot, and for a day alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.trade.venue_making import VENUE, World, close_day, order, toy, trade

from monazite.core import ProblemError
from monazite.trade.log import ReplayResult, replay
from monazite.trade.log.snapshot import read_snapshot, snapshot_numbers


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two closed days and the beginning of a third."""
    world = World(tmp_path)
    with world.open(snapshot_every=5) as gateway:
        trade(gateway, 12)
        close_day(gateway, "2022-08-15")
        trade(gateway, 9, 100)
        close_day(gateway, "2022-08-16")
        trade(gateway, 4, 200)
    return world


def replayed(world: World, **options: Any) -> ReplayResult:
    return replay(world.folder, VENUE, toy.ToyMachine, **options)


def test_everything_again_is_the_same_state(world: World) -> None:
    result = replayed(world)
    assert result.is_equal
    assert (result.commands, result.first, result.last) == (27, 1, 27)
    assert result.days == ("2022-08-15", "2022-08-16")
    assert {check.source for check in result.checked} == {"snapshot"}
    with world.open() as gateway:
        assert gateway.ask(lambda machine: machine.state_sha256()) == result.state_sha256
        assert gateway.chain_sha256 == result.chain_sha256


def test_the_journal_has_the_hashes_of_each_day(world: World) -> None:
    ends = {p.entry.details["day"]: p.entry.details for p in world.journal.entries() if p.entry.kind == "day_end"}
    assert {day: end["commands"] for day, end in ends.items()} == {"2022-08-15": 13, "2022-08-16": 10}
    result = replayed(world, day_ends=ends)
    assert result.is_equal
    assert sum(check.source.startswith("day_end") for check in result.checked) == 4
    other = {"2022-08-16": {**ends["2022-08-16"], "state_sha256": "00"}}
    wrong = [check for check in replayed(world, day_ends=other).checked if not check.is_equal]
    assert [(check.number, check.source, check.expected) for check in wrong] == [(23, "day_end state_sha256", "00")]


def test_a_day_alone(world: World) -> None:
    result = replayed(world, day="2022-08-16")
    assert result.is_equal
    assert (result.commands, result.first, result.last, result.days) == (10, 14, 23, ("2022-08-16",))
    assert any(check.number == 23 for check in result.checked)
    with pytest.raises(ProblemError, match=r"2022-08-15, 2022-08-16"):
        replayed(world, day="2022-08-17")


def test_a_day_without_any_snapshot(world: World) -> None:
    for path in snapshot_numbers(world.folder).values():
        path.unlink()
    assert replayed(world, day="2022-08-16").last == 23


def test_a_day_can_be_replayed_while_the_venue_trades(world: World) -> None:
    with world.open() as gateway:
        trade(gateway, 3, 300)
        assert replayed(world, day="2022-08-15").is_equal
        assert replayed(world).last == 30


def test_few_snapshots_within_days_are_kept(world: World) -> None:
    names = [path.name for path in snapshot_numbers(world.folder).values()]
    assert sum(len(name) > len("000000000027.snapshot") for name in names) == 2
    assert len(names) <= 4


@pytest.mark.parametrize("size", [0, 30, 90, -1])
def test_a_damaged_snapshot_is_ignored_and_listed(world: World, size: int) -> None:
    expected = replayed(world).state_sha256
    newest = next(iter(snapshot_numbers(world.folder).values()))
    data = newest.read_bytes()
    newest.write_bytes(data[:size] if size >= 0 else data[:-1] + bytes([data[-1] ^ 1]))
    with world.open() as gateway:
        assert [problem.code for problem in gateway.problems] == ["log-snapshot-damaged"]
        assert gateway.ask(lambda machine: machine.state_sha256()) == expected
    assert world.booked() == [posted.entry.id for posted in world.journal.entries(8)]


def test_a_snapshot_that_the_machine_does_not_take_is_ignored(world: World) -> None:
    class Newer(toy.ToyMachine):  # type: ignore[misc]
        def load(self, data: bytes) -> None:
            raise ValueError(f"a state of another version, {len(data)} bytes")

    count = len(snapshot_numbers(world.folder))
    with world.open() as gateway:
        expected = gateway.ask(lambda machine: machine.state_sha256())
    from monazite.trade.gateway import open_gateway  # noqa: PLC0415  another machine than the world's

    with open_gateway(world.folder, VENUE, Newer, world.journal, toy.entry_of, clock=world.clock) as newer:
        assert [problem.code for problem in newer.problems] == ["log-snapshot-damaged"] * count
        assert newer.ask(lambda machine: machine.state_sha256()) == expected


def test_a_log_that_lost_acknowledged_commands_is_refused(world: World) -> None:
    last = max(world.folder.glob("*.log"))
    data = last.read_bytes()
    last.write_bytes(data[:-100])
    with pytest.raises(ProblemError) as caught, world.open():
        pass
    assert caught.value.problem.code == "log-shorter"
    for path in snapshot_numbers(world.folder).values():
        path.unlink()
    with pytest.raises(ProblemError) as caught, world.open(settled_to=27):
        pass
    assert caught.value.problem.code == "log-shorter"


def test_a_snapshot_of_another_log_is_refused(world: World, tmp_path: Path) -> None:
    other = World(_made(tmp_path / "other"))
    with other.open() as gateway:
        for number in range(27):
            gateway.submit("M1", order(f"x{number}"))
    newest = next(iter(snapshot_numbers(other.folder).values()))
    (world.folder / newest.name).write_bytes(newest.read_bytes())
    with pytest.raises(ProblemError) as caught, world.open():
        pass
    assert caught.value.problem.code == "log-snapshot-other"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_venue_without_a_log(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        replay(tmp_path / "none", VENUE, toy.ToyMachine)
    assert caught.value.problem.code == "log-missing"


def test_a_snapshot_says_what_it_is(world: World) -> None:
    number, path = next(iter(snapshot_numbers(world.folder).items()))
    snapshot = read_snapshot(path, VENUE)
    assert not hasattr(snapshot, "code")
    assert (number, path.name) == (27, "000000000027.snapshot")
    assert read_snapshot(path, "other").code == "log-snapshot-damaged"  # type: ignore[union-attr]
