"""Halts by what the journal knows, and members that left: nothing of either trades."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import METAL, VENUE, Room

from monazite.trade.session import Machine

WHY: dict[str, Any] = {"instrument": METAL.id, "rule": "weight", "about": "R-a"}


@pytest.fixture
def room() -> Room:
    """Two members, one with ten lots, in continuous trading."""
    made = Room()
    made.admit("a", lots=10)
    made.admit("b")
    made.open()
    return made


def listed(room: Room) -> int:
    room.member("a", "list", instrument=METAL.id, side="sell", price_ticks=1130, lots=4)
    return room.number


def test_a_halted_instrument_takes_nothing_and_says_why(room: Room) -> None:
    listing = listed(room)
    room.order("a", "sell", 1140, 2)
    order = room.number
    halted = room.venue("halt", **WHY)
    assert [event["kind"] for event in halted.events] == ["halt", "phase"]
    refused = room.tried("b", "take", listing=listing, lots=4)
    assert refused.problem is not None
    assert refused.problem.code == "market-halted"
    assert "R-a" in refused.problem.sentence("en")
    buy = {"instrument": METAL.id, "side": "buy", "price_ticks": 1140, "lots": 2}
    for kind in ("order", "list"):
        assert room.refused("b", kind, **buy) == "market-halted"
    assert room.refused("b", "negotiate", **{**buy, "with": "a"}) == "market-halted"
    assert room.refused("a", "amend", order=order, price_ticks=1150) == "market-halted"
    assert room.refused(VENUE, "phase", instrument=METAL.id, phase="continuous") == "market-halted"
    room.member("a", "cancel", order=order)
    room.member("a", "withdraw", of=listing)
    assert room.account("a")[2:] == (10, 0)


def test_a_close_does_not_lift_it_and_a_resumption_does(room: Room) -> None:
    assert room.refused(VENUE, "resume", instrument=METAL.id) == "resume-none"
    room.venue("halt", **WHY)
    room.next_day(phase=None)
    again = Machine(VENUE)
    again.load(room.machine.dump())
    assert again.state_sha256() == room.machine.state_sha256()
    assert again.market(METAL.id)["halted_by"] == "weight"
    assert room.order("b", "buy", 1130, 1).status == "refused"
    room.venue("resume", instrument=METAL.id)
    room.venue("phase", instrument=METAL.id, phase="continuous")
    assert room.order("b", "buy", 1130, 1).status == "accepted"


@pytest.mark.parametrize("ends", ["close_day", "phase"])
def test_collected_orders_of_a_halted_instrument_never_meet(room: Room, ends: str) -> None:
    room.venue("phase", instrument=METAL.id, phase="call")
    room.order("a", "sell", 1130, 2)
    room.order("b", "buy", 1130, 2)
    room.venue("halt", **WHY)
    more = {"instrument": METAL.id, "phase": "closed"} if ends == "phase" else {}
    done = room.venue(ends, **more)
    assert "trade" not in {event["kind"] for event in done.events}
    assert room.account("a")[2:] == (10, 0)


def test_what_was_collected_waits_through_a_halt_that_is_lifted(room: Room) -> None:
    room.venue("phase", instrument=METAL.id, phase="call")
    room.order("a", "sell", 1130, 2)
    room.order("b", "buy", 1130, 2)
    room.venue("halt", **WHY)
    room.venue("resume", instrument=METAL.id)
    done = room.venue("phase", instrument=METAL.id, phase="continuous")
    assert "trade" in {event["kind"] for event in done.events}


@pytest.mark.parametrize("phase", ["continuous", "call"])
def test_a_member_that_left_trades_no_more_and_takes_out(room: Room, phase: str) -> None:
    if phase == "call":
        room.venue("phase", instrument=METAL.id, phase=phase)
    listing = listed(room)
    room.order("a", "sell", 1140, 2)
    room.venue("member", member="a", is_industrial=True, is_active=False)
    assert room.account("a")[2:] == (10, 0)
    assert room.refused("b", "take", listing=listing, lots=4) == "offer-unknown"
    order = {"instrument": METAL.id, "side": "sell", "price_ticks": 1130, "lots": 1}
    for kind in ("order", "list"):
        assert room.refused("a", kind, **order) == "member-left"
    room.member("a", "withdraw_receipt", receipt="R-a")
    room.venue("member", member="a", is_industrial=True)
    assert room.refused("a", "order", **order) != "member-left"
