"""The same act under the same id is one posting, whatever became of its lots; a sale moves its money."""

from __future__ import annotations

from typing import Any

import pytest
from tests.trace.acts import story

from monazite.app import Workspace
from monazite.core import ProblemError
from monazite.trace.acts import acts


def example(name: str) -> dict[str, Any]:
    return {field: list(values) for field, values in acts()[name].example.items()}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return story.told(tmp_path_factory.mktemp("again") / "w")


@pytest.mark.parametrize("name", ["mine", "output", "sell", "arrive", "divide", "deposit", "reverse", "lapse"])
def test_an_act_posted_again_is_a_duplicate(told: Workspace, name: str) -> None:
    number, size = told.trace.entry(f"E-{name}").number, told.trace.size()
    again = told.trace.act(name, actor="tester", id=f"E-{name}", **example(name))
    assert (again.status, again.number, told.trace.size()) == ("duplicate", number, size)


@pytest.mark.parametrize("changed", [{"net": "19t"}, {"day": "2022-03-02"}, {"scale": ""}])
def test_other_content_under_the_id_names_the_entry(told: Workspace, changed: dict[str, str]) -> None:
    answer = told.trace.act("mine", actor="tester", id="E-mine", **{**example("mine"), **changed})
    assert (answer.status, answer.number) == ("refused", None)
    assert answer.problem is not None
    assert answer.problem.code == "id-taken"
    assert str(told.trace.entry("E-mine").number) in answer.problem.sentence("en")


def test_another_actor_or_act_is_other_content(told: Workspace) -> None:
    assert told.trace.act("mine", actor="other", id="E-mine", **example("mine")).status == "refused"
    assert told.trace.act("deposit", actor="tester", id="E-mine", **example("deposit")).status == "refused"


def test_a_lot_that_is_there_names_the_entry_that_made_it(told: Workspace) -> None:
    found = told.trace.attempt("mine", example("mine"), actor="tester")
    assert isinstance(found, list)
    assert [one.code for one in found] == ["act-lot-taken"]
    assert str(told.trace.entry("E-mine").number) in found[0].sentence("zh")


def test_a_sale_with_a_price_moves_the_money_unless_on_credit(told: Workspace) -> None:
    legs = told.trace.entry("E-sell").entry.legs
    assert {leg.account: leg.amount for leg in legs if leg.unit == "money:CNY"} == {
        "cash/F1": 18_200_000, "cash/F2": -18_200_000,
    }  # fmt: skip
    lot = {"lot": ["O-002"], "amount": ["1kg"], "seller": "F1", "buyer": "F2", "day": "2022-11-06", "price": "1万元"}
    entry = told.trace.build("sell", {**lot, "paid": "no"}, actor="tester")
    assert entry.details["price"] == 1_000_000
    assert {leg.unit for leg in entry.legs} == {"matter"}
    lacking = told.trace.act("sell", actor="tester", id="dear", **{**lot, "price": "9000万元"})
    assert lacking.status == "refused"
    assert lacking.problem is not None
    assert lacking.problem.place == "sell"


def test_a_number_of_thousands_of_digits_is_no_entry(told: Workspace) -> None:
    with pytest.raises(ProblemError, match="expected an entry"):
        told.trace.entry("9" * 5000)
    found = told.trace.attempt("reverse", {**example("reverse"), "entry": ["9" * 60]}, actor="tester")
    assert isinstance(found, list)
    assert found[0].code == "act-entry-unknown"


def test_a_line_that_is_not_there_has_no_balance(told: Workspace) -> None:
    with pytest.raises(ProblemError, match="expected a registered line"):
        told.trace.balance("SX-9")
    assert told.trace.balance("SX-1")
