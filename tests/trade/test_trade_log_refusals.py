"""What was refused on a day: everybody's for the venue, a member's own for the member; the day may still be open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.trade.acts_market import told
from tests.trade.venue_making import VENUE, World, close_day, toy, trade

from monazite.core import ProblemError
from monazite.trade.log import refusals

SHOUT = {"kind": "shout"}
DAYS = "2022-08-15", "2022-08-16"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two closed days and the beginning of a third; on each of them something is refused."""
    world = World(tmp_path)
    with world.open(snapshot_every=3) as gateway:
        for place, day in enumerate(DAYS):
            gateway.submit("M1", SHOUT)
            trade(gateway, 5, place * 100)
            for number in range(place + 1):
                gateway.submit("M2", SHOUT | {"id": f"s{number}"})
            close_day(gateway, day)
        gateway.submit("M3", SHOUT)
    return world


def found(world: World, day: str, **options: Any) -> list[tuple[int, str, str]]:
    told = refusals(world.folder, VENUE, toy.ToyMachine, day, **options)
    return [(one.said.number, one.said.actor, one.problem.code) for one in told]


def test_each_day_has_its_own_newest_first(world: World) -> None:
    assert found(world, DAYS[0]) == [(7, "M2", "toy-kind"), (1, "M1", "toy-kind")]
    assert found(world, DAYS[1]) == [(16, "M2", "toy-kind"), (15, "M2", "toy-kind"), (9, "M1", "toy-kind")]
    assert found(world, "2022-08-14") == found(world, "2022-08-17") == []


def test_a_member_sees_its_own_and_no_more_than_is_asked_for(world: World) -> None:
    assert found(world, DAYS[1], actor="M1") == [(9, "M1", "toy-kind")]
    assert found(world, DAYS[1], actor="M3") == []
    assert found(world, DAYS[1], limit=2) == found(world, DAYS[1])[:2]
    assert found(world, DAYS[1], limit=0) == found(world, DAYS[1], limit=-1) == []


def test_snapshots_change_nothing(world: World) -> None:
    before = [found(world, day) for day in DAYS]
    for path in world.folder.glob("*.snapshot"):
        path.unlink()
    assert [found(world, day) for day in DAYS] == before


def test_no_log(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        refusals(tmp_path / "none", VENUE, toy.ToyMachine, DAYS[0])
    assert caught.value.problem.code == "log-missing"


def test_a_day_that_is_open(tmp_path: Path) -> None:
    market = told(tmp_path, "inspection_order")
    venues = market.workspace.trade
    day = venues.begin("BX").day.isoformat()
    answer = venues.desk("BX").submit("M1", {"kind": "cancel", "id": "x", "order": 7})
    assert answer.problem is not None
    for member in (None, "M1"):
        (refused,) = venues.refusals("BX", day, member=member)
        assert (refused.said.number, refused.said.command["id"]) == (answer.number, "x")
        assert refused.problem == answer.problem
    assert venues.refusals("BX", day, member="M2") == venues.refusals("BX", "2022-08-02") == []
    market.workspace.close()
