from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ProblemError
from monazite.reference import convert, scales, unit, unit_texts
from monazite.reference.units import as_decimal

prices = st.sampled_from(["万元/吨", "元/吨", "元/公斤", "元/千克", "元/kg", "万元/公斤", "元/克"])


@pytest.mark.parametrize(
    ("text", "canonical", "factor"),
    [
        ("万元/吨", "CNY/kg", "10"),
        ("元/吨", "CNY/kg", "0.001"),
        ("元/公斤", "CNY/kg", "1"),
        ("万元/公斤", "CNY/kg", "10000"),
        ("美元/公斤", "USD/kg", "1"),
        ("吨", "t", "1"),
        ("公噸", "t", "1"),
        ("万吨", "t", "10000"),
        ("吨/年", "t/a", "1"),
        ("万吨/年", "t/a", "10000"),
        ("亿元", "CNY", "100000000"),
        ("万亿元", "CNY", "1000000000000"),
        ("亿美元", "USD", "100000000"),
        ("万千瓦", "MW", "10"),
        ("亿千瓦", "MW", "100000"),
        ("GW", "MW", "1000"),
        ("GWh", "GWh", "1"),
        ("万辆", "vehicle", "10000"),
        ("家", "count", "1"),
        ("点", "index point", "1"),
        ("%", "%", "1"),
        ("％", "%", "1"),
        ("个百分点", "percentage point", "1"),
        ("倍", "times", "1"),
        ("万升", "L", "10000"),
        ("kGs", "T", "0.1"),
        ("mT", "T", "0.001"),
        ("℃", "degC", "1"),
        ("nm", "m", "0.000000001"),
        ("目", "mesh", "1"),
        ("元/平方米/月", "CNY/m2/month", "1"),
        ("吨/MW", "t/MW", "1"),
    ],
)
def test_units_of_the_trade(text: str, canonical: str, factor: str) -> None:
    found = unit(text)
    assert found is not None
    assert (found.canonical, found.factor, found.text) == (canonical, Decimal(factor), text)


def test_physics_with_pi_is_rounded_and_says_so() -> None:
    energy = unit("MGOe")
    assert energy is not None
    assert not energy.is_exact
    assert abs(float(energy.factor) - 7.957747154594767) < 1e-15
    field = unit("kOe")
    assert field is not None
    assert abs(float(field.factor) - 79.57747154594767) < 1e-13


def test_blanks_and_wide_forms_are_no_other_unit() -> None:
    spaced, plain = unit("万元 ／ 吨"), unit("万元/吨")
    assert spaced is not None
    assert plain is not None
    assert (spaced.canonical, spaced.ratio) == (plain.canonical, plain.ratio)


def test_the_unit_twin_of_the_bulletins() -> None:
    assert convert(Decimal("226.88"), "万元/吨", "元/公斤") == Decimal("2268.8")


@given(st.decimals(-(10**9), 10**9, places=3), prices, prices)
def test_conversions_come_back(value: Decimal, here: str, there: str) -> None:
    assert convert(convert(value, here, there), there, here) == value


def test_a_pound_does_not_end_and_is_rounded_to_28_digits() -> None:
    assert convert(Decimal(1), "美元/磅", "美元/公斤") == Decimal("2.204622621848775807229738013")


@pytest.mark.parametrize(("here", "there", "code"), [("吨", "辆", "unit-mismatch"), ("吨", "斗", "unit-unknown")])
def test_different_things_do_not_convert(here: str, there: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        convert(Decimal(1), here, there)
    assert caught.value.problem.code == code


def test_longest_texts_come_first() -> None:
    texts = unit_texts()
    assert list(texts) == sorted(texts, key=lambda text: (-len(text), text))
    assert texts.index("万元/吨") < texts.index("元/吨") < texts.index("元")


def test_a_compound_price_agrees_with_its_parts() -> None:
    for currency in ("元", "美元"):
        compound, simple = unit(f"万{currency}/吨"), unit(f"{currency}/吨")
        assert compound is not None
        assert simple is not None
        assert compound.ratio == simple.ratio * int(scales()["万"])


def test_each_canonical_unit_has_one_dimension() -> None:
    found: dict[str, set[str]] = {}
    for text in unit_texts():
        item = unit(text)
        assert item is not None
        found.setdefault(item.canonical, set()).add(item.dimension)
        assert item.ratio > 0
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == {}


def test_plain_decimals() -> None:
    assert str(as_decimal(Fraction(10**12))) == "1000000000000"
    assert str(as_decimal(Fraction(1, 1000))) == "0.001"
