"""Every act of the exchange from its declaration: as values, as a sheet, again, and as a command and a page say it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trade import acts_market
from tests.trade.books_market import Market

from monazite.app import Workspace
from monazite.core import FixedClock, ProblemError
from monazite.store import sha256_of
from monazite.trace.acts import read_sheet, template
from monazite.trace.acts.grid import csv_bytes
from monazite.trade.acts import TRADE
from monazite.trade.acts.look import first_of, without
from monazite.trade.acts.makers import MAKERS
from monazite.trade.book import BOOK
from monazite.trade.receipts import find


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market after all examples up to those of money and receipts in and out."""
    found = acts_market.told(tmp_path / "w", until="pay_in")
    yield found
    found.workspace.close()


def filled(name: str, *rows: acts_market.Values) -> bytes:
    """The CSV template of an act with acts filled in, as a person would send it back."""
    header = next(csv.reader(template(TRADE.act(name), "csv", "zh").decode("utf-8-sig").splitlines()))
    lines = []
    for number, values in enumerate(rows, 1):
        for index in range(max(len(one) for one in values.values())):
            cells = [(values.get(field.name, []) + [""] * 20)[index] for field in TRADE.act(name).fields]
            lines.append([f"N{number}", *cells])
    return csv_bytes([header, *lines])


def example(name: str, **changes: str | list[str]) -> dict[str, Any]:
    """The example of an act with some values changed."""
    told = {key: value if isinstance(value, list) else [value] for key, value in changes.items()}
    return {name: list(values) for name, values in TRADE.act(name).example.items()} | told


def test_every_act_has_its_maker_its_kind_and_a_whole_example() -> None:
    assert set(TRADE.acts) == set(MAKERS) == set(acts_market.ORDER)
    assert {act.kind for act in TRADE.acts.values()} <= set(BOOK.kinds)
    for act in TRADE.acts.values():
        required = {field.name for field in act.fields if field.is_required}
        assert required <= set(act.example), act.name
        assert set(act.example) <= {field.name for field in act.fields}, act.name
        for words in (act.label, act.help, *(field.label for field in act.fields), *(f.help for f in act.fields)):
            assert words.zh
            assert words.en


def test_every_example_is_booked_and_known_again(tmp_path: Path) -> None:
    market = acts_market.told(tmp_path / "w")
    size = market.workspace.journal.size()
    for name, actor, values in acts_market.examples():
        again = market.workspace.trade.acts.submit(name, values, actor=actor, id=f"E-{name}")
        assert not isinstance(again, list), name
        assert again.status == "duplicate", (name, again.problem)
        assert again.number is not None
    assert market.workspace.journal.size() == size
    with market.reading() as connection:
        receipt = find.receipt(connection, "R-1")
    assert receipt.about["status"] == "cancelled"
    assert receipt.about["certificate"] == "Z-2"  # the arbitration upheld it
    assert receipt.liens[0]["status"] == "ended"
    assert receipt.counts[0]["verdict"] == "matches"
    assert market.fen("cash/M1") == 10**9 - 500_000_000 + 100_000_000 - 100_000_000
    assert market.fen("escrow/M1/BX") == 400_000_000
    account = market.workspace.trade.desk("BX").ask(lambda machine: machine.account("M1"))
    assert account["free_fen"] == 400_000_000
    assert account["lots"] == []
    assert market.audit_is_clean()
    market.workspace.close()


def test_every_example_through_its_sheet(tmp_path: Path) -> None:
    market = acts_market.prepared(tmp_path / "w")
    acts = market.workspace.trade.acts
    for name, actor, values in acts_market.examples():
        data = filled(name, values)
        booked = acts.book(data, None, actor=actor, name=f"{name}.csv")
        assert booked.is_whole, (name, [one.sentence("en") for one in booked.problems])
        assert [answer.status for answer in booked.answers] == ["accepted"], name
        again = acts.book(data, name, actor=actor)
        assert [(one.status, one.number) for one in again.answers] == [("duplicate", booked.answers[0].number)], name
        if name == "certificate":
            evidence = market.workspace.trace.entry(booked.answers[0].id).entry.evidence
            assert evidence["sheet"] == sha256_of(data)
            assert evidence["document"] == values["document"][0]
    market.workspace.close()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_untouched_template_holds_nothing(form: str) -> None:
    for name, act in TRADE.acts.items():
        sheet = read_sheet(template(act, form, "zh"), None, f"{name}.{form}", TRADE)
        assert sheet.act == name
        assert [one.code for one in sheet.problems] == ["sheet-empty"]


def test_a_sheet_is_booked_whole_or_not_at_all(market: Market) -> None:
    acts = market.workspace.trade.acts
    rows = [example("pledge_receipt", lien=f"S-{number}", lots=lots) for number, lots in enumerate(("3", "2", "2"))]
    size = market.workspace.journal.size()
    refused = acts.book(filled("pledge_receipt", *rows), actor="M1", name="pledge_receipt.csv")
    (problem,) = refused.problems  # four of ten lots are pledged already, six are free, seven are asked for
    assert problem.code == "acts-lots-short"
    assert "pledge_receipt.csv:4" in problem.place
    assert market.workspace.journal.size() == size
    booked = acts.book(filled("pledge_receipt", *rows[:2]), "pledge_receipt", actor="M1")
    assert [one.status for one in booked.answers] == ["accepted", "accepted"]
    with market.reading() as connection:
        liens = {one.lien for one in find.holdings(connection, receipt="R-1", place="pledged")}
    assert liens == {"N-1", "S-0", "S-1"}


def test_deposits_of_a_sheet_wait_for_the_venue_to_take_all_of_them(market: Market) -> None:
    acts, size = market.workspace.trade.acts, market.workspace.journal.size()
    rows = [example("bring_in", lots="2"), example("bring_in", lots="9")]
    assert not acts.book(filled("bring_in", *rows), "bring_in", actor="M1").answers
    assert market.workspace.journal.size() == size
    booked = acts.book(filled("bring_in", rows[0], example("bring_in", lots="4")), "bring_in", actor="M1")
    assert booked.is_whole
    state = market.workspace.trade.desk("BX").ask(lambda machine: machine.state.here["R-1"])
    assert state == [(4, 10)]


def test_a_venue_that_will_not_take_it_keeps_it_out_of_the_journal(market: Market) -> None:
    member = {"day": "2022-08-01", "venue": "BX", "party": "K1"}
    market.workspace.trade.acts.act("membership", actor="BX", **member)
    size = market.workspace.journal.size()
    with pytest.raises(ProblemError, match="K1"):
        market.workspace.trade.acts.act("pay_out", actor="M1", venue="BX", member="K1", sum="1元")
    answer = market.workspace.trade.acts.submit("pay_out", {"venue": "BX", "sum": "9999999元"}, actor="M1")
    assert not isinstance(answer, list)
    assert answer.status == "refused"
    assert answer.problem is not None
    assert answer.problem.place
    assert market.workspace.journal.size() == size


def test_a_deposit_whose_power_went_is_told_to_the_venue_once(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = market.workspace.trade.acts
    desk = market.workspace.trade.desk("BX")
    market.workspace.trade.learn("BX")
    values = example("pay_in")
    said = desk.gateway.submit_all

    def gone(commands: Any) -> Any:
        raise KeyboardInterrupt(commands[0][1]["kind"])

    monkeypatch.setattr(desk.gateway, "submit_all", gone)
    with pytest.raises(KeyboardInterrupt, match="deposit_cash"):
        acts.submit("pay_in", values, actor="M1", id="once")
    monkeypatch.setattr(desk.gateway, "submit_all", said)
    assert market.fen("escrow/M1/BX") == 500_000_000
    market.workspace.trade.close()
    desk = market.workspace.trade.desk("BX")
    assert desk.ask(lambda machine: machine.account("M1"))["free_fen"] == 500_000_000
    for _ in range(2):
        again = acts.submit("pay_in", values, actor="M1", id="once")
        assert not isinstance(again, list)
        assert again.status == "duplicate"
        assert desk.ask(lambda machine: machine.account("M1"))["free_fen"] == 500_000_000


def test_a_venue_hears_of_rules_members_and_instruments(market: Market) -> None:
    trade = market.workspace.trade
    assert trade.learn("BX") == []
    desk = trade.desk("BX")
    size = desk.gateway.number
    assert trade.learn("BX") == []
    assert desk.gateway.number == size  # nothing new, nothing said
    trade.acts.act("membership", actor="BX", day="2022-08-01", venue="BX", party="M2", owner="M1", industrial="no")
    account = desk.ask(lambda machine: machine.account("M2"))
    assert (account["owner"], account["is_industrial"]) == ("M1", False)
    rules = example("venue_rules", effective="2022-08-03", countdown="60")
    assert trade.acts.act("venue_rules", actor="BX", **rules).status == "accepted"
    assert desk.ask(lambda machine: [one.number for one in machine.state.versions]) == [1, 2]
    assert desk.ask(lambda machine: machine.state.versions[-1].parameters.countdown_ms) == 60_000


def test_a_venue_that_another_process_serves_is_one_sentence(tmp_path: Path) -> None:
    market = acts_market.told(tmp_path / "w", until="bring_in")
    with Workspace.open(tmp_path / "w", clock=FixedClock(acts_market.NOW)) as other:
        size = other.journal.size()
        with pytest.raises(ProblemError) as raised:
            other.trade.acts.act("pay_in", actor="M1", **example("pay_in"))
        assert raised.value.problem.code == "venue-served"
        assert other.journal.size() == size
        assert other.trade.acts.act("pledge_receipt", actor="M1", **example("pledge_receipt", lien="N-9")).number
    market.workspace.close()


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=4), st.integers(0, 60),
)  # fmt: skip
@settings(max_examples=60)
def test_lots_that_are_taken_are_the_first_that_are_free(
    gaps: list[tuple[int, int]], moved: list[tuple[int, int]], lots: int
) -> None:
    spans, end = [], 0
    for gap, length in gaps:
        spans.append((end + gap, end + gap + length))
        end += gap + length
    free = [lot for first, last in spans for lot in range(first, last)]
    for first, length in moved:
        spans = [part for span in spans for part in without(span, (first, first + length))]
        free = [lot for lot in free if not first <= lot < first + length]
    assert [lot for first, last in spans for lot in range(first, last)] == free
    assert [lot for first, last in first_of(spans, lots) for lot in range(first, last)] == free[:lots]


def test_an_arbitration_that_does_not_uphold_suspends_the_receipt(tmp_path: Path) -> None:
    market = acts_market.told(tmp_path / "w", until="arbitration")
    values = example("arbitration", impurities="fe=0.9% C=0.03% O=0.03% Si=0.01% Al=0.01%")
    assert market.workspace.trade.acts.act("arbitration", actor="LAB2", **values).status == "accepted"
    with market.reading() as connection:
        assert find.receipt(connection, "R-1").about["status"] == "suspended"
    market.workspace.close()
