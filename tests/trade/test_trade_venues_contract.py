"""Whether a lot meets its contract, how many lots it is, what its grade adds; prices by formula."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.venues import (
    Certificate,
    FloatingFormula,
    FloatingPrice,
    LinearFormula,
    adjust_fen_per_tonne,
    floating_price,
    formulas,
    lots_of,
    meets,
    standard_instruments,
    to_fen,
    to_ticks,
    weight_fault,
    with_tax,
    without_tax,
)

TONNE = 10**9
OXIDE = replace(standard_instruments()["PrNd-O"], places=("W1", "W2"), brands=("NR",))
CONCENTRATE = standard_instruments()["REC-50"]
GOOD = Certificate(
    id="C-1",
    net_mg=20 * TONNE,
    reo_ppm=992_000,
    partition_ppm={"Pr": 248_000, "Nd": 751_000, "La": 1_000},
    impurities_ppm={"Fe2O3": 200, "SiO2": 100, "CaO": 100, "Al2O3": 100, "Cl-": 90},
    brand="NR",
    place="W1",
)


def test_a_good_lot_meets_its_contract() -> None:
    assert meets(OXIDE, GOOD) == []
    assert meets(OXIDE, replace(GOOD, lots=20)) == []


@pytest.mark.parametrize(
    ("certificate", "code", "words"),
    [
        (replace(GOOD, reo_ppm=989_999), "venue-reo", ("99 %", "98.9999 %")),
        (replace(GOOD, reo_ppm=None), "venue-untested", ("REO",)),
        (replace(GOOD, partition_ppm={"Pr": 270_001, "Nd": 730_000}), "venue-partition", ("Pr", "27 %", "27.0001 %")),
        (replace(GOOD, impurities_ppm={**GOOD.impurities_ppm, "SiO2": 501}), "venue-impurity", ("SiO2", "0.05 %")),
        (replace(GOOD, impurities_ppm={**GOOD.impurities_ppm, "CaO": -1}), "venue-impurity", ("CaO",)),
        (replace(GOOD, brand="XX"), "venue-brand", ("NR", "XX")),
        (replace(GOOD, place=""), "venue-place", ("W1, W2",)),
        (replace(GOOD, lots=21), "venue-lots", ("21", "20 t")),
        (replace(GOOD, lots=0), "venue-lots", ("0",)),
        (replace(GOOD, net_mg=20_500_000_000), "venue-lots", ("20.5 t", "0.2 %")),
        (replace(GOOD, net_mg=0), "venue-lots", ("0 kg",)),
    ],
)
def test_a_problem_names_the_element_the_limit_and_what_was_found(
    certificate: Certificate, code: str, words: tuple[str, ...]
) -> None:
    found = meets(OXIDE, certificate)
    assert [one.code for one in found] == [code]
    assert all(word in found[0].sentence("en") for word in words)
    assert all(word in found[0].sentence("zh") for word in words)


def test_every_limit_is_answered() -> None:
    found = meets(OXIDE, Certificate(id="C-2", net_mg=1))
    assert [one.code for one in found].count("venue-untested") == 1 + 2 + 5
    assert {one.code for one in found} == {"venue-untested", "venue-lots", "venue-brand", "venue-place"}


def test_a_whole_partition_says_what_is_not_there() -> None:
    only = replace(GOOD, partition_ppm={"Nd": 1_000_000})
    assert [one.code for one in meets(OXIDE, only)] == ["venue-partition", "venue-partition"]
    part = replace(GOOD, partition_ppm={"Nd": 750_000})
    assert [one.code for one in meets(OXIDE, part)] == ["venue-untested"]


def test_metals_are_judged_by_assay() -> None:
    metal = standard_instruments()["DyFe"]
    good = Certificate(id="C", net_mg=metal.lot_mg, assay_ppm={"Dy": 800_000},
                       impurities_ppm={"C": 400, "Si": 400, "Al": 900})  # fmt: skip
    assert meets(metal, good) == []
    assert [one.code for one in meets(metal, replace(good, assay_ppm={"Dy": 789_999}))] == ["venue-assay"]
    assert [one.code for one in meets(metal, replace(good, assay_ppm={}))] == ["venue-untested"]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 200), st.integers(-5_000, 5_000))
def test_lots_are_counted_within_the_tolerance_and_no_further(lots: int, off_ppm: int) -> None:
    net_mg = lots * TONNE + lots * TONNE * off_ppm // 1_000_000
    found = lots_of(OXIDE, net_mg)
    if abs(off_ppm) <= OXIDE.tolerance_ppm:
        assert found == lots
    elif not isinstance(found, Problem):
        assert abs(net_mg - found * TONNE) * 1_000_000 <= OXIDE.tolerance_ppm * found * TONNE


def test_the_tolerance_itself_is_within_it() -> None:
    assert lots_of(OXIDE, TONNE + 2_000_000) == 1
    assert isinstance(lots_of(OXIDE, TONNE + 2_000_001), Problem)
    assert isinstance(lots_of(OXIDE, TONNE - 2_000_001), Problem)
    assert isinstance(lots_of(OXIDE, -TONNE), Problem)
    assert weight_fault(1_000, 1_005, 5_000) is None
    assert isinstance(weight_fault(1_000, 1_006, 5_000), Problem)
    assert isinstance(weight_fault(1_000, 0, 1_000_000), Problem)


def test_the_published_formula_of_concentrate() -> None:
    formula = formulas()["baogang-2025"]
    assert to_fen(formula.price(500_000)) == 2_683_400
    assert to_fen(formula.price(510_000)) == 2_683_400 + 53_668
    assert to_fen(formula.price(490_000)) == 2_683_400 - 53_668
    assert formula.price(0) == 0
    assert adjust_fen_per_tonne(CONCENTRATE, 500_000) == 0
    assert adjust_fen_per_tonne(CONCENTRATE, 510_000) == round(Fraction("60644.84"))
    assert adjust_fen_per_tonne(CONCENTRATE, 490_000) == -round(Fraction("60644.84"))
    assert adjust_fen_per_tonne(OXIDE, 990_000) == 0


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_a_grade_is_priced_exactly_in_proportion(one: int, other: int) -> None:
    formula = formulas()["baogang-2025"]
    assert formula.price(one) * other == formula.price(other) * one
    assert formula.price(one) == formula.base_fen_per_tonne + formula.adjust(one)


def test_k_and_c() -> None:
    formula = LinearFormula(k=Decimal("0.985"), c_fen_per_tonne=Decimal("12.5"))
    assert formula.price(1_000) == Fraction("997.5")
    assert to_fen(formula.price(1_000)) == 998
    assert LinearFormula(k=1).price(Decimal("0.1")) == Fraction(1, 10)


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 90_000, 130_000]))
def test_tax_goes_in_and_comes_out_exactly(fen: int, vat_ppm: int) -> None:
    assert without_tax(with_tax(fen, vat_ppm), vat_ppm) == fen


def test_a_price_stands_on_a_tick() -> None:
    assert to_ticks(OXIDE, 56_500_000) == 1_130
    for wrong in (56_500_001, 0, -50_000, Fraction(1, 3)):
        found = to_ticks(OXIDE, wrong)
        assert isinstance(found, Problem)
        assert "500" in found.sentence("zh")


WINDOW = ("2022-08-01", "2022-08-02", "2022-08-03", "2022-08-04")
SERIES = {"2022-07-29": 90, "2022-08-01": 100, "2022-08-02": 101, "2022-08-04": 104}


def test_a_floating_price_is_the_mean_of_its_window() -> None:
    skip = FloatingFormula(series="index", missing="skip", premium_ppm=10_000, premium_fen_per_tonne=-1)
    found = floating_price(skip, SERIES, WINDOW)
    assert isinstance(found, FloatingPrice)
    assert found.exact == Fraction(305, 3) * Fraction(101, 100) - 1
    assert found.fen_per_tonne == 102
    assert (found.used, found.left_out) == (("2022-08-01", "2022-08-02", "2022-08-04"), ("2022-08-03",))
    carry = floating_price(replace(skip, missing="carry"), SERIES, WINDOW)
    assert isinstance(carry, FloatingPrice)
    assert carry.exact == Fraction(406, 4) * Fraction(101, 100) - 1
    assert carry.carried == ("2022-08-03",)
    points = floating_price(FloatingFormula(series="i", missing="skip", fen_per_point=Decimal("2.5")), SERIES, WINDOW)
    assert isinstance(points, FloatingPrice)
    assert points.exact == Fraction(305, 3) * Fraction(5, 2)


def test_a_floating_price_says_why_there_is_none() -> None:
    refuse = floating_price(FloatingFormula(series="index"), SERIES, WINDOW)
    assert isinstance(refuse, Problem)
    assert (refuse.code, "2022-08-03" in refuse.sentence("zh")) == ("venue-window-gap", True)
    for formula, days in (
        (FloatingFormula(series="i", missing="skip", fewest_days=4), WINDOW),
        (FloatingFormula(series="i", missing="carry", fewest_days=0), WINDOW[2:3]),
        (FloatingFormula(series="i"), ()),
    ):
        found = floating_price(formula, SERIES, days)
        assert isinstance(found, Problem)
        assert found.code == "venue-window-thin"


def test_nothing_is_carried_from_before_the_series() -> None:
    found = floating_price(FloatingFormula(series="i", missing="carry"), {"2022-08-02": 5}, WINDOW[:2])
    assert isinstance(found, FloatingPrice)
    assert found.exact == 5
    assert found.left_out == ("2022-08-01",)
    assert not found.carried
