"""Three frauds replayed: Fanya 2011 to 2015, Qingdao 2014, the stones in the bags of the LME 2023."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monazite.trade.record import Instrument
from monazite.trade.safeguards import (
    Finding,
    MarketState,
    Obligation,
    Party,
    PledgeAct,
    ReceiptState,
    RegisterAct,
    StockState,
    TermsAct,
    TradeAct,
    daily,
    halted,
    preventive,
    thresholds,
)
from monazite.trade.venues import (
    Certificate,
    Parameters,
    RuleVersion,
    admit,
    lots_of,
    meets,
    profiles,
    standard_instruments,
    weight_fault,
)

LIMITS = thresholds()
TONNE = 10**9
DYSPROSIUM = standard_instruments()["Dy-O"]
USE_MG = DYSPROSIUM.yearly_use_mg or 0
WEEKLY_MG = 8 * TONNE
START = date(2022, 1, 3)
PRODUCER, OWN_BUYER = Party("producer", "producer"), Party("buyer", "producer")
NOMINEE, INVESTORS = Party("buyer", "nominee"), Party("investors", "investors", is_industrial=False)


def on(week: int) -> str:
    return (START + timedelta(weeks=week)).isoformat()


# Fanya: each week the producer delivers, its own buyer takes the metal at a deposit of 20 % and puts delivery off,
# investors lend on it and take over the half, the price climbs 1 % a week above a flat outside, nobody counts, nothing
# leaves. The buyer's ownership is hidden behind a nominee, so that nothing is refused at once.


def receipts_of(weeks: int) -> Iterator[ReceiptState]:
    half = WEEKLY_MG // 2
    for week in range(weeks + 1):
        yield ReceiptState(id=f"R{week}", lot=f"L{week}", warehouse="W", registered=on(week), net_mg=WEEKLY_MG,
                           certificate="C", holders=(("buyer", half), ("investors", half)))  # fmt: skip


def fanya(week: int) -> MarketState:
    window = LIMITS["load_out_days"] // 7 + 1
    stock = StockState(
        instrument=DYSPROSIUM.id,
        receipts=tuple(receipts_of(week)),
        price_fen_per_tonne=238_600_000 * (100 + week) // 100,
        outside_fen_per_tonne=238_600_000,
        outside_day=on(week),
        yearly_use_mg=USE_MG,
        stock_then_mg=max(0, week - window + 1) * WEEKLY_MG,
    )
    late = tuple(Obligation(f"O{one}", DYSPROSIUM.id, on(one)) for one in range(week + 1))
    return MarketState(venue="FANYA", day=on(week), stocks=(stock,), obligations=late, reported=on(week),
                       members={"buyer": NOMINEE, "investors": INVESTORS})  # fmt: skip


def first_halts() -> dict[str, int]:
    """Rule -> stock in milligrams on the first day on which it halts."""
    found: dict[str, int] = {}
    for week in range(USE_MG // WEEKLY_MG + 1):
        for one in daily(fanya(week), LIMITS):
            if one.severity == "halt":
                found.setdefault(one.rule, (week + 1) * WEEKLY_MG)
    return found


def test_fanya_is_refused_at_the_first_trade_when_the_owner_is_known() -> None:
    act = TradeAct(venue="FANYA", instrument=DYSPROSIUM.id, method="negotiated", day=on(0), buyer=OWN_BUYER,
                   seller=PRODUCER, lots=80, mass_mg=WEEKLY_MG, price_fen_per_tonne=1)  # fmt: skip
    assert [one.rule for one in preventive(act, LIMITS)] == ["self_purchase"]
    promise = TermsAct(venue="FANYA", about="日金宝", principals=frozenset({"FANYA"}), fixed_return_ppm=135_000,
                       account_owners=frozenset({"a", "b"}))  # fmt: skip
    assert {one.rule for one in preventive(promise, LIMITS)} == {"principal", "fixed_return", "pooled_money"}
    loan = PledgeAct(venue="FANYA", receipt="R", instrument=DYSPROSIUM.id, debtor=PRODUCER, creditor="lenders",
                     holder_mg=1, net_mg=1, loan_fen=71, value_fen=100)  # fmt: skip
    assert [one.rule for one in preventive(loan, LIMITS)] == ["leverage"]


def test_fanya_is_halted_long_before_a_year_of_use_by_each_rule_alone() -> None:
    found = {rule: mg // TONNE for rule, mg in first_halts().items()}
    assert found == {
        "deferral": 16,
        "outsiders": 16,
        "uncounted": 80,
        "load_out": 112,
        "premium": 136,
        "days_in_store": 264,
        "stock_use": 432,
    }
    assert max(found.values()) * TONNE * 2 <= USE_MG + 2 * WEEKLY_MG


def test_fanya_could_not_change_its_rules_overnight() -> None:
    rules = RuleVersion(venue="FANYA", number=1, effective=on(0), profile="cn-spot",
                        parameters=Parameters(methods=profiles()["cn-spot"].methods, resale_trading_days=5,
                                              notice_days=10))  # fmt: skip
    softer = replace(rules, number=2, effective=on(1), parameters=replace(rules.parameters, default_days=300))
    found = admit([rules], softer, on(1))
    assert found is not None
    assert found.code == "rule-notice"
    back = admit([rules], replace(softer, effective=on(0)), on(1))
    assert back is not None
    assert back.code == "rule-backwards"


# Qingdao: one stack of metal, pledged to several banks, by the same receipt and by receipts of different warehouses.

STACK = ReceiptState(id="R1", lot="L1", warehouse="W1", registered=on(0), net_mg=20 * TONNE, certificate="C1",
                     holders=(("trader", 20 * TONNE),))  # fmt: skip
TRADER = Party("trader", "trader")


def store(receipts: Sequence[ReceiptState], day: str = on(1)) -> MarketState:
    stock = StockState(instrument=DYSPROSIUM.id, receipts=tuple(receipts), yearly_use_mg=USE_MG)
    return MarketState(venue="V", day=day, stocks=(stock,), members={"trader": TRADER}, reported=day)


def halts(found: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(one.rule, one.about) for one in found if one.severity == "halt"}


def test_qingdao_a_second_pledge_of_a_receipt_is_refused() -> None:
    first = PledgeAct(venue="V", receipt="R1", instrument="Dy-O", debtor=TRADER, creditor="bank-1",
                      holder_mg=20 * TONNE, net_mg=20 * TONNE, loan_fen=1, value_fen=2)  # fmt: skip
    assert preventive(first, LIMITS) == ()
    second = preventive(replace(first, creditor="bank-2", pledge="P1", holder_mg=0), LIMITS)
    assert {(one.rule, one.severity) for one in second} == {("repledge", "refuse")}
    assert "P1" in second[0].sentence("zh")


def test_qingdao_a_second_receipt_of_a_lot_is_refused_and_found() -> None:
    act = RegisterAct(venue="V", receipt="R2", instrument="Dy-O", lot="L1", owner=TRADER, certificate="C2",
                      stated_mg=20 * TONNE, weighed_mg=20 * TONNE, tolerance_ppm=1_000, other_receipt="R1")  # fmt: skip
    assert [(one.rule, one.severity) for one in preventive(act, LIMITS)] == [("repledge", "refuse")]
    twice = daily(store([replace(STACK, pledges=("P1",)), replace(STACK, id="R2", pledges=("P2",))]), LIMITS)
    assert halts(twice) == {("repledge", "R1"), ("repledge", "R2")}
    outside = daily(store([replace(STACK, pledges=("P1", "outside bank"))]), LIMITS)
    assert halts(outside) == {("repledge", "R1")}


def test_qingdao_the_same_goods_under_two_lots_are_found_by_the_count() -> None:
    hidden = replace(STACK, id="R2", lot="L2", warehouse="W2")
    assert halts(daily(store([STACK, hidden]), LIMITS)) == set()
    counted = [replace(STACK, counted=on(2), counted_mg=20 * TONNE), replace(hidden, counted=on(2), counted_mg=0)]
    found = daily(store(counted, on(2)), LIMITS)
    assert halts(found) == {("weight", "R2")}
    assert halted(found) == {DYSPROSIUM.id}
    late = daily(store([STACK, hidden], on(9)), LIMITS)
    assert halts(late) == {("uncounted", "R1"), ("uncounted", "R2")}


# The stones: bags that weigh like bags of stones, at the door and later.


@pytest.fixture
def oxide() -> Instrument:
    return standard_instruments()["PrNd-O"]


def test_stones_are_refused_at_the_door(oxide: Instrument) -> None:
    stones_mg = 20 * TONNE * 27 // 50
    act = RegisterAct(venue="V", receipt="R", instrument=oxide.id, lot="L", owner=TRADER, certificate="C",
                      stated_mg=20 * TONNE, weighed_mg=stones_mg, tolerance_ppm=oxide.tolerance_ppm)  # fmt: skip
    assert [(one.rule, one.severity) for one in preventive(act, LIMITS)] == [("weight", "refuse")]
    assert weight_fault(20 * TONNE, stones_mg, oxide.tolerance_ppm) is not None
    assert lots_of(oxide, stones_mg) != 20
    found = meets(oxide, Certificate(id="C", net_mg=stones_mg, lots=20))
    assert "venue-lots" in [one.code for one in found]


def test_stones_without_a_weight_or_an_inspection_are_refused(oxide: Instrument) -> None:
    act = RegisterAct(venue="V", receipt="R", instrument=oxide.id, lot="L", owner=TRADER, certificate="C",
                      stated_mg=20 * TONNE, weighed_mg=None, tolerance_ppm=oxide.tolerance_ppm)  # fmt: skip
    assert [one.rule for one in preventive(act, LIMITS)] == ["uninspected"]
    full_weight = meets(oxide, Certificate(id="C", net_mg=20 * TONNE, lots=20, reo_ppm=0))
    assert "venue-reo" in [one.code for one in full_weight]


def test_stones_put_in_later_are_found_by_the_count() -> None:
    bags = replace(STACK, counted=on(1), counted_mg=20 * TONNE * 27 // 50)
    found = daily(store([bags]), LIMITS)
    assert halts(found) == {("weight", "R1")}
    assert "10.8 t" in found[0].sentence("en")
