"""Listings and negotiated deals: taking in part, withdrawing, lapsing; offers, counter-offers, acceptance."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.auction import Advance, from_plain, listing, negotiated, to_plain
from monazite.trade.auction.listing import Take, Withdraw
from monazite.trade.auction.negotiated import Accept, Agreed, Counter, Decline, Offered

TERMS = listing.Terms(owner="S", side="sell", price_ticks=1130, lots=10, opens_ms=100, closes_ms=200, lots_least=4)
DEAL = negotiated.Terms(
    buyer="B", seller="S", first_by="seller", price_ticks=1130, lots=5, offered_ms=100, closes_ms=200
)


def listed(*commands: listing.Command, terms: listing.Terms = TERMS) -> listing.State:
    state = listing.begin(terms)
    assert isinstance(state, listing.State), state
    for command in commands:
        stepped = listing.step(state, command)
        assert not isinstance(stepped, Problem), stepped
        state = stepped[0]
    return state


def not_taken(state: listing.State, command: listing.Command) -> str:
    result = listing.step(state, command)
    assert isinstance(result, Problem), result
    assert "{" not in result.both()
    return result.code


def test_taken_in_parts_by_time_and_the_last_take_may_be_small() -> None:
    state = listed(Take(100, "A", 4, 1130), Take(100, "B", 5, 1130))
    assert state.left_lots == 1
    stepped = listing.step(state, Take(150, "C", 1, 1130))
    assert not isinstance(stepped, Problem)
    taken, ended = stepped[1]
    assert isinstance(taken, listing.Taken)
    assert (taken.take.number, taken.take.price_ticks, taken.left_lots) == (3, 1130, 0)
    assert ended == listing.Ended(150, "taken", 0)
    assert listing.next_ms(stepped[0]) is None


def test_withdrawn_and_lapsed() -> None:
    assert listed(Take(100, "A", 4, 1130), Withdraw(120, "S")).ended == listing.Ended(120, "withdrawn", 6)
    assert listed(Take(100, "A", 4, 1130), Advance(300)).ended == listing.Ended(200, "lapsed", 6)
    assert listed(Withdraw(50, "S")).ended == listing.Ended(50, "withdrawn", 10)


def test_takes_that_are_refused() -> None:
    state = listed(Take(110, "A", 4, 1130))
    assert not_taken(listed(), Take(99, "A", 4, 1130)) == "auction-not-open"
    assert not_taken(state, Take(109, "A", 4, 1130)) == "clock-back"
    assert not_taken(state, Take(200, "A", 4, 1130)) == "listing-over"
    assert not_taken(state, Take(110, "S", 4, 1130)) == "trader-not-qualified"
    assert not_taken(state, Take(110, "A", 4, 1131)) == "listing-price"
    assert not_taken(state, Take(110, "A", 3, 1130)) == "bid-lots-few"
    assert not_taken(state, Take(110, "A", 0, 1130)) == "bid-lots-few"
    assert not_taken(state, Take(110, "A", 7, 1130)) == "bid-lots-many"
    assert not_taken(state, Withdraw(110, "A")) == "listing-not-owner"
    assert not_taken(listed(Withdraw(110, "S")), Withdraw(111, "S")) == "listing-over"
    assert not_taken(listed(terms=replace(TERMS, traders=("A",))), Take(110, "B", 4, 1130)) == "trader-not-qualified"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price_ticks": 0}, "terms-number"),
        ({"lots": -1}, "terms-number"),
        ({"closes_ms": 100}, "terms-session"),
        ({"lots_least": 11}, "terms-lots-least"),
    ],
)
def test_listings_that_cannot_be(change: dict[str, Any], code: str) -> None:
    result = listing.begin(replace(TERMS, **change))
    assert isinstance(result, Problem)
    assert result.code == code


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from("ABS"), st.integers(-1, 11), st.integers(0, 12)), max_size=15
    )
)
def test_what_was_offered_is_what_was_taken_and_what_is_left(rows: list[tuple[int, str, int, int]]) -> None:
    state, now, taken = listed(), 90, 0
    for wait, trader, lots, kind in rows:
        now += wait
        command: listing.Command = Withdraw(now, trader) if kind == 0 else Take(now, trader, lots, 1130)
        stepped = listing.step(state, command)
        if isinstance(stepped, Problem):
            continue
        state = stepped[0]
        taken += sum(event.take.lots for event in stepped[1] if isinstance(event, listing.Taken))
        assert taken + state.left_lots == TERMS.lots
        assert all(take.trader != "S" and 100 <= take.at_ms < 200 for take in state.takes)
        assert from_plain(listing.State, json.loads(json.dumps(to_plain(state)))) == state
    stepped = listing.step(state, Advance(10_000))
    assert not isinstance(stepped, Problem)
    assert stepped[0].ended is not None
    assert taken + stepped[0].ended.unsold_lots == TERMS.lots


def offered(*commands: negotiated.Command, terms: negotiated.Terms = DEAL) -> negotiated.State:
    state = negotiated.begin(terms)
    assert isinstance(state, negotiated.State), state
    for command in commands:
        stepped = negotiated.step(state, command)
        assert not isinstance(stepped, Problem), stepped
        state = stepped[0]
    return state


def declined(state: negotiated.State, command: negotiated.Command) -> str:
    result = negotiated.step(state, command)
    assert isinstance(result, Problem), result
    assert "{" not in result.both()
    return result.code


def test_offer_counter_offer_acceptance() -> None:
    state = offered(Counter(110, "B", 1120, 4, 300), Counter(120, "S", 1125, 4, 400))
    stepped = negotiated.step(state, Accept(250, "B", 3, 1125, 4))
    assert not isinstance(stepped, Problem)
    (agreed,) = stepped[1]
    assert isinstance(agreed, Agreed)
    assert (agreed.offer.price_ticks, agreed.offer.lots, agreed.offer.trader) == (1125, 4, "S")
    assert negotiated.next_ms(stepped[0]) is None
    assert declined(stepped[0], Accept(251, "B", 3, 1125, 4)) == "offer-over"


def test_declined_withdrawn_expired() -> None:
    assert offered(Decline(110, "B")).ended == negotiated.Ended(110, "declined")
    assert offered(negotiated.Withdraw(110, "S")).ended == negotiated.Ended(110, "withdrawn")
    assert offered(Advance(1_000)).ended == negotiated.Ended(200, "expired")
    assert negotiated.next_ms(offered()) == 200


def test_acts_that_are_refused() -> None:
    state = offered(Counter(110, "B", 1120, 4, 300))
    assert declined(state, Accept(109, "S", 2, 1120, 4)) == "clock-back"
    assert declined(state, Accept(300, "S", 2, 1120, 4)) == "offer-over"
    assert declined(state, Accept(120, "B", 2, 1120, 4)) == "offer-turn"
    assert declined(state, Decline(120, "B")) == "offer-turn"
    assert declined(state, negotiated.Withdraw(120, "S")) == "offer-turn"
    assert declined(state, Accept(120, "X", 2, 1120, 4)) == "trader-not-qualified"
    for stale in (Accept(120, "S", 1, 1120, 4), Accept(120, "S", 2, 1121, 4), Accept(120, "S", 2, 1120, 5)):
        assert declined(state, stale) == "offer-changed"
    assert declined(state, Counter(120, "S", 0, 4, 300)) == "price-not-positive"
    assert declined(state, Counter(120, "S", 1125, 0, 300)) == "bid-lots-few"
    assert declined(state, Counter(120, "S", 1125, 1, 120)) == "terms-session"


def test_deals_that_cannot_be() -> None:
    for change, code in (
        ({"seller": "B"}, "trader-not-qualified"),
        ({"buyer": ""}, "trader-not-qualified"),
        ({"price_ticks": 0}, "price-not-positive"),
        ({"closes_ms": 100}, "terms-session"),
    ):
        result = negotiated.begin(replace(DEAL, **change))
        assert isinstance(result, Problem)
        assert result.code == code


steps = st.tuples(st.integers(0, 60), st.sampled_from("BSX"), st.integers(0, 5), st.integers(-1, 3), st.integers(-1, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=15))
def test_nobody_is_bound_to_what_he_did_not_say(rows: list[tuple[int, str, int, int, int]]) -> None:
    state, now = offered(), 100
    for wait, trader, kind, price, lots in rows:
        now += wait
        standing = state.offers[-1]
        command: negotiated.Command = (
            Counter(now, trader, 1120 + price, lots, now + 100),
            Accept(now, trader, standing.number, standing.price_ticks, standing.lots),
            Accept(now, trader, standing.number, 1120 + price, lots),
            Decline(now, trader),
            negotiated.Withdraw(now, trader),
            Advance(now),
        )[kind]
        stepped = negotiated.step(state, command)
        if isinstance(stepped, Problem):
            continue
        state = stepped[0]
        assert from_plain(negotiated.State, json.loads(json.dumps(to_plain(state)))) == state
        for event in stepped[1]:
            if isinstance(event, Offered):
                assert event.offer.trader == trader
            if isinstance(event, Agreed):
                assert event.offer == standing
                assert {trader, standing.trader} == {"B", "S"}
                assert now < standing.closes_ms
    assert state.agreed is None or state.ended is None
