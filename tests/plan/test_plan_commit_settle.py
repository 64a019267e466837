"""Settlements worked by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from tests.plan.commit_making import FIRST, USD_PER_KG, T, flat, guarantee, moved, offtake, refused, settled, sums

from monazite.core import Problem
from monazite.plan.commitments import (
    Band,
    Default,
    PriceRule,
    Quality,
    Settlement,
    Suspension,
    Upside,
    last_known,
    open_periods,
    period_named,
    periods,
    settlements,
)

USD = 100
"""Hundredths."""


def test_the_rule_of_mp_and_the_dod() -> None:
    """Floor 110 USD/kg, market 60: (110 - 60) x 1.2 million kg on 1000 t sold and 200 t stockpiled."""
    found = settled(guarantee(), [moved("2026-01-15", 1000 * T), moved("2026-02-15", 200 * T, "stockpiled")], flat(60))
    assert sums(found) == [("floor", "G", "S", 50_000_000 * USD), ("stockpile_floor", "G", "S", 10_000_000 * USD)]
    assert found.balances() == {"G": -60_000_000 * USD, "S": 60_000_000 * USD}
    assert "110 USD/kg" in found.lines[0].formula.en
    assert "60 USD/kg" in found.lines[0].formula.zh


def test_a_floor_does_not_pay_on_a_stockpile_unless_agreed() -> None:
    found = settled(guarantee(is_stockpile_covered=False), [moved("2026-02-15", 200 * T, "stockpiled")], flat(60))
    assert not found.lines
    assert found.stockpiled_mg == 200 * T


def test_what_leaves_the_stockpile_gets_no_floor_again() -> None:
    moves = [moved("2026-01-15", 200 * T, "stockpiled"), moved("2026-05-15", 150 * T, "released")]
    assert not settled(guarantee(), moves, flat(60), "2026-Q2").lines
    assert refused(guarantee(), [moves[0], moved("2026-05-15", 201 * T, "released")], flat(60)) == ["commit-stockpile"]


def test_above_the_strike_the_guarantor_gets_its_share() -> None:
    """30 % of 130 - 110 on 1000 t is 6 USD/kg, 6.0 million USD."""
    terms = guarantee(upside=Upside(strike_fen_per_tonne=110 * USD_PER_KG, share_ppm=300_000))
    assert sums(settled(terms, [moved("2026-01-15", 1000 * T)], flat(130))) == [("upside", "S", "G", 6_000_000 * USD)]


@pytest.mark.parametrize(("price", "paid"), [(90, 100), (100, 100), (120, 120), (140, 140), (150, 140)])
def test_without_a_guarantor_the_buyer_pays_between_floor_and_ceiling(price: int, paid: int) -> None:
    terms = offtake(floor_fen_per_tonne=100 * USD_PER_KG, ceiling_fen_per_tonne=140 * USD_PER_KG)
    found = settled(terms, [moved("2026-01-15", 100 * T)], flat(price))
    assert sums(found) == [("sale", "B", "S", paid * 100_000 * USD)]


def test_with_a_guarantor_the_buyer_pays_the_price_and_the_guarantor_the_rest() -> None:
    terms = offtake(guarantor="G", floor_fen_per_tonne=100 * USD_PER_KG)
    found = settled(terms, [moved("2026-01-15", 100 * T)], flat(90))
    assert sums(found) == [("sale", "B", "S", 9_000_000 * USD), ("floor", "G", "S", 1_000_000 * USD)]


def test_upside_is_shared_up_to_the_ceiling_only() -> None:
    terms = offtake(ceiling_fen_per_tonne=140 * USD_PER_KG, upside=Upside(
        strike_fen_per_tonne=120 * USD_PER_KG, share_ppm=500_000))  # fmt: skip
    found = settled(terms, [moved("2026-01-15", 100 * T)], flat(200))
    assert sums(found) == [("sale", "B", "S", 14_000_000 * USD), ("upside", "S", "B", 1_000_000 * USD)]


def test_prices_of_the_contract_rise_on_each_anniversary() -> None:
    """2 % a year, compounding: 100 x 1.02 squared after two years, unrounded before the line."""
    terms = offtake(
        price=PriceRule(fixed_fen_per_tonne=100 * USD_PER_KG), escalation_ppm=20_000, last=dt.date(2028, 12, 31)
    )
    found = settled(terms, [moved("2028-01-01", 100 * T)], None, "2028-Q1")
    assert found.lines[0].fen == 10_404_000 * USD
    assert settled(terms, [moved("2027-12-31", 100 * T)], None, "2027-Q4").lines[0].fen == 10_200_000 * USD


def test_each_line_is_rounded_half_even_once() -> None:
    terms = offtake(price=PriceRule(fixed_fen_per_tonne=1), bands=())
    halves = [moved("2026-01-15", mass_mg, id=str(mass_mg)) for mass_mg in (500_000_000, 1_500_000_000, 2_500_000_000)]
    assert [line.fen for line in settled(terms, halves, None).lines] == [2, 2]


def test_quality_adjusts_the_price_on_its_side_only() -> None:
    """TREO 1 % above its base adds 1 USD/kg; iron 0.01 % above its own takes off 0.5."""
    quality = (
        Quality(property="TREO", least_ppm=980_000, base_ppm=990_000, step_fen_per_tonne=USD_PER_KG),
        Quality(property="Fe", most_ppm=1000, base_ppm=300, step_fen_per_tonne=-50 * USD_PER_KG, side="above"),
    )
    terms = offtake(quality=quality)
    better = settled(terms, [moved("2026-01-15", 100 * T, tested={"TREO": 1_000_000, "Fe": 100})], flat(120))
    assert sums(better)[1] == ("quality", "B", "S", 100_000 * USD)
    worse = settled(terms, [moved("2026-01-15", 100 * T, tested={"TREO": 990_000, "Fe": 400})], flat(120))
    assert sums(worse)[1] == ("quality", "S", "B", 50_000 * USD)


def test_goods_outside_a_limit_are_refused_and_do_not_count() -> None:
    terms = offtake(
        quality=(Quality(property="TREO", least_ppm=990_000),), default=Default(not_delivered_fen_per_tonne=500)
    )
    found = settled(terms, [moved("2026-01-15", 100 * T, tested={"TREO": 989_999})], flat(120))
    assert [(one.movement, one.limit_ppm) for one in found.refused] == [("sold-2026-01-15", 990_000)]
    assert (found.sold_mg, found.seller_short_mg) == (0, 100 * T)
    assert sums(found) == [("not_delivered", "S", "B", 100 * 500)]


def test_what_the_contract_limits_must_be_tested() -> None:
    terms = offtake(quality=(Quality(property="TREO", least_ppm=990_000),))
    assert refused(terms, [moved("2026-01-15", 100 * T)], flat(120)) == ["commit-untested"]


def test_a_shortfall_is_shared_between_who_did_not_take_and_who_did_not_deliver() -> None:
    default = Default(not_delivered_fen_per_tonne=700, not_taken_fen_per_tonne=300)
    moves = [moved("2026-01-15", 60 * T), moved("2026-02-15", 10 * T, "not_taken")]
    found = settled(offtake(default=default), moves, flat(120))
    assert (found.seller_short_mg, found.buyer_short_mg) == (30 * T, 10 * T)
    assert sums(found)[1:] == [("not_delivered", "S", "B", 21_000), ("not_taken", "B", "S", 3000)]


def test_take_or_pay_pays_the_price_of_what_was_not_taken_up_to_the_minimum() -> None:
    moves = [moved("2026-01-15", 80 * T), moved("2026-02-15", 15 * T, "not_taken", id="n1"),
             moved("2026-03-15", 15 * T, "not_taken", id="n2")]  # fmt: skip
    found = settled(offtake(default=Default(is_take_or_pay=True)), moves, flat(120))
    assert [(line.item, line.movement, line.mass_mg) for line in found.lines[1:]] == [
        ("take_or_pay", "n1", 15 * T), ("take_or_pay", "n2", 5 * T),
    ]  # fmt: skip
    assert found.balances()["B"] == -100 * 120_000 * USD


@pytest.mark.parametrize(("mass_mg", "short"), [(98 * T, 0), (98 * T - 1, 2 * T + 1), (100 * T, 0)])
def test_within_the_tolerance_a_delivery_is_as_agreed(mass_mg: int, short: int) -> None:
    found = settled(offtake(tolerance_ppm=20_000), [moved("2026-01-15", mass_mg)], flat(120))
    assert found.seller_short_mg == short


@pytest.mark.parametrize(("mass_mg", "is_over"), [(153 * T, False), (153 * T + 1, True)])
def test_more_than_the_maximum_is_not_settled(mass_mg: int, is_over: bool) -> None:  # noqa: FBT001  a case
    moves = [moved("2026-01-15", mass_mg)]
    terms = offtake(tolerance_ppm=20_000)
    if is_over:
        assert refused(terms, moves, flat(120)) == ["commit-over"]
    else:
        assert settled(terms, moves, flat(120)).sold_mg == mass_mg


def test_force_majeure_lessens_the_minimum_by_days() -> None:
    """18 of 90 days: the minimum is 80 t."""
    spans = (Suspension(first=dt.date(2025, 12, 1), last=dt.date(2026, 1, 10)),
             Suspension(first=dt.date(2026, 1, 5), last=dt.date(2026, 1, 18)))  # fmt: skip
    found = settled(offtake(), [moved("2026-03-15", 80 * T)], flat(120), suspensions=spans)
    assert (found.minimum_mg, found.seller_short_mg) == (80 * T, 0)
    terms = offtake(default=Default(is_excused=False))
    assert refused(terms, [], flat(120), suspensions=spans) == ["commit-not-excused"]


def test_a_period_that_the_term_cuts_has_its_part_of_the_band() -> None:
    """46 of 92 days from 16 August."""
    terms = offtake(first=dt.date(2026, 8, 16), bands=(Band(since=FIRST, minimum_mg=100 * T, maximum_mg=150 * T),))
    first = periods(terms)[0]
    assert (first.name, first.first, first.last) == ("2026-Q3", dt.date(2026, 8, 16), dt.date(2026, 9, 30))
    found = settled(terms, [moved("2026-08-16", 50 * T)], flat(120), "2026-Q3")
    assert (found.minimum_mg, found.maximum_mg) == (50 * T, 75 * T)


def test_a_later_band_holds_from_its_day() -> None:
    bands = (Band(since=FIRST, minimum_mg=10 * T, maximum_mg=20 * T),
             Band(since=dt.date(2026, 4, 1), minimum_mg=30 * T, maximum_mg=40 * T))  # fmt: skip
    minimums = [settled(offtake(bands=bands), [], None, f"2026-Q{number}").minimum_mg for number in (1, 2, 3)]
    assert minimums == [10 * T, 30 * T, 30 * T]


def test_the_last_day_of_a_period_belongs_to_it_and_the_next_does_not() -> None:
    moves = [moved("2026-03-31", 100 * T), moved("2026-04-01", 110 * T)]
    assert settled(offtake(), moves, flat(120)).sold_mg == 100 * T
    assert settled(offtake(), moves, flat(120), "2026-Q2").sold_mg == 110 * T


def test_a_late_delivery_counts_for_its_period_within_the_days_of_grace() -> None:
    terms = offtake(default=Default(grace_days=10))
    assert settled(terms, [moved("2026-04-10", 100 * T, period="2026-Q1")], flat(120)).sold_mg == 100 * T
    assert refused(terms, [moved("2026-04-11", 100 * T, period="2026-Q1")], flat(120)) == ["commit-grace"]


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ([moved("2025-12-31", T)], "commit-outside"),
        ([moved("2027-01-01", T)], "commit-outside"),
        ([moved("2026-01-05", 0)], "commit-number"),
        ([moved("2026-01-05", T, period="2026-Q9")], "commit-period"),
        ([moved("2026-01-05", T, id="x"), moved("2026-01-06", T, id="x")], "commit-movement-twice"),
    ],
)
def test_movements_that_cannot_be(moves: list[Any], code: str) -> None:
    assert refused(offtake(), moves, flat(120)) == [code]


def test_an_unknown_period_names_the_nearest() -> None:
    found = period_named(offtake(), "2026Q2")
    assert isinstance(found, Problem)
    assert "“2026-Q2”" in found.sentence("en")


def test_a_seller_who_stops_pays_for_each_period_that_ended() -> None:
    """The last quote is of 15 December: the third quarter is over, the fourth is not."""
    terms, moves = offtake(default=Default(not_delivered_fen_per_tonne=500)), [moved("2026-02-15", 100 * T)]
    found = settlements(terms, moves, flat(120))
    short = {one.period.name: one.balances().get("S") for one in found if isinstance(one, Settlement)}
    assert short == {"2026-Q1": 100 * 120_000 * USD, "2026-Q2": -50_000, "2026-Q3": -50_000}
    assert [one.name for one in open_periods(terms, last_known(moves, flat(120)))] == ["2026-Q4"]


@pytest.mark.parametrize(("day", "names"), [("2026-06-29", ["2026-Q1"]), ("2026-06-30", ["2026-Q1", "2026-Q2"])])
def test_without_quotes_the_last_movement_is_the_last_day_known(day: str, names: list[str]) -> None:
    terms = offtake(price=PriceRule(fixed_fen_per_tonne=1))
    found = settlements(terms, [moved(day, 100 * T)])
    assert [one.period.name for one in found if isinstance(one, Settlement)] == names
    assert not settlements(terms, [])
    assert open_periods(terms, last_known([])) == periods(terms)


def test_a_settlement_as_json_says_every_line_and_who_pays() -> None:
    found = settled(guarantee(), [moved("2026-01-15", 1000 * T)], flat(Fraction(181, 3))).as_json()
    assert found["period"] == {"name": "2026-Q1", "first": "2026-01-01", "last": "2026-03-31"}
    assert found["lines"][0]["fen_per_tonne"] == "14900000/3"
    assert set(found["lines"][0]["formula"]) == {"zh", "en"}
    assert found["balances_fen"] == {"G": -4_966_666_667, "S": 4_966_666_667}
