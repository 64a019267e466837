from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import InternalError, as_decimal, figure, scaled_figure

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)
WORDS = {"万": 10_000, "亿": 100_000_000}


@given(numbers)
def test_a_figure_reads_back(value: Decimal) -> None:
    assert Decimal(figure(value).replace(",", "")) == value


@given(numbers)
def test_a_headline_reads_back(value: Decimal) -> None:
    text = scaled_figure(value, "zh").replace(",", "")
    scale = WORDS.get(text[-1], 1)
    assert Fraction(text.rstrip("万亿")) * scale == Fraction(value)
    assert scaled_figure(value, "en") == figure(value)


@pytest.mark.parametrize(
    ("value", "headline"),
    [("9999", "9,999"), ("10000", "1万"), ("109200", "10.92万"), ("342000000", "3.42亿"), ("-135000", "-13.5万")],
)
def test_headlines(value: str, headline: str) -> None:
    assert scaled_figure(Decimal(value), "zh") == headline


@given(st.integers(-(10**40), 10**40), st.integers(0, 40))
def test_decimals_that_end_are_exact(numerator: int, places: int) -> None:
    value = Fraction(numerator, 10**places)
    assert Fraction(as_decimal(value)) == value


def test_a_third_is_no_decimal() -> None:
    with pytest.raises(InternalError, match="never ends"):
        as_decimal(Fraction(1, 3))
