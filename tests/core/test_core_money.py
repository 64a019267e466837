from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import InternalError, Mass, Money, Price, VatRate

fen = st.integers(-(10**14), 10**14)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any)
VAT = VatRate("CN VAT 13 %", Decimal("0.13"), "财政部 税务总局 海关总署公告2019年第39号")


@given(fen, fen)
def test_what_is_paid_can_be_paid_back(one: int, other: int) -> None:
    paid = Money(one, "CNY") + Money(other, "CNY")
    assert paid - Money(other, "CNY") == Money(one, "CNY")
    assert -Money(one, "CNY") + Money(one, "CNY") == Money(0, "CNY")


@given(fen, weights)
def test_a_split_loses_no_fen(amount: int, ratio: list[int]) -> None:
    assert sum(Money(amount, "CNY").split(ratio), Money(0, "CNY")) == Money(amount, "CNY")


@given(fen)
def test_amounts_are_exact(amount: int) -> None:
    assert Money.of(Money(amount, "USD").amount, "USD") == Money(amount, "USD")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_never_mix(act: str) -> None:
    with pytest.raises(InternalError, match="CNY and USD in one sum"):
        getattr(Money(1, "CNY"), act)(Money(1, "USD"))


def test_money_has_an_order() -> None:
    assert Money(1, "CNY") < Money(2, "CNY") <= Money(2, "CNY")


def test_the_trades_two_ways_to_quote_are_one_price() -> None:
    assert Price.from_per_tonne(2_268_800, "CNY") == Price.from_per_kilogram(Decimal("2268.8"), "CNY")
    assert Price.from_per_tonne(2_268_800, "CNY").per_kilogram == Fraction("2268.8")
    assert Price.from_per_kilogram(Decimal("0.00001"), "CNY").fen_per_tonne == 1


@given(st.integers(0, 10**9), st.integers(0, 10**15))
def test_an_amount_is_rounded_once(per_tonne: int, mg: int) -> None:
    exact = Fraction(per_tonne) * mg / 10**9 * 100
    assert abs(Price.from_per_tonne(per_tonne, "CNY").amount(Mass(mg)).fen - exact) <= Fraction(1, 2)


@given(st.decimals(0, 10**6, places=2))
def test_tax_taken_out_and_added_is_the_same_price(per_kilogram: Decimal) -> None:
    quoted = Price.from_per_kilogram(per_kilogram, "CNY")
    assert quoted.without_tax(VAT).with_tax(VAT) == quoted


def test_tax_is_taken_out_once() -> None:
    bare = Price.from_per_tonne(113, "CNY").without_tax(VAT)
    assert bare.per_tonne == 100
    with pytest.raises(InternalError, match="no tax to take out"):
        bare.without_tax(VAT)
    with pytest.raises(InternalError, match="holds tax already"):
        bare.with_tax(VAT).with_tax(VAT)
