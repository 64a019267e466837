"""What is remembered changes no answer; odd but right input is booked as it is; how sentences quote what is wrong."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from tests.ledger.making import BOOK, DAY, issue, journals, leg, mine, moves, sell

from monazite.core import ElementMass
from monazite.ledger import Entry, load_book
from monazite.ledger import form as form_module
from monazite.ledger import kinds as kinds_module
from monazite.ledger.form import Forms
from monazite.ledger.said import quantity, shown

MATTER = {"Ce": 5000, "Nd": 2000}
BIG = 1 << 60


def told(details: dict[str, Any], name: str = "d") -> Entry:
    first = mine(name, MATTER, f"L{name}")
    return Entry(name, "mine", DAY, "F1", first.legs, details)


def stream() -> list[Entry]:
    """Right and wrong entries of many shapes."""
    entries = [issue("i", 10**9), mine("m1", MATTER, "L1"), sell("s1", {"Nd": 9}, "L1")]
    entries += [
        told({"lots": {}, "permti": 1}, "x1"),
        told({"permit": 1}, "x2"),
        told({"lots": 1, "permit": "p"}, "x3"),
    ]
    entries += [mine("m2", {"Xx": 1}, "L2", use=1), mine("m3", MATTER, "L 3"), mine("m4", MATTER, "L4")]
    return [*entries, Entry("o", "mine", "never", "F1"), sell("s2", MATTER, "L4"), sell("s3", MATTER, "L4")]


def test_what_is_forgotten_is_learnt_anew_and_no_answer_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    with journals(2) as (remembering, forgetting):
        expected = [remembering.post([entry])[0] for entry in stream() * 2]
        monkeypatch.setattr(form_module, "REMEMBERED", 0)
        monkeypatch.setattr(kinds_module, "REMEMBERED", 0)
        assert [forgetting.post([entry])[0] for entry in stream() * 2] == expected
    assert {answer.status for answer in expected} == {"accepted", "refused", "duplicate"}


def test_forms_read_the_same_after_they_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    forms, entry = Forms(BOOK), mine("m1", MATTER, "L1")
    before = forms.read(entry)
    forms.forget()
    monkeypatch.setattr(form_module, "REMEMBERED", 0)
    forms.forget()
    assert forms.read(entry) == before


@pytest.mark.parametrize("details", [
    {"lots": BIG, "permit": [BIG, {"a": -BIG}, "b"]},
    {"lots": {"L1": {"net_mg": BIG}, "L2": [BIG]}, "permit": None},
    {"lots": {}, "permit": [[], {}]},
])  # fmt: skip
def test_numbers_of_64_bits_wherever_they_stand_are_kept(details: dict[str, Any]) -> None:
    with journals() as (journal,):
        answers = journal.post([issue("i", 10**9), told(details)])
        assert [answer.status for answer in answers] == ["accepted", "accepted"]
        assert journal.posted("d").entry.details == details


@pytest.mark.parametrize("details", [
    {"lots": BIG, "permit": [1 << 63]}, {"lots": {"L1": {"net_mg": -(1 << 63)}}},
    {"lots": BIG, "permit": {"a": "\ud800"}}, {"lots": {"\ud800": BIG}}, {"lots": BIG, "permit": 1.5},
])  # fmt: skip
def test_numbers_and_texts_beyond_are_refused_by_the_name_of_the_detail(details: dict[str, Any]) -> None:
    with journals() as (journal,):
        journal.post([issue("i", 10**9)])
        (answer,) = journal.post([told(details)])
        assert answer.problem is not None
        assert answer.problem.code == "detail-wrong"
        assert list(details)[-1] in answer.problem.sentence("en")


def test_matter_beyond_what_a_balance_holds_is_refused() -> None:
    with journals() as (journal,):
        most = {"Nd": 10**17}
        entries = [Entry(f"b{number}", "import", DAY, "F1", moves("matter", "import/MM/X", "lot/F1/L", most))
                   for number in range(2)]  # fmt: skip
        assert {answer.problem.code for answer in journal.post(entries) if answer.problem} == {"kind-unknown"}
        legs = [moves("matter", "loss/F1/X", "unaccounted/F1/X", most) for _ in range(2)]
        posted = [
            Entry(f"a{number}", "adjust", DAY, "F1", legs[0] * 400, {"reason": "x"}, relates="i") for number in range(2)
        ]
        answers = journal.post([issue("i", 1), *posted])
        assert "balance-large" in {answer.problem.code for answer in answers if answer.problem}


@pytest.mark.parametrize("is_on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(is_on: bool) -> None:  # noqa: FBT001  a parameter
    was = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        with journals() as (journal,):
            journal.post([issue("i", 1)])
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was else gc.disable)()


def test_a_package_without_couplings_adds_none() -> None:
    assert load_book("monazite.core") == load_book()


def test_sentences_quote_money_and_whatever_was_submitted() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert quantity("money:CNY", 123_456) == "1234.56 CNY"
    assert shown([10**5000]) == "list"
    assert shown(endless) == "[[...]]"
    assert shown(-(10**5000)).startswith("-2^")
    assert leg("cash/F1", "money:CNY", 5).amount == 5
    assert ElementMass.of({"Nd": 0}).parts == ()
