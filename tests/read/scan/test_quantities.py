"""Numbers with units: values, scales, ranges, qualifiers, words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monazite.read.mentions import Quantity
from monazite.read.scan import chinese_number, find_quantities


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "canonical"),
    [
        ("均价70.09万元/吨", "700900", "700900", "CNY/kg"),
        ("产量10,314吨", "10314", "10314", "t"),
        ("全年预计需求3.6-3.9万吨", "36000", "39000", "t"),
        ("现在报价110万-115万一吨", "1100000", "1150000", "CNY/kg"),
        ("报价175-180万一吨", "1750000", "1800000", "CNY/kg"),
        ("约23万元一吨", "230000", "230000", "CNY/kg"),
        ("每吨人民币2万6,205元", "26205", "26205", "CNY/kg"),
        ("每公斤220美元到320美元", "220", "320", "USD/kg"),
        ("每吨2万至3万元", "20000", "30000", "CNY/kg"),
        ("售价29.80澳元/公斤", "29.80", "29.80", "AUD/kg"),
        ("挂牌价1500~1520万元/吨", "15000000", "15200000", "CNY/kg"),
        ("占40%至50%", "40", "50", "%"),
        ("涨幅6-10倍", "6", "10", "times"),
        ("涨幅从20%至40%不等", "20", "40", "%"),
        ("储量1.2×108 t", "1.2E+8", "1.2E+8", "t"),
        ("储量4.4×10⁷ t", "4.4E+7", "4.4E+7", "t"),
        ("三分之一的储量", "33.33", "33.33", "%"),
        ("占世界的1/3", "33.33", "33.33", "%"),
        ("近四成", "40", "40", "%"),
        ("几乎翻倍", "1", "1", "times"),
        ("产值突破千亿元", "1E+11", "1E+11", "CNY"),
        ("装机3.42亿千瓦", "3.42E+8", "3.42E+8", "MW"),
        ("重量5千克", "5", "5", "t"),
        ("净利润-5406.37万元", "-54063700", "-54063700", "CNY"),
        ("每公斤8000元", "8000", "8000", "CNY/kg"),
        ("升至每吨15.9万美元", "159000", "159000", "USD/kg"),
        ("预计为50–65.7美元/公斤", "50", "65.7", "USD/kg"),
        ("维持在6000-8000 吨/年之间", "6000", "8000", "t/a"),
        ("十五万吨", "150000", "150000", "t"),
        ("上涨百分之三点二", "3.2", "3.2", "%"),
        ("下跌百分之零点五", "0.5", "0.5", "%"),
        ("增长百分之3.2", "3.2", "3.2", "%"),
        ("均价“48.5”万元/吨", "485000", "485000", "CNY/kg"),
        ('均价"48.5"万元/吨', "485000", "485000", "CNY/kg"),
    ],
)
def test_value_and_unit(text: str, low: str, high: str, canonical: str) -> None:
    quantity = only(text)
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))
    assert quantity.unit is not None
    assert quantity.unit.canonical == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("约0.7万吨", "约"),
        ("0.33吨/MW左右", "约"),
        ("近200万吨", "近"),
        ("超过40万吨", ">"),
        ("1700 多吨", ">"),
        ("200余家", ">"),
        ("80%以上", "≥"),
        ("不足5%", "<"),
        ("不超过10%", "≤"),
        ("高达65.7美元/公斤", None),
        ("70%", None),
    ],
)
def test_qualifier(text: str, code: str | None) -> None:
    assert only(text).qualifier == code


def test_a_rise_to_a_level_is_no_range() -> None:
    found = find_quantities("价格上涨1万元/吨至85.5万元/吨")
    assert [int(q.low) for q in found] == [int(q.high) for q in found] == [10000, 855000]


def test_from_one_share_to_another_is_no_range() -> None:
    assert [q.low for q in find_quantities("从35%至40%")] == [35, 40]


def test_printed_digits_are_kept() -> None:
    assert only("均价85.20万元/吨").low == Decimal("8.520E+5")
    assert only("均价85.20万元/吨").low.as_tuple().exponent == 2


def test_the_last_places_of_a_scale_are_the_units_own() -> None:
    quantity = only("风电6.6亿千瓦")
    assert (quantity.scale, quantity.unit and quantity.unit.text) == ("亿", "千瓦")


@pytest.mark.parametrize("text", ["GB26451", "sh600111", "成立", "一吨", "第一", "倍增计划"])
def test_what_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("千亿", 10**11),
        ("十五", 15),
        ("一万五千", 15000),
        ("二〇二二", 2022),
        ("一万亿", 10**12),
        ("两", 2),
        ("百分", None),
    ],
)
def test_chinese_number(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    "text", ["1e400万元/吨", "1.5E3元/吨", "9" * 16 + "元/吨", "9" * 400, "价格（万元/吨）", "单位：万元"]
)
def test_what_is_no_number(text: str) -> None:
    assert find_quantities(text) == []


def test_the_longest_number() -> None:
    assert only("9" * 15 + "吨").low == Decimal("9" * 15)
