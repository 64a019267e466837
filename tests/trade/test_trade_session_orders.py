"""Orders: what is set aside, traded, given back; every wrong one gets one sentence and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import OPENS, VENUE, Room, kinds

LOT_FEN = 1130 * 50_000
"""A lot (1 t) at 1 130 ticks of 500 yuan, in fen."""


@pytest.fixture
def room() -> Room:
    made = Room()
    made.admit("a", "b", "c", lots=20)
    made.open()
    return made


def test_a_buyer_reserves_the_dearest_a_fill_can_be(room: Room) -> None:
    room.order("a", "buy", 1130, 3)
    free, reserved, _, _ = room.account("a")
    heaviest = 1_000_000_000 * 1002 // 1000 + 1
    value = -(-1130 * 50_000 * heaviest // 1_000_000_000)
    assert reserved == 3 * (value + -(-value * 300 // 1_000_000))
    assert free + reserved == 10**11


def test_a_trade_settles_at_once_on_the_weighed_mass(room: Room) -> None:
    room.order("a", "sell", 1130, 5)
    outcome = room.order("b", "buy", 1132, 3)
    (settled,) = outcome.effects
    assert settled.id == f"{VENUE}.{room.number}.0"
    assert settled.kind == "settle"
    assert settled.data["trade"] == {
        "id": settled.id, "instrument": "PrNd-M", "method": "continuous", "price_ticks": 1130, "lots": 3, "buyer": "b",
        "seller": "a", "time_ms": room.time_ms, "buy_order": str(room.number), "sell_order": str(room.number - 1),
        "taker": "buy",
    }  # fmt: skip
    ((receipt, lot, first, last, net, matter),) = settled.data["slices"]
    assert (receipt, lot, first, last) == ("R-a", "L-R-a", 0, 3)
    assert net == 3 * (20_000_000_007) // 20
    assert set(matter) == {"Pr", "Nd"}
    amount = settled.data["amount_fen"]
    assert amount == 3 * LOT_FEN
    fee = round(amount * 300 / 1_000_000)
    assert settled.data["buyer_fee_fen"] == settled.data["seller_fee_fen"] == fee
    assert room.account("b") == (10**11 - amount - fee, 0, 23, 0)
    assert room.account("a") == (10**11 + amount - fee, 0, 15, 2)
    assert kinds(outcome) == ["order:accepted", "trade", "fill", "fill", "order:done", "book", "book"]


def test_bought_lots_and_money_are_of_use_at_once(room: Room) -> None:
    room.order("a", "sell", 1130, 20)
    room.order("b", "buy", 1130, 20)
    assert room.order("b", "sell", 1140, 40).status == "accepted"
    assert room.account("b")[2:] == (0, 40)


def test_the_oldest_lots_go_first_and_come_back_where_they_were(room: Room) -> None:
    room.receive("a", "R2", 5)
    placed = room.order("a", "sell", 1200, 22)
    assert room.account("a")[2:] == (3, 22)
    queue = list(room.machine.state.members["a"].lots["PrNd-M"])
    assert [piece[1:] for piece in queue] == [(2, 5, "R2")]
    room.member("a", "cancel", order=placed.events[0]["order"])
    assert [piece[1:] for piece in room.machine.state.members["a"].lots["PrNd-M"]] == [(0, 20, "R-a"), (0, 5, "R2")]


def test_ioc_takes_what_there_is_and_fok_all_or_nothing(room: Room) -> None:
    room.order("a", "sell", 1130, 2)
    refused = room.order("b", "buy", 1130, 3, tif="FOK")
    assert refused.problem is not None
    assert refused.problem.code == "order-fok-unfilled"
    outcome = room.order("b", "buy", 1130, 3, tif="IOC")
    assert [event["reason"] for event in outcome.events if event.get("state") == "cancelled"] == ["ioc-rest"]
    assert room.account("b")[1:] == (0, 22, 0)


def test_post_only_never_trades(room: Room) -> None:
    room.order("a", "sell", 1130, 2)
    assert room.refused("b", "order", instrument="PrNd-M", side="buy", price_ticks=1130, lots=1, post_only=True) == (
        "order-would-cross"
    )
    assert room.order("b", "buy", 1129, 1, post_only=True).status == "accepted"


def test_members_of_one_owner_never_trade_with_each_other() -> None:
    room = Room()
    room.admit("a", "b", owner="holding", lots=5)
    room.open()
    room.order("a", "sell", 1130, 2)
    outcome = room.order("b", "buy", 1130, 2)
    assert "trade" not in kinds(outcome)
    assert outcome.events[1]["reason"] == "self-trade"


def test_an_amended_order_keeps_its_place_only_when_it_shrinks(room: Room) -> None:
    first = room.order("a", "sell", 1130, 4).events[0]["order"]
    room.order("b", "sell", 1130, 4)
    room.member("a", "amend", order=first, lots=2)
    assert room.account("a")[2:] == (18, 2)
    room.order("c", "buy", 1130, 1)
    assert room.account("a")[2:] == (18, 1)
    room.member("a", "amend", order=first, lots=3)
    room.order("c", "buy", 1130, 4)
    assert room.account("a")[2:] == (16, 3)
    assert room.account("b")[2:] == (16, 0)


def test_an_amended_price_may_trade(room: Room) -> None:
    room.order("a", "sell", 1130, 4)
    number = room.order("b", "buy", 1120, 3).events[0]["order"]
    outcome = room.member("b", "amend", order=number, price_ticks=1131)
    assert kinds(outcome)[:2] == ["order:amended", "trade"]
    assert room.account("b")[1] == 0


def test_an_amendment_beyond_ones_means_changes_nothing(room: Room) -> None:
    number = room.order("a", "sell", 1135, 4).events[0]["order"]
    assert room.refused("a", "amend", order=number, lots=21) == "lots-short"
    assert room.refused("a", "amend", order=number, price_ticks=2000) == "price-beyond-limit"
    assert room.refused("a", "amend", order=number) == "amend-empty"
    number = room.order("b", "buy", 1134, 4).events[0]["order"]
    assert room.refused("b", "amend", order=number, lots=10_000) == "cash-short"
    assert room.refused("a", "amend", order=number, lots=1) == "order-unknown"


def test_a_post_only_order_is_not_amended_into_a_trade(room: Room) -> None:
    room.order("a", "sell", 1130, 4)
    number = room.order("b", "buy", 1120, 3, post_only=True).events[0]["order"]
    assert room.refused("b", "amend", order=number, price_ticks=1130, lots=4) == "order-would-cross"
    number = room.order("c", "sell", 1140, 3, post_only=True).events[0]["order"]
    assert room.refused("c", "amend", order=number, price_ticks=1120, lots=4) == "order-would-cross"


def test_the_same_client_id_is_the_same_command(room: Room) -> None:
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "lots": 2, "id": "mine"}
    first = room.say("a", "order", **fields)
    again = room.say("a", "order", **fields)
    assert (first.status, again.status) == ("accepted", "duplicate")
    assert again.events == [{"kind": "duplicate", "to": "a", "id": "mine", "of": room.number - 1}]
    assert room.refused("a", "order", **(fields | {"lots": 3})) == "order-id-taken"
    assert room.say("b", "order", **fields).status == "accepted"


def test_a_refused_command_does_not_use_up_its_id(room: Room) -> None:
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "id": "mine"}
    assert room.refused("a", "order", **fields, lots=21) == "lots-short"
    assert room.say("a", "order", **fields, lots=2).status == "accepted"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lots": 0}, "not-positive"),
        ({"lots": -3}, "not-positive"),
        ({"lots": 1.5}, "field-count"),
        ({"lots": True}, "field-count"),
        ({"lots": 10**10}, "field-count"),
        ({"price_ticks": 0}, "not-positive"),
        ({"price_ticks": -1}, "not-positive"),
        ({"price_ticks": "1130"}, "field-ticks"),
        ({"price_ticks": 1244}, "price-beyond-limit"),
        ({"price_ticks": 1016}, "price-beyond-limit"),
        ({"instrument": "PrNd"}, "instrument-unknown"),
        ({"instrument": None}, "field-missing"),
        ({"side": "both"}, "field-side"),
        ({"tif": "FAK"}, "field-tif"),
        ({"price": 1130}, "field-unknown"),
        ({"lots": 21}, "lots-short"),
        ({"side": "buy", "lots": 1769}, "cash-short"),
        ({"post_only": True, "tif": "IOC"}, "order-post-only-tif"),
        ({"id": "a b"}, "field-name"),
        ({"id": None}, "field-missing"),
    ],
)
def test_every_wrong_order_has_one_sentence(room: Room, fields: dict[str, Any], code: str) -> None:
    right = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "lots": 2}
    assert room.refused("a", "order", **(right | fields)) == code


def test_the_sentence_names_what_is_missing(room: Room) -> None:
    outcome = room.order("a", "sell", 1130, 25)
    assert outcome.problem is not None
    assert outcome.problem.sentence("en").startswith("order ")
    assert "found 20 lots; 5 lots are missing" in outcome.problem.sentence("en")
    outcome = room.order("a", "buy", 1130, 2000)
    assert outcome.problem is not None
    assert "yuan are missing" in outcome.problem.sentence("en")


def test_cancels_of_what_is_over(room: Room) -> None:
    filled = room.order("a", "sell", 1130, 1).events[0]["order"]
    gone = room.order("a", "sell", 1140, 1).events[0]["order"]
    room.order("b", "buy", 1130, 1)
    room.member("a", "cancel", order=gone)
    outcome = room.tried("a", "cancel", order=filled)
    assert outcome.problem is not None
    assert outcome.problem.code == "order-done"
    assert "filled" in outcome.problem.sentence("en")
    assert room.refused("a", "cancel", order=gone) == "order-done"
    assert room.refused("b", "cancel", order=filled) == "order-unknown"
    assert room.refused("a", "cancel", order=99_999) == "order-unknown"


def test_orders_need_an_open_day_and_phase(room: Room) -> None:
    room.venue("phase", instrument="PrNd-M", phase="halted")
    assert room.refused("a", "order", instrument="PrNd-M", side="sell", price_ticks=1130, lots=1) == "order-phase"
    room.venue("close_day")
    assert room.refused("a", "order", instrument="PrNd-M", side="sell", price_ticks=1130, lots=1) == "day-closed"


def test_a_halt_lets_members_cancel(room: Room) -> None:
    number = room.order("a", "sell", 1130, 1).events[0]["order"]
    room.venue("phase", instrument="PrNd-M", phase="halted")
    assert room.refused("a", "amend", order=number, lots=2) == "order-phase"
    room.member("a", "cancel", order=number)
    assert room.account("a")[2:] == (20, 0)


def test_the_clock_never_goes_back(room: Room) -> None:
    before = room.machine.state_sha256()
    outcome = room.machine.apply(room.number + 1, OPENS, "a", {"kind": "cancel", "id": "x", "order": 1})
    assert outcome.problem is not None
    assert outcome.problem.code == "clock-back"
    outcome = room.machine.apply(room.number, room.time_ms, "a", {"kind": "cancel", "id": "x", "order": 1})
    assert outcome.problem is not None
    assert outcome.problem.code == "number-back"
    assert room.machine.state_sha256() == before


@pytest.mark.parametrize(
    ("actor", "kind", "code"),
    [("a", "tick", "actor-kind"), (VENUE, "cancel", "actor-kind"), ("nobody", "cancel", "actor-unknown")],
)
def test_who_may_say_what(room: Room, actor: str, kind: str, code: str) -> None:
    fields: dict[str, Any] = {"order": 1, "id": "q"} if kind == "cancel" else {}
    assert room.refused(actor, kind, **fields) == code


def test_the_venue_is_no_member() -> None:
    room = Room()
    assert room.refused(VENUE, "member", member=VENUE, is_industrial=True) == "venue-as-member"
    assert room.refused(VENUE, "member", member="x", owner=VENUE, is_industrial=True) == "venue-as-member"


def test_a_spot_venue_has_no_book() -> None:
    spot = {
        "methods": ["listing", "negotiated", "auction_up", "auction_down"], "price_rule": None, "call_rules": None,
        "resale_trading_days": 5,
    }  # fmt: skip
    room = Room(spot, profile="cn-spot")
    room.admit("a", lots=5)
    room.open(None)
    assert room.refused("a", "order", instrument="PrNd-M", side="sell", price_ticks=1130, lots=1) == "method-venue"
    assert room.refused(VENUE, "phase", instrument="PrNd-M", phase="continuous") == "method-venue"
    assert room.refused(VENUE, "phase", instrument="PrNd-M", phase="call") == "method-venue"


def test_the_median_rule_of_futures_and_gold() -> None:
    room = Room({"price_rule": "median"})
    room.admit("a", "b", lots=20)
    room.open()
    room.order("a", "sell", 1130, 1)
    room.order("b", "buy", 1130, 1)
    room.order("a", "sell", 1126, 1)
    outcome = room.order("b", "buy", 1134, 1)
    assert outcome.effects[0].data["trade"]["price_ticks"] == 1130


def test_levels_follow_the_orders(room: Room) -> None:
    room.order("a", "sell", 1131, 3)
    room.order("b", "sell", 1131, 2)
    room.order("c", "buy", 1129, 4)
    assert room.machine.book("PrNd-M") == {
        "instrument": "PrNd-M", "phase": "continuous", "last": None, "bids": [[1129, 4]], "asks": [[1131, 5]],
    }  # fmt: skip
    outcome = room.order("c", "buy", 1131, 1)
    assert [(e["side"], e["price_ticks"], e["lots"]) for e in outcome.events if e["kind"] == "book"] == [
        ("buy", 1131, 0), ("sell", 1131, 4),
    ]  # fmt: skip
