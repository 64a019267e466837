"""Whatever members do: money, lots and matter are conserved, the state follows from commands, a refusal is nothing."""

from __future__ import annotations

import copy
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trade.session_making import VENUE, Room

from monazite.trade.session import Machine, specs
from monazite.trade.session.laws import breaches

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
if str(BENCHMARKS) not in sys.path:
    sys.path.append(str(BENCHMARKS))
conservation: Any = importlib.import_module("conservation")


@pytest.mark.parametrize("funding", ["full", "margin"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_operation_conserves_money_lots_and_matter(funding: str, seed: int) -> None:
    crowd = conservation.Crowd(12, seed, funding)
    for place in range(1200):
        if place % 400 == 399:
            crowd.next_day()
        else:
            crowd.step()
        crowd.shadow.check_money(crowd.machine)
        assert not breaches(crowd.machine.state)
    crowd.shadow.check_lots(crowd.machine)
    assert sum(count for name, count in crowd.outcomes.items() if name.startswith("order accepted")) > 100


@pytest.mark.parametrize("funding", ["full", "margin"])
def test_state_restored_anywhere_goes_on_to_the_same_state(funding: str) -> None:
    crowd = conservation.Crowd(10, 5, funding)
    crowd.keeps = True
    start = crowd.machine.dump()
    for place in range(900):
        if place % 300 == 299:
            crowd.next_day()
        else:
            crowd.step()
    expected = crowd.machine.state_sha256()
    again = Machine(VENUE)
    again.load(start)
    for place, command in enumerate(crowd.said):
        again.apply(*command)
        if place % 37 == 0:
            data = again.dump()
            again = Machine(VENUE)
            again.load(data)
            assert again.dump() == data
    assert again.state_sha256() == expected


def test_same_commands_give_the_same_outcomes() -> None:
    told = []
    for _ in range(2):
        crowd = conservation.Crowd(8, 9)
        outcomes = [crowd.machine.apply(crowd.number + 1, crowd.time_ms, VENUE, {"kind": "tick"}).events]
        crowd.number += 1
        for _ in range(300):
            crowd.step()
        told.append((outcomes, crowd.outcomes, crowd.machine.state_sha256()))
    assert told[0] == told[1]


def room() -> Room:
    """A venue in which everything is open at once."""
    made = Room()
    made.admit("a", "b", lots=20)
    made.open()
    made.order("a", "sell", 1130, 5)
    made.member("a", "list", instrument="PrNd-M", side="sell", price_ticks=1131, lots=4)
    made.member("a", "negotiate", instrument="PrNd-M", side="sell", price_ticks=1131, lots=2, **{"with": "b"})
    terms = {"start_ticks": 1130, "closes_ms": made.time_ms + 10**6}
    made.member("a", "auction_open", instrument="PrNd-M", method="auction_up", lots=3, terms=terms)
    return made


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8)
    | st.sampled_from(["a", "b", "sim", "PrNd-M", "buy", "sell", "call", "halted", "R-a", "auction_up", "2022-08-17"])
    | st.integers(0, 20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
"""Whatever JSON can hold, and words that mean something here."""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_command_whatever_raises_or_is_half_done(data: st.DataObject) -> None:
    made = FUZZED
    kind = data.draw(st.sampled_from(sorted(specs())))
    fields: dict[str, Any] = {
        field.name: data.draw(ANYTHING) for field in specs()[kind].fields if data.draw(st.booleans())
    }
    if data.draw(st.integers(0, 9)) == 0:
        fields[data.draw(st.text(max_size=5))] = data.draw(ANYTHING)
    machine = Machine(VENUE)
    machine.load(FUZZED_STATE)
    before = machine.state_sha256()
    actor = data.draw(st.sampled_from(["a", "b", "sim", "nobody", "", "x y"]))
    outcome = machine.apply(made.number + 1, made.time_ms + 1, actor, fields | {"kind": kind})
    assert not breaches(machine.state)
    if outcome.status == "refused":
        assert outcome.problem is not None
        assert outcome.problem.both()
        assert machine.state_sha256() == before
    data_after = machine.dump()
    machine.load(data_after)
    assert machine.dump() == data_after


FUZZED = room()
FUZZED_STATE = FUZZED.machine.dump()


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a command at which something stands: its container, and its key or index."""
    found: list[tuple[Any, Any]] = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_right_command_with_something_else_in_it_is_whole_or_refused(data: st.DataObject) -> None:
    actor, command = data.draw(st.sampled_from([(actor, command) for _, _, actor, command in FUZZED.said]))
    changed = copy.deepcopy(command) | ({"id": "fresh"} if "id" in command else {})
    if "entry" in changed:
        changed["entry"] = "fresh"
    container, key = data.draw(st.sampled_from(places(changed)))
    container[key] = data.draw(ANYTHING)
    machine = Machine(VENUE)
    machine.load(FUZZED_STATE)
    before = machine.state_sha256()
    outcome = machine.apply(FUZZED.number + 1, FUZZED.time_ms + 1, actor, changed)
    assert not breaches(machine.state)
    assert outcome.status != "refused" or machine.state_sha256() == before
    again = Machine(VENUE)
    again.load(machine.dump())
    assert again.dump() == machine.dump()


@pytest.mark.parametrize("kind", [None, 3, "", "ordr", ["order"], "tick\n"])
def test_a_kind_that_is_none(kind: object) -> None:
    machine = Machine(VENUE)
    outcome = machine.apply(1, 1, VENUE, {"kind": kind})
    assert outcome.problem is not None
    assert outcome.problem.code == "kind-unknown"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"format":2}', b"\xff", FUZZED_STATE[:-1]])
def test_what_is_no_state_is_not_loaded(data: bytes) -> None:
    machine = Machine(VENUE)
    before = machine.dump()
    with pytest.raises(ValueError):  # noqa: PT011  any of them: the log only asks whether it is one
        machine.load(data)
    assert machine.dump() == before


def test_a_state_of_another_venue_is_not_loaded() -> None:
    with pytest.raises(ValueError, match="of sim"):
        Machine("other").load(FUZZED_STATE)
