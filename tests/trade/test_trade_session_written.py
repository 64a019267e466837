"""Prices as people write them in commands, refusals in the unit of the instrument, references that are far away."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trade.session_making import DAY_MS, VENUE, Room

from monazite.core import Problem
from monazite.trade.session import as_ticks, is_written

NEXT = "2022-08-18"


def market() -> Room:
    """An open day with two members that have cash and receipts."""
    room = Room()
    room.admit("a", "b", lots=5)
    room.open()
    return room


def read(room: Room, actor: str, **command: Any) -> Any:
    """A command with its prices in ticks, or its Problem."""
    return as_ticks(room.machine.state, actor, command)


def test_prices_with_their_unit_become_ticks() -> None:
    room = market()
    said = {"kind": "open_day", "day": NEXT, "references": {"PrNd-M": "565元/公斤"}}
    assert is_written(said)
    assert read(room, VENUE, **said)["references"] == {"PrNd-M": 1130}
    order = {"kind": "order", "instrument": "PrNd-M", "side": "buy", "price_ticks": "56.5万元/吨", "lots": 1}
    assert read(room, "a", **order)["price_ticks"] == 1130
    assert read(room, "a", **(order | {"price_ticks": 1130})) == order | {"price_ticks": 1130}
    terms = {"start_ticks": "565000", "step_ticks": 2, "closes_ms": 5}
    opened = read(room, "a", kind="auction_open", instrument="PrNd-M", method="auction_up", lots=1, terms=terms)
    assert opened["terms"] == {"start_ticks": 1130, "step_ticks": 2, "closes_ms": 5}


def test_whole_ticks_are_left_to_the_venue() -> None:
    room = market()
    for command in (
        {"kind": "open_day", "day": NEXT, "references": {"PrNd-M": 1130, "none": 1}},
        {"kind": "auction_open", "terms": {"start_ticks": 1130, "rules": "baotou"}},
        {"kind": "rules", "rules": {"venue": VENUE}},
    ):
        assert not is_written(command)
        assert read(room, VENUE, **command) == command


def test_an_order_says_whose_instrument_an_amendment_is() -> None:
    room = market()
    placed = room.say("a", "order", id="o1", instrument="PrNd-M", side="buy", price_ticks=1130, lots=1)
    assert placed.status == "accepted", placed.problem
    assert read(room, "a", kind="amend", order=room.number, price_ticks="566000")["price_ticks"] == 1132
    assert read(room, "b", kind="amend", order=room.number, price_ticks="566000")["price_ticks"] == "566000"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"references": {"PrNd-M": "dear"}}, "price-unread"),
        ({"references": {"PrNd-M": "565100元/吨"}}, "price-off-tick"),
        ({"references": {"PrNd": "565000元/吨"}}, "instrument-unknown"),
    ],
)
def test_what_cannot_be_read_is_told(change: dict[str, Any], code: str) -> None:
    found = read(market(), VENUE, kind="open_day", day=NEXT, **change)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize("number", [99999999999999999999999, -(2**70), 1e23])
def test_a_number_too_long_names_its_field_and_the_limit(number: float) -> None:
    command = {"kind": "order", "instrument": "PrNd-M", "side": "buy", "price_ticks": number, "lots": 1}
    assert is_written(command)
    found = read(market(), "a", **command)
    assert isinstance(found, Problem)
    assert found.place == "order, price_ticks"
    assert number < 0 or "10^12" in found.sentence("en")


def test_limits_are_told_in_the_unit_of_the_instrument() -> None:
    room = market()
    outcome = room.say("a", "order", id="o1", instrument="PrNd-M", side="buy", price_ticks=1900, lots=1)
    assert outcome.problem is not None
    low, high = room.machine.state.markets["PrNd-M"].limits
    assert f"{low * 500:,} 至 {high * 500:,} 元/吨" in outcome.problem.sentence("zh")
    assert "实为 950,000 元/吨" in outcome.problem.sentence("zh")
    assert "found 950,000 CNY/t" in outcome.problem.sentence("en")


def test_phases_and_methods_are_told_in_words() -> None:
    room = market()
    assert room.say(VENUE, "phase", instrument="PrNd-M", phase="closed").status == "accepted"
    outcome = room.say("a", "order", id="o1", instrument="PrNd-M", side="buy", price_ticks=1130, lots=1)
    assert outcome.problem is not None
    assert "实为收市" in outcome.problem.sentence("zh")


@pytest.mark.parametrize(
    ("reference", "is_far"), [(565, False), (564, True), (1695, False), (1696, True), (565_000, True)]
)
def test_a_reference_far_from_the_last_price_must_be_said_to_be(reference: int, is_far: bool) -> None:  # noqa: FBT001
    room = market()
    assert room.say(VENUE, "close_day").status == "accepted"
    room.time_ms += DAY_MS
    said = room.say(VENUE, "open_day", day=NEXT, references={"PrNd-M": reference})
    if not is_far:
        assert said.status == "accepted", said.problem
        return
    assert said.problem is not None
    assert said.problem.code == "reference-far"
    assert "565,000 元/吨" in said.problem.sentence("zh")
    assert f"{reference * 500:,} CNY/t" in said.problem.sentence("en")
    assert room.say(VENUE, "open_day", day=NEXT, references={"PrNd-M": reference}, is_far=True).status == "accepted"
