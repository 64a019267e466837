"""What is refused before an act is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monazite.trade.safeguards import (
    Act,
    Deal,
    DepositAct,
    Finding,
    OrderAct,
    Party,
    PledgeAct,
    RegisterAct,
    TermsAct,
    TradeAct,
    looser,
    preventive,
    rules,
    threshold_rows,
    thresholds,
)

LIMITS = thresholds()
TONNE = 10**9
MINE, MAGNET = Party("mine", "group"), Party("magnet", "maker")
TWIN, FUND = Party("twin", "group"), Party("fund", "fund", is_industrial=False)
HOUSE = Party("REPE", "REPE")
ORDER = OrderAct(venue="REPE", instrument="PrNd-M", party=MAGNET, is_buy=True, price_fen_per_tonne=115_000,
                 outside_fen_per_tonne=100_000)  # fmt: skip
TRADE = TradeAct(venue="REPE", instrument="PrNd-M", method="listing", day="2022-08-17", buyer=MAGNET, seller=MINE,
                 lots=10, mass_mg=10 * TONNE, price_fen_per_tonne=115_000, outside_fen_per_tonne=100_000,
                 stock_mg=900 * TONNE, outsiders_mg=295 * TONNE, yearly_use_mg=38_000 * TONNE)  # fmt: skip
DEPOSIT = DepositAct(venue="REPE", receipt="R1", instrument="PrNd-M", owner=MINE, day="2022-08-17",
                     registered="2022-08-01", storage_days_most=180, net_mg=20 * TONNE, stock_mg=18_980 * TONNE,
                     yearly_use_mg=38_000 * TONNE)  # fmt: skip
REGISTER = RegisterAct(venue="REPE", receipt="R1", instrument="PrNd-M", lot="L1", owner=MINE, certificate="C1",
                       stated_mg=20 * TONNE, weighed_mg=20 * TONNE, tolerance_ppm=2_000)  # fmt: skip
PLEDGE = PledgeAct(venue="REPE", receipt="R1", instrument="PrNd-M", debtor=MINE, creditor="bank", holder_mg=20 * TONNE,
                   net_mg=20 * TONNE, loan_fen=700, value_fen=1_000)  # fmt: skip
TERMS = TermsAct(venue="REPE", about="storage", principals=frozenset({"mine", "magnet"}),
                 account_owners=frozenset({"mine"}))  # fmt: skip


def codes(act: Act) -> list[tuple[str, str]]:
    return [(one.severity, one.problem.code.removeprefix("safeguard-")) for one in preventive(act, LIMITS)]


@pytest.mark.parametrize("act", [ORDER, TRADE, DEPOSIT, REGISTER, PLEDGE, TERMS])
def test_nothing_stands_against_an_honest_act_at_the_limit(act: Act) -> None:
    assert codes(act) == []


@pytest.mark.parametrize(
    ("act", "found"),
    [
        (replace(ORDER, party=HOUSE), [("refuse", "principal")]),
        (replace(ORDER, party=Party("shell", "REPE")), [("refuse", "principal")]),
        (replace(ORDER, price_fen_per_tonne=115_001), [("refuse", "premium")]),
        (replace(ORDER, price_fen_per_tonne=115_001, is_buy=False), []),
        (replace(ORDER, price_fen_per_tonne=10**9, outside_fen_per_tonne=None), []),
        (replace(TRADE, seller=HOUSE), [("refuse", "principal")]),
        (replace(TRADE, price_fen_per_tonne=115_001), [("refuse", "premium")]),
        (replace(TRADE, buyer=TWIN), [("refuse", "self_purchase")]),
        (replace(TRADE, producers=frozenset({"maker"})), [("refuse", "buys_back")]),
        (replace(TRADE, producers=frozenset({"maker"}), method="continuous"), [("alarm", "buys_back")]),
        (replace(TRADE, buyer=FUND), [("refuse", "outsiders")]),
        (replace(TRADE, buyer=FUND, outsiders_mg=289 * TONNE), []),
        (replace(TRADE, buyer=FUND, seller=Party("f2", "f2", is_industrial=False)), []),
        (replace(TRADE, buyer=FUND, yearly_use_mg=90_001 * TONNE), []),
        (replace(TRADE, buyer=FUND, yearly_use_mg=None), [("refuse", "outsiders")]),
        (replace(DEPOSIT, stock_mg=18_981 * TONNE), [("refuse", "stock_use")]),
        (replace(DEPOSIT, stock_mg=10**15, yearly_use_mg=None), []),
        (replace(DEPOSIT, registered="2022-02-17"), [("refuse", "days_in_store")]),
        (replace(DEPOSIT, registered="2022-02-18"), []),
        (replace(DEPOSIT, storage_days_most=15), [("refuse", "days_in_store")]),
        (replace(DEPOSIT, owner=HOUSE), [("refuse", "principal")]),
        (replace(REGISTER, certificate=""), [("refuse", "uninspected")]),
        (replace(REGISTER, weighed_mg=None), [("refuse", "uninspected")]),
        (replace(REGISTER, weighed_mg=20 * TONNE - 40_000_001), [("refuse", "weight")]),
        (replace(REGISTER, weighed_mg=20 * TONNE + 40_000_000), []),
        (replace(REGISTER, stated_mg=0, weighed_mg=0), [("refuse", "weight")]),
        (replace(REGISTER, other_receipt="R0"), [("refuse", "two_receipts")]),
        (replace(REGISTER, operator="group"), [("alarm", "own_warehouse")]),
        (replace(PLEDGE, pledge="P0"), [("refuse", "repledge")]),
        (replace(PLEDGE, is_offered=True), [("refuse", "pledge_offered")]),
        (replace(PLEDGE, holder_mg=19 * TONNE), [("refuse", "pledge_not_held")]),
        (replace(PLEDGE, creditor="REPE"), [("refuse", "principal")]),
        (replace(PLEDGE, creditor="group"), [("refuse", "own_creditor")]),
        (replace(PLEDGE, loan_fen=701), [("refuse", "leverage")]),
        (replace(PLEDGE, loan_fen=701, value_fen=None), []),
        (replace(TERMS, principals=frozenset({"REPE"})), [("refuse", "principal")]),
        (replace(TERMS, guarantors=frozenset({"REPE"})), [("refuse", "principal")]),
        (replace(TERMS, fixed_return_ppm=135_000), [("refuse", "fixed_return")]),
        (replace(TERMS, fixed_return_ppm=0), [("refuse", "fixed_return")]),
        (replace(TERMS, account_owners=frozenset({"mine", "magnet"})), [("refuse", "pooled_money")]),
        (replace(TERMS, account_owners=frozenset({"REPE"})), [("refuse", "pooled_money")]),
    ],
)
def test_one_step_beyond_is_found(act: Act, found: list[tuple[str, str]]) -> None:
    assert codes(act) == found


def test_goods_that_go_in_a_circle_are_refused() -> None:
    past = (
        Deal("2022-08-12", "PrNd-M", "maker", "a", 10),
        Deal("2022-08-15", "PrNd-M", "a", "b", 12),
        Deal("2022-08-16", "PrNd-M", "b", "group", 11),
    )
    assert codes(replace(TRADE, past=past)) == [("refuse", "circle")]
    assert codes(replace(TRADE, past=past, method="continuous")) == [("alarm", "circle")]
    assert codes(replace(TRADE, past=past, day="2022-08-18")) == []
    assert codes(replace(TRADE, past=past[::-1])) == []
    assert codes(replace(TRADE, past=past, instrument="PrNd-O")) == []
    assert codes(replace(TRADE, past=past, lots=21)) == []
    assert codes(replace(TRADE, past=past, lots=5)) == []
    assert codes(replace(TRADE, past=tuple(replace(one, is_chosen=False) for one in past))) == []


def test_a_venue_that_is_stricter_refuses_earlier() -> None:
    strict = thresholds({"premium_halt_ppm": 50_000})
    found = preventive(replace(ORDER, price_fen_per_tonne=106_000), strict)
    assert [(one.measured, one.limit, one.unit) for one in found] == [(60_000, 50_000, "ppm")]
    assert list(looser({"premium_halt_ppm": 150_001, "store_days": 180, "unknown": 1})) == [
        ("premium_halt_ppm", 150_000)
    ]


def test_a_finding_says_what_was_measured_and_the_limit_in_both_languages() -> None:
    (found,) = preventive(replace(TRADE, buyer=TWIN), LIMITS)
    assert isinstance(found, Finding)
    assert "group" in found.sentence("zh")
    assert "both of group" in found.sentence("en")
    (premium,) = preventive(replace(ORDER, price_fen_per_tonne=120_000), LIMITS)
    assert "20 %" in premium.sentence("en")
    assert "15 %" in premium.sentence("zh")
    assert premium.as_json()["problem"]["code"] == "safeguard-premium"


def test_every_threshold_belongs_to_a_rule_and_every_must_is_there() -> None:
    assert {one.rule for one in threshold_rows().values()} <= set(rules())
    assert {one.number for one in rules().values()} == set(range(1, 11))
    assert all(one.source for one in threshold_rows().values())


def test_a_stock_just_beyond_its_share_is_told_with_the_digits_that_show_it() -> None:
    assert DEPOSIT.yearly_use_mg is not None
    most = DEPOSIT.yearly_use_mg // 2
    act = replace(DEPOSIT, stock_mg=most - DEPOSIT.net_mg + 1)
    (found,) = [one for one in preventive(act, thresholds()) if one.rule == "stock_use"]
    assert found.measured == found.limit == 500_000
    said = found.problem.sentence("en")
    assert "50.00000" in said, said
    assert not list(preventive(replace(act, stock_mg=act.stock_mg - 1), thresholds()))
