from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass, Mass, reo, share_out, whole_parts

SYMBOLS = ("La", "Ce", "Pr", "Nd", "Dy", "Fe", "B")
milligrams = st.integers(-(10**15), 10**15)
matter = st.dictionaries(st.sampled_from(SYMBOLS), milligrams).map(ElementMass.of)
weights = st.lists(st.fractions(0, 1000), min_size=1, max_size=6).filter(any)
shares = st.fractions(0, 1)
FACTORS = {"Nd": Fraction(11664, 10000), "Pr": Fraction(12082, 10000)}


@given(milligrams, weights)
def test_parts_add_up_to_the_whole(total: int, ratio: list[Fraction]) -> None:
    parts = share_out(total, ratio)
    assert sum(parts) == total
    exact = [total * weight / sum(ratio) for weight in ratio]
    assert all(abs(part - value) < 1 for part, value in zip(parts, exact, strict=True))


@pytest.mark.parametrize("ratio", [[], [0, 0], [1, -1]])
def test_weights_must_share_something(ratio: list[int]) -> None:
    with pytest.raises(ValueError, match="weights must not be negative"):
        share_out(10, ratio)


def test_a_total_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="5 is not the sum"):
        whole_parts([Fraction(1, 2), Fraction(1, 2)], 5)


def test_equal_remainders_go_to_the_first() -> None:
    assert share_out(2, [1, 1, 1]) == (1, 1, 0)


@given(matter, matter)
def test_what_is_added_can_be_taken_away(one: ElementMass, other: ElementMass) -> None:
    assert one + other == other + one
    assert one + other - other == one
    assert (one - one).parts == ()
    assert (one + other).total == one.total + other.total


@given(matter, shares)
def test_scaling_keeps_the_milligram(whole: ElementMass, share: Fraction) -> None:
    part = whole.scaled(share)
    assert part.total == whole.total.scaled(share)
    assert part + (whole - part) == whole
    assert all(abs(part[symbol] - whole[symbol] * share) < 1 for symbol in whole)


@given(matter, weights)
def test_a_split_loses_no_element(whole: ElementMass, ratio: list[Fraction]) -> None:
    parts = whole.split(ratio)
    assert len(parts) == len(ratio)
    assert sum(parts, ElementMass()) == whole


@given(milligrams, weights)
def test_a_mass_splits_without_loss(mg: int, ratio: list[Fraction]) -> None:
    assert sum(Mass(mg).split(ratio), Mass(0)) == Mass(mg)


@given(milligrams)
def test_tonnes_and_kilograms_are_exact(mg: int) -> None:
    assert Mass.from_tonnes(Mass(mg).tonnes) == Mass(mg)
    assert Mass.from_kilograms(Mass(mg).kilograms) == Mass(mg)


def test_units_of_mass() -> None:
    assert Mass.from_tonnes(Decimal(109200)) == Mass(109_200 * 10**9)
    assert Mass.from_grams(Decimal("0.0005")) == Mass(0), "half to even"
    assert Mass.from_grams(Decimal("0.0015")) == Mass(2), "half to even"
    assert Mass.from_kilograms(1) - Mass.from_grams(1) == Mass(999_000)
    assert -Mass(5) < Mass(0)


@given(matter)
def test_reo_is_rounded_once_over_the_sum(lot: ElementMass) -> None:
    exact = lot["Nd"] * FACTORS["Nd"] + lot["Pr"] * FACTORS["Pr"]
    assert abs(reo(lot, FACTORS).mg - exact) <= Fraction(1, 2)


def test_iron_counts_no_oxide() -> None:
    assert reo(ElementMass.of({"Nd": 10_000, "Fe": 90_000}), FACTORS) == Mass(11_664)


def test_zero_elements_are_left_out() -> None:
    lot = ElementMass.of({"Nd": 3, "La": 0})
    assert list(lot) == ["Nd"]
    assert len(lot) == 1
    assert lot["La"] == 0
