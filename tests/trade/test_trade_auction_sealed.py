"""Sealed bids and tenders: who wins, what is refused, what stays secret, and that lots are neither made nor lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.auction import Advance, Award, Cancel, Closed, from_plain, sealed, to_plain
from monazite.trade.auction.sealed import Bid, Command, Received, State, TakeBack, Terms

TERMS = Terms(owner="S", direction="up", opens_ms=100, closes_ms=200, lots=5)


def after(*commands: Command, terms: Terms = TERMS) -> State:
    state = sealed.begin(terms)
    assert isinstance(state, State), state
    for command in commands:
        stepped = sealed.step(state, command)
        assert not isinstance(stepped, Problem), stepped
        state = stepped[0]
    return state


def closed(*commands: Command, terms: Terms = TERMS) -> Closed:
    ended = after(*commands, Advance(terms.closes_ms), terms=terms).closed
    assert ended is not None
    return ended


def refused(state: State, command: Command) -> str:
    result = sealed.step(state, command)
    assert isinstance(result, Problem), result
    assert "{" not in result.both()
    return result.code


def test_best_price_then_time() -> None:
    ended = closed(Bid(100, "A", 50, 2), Bid(101, "B", 60, 2), Bid(102, "C", 50, 2))
    assert ended.awards == (Award(2, "B", 60, 2), Award(1, "A", 50, 2), Award(3, "C", 50, 1))
    assert (ended.at_ms, ended.reason) == (200, "session")


def test_a_tender_goes_to_the_lowest() -> None:
    terms = replace(TERMS, direction="down", reserve_ticks=55, bidders_least=3)
    ended = closed(Bid(100, "A", 50, 2), Bid(101, "B", 60, 2), Bid(102, "C", 55, 2), terms=terms)
    assert [(award.trader, award.lots) for award in ended.awards] == [("A", 2), ("C", 2)]
    assert ended.unsold_lots == 1
    assert closed(Bid(100, "A", 50, 2), terms=terms).reason == "few-bidders"


def test_a_changed_bid_loses_its_time_and_one_taken_back_is_gone() -> None:
    ended = closed(Bid(100, "A", 50, 5), Bid(101, "B", 50, 5), Bid(102, "A", 50, 4))
    assert ended.awards == (Award(2, "B", 50, 5),)
    assert closed(Bid(100, "A", 50, 5), TakeBack(101, "A")).reason == "no-bid"


def test_events_do_not_tell_what_is_in_a_bid() -> None:
    stepped = sealed.step(after(Advance(100)), Bid(101, "A", 50, 2))
    assert not isinstance(stepped, Problem)
    assert stepped[1] == (Received(101, "A", 1),)


def test_refusals() -> None:
    state = after(Bid(110, "A", 50, 2))
    assert refused(after(), Bid(99, "A", 50, 1)) == "auction-not-open"
    assert refused(state, Bid(109, "B", 50, 1)) == "clock-back"
    assert refused(state, Bid(200, "B", 50, 1)) == "auction-over"
    assert refused(state, Cancel(200)) == "auction-over"
    assert refused(state, Bid(110, "S", 50, 1)) == "trader-not-qualified"
    assert refused(state, Bid(110, "B", 0, 1)) == "price-not-positive"
    assert refused(state, Bid(110, "B", 50, 0)) == "bid-lots-few"
    assert refused(state, Bid(110, "B", 50, 6)) == "bid-lots-many"
    assert refused(state, TakeBack(110, "B")) == "bid-none"
    final = after(Bid(110, "A", 50, 2), terms=replace(TERMS, may_revise=False, traders=("A", "B")))
    assert refused(final, Bid(111, "A", 51, 2)) == "bid-final"
    assert refused(final, TakeBack(111, "A")) == "bid-final"
    assert refused(final, Bid(111, "C", 51, 2)) == "trader-not-qualified"


def test_cancelled_and_reserve() -> None:
    assert after(Bid(110, "A", 50, 2), Cancel(120)).closed == Closed(120, "cancelled", (), 5)
    assert closed(Bid(110, "A", 50, 2), terms=replace(TERMS, reserve_ticks=51)).reason == "reserve"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lots": 0}, "terms-number"),
        ({"reserve_ticks": 0}, "terms-number"),
        ({"closes_ms": 100}, "terms-session"),
        ({"lots_least": 6}, "terms-lots-least"),
    ],
)
def test_terms_that_cannot_be(change: dict[str, Any], code: str) -> None:
    result = sealed.begin(replace(TERMS, **change))
    assert isinstance(result, Problem)
    assert result.code == code


acts = st.lists(
    st.one_of(
        st.builds(Bid, st.just(0), st.sampled_from("ABCDS"), st.integers(-1, 5), st.integers(-1, 6)),
        st.builds(TakeBack, st.just(0), st.sampled_from("ABCD")),
    ),
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(acts, st.sampled_from(("up", "down")), st.none() | st.integers(1, 5), st.sampled_from(("take", "skip")))
def test_lots_are_neither_made_nor_lost(
    commands: list[Command], direction: Any, reserve: int | None, partial: Any
) -> None:
    terms = replace(TERMS, direction=direction, reserve_ticks=reserve, partial=partial)
    state, last = after(terms=terms), {}
    for number, command in enumerate(commands):
        stepped = sealed.step(state, replace(command, at_ms=100 + number))
        if isinstance(stepped, Problem):
            continue
        state = stepped[0]
        last[getattr(command, "trader", "")] = command
        assert from_plain(State, json.loads(json.dumps(to_plain(state)))) == state
    assert {bid.trader for bid in state.bids} == {trader for trader, one in last.items() if isinstance(one, Bid)}
    stepped = sealed.step(state, Advance(500))
    assert not isinstance(stepped, Problem)
    ended = stepped[0].closed
    assert ended is not None
    assert sum(award.lots for award in ended.awards) + ended.unsold_lots == terms.lots
    sign = 1 if direction == "up" else -1
    losers = [bid for bid in state.bids if bid.number not in {award.bid for award in ended.awards}]
    for award in ended.awards:
        assert reserve is None or sign * (award.price_ticks - reserve) >= 0
        assert partial == "skip" or all(sign * (award.price_ticks - bid.price_ticks) >= 0 for bid in losers)
