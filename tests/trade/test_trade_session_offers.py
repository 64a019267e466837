"""Listings, negotiated deals and auctions: set aside, traded, given back; the notice of Baotou step by step."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import VENUE, Room, kinds

SPOT: dict[str, Any] = {
    "methods": ["listing", "negotiated", "auction_up", "auction_down", "tender", "sealed"], "price_rule": None,
    "call_rules": None, "resale_trading_days": 5,
}  # fmt: skip


@pytest.fixture
def room() -> Room:
    made = Room()
    made.admit("a", "b", "c", lots=20)
    made.open(None)
    return made


def listing(room: Room, actor: str = "a", **fields: Any) -> int:
    """The number of a new listing."""
    given = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1130, "lots": 6} | fields
    room.member(actor, "list", **given)
    return room.number


def test_a_listing_is_taken_in_parts(room: Room) -> None:
    number = listing(room, least_lots=2)
    assert room.account("a")[2:] == (14, 6)
    assert room.refused("b", "take", listing=number, lots=1) == "bid-lots-few"
    assert room.refused("b", "take", listing=number, lots=7) == "bid-lots-many"
    outcome = room.member("b", "take", listing=number, lots=4)
    assert kinds(outcome) == ["trade", "fill", "fill", "listing:taken"]
    assert outcome.effects[0].data["trade"]["method"] == "listing"
    assert outcome.effects[0].data["trade"]["sell_order"] == str(number)
    outcome = room.member("c", "take", listing=number, lots=2)
    assert kinds(outcome)[-2:] == ["listing:taken", "listing:done"]
    assert room.account("a")[2:] == (14, 0)
    assert room.refused("c", "take", listing=number, lots=1) == "offer-unknown"


def test_a_wanted_listing_sets_money_aside(room: Room) -> None:
    number = listing(room, side="buy")
    reserved = room.account("a")[1]
    room.member("b", "take", listing=number, lots=2)
    assert room.account("a")[1] == reserved * 2 // 3
    room.member("a", "withdraw", of=number)
    assert room.account("a")[1] == 0
    assert room.account("a")[2] == 22


def test_a_listing_names_its_receipts(room: Room) -> None:
    room.receive("a", "R2", 5)
    assert room.refused(
        "a", "list", instrument="PrNd-M", side="sell", price_ticks=1130, lots=6, receipts=["R2"]
    ) == "lots-short"  # fmt: skip
    number = listing(room, lots=4, receipts=["R2"])
    outcome = room.member("b", "take", listing=number, lots=4)
    assert [row[0] for row in outcome.effects[0].data["slices"]] == ["R2"]


def test_a_listing_lapses_when_it_is_told_the_time(room: Room) -> None:
    number = listing(room, until_ms=room.time_ms + 50)
    assert room.machine.next_ms() == room.time_ms + 49
    room.time_ms += 50
    assert room.refused("b", "take", listing=number, lots=1) == "listing-over"
    assert kinds(room.venue("tick")) == ["listing:expired"]
    assert room.account("a")[2:] == (20, 0)
    assert room.machine.next_ms() is None


def test_who_may_not_take_or_withdraw(room: Room) -> None:
    number = listing(room)
    assert room.refused("a", "take", listing=number, lots=1) == "trader-not-qualified"
    assert room.refused("b", "withdraw", of=number) == "offer-unknown"
    assert room.refused("b", "take", listing=number + 50, lots=1) == "offer-unknown"
    assert room.refused("b", "take", listing=number, lots=0) == "not-positive"
    room.venue("member", member="d", owner="a", is_industrial=True)
    assert room.refused("d", "take", listing=number, lots=1) == "owner-same"
    room.venue("phase", instrument="PrNd-M", phase="halted")
    assert room.refused("b", "take", listing=number, lots=1) == "order-phase"


def test_five_trading_days_between_buying_and_listing() -> None:
    room = Room(SPOT, profile="cn-spot")
    room.admit("a", "b", lots=20)
    room.open(None)
    room.member("b", "take", listing=listing(room, lots=2), lots=2)
    fields: dict[str, Any] = {"instrument": "PrNd-M", "price_ticks": 1130, "lots": 1}
    assert room.refused("b", "list", side="sell", **fields) == "resale-early"
    assert room.refused("a", "list", side="buy", **fields) == "resale-early"
    assert room.tried("a", "list", side="sell", **fields).status == "accepted"
    for _ in range(5):
        room.next_day(None)
    assert room.tried("b", "list", side="sell", **fields).status == "accepted"


def test_a_deal_is_offered_countered_and_accepted(room: Room) -> None:
    room.member("a", "negotiate", instrument="PrNd-M", side="sell", price_ticks=1140, lots=5, **{"with": "b"})
    deal = room.number
    assert room.account("a")[2:] == (15, 5)
    assert room.refused("a", "accept", deal=deal) == "offer-turn"
    assert room.refused("c", "accept", deal=deal) == "offer-unknown"
    room.member("b", "counter", deal=deal, price_ticks=1130, lots=4)
    assert room.account("a")[2:] == (20, 0)
    assert room.account("b")[1] > 0
    outcome = room.member("a", "accept", deal=deal)
    assert kinds(outcome) == ["trade", "fill", "fill", "deal:accepted", "deal:accepted"]
    assert outcome.effects[0].data["trade"]["lots"] == 4
    assert room.account("a")[2:] == (16, 0)
    assert room.account("b")[1:] == (0, 24, 0)
    assert room.refused("b", "decline", deal=deal) == "offer-unknown"


def test_deals_end_without_a_trade(room: Room) -> None:
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "buy", "price_ticks": 1140, "lots": 5, "with": "b"}
    room.member("a", "negotiate", **fields)
    assert kinds(room.member("b", "decline", deal=room.number)) == ["deal:declined"] * 2
    room.member("a", "negotiate", **fields)
    assert kinds(room.member("a", "withdraw", of=room.number)) == ["deal:withdrawn"] * 2
    room.member("a", "negotiate", **fields, until_ms=room.time_ms + 5)
    room.time_ms += 10
    assert kinds(room.venue("tick")) == ["deal:expired"] * 2
    assert room.account("a")[1] == 0


def test_deals_that_cannot_be(room: Room) -> None:
    fields: dict[str, Any] = {"instrument": "PrNd-M", "side": "sell", "price_ticks": 1140, "lots": 5}
    assert room.refused("a", "negotiate", **fields, **{"with": "a"}) == "owner-same"
    assert room.refused("a", "negotiate", **fields, **{"with": "bb"}) == "member-unknown"
    assert room.refused("a", "negotiate", **(fields | {"lots": 21}), **{"with": "b"}) == "lots-short"
    assert room.refused("a", "negotiate", **(fields | {"price_ticks": 2000}), **{"with": "b"}) == "price-beyond-limit"


def baotou(room: Room, **terms: Any) -> int:
    """An auction as the notice of 2025-07-16 has it: 5 lots from 565 000, at most 1 000 a bid, 180 s."""
    given = {"start_ticks": 1130, "alarm_ticks": 1140, "closes_ms": room.time_ms + 1_800_000} | terms
    room.member("a", "auction_open", instrument="PrNd-M", method="auction_up", lots=5, terms=given)
    return room.number


def test_an_auction_upwards(room: Room) -> None:
    number = baotou(room, opens_ms=room.time_ms + 60_000)
    assert room.account("a")[2:] == (15, 5)
    assert room.refused("b", "bid", auction=number, price_ticks=1130, lots=3) == "auction-not-open"
    assert room.machine.next_ms() is not None
    room.time_ms += 60_000
    assert kinds(room.venue("tick")) == ["auction:open"]
    outcome = room.member("b", "bid", auction=number, price_ticks=1130, lots=3)
    assert kinds(outcome) == ["bid:accepted", "auction:bid"]
    reserved = room.account("b")[1]
    assert room.refused("b", "bid", auction=number, price_ticks=1131, lots=3) == "bid-twice"
    assert room.refused("c", "bid", auction=number, price_ticks=1130, lots=3) == "bid-not-better"
    assert room.refused("c", "bid", auction=number, price_ticks=1133, lots=3) == "bid-step-large"
    assert room.refused("c", "bid", auction=number, price_ticks=1141, lots=3) == "bid-beyond-alarm"
    assert room.refused("c", "bid", auction=number, price_ticks=1131, lots=6) == "bid-lots-many"
    assert room.refused("a", "bid", auction=number, price_ticks=1131, lots=3) == "owner-same"
    assert room.refused("c", "sealed_bid", auction=number, price_ticks=1131, lots=3) == "auction-sealed"
    room.member("c", "bid", auction=number, price_ticks=1132, lots=3)
    room.member("b", "bid", auction=number, price_ticks=1133, lots=1)
    assert room.account("b")[1] < reserved
    assert room.refused("a", "withdraw", of=number) == "auction-has-bids"
    assert room.refused(VENUE, "close_day") == "auction-running"
    room.time_ms += 180_000
    outcome = room.venue("tick")
    trades = [
        (e.data["trade"]["buyer"], e.data["trade"]["lots"], e.data["trade"]["price_ticks"]) for e in outcome.effects
    ]
    assert trades == [("b", 1, 1133), ("c", 3, 1132)]
    closed = outcome.events[-1]
    assert (closed["state"], closed["reason"], closed["lots"], closed["unsold_lots"]) == ("closed", "countdown", 4, 1)
    assert room.account("a")[2:] == (16, 0)
    assert room.account("b")[1] == room.account("c")[1] == 0


def test_a_bid_needs_the_money(room: Room) -> None:
    room.admit("d", fen=1000)
    number = baotou(room, opens_ms=room.time_ms)
    assert room.refused("d", "bid", auction=number, price_ticks=1130, lots=1) == "cash-short"


def test_the_alarm_price_for_all_lots_ends_an_auction(room: Room) -> None:
    number = baotou(room, opens_ms=room.time_ms, alarm_ticks=1131)
    outcome = room.member("b", "bid", auction=number, price_ticks=1131, lots=5)
    assert len(outcome.effects) == 1
    assert outcome.events[-1]["reason"] == "alarm"


def test_an_auction_downwards_of_a_buyer(room: Room) -> None:
    terms = {"start_ticks": 1130, "closes_ms": room.time_ms + 10**6, "opens_ms": room.time_ms}
    room.member("a", "auction_open", instrument="PrNd-M", method="auction_down", lots=5, terms=terms)
    number = room.number
    assert room.account("a")[1] > 0
    room.member("b", "bid", auction=number, price_ticks=1130, lots=5)
    assert room.account("b")[2:] == (15, 5)
    room.member("c", "bid", auction=number, price_ticks=1128, lots=3)
    room.time_ms += 180_000
    outcome = room.venue("tick")
    trades = [
        (e.data["trade"]["seller"], e.data["trade"]["lots"], e.data["trade"]["price_ticks"]) for e in outcome.effects
    ]
    assert trades == [("c", 3, 1128), ("b", 2, 1130)]
    assert room.account("a")[1:] == (0, 25, 0)
    assert room.account("b")[2:] == (18, 0)


def test_sealed_bids_are_opened_at_the_end(room: Room) -> None:
    terms = {"closes_ms": room.time_ms + 1000, "opens_ms": room.time_ms, "reserve_ticks": 1100}
    room.member("a", "auction_open", instrument="PrNd-M", method="sealed", lots=5, terms=terms)
    number = room.number
    room.member("b", "sealed_bid", auction=number, price_ticks=1150, lots=3)
    outcome = room.member("b", "sealed_bid", auction=number, price_ticks=1120, lots=4)
    assert "price_ticks" not in outcome.events[-1]
    room.member("c", "sealed_bid", auction=number, price_ticks=1121, lots=4)
    assert room.refused("c", "bid", auction=number, price_ticks=1121, lots=4) == "auction-sealed"
    assert room.machine.auction(number) == {
        "number": number, "use": "auction", "method": "sealed", "instrument": "PrNd-M", "owner": "a", "side": "sell",
        "price_ticks": None, "lots": 5, "next_ms": terms["closes_ms"], "phase": "open", "opens_ms": terms["opens_ms"],
        "closes_ms": terms["closes_ms"], "traders": [], "bids": 2,
    }  # fmt: skip
    room.time_ms += 1000
    trades = [(e.data["trade"]["buyer"], e.data["trade"]["lots"]) for e in room.venue("tick").effects]
    assert trades == [("c", 4), ("b", 1)]


def test_a_tender_needs_the_most_that_is_paid(room: Room) -> None:
    fields: dict[str, Any] = {"instrument": "PrNd-M", "method": "tender", "lots": 5}
    terms = {"closes_ms": room.time_ms + 1000, "opens_ms": room.time_ms}
    assert room.refused("a", "auction_open", **fields, terms=terms) == "auction-ceiling"
    room.member("a", "auction_open", **fields, terms=terms | {"reserve_ticks": 1130})
    number = room.number
    room.member("b", "sealed_bid", auction=number, price_ticks=1131, lots=3)
    room.member("c", "sealed_bid", auction=number, price_ticks=1129, lots=2)
    room.time_ms += 1000
    outcome = room.venue("tick")
    assert [(e.data["trade"]["seller"], e.data["trade"]["lots"]) for e in outcome.effects] == [("c", 2)]
    assert room.account("a")[1:3] == (0, 22)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"start_ticks": 0}, "not-positive"),
        ({"start_ticks": None}, "field-missing"),
        ({"closes_ms": None}, "field-missing"),
        ({"alarm_ticks": 1129}, "terms-alarm"),
        ({"closes_ms": 5}, "terms-session"),
        ({"opens_ms": 3, "closes_ms": 5}, "auction-past"),
        ({"stepp_ticks": 5}, "field-unknown"),
        ({"rules": "tokyo"}, "auction-rules"),
        ({"traders": ["a b"]}, "field-names"),
        ({"max_step_ticks": 3, "step_ticks": 2}, "terms-max-step"),
    ],
)
def test_terms_that_cannot_be(room: Room, terms: dict[str, Any], code: str) -> None:
    given = {"start_ticks": 1130, "closes_ms": room.time_ms + 1_800_000} | terms
    assert room.refused("a", "auction_open", instrument="PrNd-M", method="auction_up", lots=5, terms=given) == code


def test_an_auction_without_bids_may_be_withdrawn(room: Room) -> None:
    number = baotou(room)
    outcome = room.member("a", "withdraw", of=number)
    assert outcome.events[-1]["reason"] == "cancelled"
    assert room.account("a")[2:] == (20, 0)


def test_only_those_who_are_admitted_bid(room: Room) -> None:
    number = baotou(room, opens_ms=room.time_ms, traders=["c"])
    assert (room.machine.auction(number) or {})["traders"] == ["c"]
    assert room.refused("b", "bid", auction=number, price_ticks=1130, lots=1) == "trader-not-qualified"
    room.member("c", "bid", auction=number, price_ticks=1130, lots=1)


def test_an_auction_of_a_halted_market_waits_and_ends_without_awards_at_the_close(room: Room) -> None:
    number = baotou(room, opens_ms=room.time_ms)
    room.member("b", "bid", auction=number, price_ticks=1130, lots=1)
    room.venue("phase", instrument="PrNd-M", phase="halted")
    assert room.refused("c", "bid", auction=number, price_ticks=1131, lots=1) == "order-phase"
    room.time_ms += 60_000
    assert not room.venue("tick").events
    outcome = room.venue("close_day")
    assert outcome.events[0]["reason"] == "cancelled"
    assert room.account("b")[1] == 0
    assert room.account("a")[2:] == (20, 0)


def test_offers_end_when_the_funding_changes(room: Room) -> None:
    listing(room)
    room.member("a", "negotiate", instrument="PrNd-M", side="sell", price_ticks=1140, lots=5, **{"with": "b"})
    terms = {"start_ticks": 1130, "opens_ms": room.time_ms + 2 * 86_400_000, "closes_ms": room.time_ms + 3 * 86_400_000}
    room.member("a", "auction_open", instrument="PrNd-M", method="auction_up", lots=5, terms=terms)
    assert room.account("a")[2:] == (4, 16)
    rules: dict[str, Any] = {
        "venue": VENUE, "number": 2, "effective": "2022-08-18", "profile": "cn-spot",
        "parameters": SPOT | {"funding": "margin"},
    }  # fmt: skip
    room.venue("rules", rules=rules)
    room.next_day(None)
    assert room.account("a")[2:] == (20, 0)
    assert not room.machine.offers()
