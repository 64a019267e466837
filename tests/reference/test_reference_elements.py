from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from monazite.core import ElementMass, reo
from monazite.reference import element, element_aliases, elements, factor, factors, oxide, oxides, rare_earths


def test_seventeen_rare_earths_of_which_promethium_is_not_booked() -> None:
    assert "".join(item.zh for item in rare_earths()) == "镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥钇钪"
    assert [item.symbol for item in rare_earths() if not item.is_stable] == ["Pm"]
    assert element("Pm").atomic_weight is None
    assert len(factors()) == 16


def test_lanthanides_rise_by_one() -> None:
    assert [item.atomic_number for item in rare_earths()] == [*range(57, 72), 39, 21]


def test_classes() -> None:
    light = {item.symbol for item in rare_earths() if item.series == "light"}
    assert light == {"La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu"}
    medium = {item.symbol for item in rare_earths() if item.series_gb == "medium"}
    assert medium == {"Sm", "Eu", "Gd"}
    assert element("Sc").series is None
    assert all(item.class_source for item in rare_earths())


@pytest.mark.parametrize("row", oxides(), ids=lambda row: row.formula)
def test_printed_factors_follow_from_the_weights(row: object) -> None:
    assert isinstance(row, type(oxides()[0]))
    assert round(factor(row.element), 4) == Fraction(row.factor)
    assert len(str(row.factor).split(".")[1]) == 4


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("CeO2", "1.2284"),
        ("Pr6O11", "1.2082"),
        ("Nd2O3", "1.1664"),
        ("Tb4O7", "1.1762"),
        ("Dy2O3", "1.1477"),
        ("Y2O3", "1.2699"),
        ("La2O3", "1.1728"),
    ],
)
def test_factors_the_trade_uses(formula: str, expected: str) -> None:
    assert {row.formula: row.factor for row in oxides()}[formula] == Decimal(expected)


def test_a_formula_states_its_counts() -> None:
    for row in oxides():
        atoms = str(row.atoms) if row.atoms > 1 else ""
        assert row.formula == f"{row.element}{atoms}O{row.oxygens}"
        assert oxide(row.element) == row


def test_a_tonne_of_pr_nd_metal_needs_just_over_1_176_tonnes_of_oxide() -> None:
    tonne = 1_000_000_000
    metal = ElementMass.of({"Nd": round(tonne * 3 / 4 / factor("Nd")), "Pr": round(tonne / 4 / factor("Pr"))})
    assert abs(reo(metal, factors()).mg - tonne) <= 1, "75 % Nd2O3, 25 % Pr6O11"
    assert Fraction("1.176") < Fraction(tonne, metal.total.mg) < Fraction("1.177")


def test_no_factor_without_a_stable_rare_earth() -> None:
    for symbol in ("Pm", "Fe", "Xx"):
        with pytest.raises(KeyError):
            factor(symbol)


def test_names_in_both_scripts() -> None:
    names = element_aliases()
    assert {names[name] for name in ("镥", "鑥", "鎦", "lutetium", "Lu")} == {"Lu"}
    assert len({item.symbol for item in elements()}) == len(elements())
    assert all(item.atomic_weight for item in elements() if item.symbol != "Pm")


def test_weights_rise_with_atomic_number_apart_from_known_pairs() -> None:
    rows = sorted((item for item in elements() if item.atomic_weight), key=lambda item: item.atomic_number)
    pairs = [(a.symbol, b.symbol) for a, b in pairwise(rows) if _weight(a) > _weight(b)]
    assert pairs == [("Co", "Ni")]


def _weight(item: object) -> Decimal:
    weight = getattr(item, "atomic_weight", None)
    assert isinstance(weight, Decimal)
    return weight
