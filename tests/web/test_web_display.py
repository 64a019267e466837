from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.facts import Change, Fact
from monazite.web.display import Display
from monazite.web.preferences import PRICE_UNITS, TAXES, Preferences, from_form
from monazite.web.prices import price_as_chosen

ZH, EN = Display("zh", Preferences()), Display("en", Preferences())
PRICE = Fact(
    doc="d",
    kind="price",
    subject="氧化镝",
    quote="q",
    start=0,
    end=1,
    value=Decimal("226.88"),
    unit="万元/吨",
    canonical_value=Decimal("2268.8"),
    canonical_unit="CNY/kg",
    period="2022-08",
    change=Change(pct=Decimal("-4.9"), basis="mom"),
)


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2022-08-13", "2022年8月13日", "13 Aug 2022"),
        ("2022-08", "2022年8月", "Aug 2022"),
        ("2022-H1", "2022年上半年", "2022, first half"),
        ("2022-Q3", "2022年三季度", "Q3 2022"),
        ("2022", "2022年", "2022"),
        ("2022 batch 1+2", "2022年第1+2批", "2022, batch 1+2"),
        ("2021/2025", "2021年 – 2025年", "2021 – 2025"),
        ("--08-13", "8月13日（无年份）", "13 Aug (no year)"),
        ("十四五", "十四五", "十四五"),
        (None, "", ""),
    ],
)
def test_periods(period: str | None, zh: str, en: str) -> None:
    assert (ZH.period(period), EN.period(period)) == (zh, en)


def test_a_fact_in_words() -> None:
    assert ZH.statement(PRICE) == "2022年8月，氧化镝价格为 2,268.8 元/公斤，环比 −4.9%。"
    assert EN.statement(PRICE) == "dysprosium oxide 氧化镝: Price 2,268.8 CNY/kg, month on month −4.9%, Aug 2022."


def test_a_range_and_a_qualifier() -> None:
    one = Fact(
        doc="d",
        kind="output",
        subject="稀土矿",
        quote="q",
        start=0,
        end=1,
        value=(Decimal("3.6"), Decimal("3.9")),
        unit="万吨",
        canonical_value=(Decimal(36000), Decimal(39000)),
        canonical_unit="t",
        qualifier="约",
    )
    assert ZH.value(one) == "约 3.6–3.9 万吨"
    assert EN.value(one) == "about 36,000–39,000 t"


@pytest.mark.parametrize(
    ("unit", "tax", "shown"),
    [
        ("CNY/kg", "included", "2,268.8 元/公斤"),
        ("10000 CNY/t", "included", "226.88 万元/吨"),
        ("CNY/kg", "excluded", "2,007.79 元/公斤"),
        ("USD/kg", "included", "319.55 美元/公斤"),
        ("USD/kg", "excluded", "282.79 美元/公斤"),
    ],
)
def test_a_price_in_every_unit(
    unit: Literal["CNY/kg", "10000 CNY/t", "USD/kg"], tax: Literal["included", "excluded"], shown: str
) -> None:
    assert Display("zh", Preferences(unit, tax, Decimal("7.1"))).value(PRICE) == shown


def test_a_dollar_price_stays_one_without_a_rate() -> None:
    assert price_as_chosen(Decimal(300), "USD/kg", Preferences("10000 CNY/t", "excluded")) == (Decimal(300), "USD/kg")


@given(st.decimals(min_value="0.01", max_value="100000", places=2))
def test_ten_thousand_yuan_a_tonne_is_a_tenth_of_yuan_a_kilogram_to_the_digit(value: Decimal) -> None:
    shown, _ = price_as_chosen(value, "CNY/kg", Preferences("10000 CNY/t"))
    assert shown * 10 == value


CHOICES = st.builds(
    Preferences,
    st.sampled_from(PRICE_UNITS),
    st.sampled_from(TAXES),
    st.none() | st.decimals(min_value="0.01", max_value=999, places=2),
).filter(lambda chosen: chosen.price_unit != "USD/kg" or chosen.usd_cny is not None)


@given(CHOICES)
def test_preferences_survive_their_cookie(chosen: Preferences) -> None:
    assert Preferences.from_text(chosen.as_text()) == chosen


@given(st.text())
def test_any_cookie_gives_preferences(text: str) -> None:
    assert isinstance(Preferences.from_text(text), Preferences)


@pytest.mark.parametrize("rate", ["-1", "0", "nan", "inf", "1e9", "七", "7.1.1"])
def test_rates_that_are_none(rate: str) -> None:
    assert isinstance(from_form({"price_unit": "USD/kg", "usd_cny": rate}), Problem)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_reach_the_contrast_of_wcag_aa(scheme: int) -> None:
    css = (files("monazite.web") / "static" / "monazite.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[scheme]))
    grounds = [colours[name] for name in ("paper", "sheet", "tint")]
    for name in ("ink", "ink-2", "accent", "accent-ink", "verified", "unchecked", "contradicted", "repaired"):
        assert min(contrast(colours[name], ground) for ground in grounds) >= 4.5, name
    for name in ("verified", "unchecked", "contradicted", "repaired", "loose"):
        assert contrast(colours["ink"], colours[f"{name}-bg"]) >= 4.5, name
        assert contrast(colours[name], colours[f"{name}-bg"]) >= 4.5, name
    assert min(contrast(colours["rule-strong"], ground) for ground in grounds) >= 3
    assert min(contrast(colours["focus"], ground) for ground in grounds) >= 3


def test_a_worked_out_value_has_a_few_digits_more_than_the_print() -> None:
    third = replace(PRICE, value=Decimal("3.3"), canonical_value=Decimal(100) / 3, canonical_unit="t", unit="吨")
    assert EN.value(third) == "33.333333 t"
    assert EN.number(1 / 3) == "0.333333333333"
