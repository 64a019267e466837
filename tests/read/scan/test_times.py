"""Dates and periods, absolute and relative to the document's date."""

from __future__ import annotations

from datetime import date

import pytest

from monazite.read.scan import Anchor, find_times

AUGUST_2022 = Anchor(date(2022, 8, 31))
JULY_2011 = Anchor(date(2011, 7, 18))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022年2月24日达到", "2022-02-24"),
        ("2022 年第二批稀土开采", "2022 batch 2"),
        ("2022年前两批合计", "2022 batch 1+2"),
        ("2022年上半年", "2022-H1"),
        ("今年 1 至 6 月份", "2022-01/2022-06"),
        ("前7个月", "2022-01/2022-07"),
        ("8 月份均价", "2022-08"),
        ("七月出口", "2022-07"),
        ("2026年第一季度", "2026-Q1"),
        ("2021~2025年", "2021/2025"),
        ("“十四五”期间", "2021/2025"),
        ("到“十四五”末", "2025"),
        ("2010全年共生产", "2010"),
        ("2022-08-13报价", "2022-08-13"),
        ("年初的5万元", "2022-01"),
        ("今日均价", "2022-08-31"),
        ("昨日上涨", "2022-08-30"),
        ("8日报价", "2022-08-08"),
        ("本月8日公布", "2022-08-08"),
        ("年累计出口", "2022-01/2022-07"),
        ("上月均价", "2022-07"),
    ],
)
def test_iso(text: str, iso: str) -> None:
    assert find_times(text, AUGUST_2022)[0].iso == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [("去年10月底", "2010-10"), ("12月31日", "2010-12-31"), ("四季度", "2010-Q4"), ("下跌将持续到9月份", "2011-09")],
)
def test_nearest_past_and_what_is_to_come(text: str, iso: str) -> None:
    assert find_times(text, JULY_2011)[0].iso == iso


def test_a_year_holds_for_its_sentence() -> None:
    times = find_times("2009年底开始上涨，6月达到高点。6月回落", JULY_2011)
    assert [t.iso for t in times] == ["2009-12", "2009-06", "2011-06"]


def test_without_any_year() -> None:
    assert [t.iso for t in find_times("8月13日，今日，3月", Anchor())] == ["--08-13", None, "--03"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("与8月1日相比", "basis"),
        ("较2010年同期", "basis"),
        ("2010年7月以来", "since"),
        ("自本月8日公布整治行动以来", "since"),
        ("截至8月8日", "until"),
        ("到2025年", "until"),
        ("2022年8月", "at"),
    ],
)
def test_role(text: str, role: str) -> None:
    assert find_times(text, AUGUST_2022)[0].role == role


@pytest.mark.parametrize("text", ["三个月", "半年时间", "28种", "45日", "日报价"])
def test_what_is_no_time(text: str) -> None:
    assert find_times(text, AUGUST_2022) == []
