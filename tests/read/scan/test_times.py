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
        ("加上年初的", "2022-01"),
        ("以上年均价计，以去年计", "2021"),
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
        ("上个月均价", "2022-07"),
        ("上周五报价", "2022-08-26"),
        ("周二公布", "2022-08-30"),
        ("本周三上涨", "2022-08-31"),
        ("上周均价", "2022-08-22/2022-08-28"),
        ("上季度均价", "2022-Q2"),
        ("前天下跌", "2022-08-29"),
        ("2021财年", "2021"),
        ("2023年第三批", "2023 batch 3"),
        ("二〇二一年八月出口", "2021-08"),
        ("二零二一年八月二十三日", "2021-08-23"),
        ("二○二一年第二批", "2021 batch 2"),
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


@pytest.mark.parametrize("text", ["每周一次", "三周五次", "一周均价"])
def test_counted_weeks_are_no_days(text: str) -> None:
    assert find_times(text, AUGUST_2022) == []


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("去年12月底为5万元，到2月5日为6万元", ["2021-12", "2022-02-05"]),
        ("2012年出口增长，远低于当年配额", ["2012", "2012"]),
        ("2月指数由月初的176点涨到月末的183点", ["2022-02", "2022-02", "2022-02"]),
        ("2011年6月17日达到高位，年初以来上涨", ["2011-06-17", "2011-01"]),
        ("截至6月30日的2021财年增产，上一财年减产", ["2022-06-30", "2020-07/2021-06", "2019-07/2020-06"]),
    ],
)
def test_times_that_lean_on_the_one_before(text: str, isos: list[str]) -> None:
    assert [time.iso for time in find_times(text, AUGUST_2022)] == isos


def test_this_month_of_a_review_printed_early_in_the_next() -> None:
    early = Anchor(date(2022, 9, 3))
    assert [time.iso for time in find_times("8月份指数回落，本月平均为290点", early)] == ["2022-08", "2022-08"]


def test_a_far_comparison_is_a_basis() -> None:
    times = find_times("同去年第二批的7976吨相比增加", Anchor(date(2011, 7, 14)))
    assert [(time.iso, time.role) for time in times] == [("2010 batch 2", "basis")]


@pytest.mark.parametrize(
    ("text", "iso"),
    [("今日", "2022-08"), ("本月", "2022-08"), ("上月", "2022-07"), ("昨日", None), ("8日", None), ("上周", None)],
)
def test_where_only_the_month_is_known(text: str, iso: str | None) -> None:
    assert find_times(text, Anchor(date(2022, 8, 31), is_month=True))[0].iso == iso


def test_a_year_in_characters_is_printed_as_it_stands() -> None:
    assert find_times("二〇二一年八月", AUGUST_2022)[0].text == "二〇二一年八月"
