"""Bad values of the acts of the exchange: one sentence at the field in both languages, and nothing is booked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.trade import acts_market
from tests.trade.books_market import Market

from monazite.core import Problem, UsageError
from monazite.ledger import Answer
from monazite.trade.acts import TRADE

CERTIFIED = ("certificate", "LAB")
BAD: list[tuple[str, str, dict[str, str | list[str]], str, str]] = [
    # act, actor, what is changed, code, field
    ("venue", "BX", {"profile": "cn-spott"}, "field-choice", "profile"),
    ("venue", "BX", {"licence": "示例〔2022〕1号"}, "field-missing", "licence_since"),
    ("venue_rules", "BX", {"venue": "BZ"}, "receipt-unknown", "venue"),
    ("venue_rules", "BX", {"methods": "listing, continous"}, "field-choice", "methods"),
    ("venue_rules", "BX", {"methods": "listing, continuous", "effective": "2022-08-05"}, "venue-method", "methods"),
    ("venue_rules", "BX", {"price_rule": "maker", "effective": "2022-08-05"}, "venue-parameter", "price_rule"),
    ("venue_rules", "BX", {}, "rule-order", "effective"),
    ("venue_rules", "BX", {"sessions": "9:30-11:30"}, "venue-text", "sessions"),
    ("venue_rules", "BX", {"effective": "2022-07-01"}, "rule-backwards", "effective"),
    ("venue_rules", "BX", {"countdown": "0"}, "venue-number", "countdown"),
    ("venue_rules", "BX", {"text_sha256": "abc"}, "field-hash", "text_sha256"),
    ("list_instrument", "BX", {"standard": "PrNd-X"}, "field-choice", "standard"),
    ("list_instrument", "BX", {"tolerance": "60%"}, "venue-number", "tolerance"),
    ("list_instrument", "BX", {"fee": "120%"}, "field-percent-over", "fee"),
    ("warehouse", "BX", {"capacity": "-5t"}, "field-mass-negative", "capacity"),
    ("warehouse", "BX", {"operator": "K9"}, "receipt-party", "operator"),
    ("membership", "BX", {"industrial": "maybe"}, "field-choice", "industrial"),
    ("inspection_order", "M1", {"inspection": "I-9", "lot": "L-9"}, "receipt-unknown", "lot"),
    ("inspection_order", "M1", {"inspection": "I-9", "instrument": "Nd-O"}, "receipt-unknown", "instrument"),
    ("sample", "LAB", {"sample": "P-9", "inspection": "I-9"}, "receipt-unknown", "inspection"),
    (*CERTIFIED, {"inspection": "I-9"}, "receipt-unknown", "inspection"),
    (*CERTIFIED, {"net": "ten tonnes"}, "field-mass", "net"),
    (*CERTIFIED, {"bags": "10x999kg"}, "receipt-bags", "bags"),
    (*CERTIFIED, {"bags": "10 bags"}, "field-masses", "bags"),
    (*CERTIFIED, {"assay": "Xx=74.7%"}, "field-element", "assay"),
    (*CERTIFIED, {"impurities": "iron some"}, "field-contents", "impurities"),
    (*CERTIFIED, {"impurities": "Fe=120%"}, "field-percent-over", "impurities"),
    (*CERTIFIED, {"partition": "Nd2O3=80%"}, "field-partition-sum", "partition"),
    (*CERTIFIED, {"standard": ""}, "field-missing", "standard"),
    ("register_receipt", "W1", {"certificate": "Z-9"}, "receipt-unknown", "certificate"),
    ("register_receipt", "W1", {"lots": "ten"}, "field-integer", "lots"),
    ("cancel_receipt", "M1", {"receipt": "R-9"}, "receipt-unknown", "receipt"),
    ("stock_count", "C1", {"count": "C-2", "weighed": ""}, "field-missing", "weighed"),
    ("stock_count", "C1", {"count": "C-2", "found": "no"}, "acts-not-found", "weighed"),
    ("stock_count", "C1", {"count": "C-2", "receipt": ["R-1", "R-9"], "weighed": ["10t", "5t"]}, "receipt-count-rows",
     "receipt"),
    ("stock_count", "BX", {"count": "C-2", "counter": "BX"}, "receipt-counter", "counter"),
    ("pledge_receipt", "M1", {"lien": "N-9", "lots": "11"}, "acts-lots-short", "lots"),
    ("pledge_receipt", "M1", {"lien": "N-9", "lots": "0"}, "acts-lots-short", "lots"),
    ("pledge_receipt", "M1", {"lien": "N-9", "creditor": "BX"}, "receipt-creditor", "creditor"),
    ("pledge_receipt", "M1", {"lien": "N-9", "receipt": ["R-1", "R-1"], "lots": ["1", "1"]}, "acts-twice", "receipt"),
    ("repay_lien", "M1", {"sum": "200万元"}, "receipt-lien-unpaid", "sum"),
    ("pay_in", "M1", {"sum": "nothing"}, "field-money", "sum"),
    ("pay_in", "M1", {"venue": "B9"}, "receipt-unknown", "venue"),
    ("pay_out", "M1", {"member": "M2"}, "receipt-actor", "member"),
    ("bring_in", "M1", {"lots": "7"}, "acts-lots-short", "lots"),
    ("take_out", "M1", {"receipt": "R-9"}, "receipt-unknown", "receipt"),
]  # fmt: skip


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    found = acts_market.told(tmp_path_factory.mktemp("bad") / "w", until="pay_in")
    yield found
    found.workspace.close()


def submitted(market: Market, act: str, actor: str, changes: dict[str, str | list[str]]) -> Answer | list[Problem]:
    values = {name: list(one) for name, one in TRADE.act(act).example.items()} | changes
    return market.workspace.trade.acts.submit(act, values, actor=actor)


@pytest.mark.parametrize(("act", "actor", "changes", "code", "field"), BAD)
def test_a_bad_value_is_one_sentence_at_its_field(  # noqa: PLR0917  one case
    market: Market, act: str, actor: str, changes: dict[str, str | list[str]], code: str, field: str
) -> None:
    size = market.workspace.journal.size()
    found = submitted(market, act, actor, changes)
    problems = found if isinstance(found, list) else [found.problem]
    assert [one and one.code for one in problems] == [code], [one and one.sentence("en") for one in problems]
    (problem,) = problems
    assert problem is not None
    assert problem.place.partition("[")[0] == field
    for sentence in (problem.sentence("zh"), problem.sentence("en")):
        assert "{" not in sentence
        assert "\n" not in sentence
    assert market.workspace.journal.size() == size


def test_several_bad_values_do_not_hide_each_other(market: Market) -> None:
    found = submitted(market, "certificate", "LAB", {"net": "-1t", "assay": "Nd=174%", "reo": "0.5"})
    assert isinstance(found, list)
    assert {one.place: one.code for one in found} == {
        "net": "field-mass-negative", "assay": "field-percent-over", "reo": "field-fraction",
    }  # fmt: skip


def test_an_unknown_act_is_told_with_the_nearest_of_its_verb(market: Market) -> None:
    with pytest.raises(UsageError, match="certificate"):
        market.workspace.trade.acts.submit("certifcate", {}, actor="LAB")
    with pytest.raises(UsageError, match="monazite trade acts"):
        market.workspace.trade.acts.submit("mine", {}, actor="M1")
    with pytest.raises(UsageError, match="monazite trace acts"):
        market.workspace.trace.submit("certificate", {}, actor="M1")


def test_lots_that_lie_apart_are_brought_in_one_run_after_another(tmp_path: Path) -> None:
    market = acts_market.told(tmp_path / "w", until="repay_lien")
    acts = market.workspace.trade.acts
    pledge = {"day": "2022-08-01", "creditor": "CR", "debt": "1万元", "debtor": "M1", "receipt": "R-1", "lots": "3"}
    acts.act("pledge_receipt", actor="M1", lien="N-2", **pledge)
    acts.act("repay_lien", actor="M1", day="2022-08-01", lien="N-1", sum="100万元")
    found = submitted(market, "bring_in", "M1", {"lots": "6"})
    assert isinstance(found, list)
    assert [one.code for one in found] == ["acts-lots-apart"]
    assert "4" in found[0].sentence("en")
    assert acts.act("bring_in", actor="M1", day="2022-08-01", receipt="R-1", lots="4").status == "accepted"
    assert acts.act("bring_in", actor="M1", day="2022-08-01", receipt="R-1").status == "accepted"
    market.workspace.close()
