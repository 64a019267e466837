from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.read.table.columns import role_of, unit_in
from monazite.read.table.names import named
from monazite.read.table.periods import Anchor, before, full_period, header_period
from monazite.read.table.printed import printed_number
from monazite.read.table.vocabulary import header_words, measures, properties


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_a_printed_number_is_read_back_with_its_digits(value: Decimal) -> None:
    found = printed_number(f"{value:,}")
    assert found is not None
    assert str(found.value) == str(value)


@pytest.mark.parametrize("text", ["", "—", "好", "GB/T 4137-2015", "2022-08-01", "第12部分"])
def test_words_are_no_numbers(text: str) -> None:
    assert printed_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [("≤10", "10", "", "≤"), ("约8.5万吨", "8.5", "万吨", "约"), ("▼3.2%", "-3.2", "%", None), ("+5", "5", "", None)],
)
def test_numbers_with_company(text: str, value: str, unit: str, qualifier: str | None) -> None:
    found = printed_number(text)
    assert found is not None
    assert (found.value, found.unit, found.qualifier) == (Decimal(value), unit, qualifier)


@pytest.mark.parametrize(
    ("text", "role"),
    [("产品名称", "name"), ("纯度", "spec"), ("8月平均价", "mean"), ("环比", "pct"),
     ("涨跌幅(%)", "pct"), ("涨跌", "abs"),
     ("最低价", "low"), ("备注", "remark"),
     ("计划号", "plan"), ("离子型稀土", "quota"),
     ("序号", "index"), ("主营", "other")],
)  # fmt: skip
def test_header_words(text: str, role: str) -> None:
    assert role_of(text)[0] == role


@pytest.mark.parametrize(
    ("text", "unit"),
    [("均价（万元/吨）", "万元/吨"), ("（折稀土氧化物，吨）", "吨"), ("单位：元/公斤", "元/公斤"), ("产品名", None)],
)
def test_units_in_headers(text: str, unit: str | None) -> None:
    found = unit_in(text)
    assert (found.text if found else None) == unit


@pytest.mark.parametrize(
    ("header", "anchor", "period"),
    [("12月平均价", "2023-01", "2022-12"), ("上月", "2022-08", "2022-07"), ("本月均价", "2022-08", "2022-08"),
     ("昨日", "2022-03-01", "2022-02-28"),
     ("8月5日", "2022-08", "2022-08-05"), ("2021年", "2022", "2021"),
     ("均价", "2022", None)],
)  # fmt: skip
def test_periods_of_headers(header: str, anchor: str, period: str | None) -> None:
    assert header_period(header, Anchor(anchor, before(anchor))) == period


def test_an_impossible_day_is_no_period() -> None:
    assert full_period("2022年2月30日") is None or full_period("2022年2月30日") == "2022-02"


def test_purity_is_split_from_names() -> None:
    found = named("氧化镧（99.9%）")
    assert found is not None
    assert (found.subject, found.spec) == ("氧化镧", "99.9%")
    assert named("氧化物") is None
    assert named("氧化饵") is not None


def test_word_lists_load() -> None:
    assert header_words()
    assert measures()
    assert properties()
