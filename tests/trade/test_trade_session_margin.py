"""Trades on margin: both sides' fifth, delivery and payment in parts, disputes, defaults that sum to zero."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import VENUE, Room, kinds

LOT = 1130 * 50_000
"""A lot at 1 130 ticks, in fen."""


@pytest.fixture
def room() -> Room:
    made = Room({"funding": "margin", "deliver_days": 1})
    made.admit("a", "b", lots=20)
    made.open()
    return made


def trade(room: Room, lots: int = 5, price: int = 1130) -> str:
    """The id of an obligation: a sells to b."""
    room.order("a", "sell", price, lots)
    outcome = room.order("b", "buy", price, lots)
    assert not outcome.effects
    return next(str(event["trade"]) for event in outcome.events if event["kind"] == "trade")


def effects(outcome: Any) -> list[tuple[str, Any]]:
    """Kinds and lots of settlements, or money of compensations."""
    told = []
    for effect in outcome.effects:
        data = effect.data
        told.append((effect.kind, data["trade"]["lots"] if effect.kind == "settle" else data.get("fen")))
    return told


def test_both_sides_set_a_fifth_aside(room: Room) -> None:
    room.order("a", "sell", 1130, 5)
    assert room.account("a")[1] == 5 * 1243 * 50_000 // 5
    room.order("b", "buy", 1135, 5)
    assert room.account("a")[1] == room.account("b")[1] == 5 * LOT // 5
    assert room.account("a")[2:] == (20, 0)


def test_paid_and_delivered_lots_settle_in_parts(room: Room) -> None:
    name = trade(room)
    assert effects(room.member("a", "deliver", obligation=name, lots=2)) == []
    assert room.account("a")[2:] == (18, 2)
    assert effects(room.member("b", "pay", obligation=name, lots=1)) == [("settle", 1)]
    assert effects(room.member("b", "pay", obligation=name)) == [("settle", 1)]
    outcome = room.member("a", "deliver", obligation=name)
    assert effects(outcome) == [("settle", 3)]
    assert outcome.effects[0].id == f"{VENUE}.{room.number}.0"
    assert outcome.effects[0].data["trade"]["id"] == name
    fee = 3 * round(LOT * 300 / 1_000_000)
    free_a, reserved_a, lots_a, _ = room.account("a")
    free_b, reserved_b, lots_b, _ = room.account("b")
    assert (reserved_a, reserved_b, lots_a, lots_b) == (0, 0, 15, 25)
    assert free_b == 2 * 10**11 - free_a - room.machine.state.fees
    assert abs(room.machine.state.fees - 2 * 5 * fee // 3) <= 2
    assert not room.machine.obligations()


def test_what_the_parties_may_not_do(room: Room) -> None:
    name = trade(room)
    assert room.refused("b", "deliver", obligation=name) == "obligation-party"
    assert room.refused("a", "pay", obligation=name) == "obligation-party"
    assert room.refused("a", "deliver", obligation="sim.1.0") == "obligation-unknown"
    assert room.refused("a", "deliver", obligation=name, lots=6) == "obligation-lots"
    assert room.refused("a", "deliver", obligation=name, receipts=["R-b"]) == "lots-short"
    room.member("a", "deliver", obligation=name)
    assert room.refused("a", "deliver", obligation=name) == "obligation-lots"


def test_a_payment_needs_the_money(room: Room) -> None:
    room.admit("d", fen=2 * LOT)
    room.order("a", "sell", 1130, 5)
    room.order("d", "buy", 1130, 5)
    (owed,) = room.machine.obligations("d")
    assert room.refused("d", "pay", obligation=owed["obligation"]) == "cash-short"


def late(room: Room) -> None:
    """Let the due day pass."""
    room.next_day()
    outcome = room.venue("close_day")
    assert "obligation:overdue" in kinds(outcome)
    room.time_ms += 86_400_000
    room.open()


@pytest.mark.parametrize("defaulter", ["a", "b"])
def test_the_margin_of_the_defaulter_goes_to_the_injured(room: Room, defaulter: str) -> None:
    name = trade(room)
    injured = "b" if defaulter == "a" else "a"
    room.member(injured, "deliver" if injured == "a" else "pay", obligation=name)
    assert room.refused(VENUE, "default", obligation=name) == "default-early"
    late(room)
    outcome = room.venue("default", obligation=name)
    (paid,) = outcome.effects
    assert paid.kind == "compensate"
    assert paid.data == {"from": defaulter, "to": injured, "fen": LOT, "why": "default", "obligation": name}
    assert room.account(injured) == (10**11 + LOT, 0, 20, 0)
    assert room.account(defaulter) == (10**11 - LOT, 0, 20, 0)


def test_a_part_that_was_done_is_no_part_of_the_default(room: Room) -> None:
    name = trade(room)
    room.member("b", "pay", obligation=name)
    room.member("a", "deliver", obligation=name, lots=3)
    late(room)
    assert effects(room.venue("default", obligation=name)) == [("compensate", 2 * LOT // 5)]


def test_when_both_fail_each_gets_his_own_back(room: Room) -> None:
    name = trade(room)
    late(room)
    outcome = room.venue("default", obligation=name)
    assert effects(outcome) == []
    assert outcome.events[-1]["defaulters"] == ["b", "a"]
    assert room.account("a") == room.account("b") == (10**11, 0, 20, 0)


@pytest.mark.parametrize(
    ("what", "done", "payer"), [("pay", 4, "a"), ("pay", 1, "a"), ("deliver", 4, "b"), ("deliver", 2, "b")]
)
def test_a_lot_left_undone_excuses_nobody_from_the_others(room: Room, what: str, done: int, payer: str) -> None:
    name = trade(room)
    injured = "b" if payer == "a" else "a"
    room.member(injured, what, obligation=name, lots=done)
    late(room)
    outcome = room.venue("default", obligation=name)
    assert [effect.data["fen"] for effect in outcome.effects] == [done * LOT // 5]
    assert (outcome.effects[0].data["from"], outcome.effects[0].data["to"]) == (payer, injured)
    assert room.account(injured) == (10**11 + done * LOT // 5, 0, 20, 0)
    assert room.account(payer) == (10**11 - done * LOT // 5, 0, 20, 0)


def test_the_lots_done_before_do_not_make_it_cheap_to_give_up(room: Room) -> None:
    name = trade(room)
    room.member("b", "pay", obligation=name, lots=4)
    assert effects(room.member("b", "default", obligation=name)) == [("compensate", LOT)]
    assert room.account("b") == (10**11 - LOT, 0, 20, 0)


def test_a_party_may_say_that_it_cannot(room: Room) -> None:
    name = trade(room)
    assert effects(room.member("a", "default", obligation=name)) == [("compensate", LOT)]
    name = trade(room)
    room.member("b", "pay", obligation=name)
    assert room.refused("b", "default", obligation=name) == "default-nobody"
    room.admit("d")
    assert room.refused("d", "default", obligation=name) == "obligation-party"


def test_a_difference_within_tolerance_is_paid_in_money(room: Room) -> None:
    name = trade(room, lots=2)
    assert room.refused("b", "dispute", obligation=name) == "dispute-nothing"
    room.member("a", "deliver", obligation=name)
    room.member("b", "dispute", obligation=name, net_mg=1_998_000_000, reason="short weight")
    assert room.refused("b", "dispute", obligation=name) == "obligation-disputed"
    assert room.refused("b", "pay", obligation=name) == "obligation-disputed"
    assert room.refused(VENUE, "default", obligation=name) == "default-early"
    room.venue("resolve", obligation=name, net_mg=1_997_000_000)
    outcome = room.member("b", "pay", obligation=name)
    (settled,) = outcome.effects
    assert settled.data["amount_fen"] == 2 * LOT * 1997 // 2000


def test_beyond_tolerance_the_goods_go_back(room: Room) -> None:
    name = trade(room, lots=2)
    room.member("a", "deliver", obligation=name)
    room.member("b", "dispute", obligation=name, net_mg=1_900_000_000)
    outcome = room.venue("resolve", obligation=name, net_mg=1_900_000_000)
    assert outcome.events[0]["is_refused"]
    assert room.account("a")[2:] == (20, 0)
    room.member("b", "pay", obligation=name)
    assert effects(room.member("a", "deliver", obligation=name)) == [("settle", 2)]


def test_arbitration_may_refuse_the_goods(room: Room) -> None:
    name = trade(room, lots=2)
    room.member("a", "deliver", obligation=name)
    assert room.refused(VENUE, "resolve", obligation=name) == "dispute-none"
    room.member("b", "dispute", obligation=name, reason="iron")
    room.venue("resolve", obligation=name, is_refused=True)
    assert room.machine.obligations()[0]["delivered"] == 0


def test_a_settlement_may_be_disputed_for_some_days(room: Room) -> None:
    name = trade(room, lots=2)
    room.member("a", "deliver", obligation=name)
    settled = room.member("b", "pay", obligation=name).effects[0]
    room.next_day()
    assert room.refused("a", "dispute", trade=settled.id) == "obligation-party"
    room.member("b", "dispute", trade=settled.id, net_mg=1_998_000_000)
    assert room.refused(VENUE, "resolve", trade=settled.id, is_refused=True) == "settlement-final"
    outcome = room.venue("resolve", trade=settled.id, net_mg=1_998_000_000)
    (paid,) = outcome.effects
    assert paid.data["fen"] == settled.data["amount_fen"] - 2 * LOT * 1998 // 2000
    assert (paid.data["from"], paid.data["to"]) == ("a", "b")
    for _ in range(8):
        room.next_day()
    assert room.refused("b", "dispute", trade=settled.id) == "settlement-unknown"
    assert room.refused("b", "dispute", trade=settled.id, obligation=name) == "dispute-which"
    assert room.refused("b", "dispute") == "dispute-which"


def test_a_trade_at_once_may_be_disputed_on_its_day() -> None:
    room = Room()
    room.admit("a", "b", lots=20)
    room.open()
    room.order("a", "sell", 1130, 2)
    name = room.order("b", "buy", 1130, 2).effects[0].id
    room.member("b", "dispute", trade=name, adjust_fen_per_tonne=-1000)
    outcome = room.venue("resolve", trade=name, adjust_fen_per_tonne=-1000)
    assert effects(outcome) == [("compensate", 2000)]
    room.next_day()
    assert room.refused("b", "dispute", trade=name) == "settlement-unknown"


def test_the_sellers_margin_is_topped_up_where_the_day_has_no_limit() -> None:
    room = Room({"funding": "margin", "deliver_days": 1}, {"daily_limit_ppm": None})
    room.admit("a", "b", lots=20)
    room.open()
    room.order("b", "buy", 1500, 1)
    room.order("a", "sell", 1000, 1)
    assert room.account("a")[1] == room.account("b")[1] == 1500 * 50_000 // 5


def test_what_arbitration_found_is_of_the_lots_it_saw(room: Room) -> None:
    name = trade(room)
    room.member("a", "deliver", obligation=name, lots=3)
    room.member("b", "dispute", obligation=name, net_mg=2_998_000_000)
    room.venue("resolve", obligation=name, net_mg=2_998_000_001)
    assert room.refused("a", "deliver", obligation=name) == "obligation-disputed"
    first = room.member("b", "pay", obligation=name, lots=2).effects[0].data["amount_fen"]
    second = room.member("b", "pay", obligation=name).effects[0].data["amount_fen"]
    assert first + second == round(1130 * 50_000 * 2_998_000_001 / 10**9)
    assert room.member("a", "deliver", obligation=name).effects[0].data["amount_fen"] == 2 * LOT


def test_rules_may_give_a_defaulter_more_days() -> None:
    room = Room({"funding": "margin", "deliver_days": 1, "default_days": 2})
    room.admit("a", "b", lots=20)
    room.open()
    name = trade(room)
    late(room)
    assert room.refused(VENUE, "default", obligation=name) == "default-early"
    room.next_day()
    room.venue("default", obligation=name)
