"""Which snapshots are kept, and which program may use a log: nothing is lost when the process ends in between."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.trade.session_making import Room
from tests.trade.venue_making import VENUE, World, close_day, toy, trade

from monazite.core import Problem, ProblemError
from monazite.trade.gateway import open_gateway
from monazite.trade.log import replay
from monazite.trade.log.disk import SYSTEM, SystemDisk
from monazite.trade.log.segment import Walk
from monazite.trade.log.snapshot import KEPT, Snapshot, read_snapshot, snapshot_numbers, write_snapshot
from monazite.trade.session import Machine

STATE = Snapshot(venue=VENUE, number=0, chain=bytes(32), state_version=1, state_sha256="0" * 64, state=b"a state")
DIGESTS = {1: "18bd4d291046198f542c48361e123648e52b30acee00294dfcb4b7df2e844fe1"}
"""Of each state version, the hash of the state that a day of commands comes to."""


class Stubborn(SystemDisk):
    """A disk that removes nothing, and says so or ends the process."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def remove(self, path: Path) -> None:  # noqa: ARG002  as `Disk` has it
        raise self.error


class Killed(BaseException):
    """The process ends here."""


class Newer(toy.ToyMachine):  # type: ignore[misc]
    """The toy venue after a change of what its commands do."""

    state_version = 2


def written(folder: Path, number: int, day: str | None = None, disk: SystemDisk = SYSTEM) -> Path:
    write_snapshot(disk, folder, replace(STATE, number=number, day=day))
    return snapshot_numbers(folder)[number]


def sound(folder: Path) -> list[int]:
    """Numbers of the snapshots that can be used, newest first."""
    found = snapshot_numbers(folder).items()
    return [number for number, path in found if not isinstance(read_snapshot(path, VENUE), Problem)]


def test_day_ends_are_kept_and_the_newest_of_the_others(tmp_path: Path) -> None:
    for number in range(1, 30):
        written(tmp_path, number, f"2022-08-{number:02d}" if number % 7 == 0 else None)
    assert list(snapshot_numbers(tmp_path)) == [29, 28, 27, 21, 14, 7]
    assert KEPT == 2


def test_a_damaged_one_does_not_count_so_the_last_sound_one_stays(tmp_path: Path) -> None:
    written(tmp_path, 1)
    written(tmp_path, 2).write_bytes(b"damaged")
    written(tmp_path, 3).write_bytes(b"damaged")
    assert sound(tmp_path) == [1]
    written(tmp_path, 4)
    assert list(snapshot_numbers(tmp_path)) == [4, 3, 2, 1]
    written(tmp_path, 5)
    assert list(snapshot_numbers(tmp_path)) == sound(tmp_path) == [5, 4]


@pytest.mark.parametrize("error", [Killed(), OSError(5, "sick")])
def test_a_process_that_ends_before_the_old_ones_are_removed(tmp_path: Path, error: BaseException) -> None:
    for number in range(1, 4):
        written(tmp_path, number)
    try:
        written(tmp_path, 4, disk=Stubborn(error))
    except Killed:
        assert isinstance(error, Killed)
    assert sound(tmp_path) == [4, 3, 2]
    written(tmp_path, 5)
    assert sound(tmp_path) == [5, 4]


def test_a_venue_trades_on_when_an_old_one_cannot_be_removed(tmp_path: Path) -> None:
    world = World(tmp_path)
    with world.open(snapshot_every=1, disk=Stubborn(OSError(5, "sick"))) as gateway:
        trade(gateway, 6)
        assert (gateway.halted, gateway.problems) == (None, [])
        expected = gateway.ask(lambda machine: machine.state_sha256())
    assert len(sound(world.folder)) > KEPT
    with world.open() as gateway:
        assert gateway.ask(lambda machine: machine.state_sha256()) == expected
        trade(gateway, 2, 100)
    assert len(sound(world.folder)) == KEPT


def test_what_a_killed_process_had_not_finished_is_swept_away(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.open().close()
    part = world.folder / ".999999999.torn.part"
    part.write_bytes(b"half a snapshot")
    world.open().close()
    assert not part.exists()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A closed day, and one that has begun."""
    world = World(tmp_path)
    with world.open() as gateway:
        trade(gateway, 4)
        close_day(gateway, "2022-08-15")
        trade(gateway, 3, 100)
    return world


@pytest.mark.parametrize("day", [None, "2022-08-15"])
def test_a_log_of_another_version_is_said_to_be_one(world: World, day: str | None) -> None:
    with pytest.raises(ProblemError) as caught:
        replay(world.folder, VENUE, Newer, day=day)
    problem = caught.value.problem
    assert problem.code == "log-state-version"
    assert problem.place.endswith("000001-2022-08-15.log")
    assert "state version 2" in problem.expected.en
    assert replay(world.folder, VENUE, toy.ToyMachine, day=day).is_equal


def test_a_venue_of_another_version_stays_shut_and_unchanged(world: World) -> None:
    before = {path: path.read_bytes() for path in world.folder.iterdir()}
    with pytest.raises(ProblemError) as caught:
        open_gateway(world.folder, VENUE, Newer, world.journal, toy.entry_of, clock=world.clock)
    assert caught.value.problem.code == "log-state-version"
    assert {path: path.read_bytes() for path in world.folder.iterdir()} == before
    with world.open() as gateway:
        assert gateway.problems == []


def test_each_file_says_the_version_that_wrote_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    options: dict[str, Any] = {"clock": world.clock}
    with open_gateway(world.folder, VENUE, Newer, world.journal, toy.entry_of, **options) as gateway:
        trade(gateway, 2)
    walk = Walk(world.folder, VENUE)
    assert list(walk.frames())
    assert walk.segment is not None
    assert walk.segment.state_version == 2
    assert replay(world.folder, VENUE, Newer).is_equal


@pytest.mark.parametrize("version", ['"1"', "true", "1.0", "null"])
def test_a_version_that_is_no_number_is_a_damaged_header(world: World, version: str) -> None:
    path = world.folder / "000001-2022-08-15.log"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"state_version":1', f'"state_version":{version}'.encode(), 1))
    with pytest.raises(ProblemError) as caught:
        replay(world.folder, VENUE, toy.ToyMachine)
    assert caught.value.problem.code == "log-header-damaged"


def test_what_commands_do_is_what_the_state_version_says() -> None:
    """When this fails, the same commands have come to another state: raise `STATE_VERSION`, and add a row.

    Only where the standard instrument itself has changed is it the row alone.
    """
    room = Room()
    room.admit("a", lots=20)
    room.admit("b", "c")
    room.open()
    room.order("a", "sell", 1131, 5)
    room.order("b", "buy", 1131, 2)
    room.member("a", "list", instrument="PrNd-M", side="sell", price_ticks=1140, lots=4)
    room.next_day()
    room.order("c", "buy", 1120, 3, tif="DAY")
    digest = hashlib.sha256(room.machine.dump()).hexdigest()
    assert digest == room.machine.state_sha256()
    assert DIGESTS[Machine.state_version] == digest
