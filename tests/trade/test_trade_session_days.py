"""Trading days: references and limits, call auctions, closes with statistics, and what is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import DAY_MS, LICENCE, METHODS, VENUE, Room, kinds

from monazite.trade.session import Machine


@pytest.fixture
def room() -> Room:
    made = Room()
    made.admit("a", "b", "c", lots=20)
    return made


def test_limits_are_the_reference_and_a_tenth_rounded_inwards(room: Room) -> None:
    room.open(reference=1131)
    assert room.machine.market("PrNd-M")["limits"] == [1018, 1244]


def test_orders_outside_the_new_limits_end(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1240, 3)
    room.order("b", "buy", 1120, 3)
    room.next_day(reference=1000)
    assert room.account("a")[2:] == (20, 0)
    assert room.account("b")[1] == 0
    room.next_day(reference=1000)
    assert room.machine.market("PrNd-M")["limits"] == [900, 1100]


def test_a_day_without_reference_goes_on_from_the_last_trade(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1110, 1)
    room.order("b", "buy", 1110, 1)
    room.venue("close_day")
    room.time_ms += DAY_MS
    room.venue("open_day", day=room.day(), references={})
    assert room.machine.market("PrNd-M")["reference"] == 1110


@pytest.mark.parametrize(
    ("day", "references", "code"),
    [
        ("2022-08-17", {}, "day-open"),
        ("17.8.2022", {}, "field-day"),
        ("2022-08-18", {"PrNd-M": 0}, "field-ticks_by"),
    ],
)
def test_days_that_cannot_open(room: Room, day: str, references: dict[str, Any], code: str) -> None:
    room.open()
    assert room.refused(VENUE, "open_day", day=day, references=references) == code


def test_days_open_once_and_on_their_date(room: Room) -> None:
    assert room.refused(VENUE, "open_day", day="2022-08-18", references={}) == "day-other"
    assert room.refused(VENUE, "open_day", day="2022-08-17", references={"Xx": 5}) == "instrument-unknown"
    room.open()
    room.venue("close_day")
    assert room.refused(VENUE, "open_day", day="2022-08-17", references={}) == "day-back"
    assert room.refused(VENUE, "close_day") == "day-closed"


def test_day_orders_end_and_others_stay(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1135, 3, tif="DAY")
    room.order("b", "sell", 1136, 3)
    outcome = room.venue("close_day")
    assert [event["reason"] for event in outcome.events if event["kind"] == "order"] == ["day-end"]
    assert room.account("a")[2:] == (20, 0)
    room.time_ms += DAY_MS
    room.open()
    assert room.machine.book("PrNd-M")["asks"] == [[1136, 3]]
    assert "trade" in kinds(room.order("c", "buy", 1136, 1))


def test_the_close_tells_the_day(room: Room) -> None:
    room.open()
    for price, lots in ((1130, 1), (1140, 2), (1120, 4)):
        room.order("a", "sell", price, lots)
        room.order("b", "buy", price, lots)
    room.order("c", "sell", 1150, 2)
    outcome = room.venue("close_day")
    end = outcome.effects[-1]
    assert end.kind == "day_end"
    assert end.data["day"] == "2022-08-17"
    told = end.data["instruments"]["PrNd-M"]
    amounts = sum(price * lots * 50_000 for price, lots in ((1130, 1), (1140, 2), (1120, 4)))
    assert told["turnover_fen"] == amounts
    assert told == {
        "open": 1130, "high": 1140, "low": 1120, "last": 1120, "settlement": 1127, "volume_lots": 7, "trades": 3,
        "turnover_fen": amounts, "ticks_lots": 7890, "bid": None, "ask": 1150, "reference": 1130,
    }  # fmt: skip


def test_ids_hold_for_their_day_and_for_the_life_of_their_order(room: Room) -> None:
    room.open()
    order: dict[str, Any] = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1140, "lots": 1}
    room.say("a", "order", id="live", **order)
    room.say("a", "order", id="day", **order, tif="DAY")
    room.next_day()
    assert room.say("a", "order", id="live", **order).status == "duplicate"
    assert room.say("a", "order", id="day", **order, tif="DAY").status == "accepted"
    assert set(room.machine.state.members["a"].clients) == {"live", "day"}


def test_a_deposit_said_twice_counts_once(room: Room) -> None:
    fields: dict[str, Any] = {"member": "a", "fen": 500, "entry": "e-1"}
    room.venue("deposit_cash", **fields)
    assert room.say(VENUE, "deposit_cash", **fields).status == "duplicate"
    assert room.refused(VENUE, "deposit_cash", **(fields | {"fen": 600})) == "order-id-taken"
    room.open()
    room.next_day()
    assert room.say(VENUE, "deposit_cash", **fields).status == "duplicate"


def test_memory_follows_what_is_live(room: Room) -> None:
    room.open()
    empty = len(room.machine.dump())
    for day in range(3):
        for _ in range(60):
            number = room.order("a", "sell", 1140, 1).events[0]["order"]
            room.member("a", "cancel", order=number)
        room.next_day()
        assert len(room.machine.dump()) < empty + 300, day


def test_a_call_auction_collects_tells_and_trades(room: Room) -> None:
    room.open("call")
    room.order("a", "sell", 1130, 5)
    room.order("b", "sell", 1125, 5)
    assert kinds(room.order("c", "buy", 1135, 8)) == ["order:accepted", "book"]
    (told,) = room.venue("tick").events
    price = told["price_ticks"]
    assert (told["kind"], told["lots"], told["unmatched_lots"], told["unmatched_side"]) == ("indicative", 8, 2, "sell")
    assert room.machine.book("PrNd-M")["indicative"] == {"price_ticks": price, "lots": 8}
    outcome = room.venue("phase", instrument="PrNd-M", phase="continuous")
    trades = [effect.data["trade"] for effect in outcome.effects]
    assert [(trade["seller"], trade["lots"], trade["method"]) for trade in trades] == [
        ("b", 5, "call"),
        ("a", 3, "call"),
    ]
    assert {trade["price_ticks"] for trade in trades} == {price}
    assert room.machine.book("PrNd-M")["asks"] == [[1130, 2]]
    assert "trade" in kinds(room.order("c", "buy", 1130, 1))


def test_orders_wait_amend_and_cancel_in_a_call(room: Room) -> None:
    room.open("call")
    number = room.order("a", "sell", 1130, 5).events[0]["order"]
    other = room.order("b", "sell", 1130, 5).events[0]["order"]
    room.member("a", "amend", order=number, lots=8)
    room.member("b", "amend", order=other, lots=4)
    room.order("c", "buy", 1130, 5)
    outcome = room.venue("phase", instrument="PrNd-M", phase="closed")
    assert [(e.data["trade"]["seller"], e.data["trade"]["lots"]) for e in outcome.effects] == [("b", 4), ("a", 1)]
    room.member("a", "cancel", order=number)
    assert room.account("a")[2:] == (19, 0)


@pytest.mark.parametrize("more", [{"tif": "IOC"}, {"tif": "FOK"}, {"post_only": True}])
def test_no_immediate_orders_in_a_call(room: Room, more: dict[str, Any]) -> None:
    room.open("call")
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "lots": 1}
    assert room.refused("a", "order", **fields, **more) == "order-tif-in-call"


def test_nobody_is_paired_with_himself_in_a_call() -> None:
    room = Room()
    room.admit("a", "b", owner="holding", lots=5)
    room.open("call")
    number = room.order("a", "sell", 1130, 2).events[0]["order"]
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "buy", "price_ticks": 1130, "lots": 1}
    assert room.refused("b", "order", **fields) == "order-own-opposite"
    other = room.order("b", "buy", 1129, 1).events[0]["order"]
    assert room.refused("b", "amend", order=other, price_ticks=1130) == "order-own-opposite"
    assert room.refused("a", "amend", order=number, price_ticks=1129, lots=1) == "order-own-opposite"


def test_what_rests_in_the_book_is_part_of_the_next_call(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1130, 3)
    room.next_day("call")
    room.order("b", "sell", 1130, 3)
    room.order("c", "buy", 1130, 4)
    outcome = room.venue("close_day")
    trades = [effect.data["trade"] for effect in outcome.effects if effect.kind == "settle"]
    assert [(trade["seller"], trade["lots"]) for trade in trades] == [("a", 3), ("b", 1)]
    assert outcome.effects[-1].kind == "day_end"


def test_a_halt_in_a_call_keeps_it_waiting(room: Room) -> None:
    room.open("call")
    room.order("a", "sell", 1130, 3)
    room.order("b", "buy", 1130, 3)
    assert not room.venue("phase", instrument="PrNd-M", phase="halted").effects
    assert len(room.venue("phase", instrument="PrNd-M", phase="continuous").effects) == 1


def test_a_call_that_needs_a_reference_and_has_none_changes_nothing() -> None:
    room = Room({"call_rules": "szse"})
    room.admit("a", "b", lots=20)
    room.venue("open_day", day=room.day(), references={})
    room.venue("phase", instrument="PrNd-M", phase="call")
    room.order("a", "sell", 1100, 3)
    room.order("b", "buy", 1130, 3)
    before = room.machine.state_sha256()
    for kind, fields in (("phase", {"instrument": "PrNd-M", "phase": "continuous"}), ("close_day", {})):
        outcome = room.say(VENUE, kind, **fields)
        assert outcome.problem is not None
        assert "reference" in outcome.problem.code
    assert room.machine.state_sha256() == before


def test_a_phase_twice_is_refused(room: Room) -> None:
    room.open()
    assert room.refused(VENUE, "phase", instrument="PrNd-M", phase="continuous") == "phase-same"
    assert room.refused(VENUE, "phase", instrument="PrNd-M", phase="lunch") == "field-phase"


def test_rules_begin_with_their_day_and_never_reach_back(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1130, 3)
    rules: dict[str, Any] = {
        "venue": VENUE, "number": 2, "effective": "2022-08-18", "profile": "national",
        "parameters": {"methods": METHODS, "funding": "margin", "price_rule": "median", "call_rules": "sse"},
    }  # fmt: skip
    assert (
        room.refused(VENUE, "rules", rules=rules | {"effective": "2022-08-10"}, licences=[LICENCE]) == "rule-backwards"
    )
    assert room.refused(VENUE, "rules", rules=rules | {"venue": "other"}, licences=[LICENCE]) == "venue-other"
    room.venue("rules", rules=rules, licences=[LICENCE])
    assert room.account("a")[2:] == (17, 3)
    room.next_day()
    assert room.account("a")[2:] == (20, 0)
    room.order("a", "sell", 1130, 3)
    assert room.account("a")[1] == 3 * 1243 * 50_000 // 5


def test_an_instrument_changes_between_days_and_ends_its_orders(room: Room) -> None:
    room.open()
    room.order("a", "sell", 1130, 3)
    changed = room.instrument | {"fee_ppm": 500}
    assert room.refused(VENUE, "instrument", instrument=changed) == "instrument-day"
    room.venue("close_day")
    outcome = room.venue("instrument", instrument=changed, rules=2)
    assert outcome.events[0]["reason"] == "instrument-changed"
    assert room.account("a")[2:] == (20, 0)
    assert room.refused(VENUE, "instrument", instrument=changed | {"lot_mg": 5}) == "instrument-receipts"


def test_instruments_need_rules_and_one_of_their_methods() -> None:
    room = Room()
    assert room.refused(VENUE, "instrument", instrument=room.instrument | {"methods": []}) == "venue-choice"
    assert room.refused(VENUE, "instrument", instrument={"id": "x"}).startswith("venue-")
    fresh = Machine(VENUE)
    outcome = fresh.apply(1, 1, VENUE, {"kind": "instrument", "instrument": room.instrument})
    assert outcome.problem is not None
    assert outcome.problem.code == "rules-none"


def test_a_member_may_change_owner_only_with_nothing_open(room: Room) -> None:
    room.open()
    number = room.order("a", "sell", 1130, 3).events[0]["order"]
    assert room.refused(VENUE, "member", member="a", owner="b", is_industrial=True) == "member-open"
    room.venue("member", member="a", is_industrial=False)
    room.member("a", "cancel", order=number)
    room.venue("member", member="a", owner="b", is_industrial=False)
    room.order("a", "sell", 1130, 3)
    assert "trade" not in kinds(room.order("b", "buy", 1130, 3))
