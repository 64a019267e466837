"""What is found at the end of a day, and the public report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.trade.safeguards import (
    Deal,
    MarketState,
    Obligation,
    Party,
    ReceiptState,
    StockState,
    bands,
    daily,
    halted,
    rules,
    stock_report,
    thresholds,
)

LIMITS = thresholds()
TONNE = 10**9
DAY = "2022-08-31"
MEMBERS = {
    "mine": Party("mine", "group"),
    "twin": Party("twin", "group"),
    "magnet": Party("magnet", "maker"),
    "fund": Party("fund", "fund", is_industrial=False),
}
GOOD = ReceiptState(id="R1", lot="L1", warehouse="W1", registered="2022-08-01", net_mg=400 * TONNE, certificate="C1",
                    counted="2022-08-25", counted_mg=400 * TONNE,
                    holders=(("mine", 200 * TONNE), ("magnet", 200 * TONNE)))  # fmt: skip
STOCK = StockState(instrument="PrNd-M", receipts=(GOOD,), price_fen_per_tonne=105_000, outside_fen_per_tonne=100_000,
                   outside_day="2022-08-30", yearly_use_mg=38_000 * TONNE, stock_then_mg=400 * TONNE,
                   loaded_out_mg=20 * TONNE)  # fmt: skip
STATE = MarketState(venue="REPE", day=DAY, stocks=(STOCK,), members=MEMBERS, client_fen=5, bank_fen=5,
                    reported="2022-08-30", obligations=(Obligation("O1", "PrNd-M", "2022-08-26"),))  # fmt: skip


def codes(state: MarketState) -> list[tuple[str, str, str]]:
    return [(one.severity, one.problem.code.removeprefix("safeguard-"), one.about) for one in daily(state, LIMITS)]


def with_stock(**values: Any) -> MarketState:
    return replace(STATE, stocks=(replace(STOCK, **values),))


def with_receipt(**values: Any) -> MarketState:
    return with_stock(receipts=(replace(GOOD, **values),))


def test_nothing_is_found_on_a_good_day_at_the_limits() -> None:
    assert codes(STATE) == []
    assert codes(MarketState(venue="REPE", day=DAY)) == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (replace(STATE, bank_fen=4), [("halt", "bank", "REPE")]),
        (replace(STATE, bank_fen=None), []),
        (replace(STATE, obligations=(Obligation("O1", "PrNd-M", "2022-08-25"),)), [("halt", "deferral", "O1")]),
        (replace(STATE, reported="2022-08-26"), [("alarm", "report", "REPE")]),
        (replace(STATE, reported=None), [("alarm", "report", "REPE")]),
        (with_stock(price_fen_per_tonne=105_001), [("alarm", "premium", "PrNd-M")]),
        (with_stock(price_fen_per_tonne=115_001), [("halt", "premium", "PrNd-M")]),
        (with_stock(price_fen_per_tonne=1), []),
        (with_stock(outside_day="2022-08-25"), [("alarm", "outside_unknown", "PrNd-M")]),
        (with_stock(outside_fen_per_tonne=None), [("alarm", "outside_unknown", "PrNd-M")]),
        (with_stock(price_fen_per_tonne=None, outside_day=None), []),
        (with_stock(loaded_out_mg=20 * TONNE - 1), [("halt", "load_out", "PrNd-M")]),
        (with_stock(loaded_out_mg=0, yearly_use_mg=40_000 * TONNE), [("alarm", "load_out", "PrNd-M")]),
        (with_stock(yearly_use_mg=1_600 * TONNE), []),
        (with_stock(yearly_use_mg=1_600 * TONNE - 1), [("alarm", "stock_use", "PrNd-M")]),
        (with_stock(yearly_use_mg=800 * TONNE - 1), [("halt", "stock_use", "PrNd-M")]),
        (with_stock(yearly_use_mg=None), [("alarm", "use_unknown", "PrNd-M")]),
        (with_receipt(certificate=""), [("halt", "uninspected", "R1")]),
        (with_receipt(counted="2022-07-30"), [("alarm", "uncounted", "R1")]),
        (with_receipt(counted="2022-06-29"), [("halt", "uncounted", "R1")]),
        (with_receipt(counted_mg=398 * TONNE), []),
        (with_receipt(counted_mg=398 * TONNE - 1), [("halt", "weight", "R1")]),
        (with_receipt(counted_mg=0), [("halt", "weight", "R1")]),
        (with_receipt(pledges=("P1", "P2")), [("halt", "repledge", "R1"), ("alarm", "pledged", "PrNd-M")]),
        (with_receipt(registered="2022-03-30"), [("alarm", "days_in_store", "R1")]),
        (with_receipt(registered="2022-03-03"),
         [("refuse", "days_in_store", "R1"), ("halt", "overdue", "PrNd-M")]),
        (with_receipt(holders=(("REPE", 1), ("mine", 200 * TONNE), ("magnet", 200 * TONNE - 1))),
         [("halt", "venue_holds", "REPE")]),
        (with_receipt(holders=(("mine", 100 * TONNE), ("twin", 101 * TONNE), ("magnet", 199 * TONNE))),
         [("alarm", "concentration", "group")]),
        (with_receipt(holders=(("mine", 160 * TONNE), ("magnet", 160 * TONNE), ("fund", 80 * TONNE))), []),
        (with_receipt(holders=(("mine", 159 * TONNE), ("magnet", 160 * TONNE), ("fund", 81 * TONNE))),
         [("alarm", "outsiders", "PrNd-M")]),
        (with_receipt(holders=(("mine", 132 * TONNE), ("magnet", 134 * TONNE), ("nobody", 134 * TONNE))),
         [("halt", "outsiders", "PrNd-M")]),
    ],
)  # fmt: skip
def test_one_step_beyond_is_found(state: MarketState, found: list[tuple[str, str, str]]) -> None:
    assert codes(state) == found


def test_shares_of_a_small_stock_halt_nothing() -> None:
    small = with_stock(receipts=(replace(GOOD, holders=(("fund", 400 * TONNE),)),), yearly_use_mg=40_000 * TONNE)
    assert codes(small) == []


def test_what_a_lot_stands_for_twice_is_found_across_instruments() -> None:
    again = replace(STOCK, instrument="PrNd-O", receipts=(replace(GOOD, id="R2"),))
    found = codes(replace(STATE, stocks=(STOCK, again)))
    assert found == [("halt", "lot_twice", "R1"), ("halt", "lot_twice", "R2")]


def deal(day: int, seller: str, buyer: str, lots: int = 10, *, is_chosen: bool = True) -> Deal:
    return Deal(f"2022-08-{day}", "PrNd-M", seller, buyer, lots, is_chosen)


def test_buying_from_oneself_and_in_circles_is_measured_over_the_volume() -> None:
    circle = (deal(29, "a", "b"), deal(30, "b", "c"), deal(31, "c", "a"))
    assert codes(replace(STATE, deals=circle)) == [("halt", "circles", "PrNd-M")]
    assert codes(replace(STATE, deals=(*circle, deal(31, "d", "e", 20)))) == [("alarm", "circles", "PrNd-M")]
    assert codes(replace(STATE, deals=circle[:2])) == []
    by_chance = tuple(replace(one, is_chosen=False) for one in circle)
    assert codes(replace(STATE, deals=by_chance)) == []
    assert codes(replace(STATE, deals=(deal(31, "a", "a", is_chosen=False),))) == [("halt", "circles", "PrNd-M")]


def test_what_is_halted_is_the_instrument_or_the_venue() -> None:
    found = daily(replace(with_receipt(certificate=""), bank_fen=1), LIMITS)
    assert halted(found) == {"PrNd-M", ""}
    assert all(one.rule in rules() for one in found)


def test_the_report_names_no_holder_and_is_the_same_from_any_order() -> None:
    other = StockState(instrument="La-O")
    report = stock_report(replace(STATE, stocks=(STOCK, other)))
    assert report.sha256 == stock_report(replace(STATE, stocks=(other, STOCK))).sha256
    lanthanum, metal = report.rows
    assert (lanthanum.instrument, lanthanum.receipts, lanthanum.oldest_days) == ("La-O", 0, None)
    assert (metal.owners, metal.largest_ppm, metal.use_ppm, metal.premium_ppm) == (2, 500_000, 10_526, 50_000)
    assert dict(metal.bands)["50-80"] == 2
    assert (metal.oldest_days, metal.uncounted_days) == (30, 6)
    assert not any(name in str(report.as_json()) for name in ("mine", "group", "magnet", "maker"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=8))
def test_bands_count_every_owner_of_three_tenths_or_more(masses: list[int]) -> None:
    total = sum(masses)
    receipt = replace(GOOD, net_mg=total, holders=tuple((f"m{place}", mg) for place, mg in enumerate(masses)))
    (row,) = stock_report(with_stock(receipts=(receipt,))).rows
    assert sum(count for _, count in row.bands) == sum(mg * 1_000_000 // total >= 300_000 for mg in masses)
    assert [name for name, _ in row.bands] == [name for name, _, _ in bands()]
    assert sum(count for _, count in row.bands[2:]) <= 2
