"""What the journal refuses of plan: strangers, what nobody knows, what was never agreed, what others rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.plan import acts_world
from tests.plan.acts_world import World

from monazite.core import Problem
from monazite.ledger import Answer, Entry, Leg

Change = dict[str, Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world after all examples; what is refused leaves it as it is."""
    found = acts_world.told(tmp_path_factory.mktemp("plan") / "w")
    yield found
    assert found.workspace.trace.audit().is_clean
    found.workspace.close()


@pytest.mark.parametrize(
    ("name", "actor", "changes", "code"),
    [
        ("programme", "F1", {"programme": "P-2"}, "book-actor"),
        ("programme", "M1", {"programme": "P-2", "maker": "M9"}, "book-party"),
        ("programme", "M1", {"programme": "P-2", "bill": "B-9"}, "book-unknown"),
        ("programme", "M2", {"maker": "M2"}, "book-actor"),  # another firm's programme
        ("demand", "F1", {}, "book-actor"),  # the customer states it, not the supplier
        ("demand", "M1", {"changed": "2022-07-24"}, "book-older"),
        ("demand", "M1", {"demand": "D-2", "unit": "stone"}, "book-unit"),
        ("capacity_group", "M1", {}, "book-actor"),
        ("comment", "M2", {"comment": "N-2", "by": "M2"}, "book-actor"),
        ("comment", "M1", {"comment": "N-2", "about": "D-9"}, "book-unknown"),
        ("comment", "M1", {"comment": "N-2", "weeks": "next week"}, "book-week"),
        ("commitment", "M2", {"commitment": "K-2"}, "book-actor"),
        ("commitment", "F1", {"commitment": "K-2", "floor": "4000000"}, "commit-floor-above"),
        ("commitment", "F1", {"commitment": "K-2", "floor": "2000000.123"}, "book-cents"),
        ("commitment", "F1", {"material": "氧化铽"}, "book-moved"),  # something has moved under it
        ("consent", "M2", {}, "book-actor"),
        ("consent", "M1", {"commitment": "K-9"}, "book-unknown"),
        ("deliver", "M2", {"movement": "V-3", "amount": "100kg"}, "actor-stranger"),
        ("deliver", "F1", {"movement": "V-1", "amount": "100kg"}, "commit-movement-twice"),
        ("deliver", "F1", {"movement": "V-3", "amount": "100kg", "contents": "Fe=0.1%"}, "commit-untested"),
        ("deliver", "F1", {"movement": "V-3", "amount": "100kg", "mass": "0.01t"}, "book-mass"),
        ("deliver", "F1", {"movement": "V-3", "amount": "100kg", "movement_kind": "released", "mass": "3t"},
         "commit-stockpile"),
        ("state_movement", "F1", {"movement": "V-3", "mass": "25t"}, "book-settled"),  # its period is paid
        ("state_movement", "MIN", {"movement": "V-3"}, "book-actor"),
        ("state_movement", "F1", {"movement": "V-3", "day": "2022-06-30"}, "commit-outside"),
        ("pay_settlement", "M2", {"settlement": "2022-Q4"}, "book-actor"),
        ("pay_settlement", "MIN", {"settlement": "2022-Q4", "receiver": ["F1", "M2"]}, "book-actor"),
        ("pay_settlement", "MIN", {"settlement": "2023-Q1"}, "commit-period"),
        ("pay_settlement", "MIN", {}, "book-settled"),
        ("pay_settlement", "MIN", {"settlement": "2022-Q4", "sum": ["1", "-2"]}, "unbalanced"),
        ("grade", "M1", {}, "book-actor"),
        ("specify", "F1", {}, "book-actor"),
        ("test", "LAB", {}, "book-taken"),  # a test is stated once
        ("test", "M1", {"test": "T-2"}, "book-actor"),
        ("test", "LAB", {"test": "T-2", "tested": "2022-08-02"}, "book-future"),
        ("test", "LAB", {"test": "T-2", "values": "1.2 t"}, "book-value"),
        ("decide", "M2", {"decision": "Q-2", "by": "M2"}, "book-actor"),  # only the firm that set the specification
        ("decide", "F1", {"decision": "Q-2"}, "book-actor"),
        ("decide", "M1", {"decision": "Q-2", "tests": ""}, "book-untested"),
        ("decide", "M1", {"decision": "Q-2", "tests": "T-9"}, "book-unknown"),
        ("decide", "M1", {"decision": "Q-2", "grade": "F1/N42SH"}, "book-other-grade"),
        ("decide", "M1", {"decision": "Q-2", "holds_from": "2022-07-31"}, "book-test-late"),
        ("topic", "M1", {"topic": "W-2", "due": "2022-06-01"}, "work-due"),
        ("topic", "M1", {"topic": "W-2", "topic_tests": "T-9"}, "book-unknown"),
        ("progress", "M2", {"by": "M2", "next_by": "M2"}, "book-actor"),
        ("progress", "F1", {"topic": "W-9"}, "book-unknown"),
        ("minutes", "nobody", {"minutes": "H-2"}, "book-party"),
        ("minutes", "M1", {"minutes": "H-2", "document": "D-0"}, "book-document"),
        ("minutes", "M1", {"minutes": "H-2", "decision": "会议同意减产。"}, "book-quote"),
    ],
)  # fmt: skip
def test_an_act_is_refused_in_one_sentence(world: World, name: str, actor: str, changes: Change, code: str) -> None:
    assert world.refused(name, actor, **changes).code == code


def test_an_equal_version_overwrites_and_a_newer_one_does(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="capacity_group")
    world.accepted("demand", quantity=["1", "2"])
    world.accepted("demand", quantity=["3", "4"], changed="2022-07-26")
    assert len(world.workspace.plan.versions("demand", "D-1")) == 3
    world.workspace.close()


def test_nothing_moves_before_all_parties_have_agreed_to_the_version_that_stands(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="consent")
    assert world.refused("deliver").code == "book-unagreed"
    world.accepted("consent")
    assert "MIN" in world.refused("deliver").sentence("en")
    world.accepted("consent", "MIN", party="MIN")
    world.accepted("commitment", floor="2100000")  # another version: both are asked again
    assert world.workspace.plan.commitment("K-1").silent == ("M1", "MIN")
    assert world.refused("deliver").code == "book-unagreed"
    for party in ("M1", "MIN"):
        world.accepted("consent", party, party=party)
    world.accepted("deliver")
    world.workspace.close()


def test_no_more_moves_than_the_band_of_the_period_and_its_tolerance(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="deliver")
    world.done(world.lot("L-2", 40))
    sold = {"lot": "L-2", "price": "1"}
    problem = world.refused("deliver", movement="V-0", amount="31t", **sold)  # 30 t and 2 % are 30.6 t
    assert problem.code == "commit-over"
    world.accepted("deliver", movement="V-0", amount="30.6t", **sold)
    assert world.refused("deliver", movement="V-1", amount="1kg", **sold).code == "commit-over"
    for kind in ("not_taken", "stockpiled"):  # neither is more than the band together with what was sold
        assert world.refused("state_movement", movement="V-2", movement_kind=kind, mass="500t").code == "commit-over"
        assert world.refused("state_movement", movement="V-2", movement_kind=kind, mass="1kg").code == "commit-over"
    world.workspace.close()


def test_what_is_stated_needs_its_clause_and_stays_within_the_band(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="commitment")
    world.accepted("commitment", stockpile="")
    for party in ("M1", "MIN"):
        world.accepted("consent", party, party=party)
    assert world.refused("state_movement").code == "book-no-stockpile"
    assert world.refused("state_movement", movement_kind="not_taken", mass="500t").code == "commit-over"
    world.accepted("state_movement", movement_kind="not_taken", mass="30t")
    world.accepted("commitment")
    for party in ("M1", "MIN"):
        world.accepted("consent", party, party=party)
    world.accepted("state_movement", movement="V-3", mass="30t")
    assert world.refused("state_movement", movement="V-4", mass="1t").code == "commit-over"
    world.workspace.close()


def test_what_others_rest_on_is_not_reversed_before_them(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w")

    def reverse(name: str, actor: str, by: str = "") -> Answer:
        posted = world.workspace.trace.entry(f"E-{name}-{actor}").entry
        legs = tuple(replace(leg, amount=-leg.amount) for leg in posted.legs)
        told = world.said(by or actor) | {"relates": posted.id, "details": {"reason": "写错"}}
        (answer,) = world.post(Entry(**told, kind="reverse", legs=legs))
        return answer

    for name, actor in (("test", "LAB"), ("bill", "M1"), ("commitment", "F1"), ("specify", "M1"), ("topic", "M1")):
        answer = reverse(name, actor)
        assert answer.problem is not None, name
        assert answer.problem.code == "book-rests", name
    assert _code(reverse("deliver", "F1")) == "book-settled"  # its period is paid
    for name, actor in (("deliver", "F1"), ("pay_settlement", "MIN"), ("minutes", "M1"), ("decide", "M1")):
        assert _code(reverse(name, actor, by="M2" if name != "minutes" else "M9")) in {"book-actor", "book-party"}, name
    for payee in ("F1", "M1"):  # a payment is taken back by whoever stated it
        assert _code(reverse("pay_settlement", "MIN", by=payee)) == "book-actor"
    order = [("pay_settlement", "MIN"), ("deliver", "F1"), ("state_movement", "F1"), ("progress", "F1"),
             ("minutes", "M1"), ("decide", "M1"), ("topic", "M1"), ("test", "LAB"), ("specify", "M1")]  # fmt: skip
    for name, actor in order:
        assert reverse(name, actor).status == "accepted", name
    assert world.fen("F1") == world.fen("M1") == world.fen("MIN") == 10**10
    assert [view.moved for view in world.workspace.plan.commitment("K-1").periods] == [()]
    assert world.workspace.trace.audit().is_clean
    world.workspace.close()


Made = Callable[[World], Entry]
MOVEMENT = {"id": "V-9", "day": acts_world.DAY, "mass_mg": 10**9, "contents": [{"name": "TREO", "ppm": 995_000}]}


def _sale(world: World, **changes: Any) -> Entry:
    """A sale as somebody might write it without the act."""
    lot = {"F1": "lot/F1/L-1", "M1": "lot/M1/L-1"}
    legs = tuple(
        Leg(lot[firm], "matter", acts_world.dysprosium(sign * 10**6)) for firm, sign in (("F1", -1), ("M1", 1))
    )
    told = {"id": "K-1", "movement": MOVEMENT} | changes.pop("commitment", {})
    details = {"lots": ["L-1"], "seller": "F1", "buyer": "M1", "commitment": told} | changes
    return Entry(**world.said("F1"), kind="sell", legs=legs, details=details)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"commitment": {"movement": MOVEMENT | {"day": "2022-08-02"}}}, "book-day"),
        ({"commitment": {"movement": MOVEMENT | {"kind": "stockpiled"}}}, "book-movement-kind"),
        ({"commitment": {"movement": {"id": "V-9"}}}, "form-field-missing"),
        ({"commitment": {"movement": None}}, "form-field-wrong"),
        ({"commitment": {"id": "K-9"}}, "book-unknown"),
        ({"commitment": {"id": None}}, "book-unknown"),
    ],
)
def test_a_sale_written_by_hand_keeps_to_the_commitment(tmp_path: Path, changes: Change, code: str) -> None:
    world = acts_world.told(tmp_path / "w", until="deliver")
    (answer,) = world.post(_sale(world, **changes))
    assert _code(answer) == code
    (answer,) = world.post(_sale(world))
    assert answer.status == "accepted"
    world.workspace.close()


@pytest.mark.parametrize("record", [None, "x", 3, [], {}, {"id": "P-9"}, {"id": 7, "weeks": {}}, {"id": "a/b"}])
def test_a_record_that_can_be_none_is_refused_whatever_it_is(world: World, record: Any) -> None:
    kinds = {"programme": "programme", "demand": "demand", "commitment": "commitment", "consent": "consent",
             "topic_note": "note", "qualification": "decision", "price_quotes": "quotes"}  # fmt: skip
    for kind, detail in kinds.items():
        (answer,) = world.post(Entry(**world.said("M1"), kind=kind, details={detail: record}))
        assert answer.status == "refused", (kind, record)
        assert answer.problem is not None
        assert "{" not in answer.problem.sentence("zh").replace("{}", "")


def _code(answer: Answer) -> str:
    problem: Problem | None = answer.problem
    return "" if problem is None else problem.code


def test_demands_and_groups_fit_together_whoever_speaks_first(tmp_path: Path) -> None:
    world = acts_world.told(tmp_path / "w", until="demand")
    world.accepted("capacity_group")  # its demand is not stated yet
    assert [one.missing for one in world.workspace.plan.match()] == [("磁体-A",), ("磁体-A",)]
    assert world.refused("demand", unit="kg").code == "matching-unit-mixed"
    world.accepted("demand")
    nested = {"linked_material": "", "linked_category": ""}
    world.accepted("capacity_group", group="C-2", nested_group="C-1", **nested)
    problem = world.refused("capacity_group", group="C-1", nested_group="C-2")
    assert problem.code == "matching-cycle"
    assert "C-1" in problem.found.en
    world.workspace.close()
