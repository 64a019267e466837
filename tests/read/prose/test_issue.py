"""When a text is of: dates, datelines, months, and days that are never invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monazite.facts.record import plain
from monazite.read.prose import prose_facts

from .conftest import Reader, document

PRICE = "氧化镨钕价格为57.75万元/吨。"
DAILY = (
    "3月18日稀土指数为574点，较昨日上升10点，较周期内最高点1000点(2011-12-06)下降42.6%，"
    "较2015年09月13日最低点271点上涨。"
)
UNDATED = [
    (PRICE, None),
    (f"今年稀土市场平稳。2023年，氧化镧产量8万吨。\n{PRICE}", None),
    (f"2023年8月稀土市场综述\n{PRICE}", "2023-08"),
    (f"某厂公布2023年8月挂牌价。\n{PRICE}", "2023-08"),
    (f"2023年8月以来，稀土市场走弱。\n{PRICE}", None),
    (f"2023年8月5日，稀土会议召开。\n{PRICE}", None),
    (f"2022年3月18日稀土指数为574点。\n{PRICE}", "2022-03-18"),
    (f"{DAILY}（注：周期指2011年12月1日至今）\n{PRICE}", "--03-18"),
    (f"稀土日评\n3月18日稀土指数为574点，创2021年5月以来新高。\n{PRICE}", "--03-18"),
    (f"8月13日，两部门下达2022年第二批稀土指标。\n{PRICE}", "2022-08-13"),
    (f"3月18日至20日，稀土会议召开。\n{PRICE}", None),
    ("二〇二二年八月十三日，氧化镨钕价格为57.75万元/吨。", "2022-08-13"),
]


@pytest.mark.parametrize(("text", "period"), UNDATED)
def test_a_price_of_an_undated_text(read: Reader, text: str, period: str | None) -> None:
    facts = read(text, None)
    assert [f.period for f in facts if f.kind == "price"] == [period]


def test_index_of_a_daily_comment_and_what_it_is_compared_with(read: Reader) -> None:
    facts = read(DAILY, None)
    assert [(plain(f.value), f.period) for f in facts] == [(574, "--03-18"), (1000, "2011-12-06"), (271, "2015-09-13")]


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        (f"{DAILY}\n{PRICE}", date(2022, 3, 21), "2022-03-18"),
        (f"12月30日稀土价格指数为574点。\n{PRICE}", date(2023, 1, 2), "2022-12-30"),
        (f"3月18日，两部门召开稀土会议。\n{PRICE}", date(2022, 3, 21), "2022-03-21"),
    ],
)
def test_the_dateline_of_a_dated_comment(read: Reader, text: str, day: date, period: str) -> None:
    assert [f.period for f in read(text, day) if f.kind == "price"] == [period]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (PRICE, "2023-08"),
        ("今日氧化镨钕价格为57.75万元/吨。", "2023-08"),
        ("本月氧化镨钕价格为57.75万元/吨。", "2023-08"),
        ("昨日氧化镨钕价格为57.75万元/吨。", None),
        ("8日氧化镨钕价格为57.75万元/吨。", None),
        ("8月8日氧化镨钕价格为57.75万元/吨。", "2023-08-08"),
    ],
)
def test_where_only_the_month_is_known(text: str, period: str | None) -> None:
    paper = replace(document(text, date(2023, 8, 1)), meta={"date_precision": "month"})
    assert [f.period for f in prose_facts(paper)] == [period]
