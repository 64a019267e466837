"""One-way auctions: a real notice replayed, every refusal, what notices leave open, and laws on random bidding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.core.errors import InternalError
from monazite.trade.auction import Accepted, Advance, Award, Cancel, Closed, Opened, from_plain, one_way, to_plain
from monazite.trade.auction.one_way import Bid, State, Terms

MINUTE = 60_000
OPENS = 1_752_631_200_000
"""2025-07-16 10:00 in Shanghai."""
BAOTOU = one_way.one_way_rules()["baotou"]
NOTICE = Terms(
    owner="northern", direction="up", start_ticks=1130, step_ticks=1, max_step_ticks=2, alarm_ticks=1140, lots=5,
    opens_ms=OPENS, closes_ms=OPENS + 30 * MINUTE, rules=BAOTOU,
)  # fmt: skip
"""565 000 元/吨 in ticks of 500, up to 1 000 a bid, five lots of 20 t, 180 s, 10:00 to 10:30."""


def started(terms: Terms = NOTICE) -> State:
    state = one_way.begin(terms)
    assert isinstance(state, State), state
    return state


def bids(*rows: tuple[int, str, int, int], terms: Terms = NOTICE) -> State:
    """An auction after bids, each at so many milliseconds after the opening."""
    state = started(terms)
    for after, trader, price, lots in rows:
        stepped = one_way.step(state, Bid(terms.opens_ms + after, trader, price, lots))
        assert not isinstance(stepped, Problem), stepped
        state = stepped[0]
    return state


def ended(state: State) -> Closed:
    at_ms = one_way.next_ms(state)
    if at_ms is None:
        assert state.closed is not None
        return state.closed
    stepped = one_way.step(state, Advance(at_ms))
    assert not isinstance(stepped, Problem)
    (closed,) = (event for event in stepped[1] if isinstance(event, Closed))
    assert stepped[0].closed == closed
    return closed


def test_the_notice_of_a_real_auction() -> None:
    state = bids((1_000, "A", 1130, 3), (100_000, "B", 1132, 2), (150_000, "C", 1133, 2))
    assert one_way.next_ms(state) == OPENS + 330_000
    closed = ended(state)
    assert (closed.at_ms, closed.reason, closed.unsold_lots) == (OPENS + 330_000, "countdown", 0)
    assert closed.awards == (Award(3, "C", 1133, 2), Award(2, "B", 1132, 2), Award(1, "A", 1130, 1))


def test_events_of_a_first_bid_that_nobody_announced() -> None:
    stepped = one_way.step(started(), Bid(OPENS + 5, "A", 1131, 1))
    assert not isinstance(stepped, Problem)
    opened, accepted = stepped[1]
    assert opened == Opened(OPENS)
    assert isinstance(accepted, Accepted)
    assert (accepted.bid.number, accepted.ends_ms) == (1, OPENS + 5 + 180_000)


STANDING = bids((1_000, "A", 1130, 3), (2_000, "B", 1132, 2))


@pytest.mark.parametrize(
    ("after", "trader", "price", "lots", "code"),
    [
        (1_999, "C", 1133, 1, "clock-back"),
        (182_000, "C", 1133, 1, "auction-over"),
        (3_000, "northern", 1133, 1, "trader-not-qualified"),
        (3_000, "", 1133, 1, "trader-not-qualified"),
        (3_000, "C", 0, 1, "price-not-positive"),
        (3_000, "C", -1133, 1, "price-not-positive"),
        (3_000, "C", 1133, 0, "bid-lots-few"),
        (3_000, "C", 1133, -2, "bid-lots-few"),
        (3_000, "C", 1133, 6, "bid-lots-many"),
        (3_000, "B", 1133, 1, "bid-twice"),
        (3_000, "C", 1141, 1, "bid-beyond-alarm"),
        (3_000, "C", 1132, 1, "bid-not-better"),
        (3_000, "C", 1100, 1, "bid-not-better"),
        (3_000, "C", 1135, 1, "bid-step-large"),
    ],
)
def test_refused_bids_leave_everything_as_it_was(after: int, trader: str, price: int, lots: int, code: str) -> None:
    before = to_plain(STANDING)
    refused = one_way.step(STANDING, Bid(OPENS + after, trader, price, lots))
    assert isinstance(refused, Problem)
    assert refused.code == code
    assert "{" not in refused.both()
    assert to_plain(STANDING) == before


def test_refused_before_the_opening_off_step_and_without_admission() -> None:
    terms = replace(NOTICE, step_ticks=2, traders=("A", "B"))
    for bid, code in (
        (Bid(OPENS - 1, "A", 1130), "auction-not-open"),
        (Bid(OPENS, "A", 1131), "bid-off-step"),
        (Bid(OPENS, "A", 1128), "bid-not-better"),
        (Bid(OPENS, "C", 1130), "trader-not-qualified"),
    ):
        refused = one_way.step(started(terms), bid)
        assert isinstance(refused, Problem)
        assert refused.code == code


def test_bids_that_go_down() -> None:
    terms = replace(NOTICE, direction="down", start_ticks=100, alarm_ticks=90, reserve_ticks=98)
    state = bids((0, "A", 100, 5), (1, "B", 98, 2), terms=terms)
    for price, code in ((99, "bid-not-better"), (95, "bid-step-large"), (89, "bid-beyond-alarm")):
        refused = one_way.step(state, Bid(OPENS + 2, "C", price, 1))
        assert isinstance(refused, Problem)
        assert refused.code == code
    closed = ended(state)
    assert closed.awards == (Award(2, "B", 98, 2),)
    assert closed.unsold_lots == 3


def test_at_the_alarm_others_queue_until_the_lots_are_covered() -> None:
    terms = replace(NOTICE, alarm_ticks=1131)
    state = bids((0, "A", 1131, 3), (1, "B", 1131, 1), terms=terms)
    assert state.closed is None
    for trader, code in (("A", "bid-not-better"), ("B", "bid-twice")):
        refused = one_way.step(state, Bid(OPENS + 2, trader, 1131, 1))
        assert isinstance(refused, Problem)
        assert refused.code == code
    closed = ended(bids((0, "A", 1131, 3), (1, "B", 1131, 1), (2, "C", 1131, 4), terms=terms))
    assert (closed.at_ms, closed.reason) == (OPENS + 2, "alarm")
    assert [award.lots for award in closed.awards] == [3, 1, 1]


def test_at_the_alarm_it_may_end_at_once() -> None:
    terms = replace(NOTICE, alarm_ticks=1131, rules=replace(BAOTOU, at_alarm="close"))
    closed = ended(bids((7, "A", 1131, 3), terms=terms))
    assert (closed.at_ms, closed.reason, closed.unsold_lots) == (OPENS + 7, "alarm", 2)


@pytest.mark.parametrize(
    ("source", "extends", "rows", "end"),
    [
        ("first_bid", False, (), 30 * MINUTE),
        ("first_bid", False, ((1, "A", 1130, 1),), 1 + 3 * MINUTE),
        ("opening", False, (), 3 * MINUTE),
        ("opening", False, ((MINUTE, "A", 1130, 1),), 4 * MINUTE),
        ("closing", False, ((MINUTE, "A", 1130, 1),), 30 * MINUTE),
        ("closing", False, ((29 * MINUTE, "A", 1130, 1),), 32 * MINUTE),
        ("first_bid", False, ((29 * MINUTE, "A", 1130, 1),), 30 * MINUTE),
        ("first_bid", True, ((29 * MINUTE, "A", 1130, 1),), 32 * MINUTE),
    ],
)
def test_when_it_ends(source: Any, extends: bool, rows: Iterable[tuple[int, str, int, int]], end: int) -> None:  # noqa: FBT001
    terms = replace(NOTICE, rules=replace(BAOTOU, countdown_from=source, may_extend=extends))
    state = bids(*rows, terms=terms)
    if state.phase == "waiting":
        stepped = one_way.step(state, Advance(OPENS))
        assert not isinstance(stepped, Problem)
        state = stepped[0]
    assert one_way.next_ms(state) == OPENS + end
    late = one_way.step(state, Bid(OPENS + end, "Z", 1132, 1))
    assert isinstance(late, Problem)
    assert late.code == "auction-over"
    assert not isinstance(one_way.step(state, Bid(OPENS + end - 1, "Z", 1131, 1)), Problem)


@pytest.mark.parametrize(
    ("standing", "won"),
    [("last", [(3, 2), (2, 1)]), ("most", [(3, 2), (2, 1), (1, 2)]), ("each", [(3, 2), (2, 1), (1, 2)])],
)
def test_several_bids_of_one_trader(standing: Any, won: list[tuple[int, int]]) -> None:
    terms = replace(NOTICE, rules=replace(BAOTOU, standing=standing))
    closed = ended(bids((0, "A", 1130, 4), (1, "B", 1131, 1), (2, "A", 1132, 2), terms=terms))
    assert [(award.bid, award.lots) for award in closed.awards] == won


def test_who_bids_twice_for_everything_gets_it_once() -> None:
    for standing in ("last", "most", "each"):
        rules = replace(BAOTOU, standing=standing)
        rows = ((0, "A", 1130, 2), (1, "B", 1131, 1), (2, "A", 1132, 2))
        closed = ended(bids(*rows, terms=replace(NOTICE, rules=rules)))
        assert sum(award.lots for award in closed.awards if award.trader == "A") == (4 if standing == "each" else 2)


def test_the_marginal_bid_and_the_price_that_is_paid() -> None:
    rows = ((0, "A", 1130, 1), (1, "B", 1131, 3), (2, "C", 1132, 3))
    skips = ended(bids(*rows, terms=replace(NOTICE, rules=replace(BAOTOU, partial="skip"))))
    assert [(award.trader, award.lots) for award in skips.awards] == [("C", 3), ("A", 1)]
    uniform = ended(bids(*rows, terms=replace(NOTICE, rules=replace(BAOTOU, pricing="last"))))
    assert [(award.trader, award.lots, award.price_ticks) for award in uniform.awards] == [
        ("C", 3, 1131),
        ("B", 2, 1131),
    ]


def test_ends_without_awards() -> None:
    assert ended(_opened()).reason == "no-bid"
    assert ended(bids((0, "A", 1130, 1), terms=replace(NOTICE, bidders_least=2))).reason == "few-bidders"
    assert ended(bids((0, "A", 1130, 1), terms=replace(NOTICE, reserve_ticks=1135))).reason == "reserve"
    cancelled = one_way.step(STANDING, Cancel(OPENS + 3_000))
    assert not isinstance(cancelled, Problem)
    assert cancelled[0].closed == Closed(OPENS + 3_000, "cancelled", (), 5)
    assert one_way.next_ms(cancelled[0]) is None


def _opened() -> State:
    stepped = one_way.step(started(), Advance(OPENS))
    assert not isinstance(stepped, Problem)
    return stepped[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start_ticks": 0}, "terms-number"),
        ({"step_ticks": -1}, "terms-number"),
        ({"lots": 0}, "terms-number"),
        ({"closes_ms": OPENS}, "terms-session"),
        ({"lots_least": 6}, "terms-lots-least"),
        ({"step_ticks": 3, "max_step_ticks": 4}, "terms-max-step"),
        ({"alarm_ticks": 1129}, "terms-alarm"),
        ({"step_ticks": 3, "max_step_ticks": 3, "alarm_ticks": 1140}, "terms-alarm"),
        ({"rules": replace(BAOTOU, countdown_ms=0)}, "terms-number"),
    ],
)
def test_terms_that_cannot_be(change: dict[str, Any], code: str) -> None:
    refused = one_way.begin(replace(NOTICE, **change))
    assert isinstance(refused, Problem)
    assert refused.code == code


commands = st.lists(
    st.tuples(
        st.integers(0, 120_000), st.sampled_from("ABCDS"), st.integers(-1, 4), st.integers(0, 6), st.integers(0, 9)
    ),
    max_size=25,
)
variants = st.builds(
    lambda up, alarm, rules, least: replace(
        NOTICE, owner="S", direction="up" if up else "down", alarm_ticks=(1136 if up else 1124) if alarm else None,
        rules=rules, bidders_least=least,
    ),
    st.booleans(), st.booleans(),
    st.builds(
        replace, st.just(BAOTOU), countdown_from=st.sampled_from(("first_bid", "opening", "closing")),
        may_extend=st.booleans(), may_repeat=st.booleans(), at_alarm=st.sampled_from(("queue", "close")),
        standing=st.sampled_from(("last", "most", "each")), partial=st.sampled_from(("take", "skip")),
        pricing=st.sampled_from(("own", "last")),
    ),
    st.integers(1, 3),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(variants, commands)
def test_laws_of_bidding(terms: Terms, rows: list[tuple[int, str, int, int, int]]) -> None:
    state, now = started(terms), OPENS
    for wait, trader, way, lots, kind in rows:
        now += wait
        leading = one_way.best(state)
        price = (leading.price_ticks if leading else terms.start_ticks) + terms.sign * way
        stepped = one_way.step(state, Advance(now) if kind == 0 else Bid(now, trader, price, lots))
        if isinstance(stepped, Problem):
            continue
        state = stepped[0]
        plain = json.loads(json.dumps(to_plain(state)))
        assert from_plain(State, plain) == state
    _check_laws(state)
    if state.phase == "open":
        _check_laws(one_way.step(state, Advance(one_way.ends_ms(state)))[0])  # type: ignore[index]  # no Problem


def _check_laws(state: State) -> None:
    terms, placed = state.terms, state.bids
    assert all(bid.trader != "S" and 1 <= bid.lots <= terms.lots for bid in placed)
    for before, after in pairwise(placed):
        way = terms.sign * (after.price_ticks - before.price_ticks)
        assert 1 <= way <= 2 or (way == 0 and after.price_ticks == terms.alarm_ticks)
        assert terms.rules.may_repeat or before.trader != after.trader
        assert after.at_ms >= before.at_ms
        if terms.rules.countdown_from != "closing":
            assert after.at_ms < before.at_ms + terms.rules.countdown_ms
    if state.closed is None:
        return
    awards = state.closed.awards
    assert sum(award.lots for award in awards) + state.closed.unsold_lots == terms.lots
    by_number = {bid.number: bid for bid in placed}
    for award in awards:
        bid = by_number[award.bid]
        assert (award.trader, 0 < award.lots <= bid.lots) == (bid.trader, True)
        assert terms.sign * (bid.price_ticks - award.price_ticks) >= 0
        assert terms.rules.pricing == "last" or award.price_ticks == bid.price_ticks
    if state.closed.reason in {"countdown", "session", "alarm"}:
        assert awards


def test_snapshots_that_are_not_ours_are_an_error() -> None:
    plain = to_plain(STANDING)
    for wrong in (
        {**plain, "phase": "sold"}, {**plain, "extra": 1}, {**plain, "bids": {}}, {**plain, "now_ms": "1"},
        {**plain, "now_ms": True}, {**plain, "terms": []}, {},
    ):  # fmt: skip
        with pytest.raises(InternalError):
            from_plain(State, wrong)
    with pytest.raises(InternalError):
        to_plain("text")
