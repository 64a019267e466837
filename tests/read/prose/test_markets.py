"""Prices, the index and quotas in the words of market papers and notices: subject, value, period and basis."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monazite.facts.record import Fact, plain

from .conftest import Reader

Row = tuple[Any, ...]
MARCH = date(2024, 3, 12)


def row(fact: Fact) -> Row:
    """Kind, subject, value, unit, period, then the change and its basis, None where there is none."""
    change = fact.change
    moved = plain(change.pct if change.pct is not None else change.abs) if change else None
    return (
        fact.kind, fact.subject, plain(fact.canonical_value), fact.canonical_unit, fact.period,
        moved, change.basis if change else None,
    )  # fmt: skip


BASES: list[tuple[str, list[Row]]] = [
    (
        "今日氧化钆均价15.6万元/吨，上涨0.3万元/吨。氧化钬均价48万元/吨，跌0.5万元/吨。",
        [
            ("price", "氧化钆", 156, "CNY/kg", "2024-03-12", 3, "dod"),
            ("price", "氧化钬", 480, "CNY/kg", "2024-03-12", -5, "dod"),
        ],
    ),
    (
        "上周氧化镝均价为186万元/吨，周环比下跌2.1%。",
        [("price", "氧化镝", 1860, "CNY/kg", "2024-03-04/2024-03-10", -2.1, "wow")],
    ),
    (
        "2024年第一季度稀土精矿交易价格为20737元/吨（干量，REO=51%），环比上涨4.9%。",
        [("price", "稀土精矿", 20.737, "CNY/kg", "2024-Q1", 4.9, "qoq")],
    ),
    (
        "一季度稀土精矿价格上调4.9%至每吨2万737元。",
        [("price", "稀土精矿", 20.737, "CNY/kg", "2024-Q1", 4.9, "qoq")],
    ),
    (
        "北方稀土3月挂牌价显示，氧化镨钕报36.53万元/吨，较上月下降2.05万元/吨。",
        [("price", "氧化镨钕", 365.3, "CNY/kg", "2024-03", -20.5, "mom")],
    ),
    (
        "2023年氧化釹均價每噸53萬元、年減35%。",
        [("price", "氧化钕", 530, "CNY/kg", "2023", -35, "yoy")],
    ),
    (
        "氧化镧、氧化铈价格分别为0.4万元/吨和0.65万元/吨，与上月持平。",
        [
            ("price", "氧化镧", 4, "CNY/kg", "2024-03-12", 0, "mom"),
            ("price", "氧化铈", 6.5, "CNY/kg", "2024-03-12", 0, "mom"),
        ],
    ),
    (
        "氧化镨钕2月均价为38.6万元/吨，3月均价为35.4万元/吨，跌幅8.3%。",
        [
            ("price", "氧化镨钕", 386, "CNY/kg", "2024-02", None, None),
            ("price", "氧化镨钕", 354, "CNY/kg", "2024-03", -8.3, "mom"),
        ],
    ),
    (
        "今年以来氧化镨钕价格下跌21%。",
        [("price_move", "氧化镨钕", None, None, "2024-03-12", -21, "2024-01")],
    ),
    (
        "欧洲氧化镝已涨至2800美元/公斤，比国内高出20%。",
        [("price", "氧化镝", 2800, "USD/kg", "2024-03-12", 20, "unstated")],
    ),
    (
        "与2023年相比，2024年稀土开采指标增加1.5万吨。",
        [("quota", "稀土开采总量控制指标", None, "t", "2024", 15000, "yoy")],
    ),
]

PRICES: list[tuple[str, list[Row]]] = [
    (
        "昨日，氧化钕价格跌至36万元/吨，日跌0.5万元。",
        [("price", "氧化钕", 360, "CNY/kg", "2024-03-11", -5, "dod")],
    ),
    (
        "氧化镨报价118-120万元，氧化钇价格每吨上涨5000元，至9.5万元。",
        [
            ("price", "氧化镨", [1180, 1200], "CNY/kg", "2024-03-12", None, None),
            ("price", "氧化钇", 95, "CNY/kg", "2024-03-12", 5, "unstated"),
        ],
    ),
    (
        "氧化镧、氧化铈、氧化镨价格分别为12、13、115万元/吨。",
        [
            ("price", "氧化镧", 120, "CNY/kg", "2024-03-12", None, None),
            ("price", "氧化铈", 130, "CNY/kg", "2024-03-12", None, None),
            ("price", "氧化镨", 1150, "CNY/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "1月氧化镧、氧化铈价格分别为0.45万元/吨和0.7万元/吨，现在分别为0.4万元/吨和0.65万元/吨。",
        [
            ("price", "氧化镧", 4.5, "CNY/kg", "2024-01", None, None),
            ("price", "氧化铈", 7, "CNY/kg", "2024-01", None, None),
            ("price", "氧化镧", 4, "CNY/kg", "2024-03-12", None, None),
            ("price", "氧化铈", 6.5, "CNY/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "用于激光器的钇，去年12月底每公斤为260美元，到2月5日升至425美元。",
        [
            ("price", "钇", 260, "USD/kg", "2023-12", None, None),
            ("price", "钇", 425, "USD/kg", "2024-02-05", None, None),
        ],
    ),
    (
        "氧化钇已来到每公斤220美元到320美元。",
        [("price", "氧化钇", [220, 320], "USD/kg", "2024-03-12", None, None)],
    ),
    (
        "氧化镨钕价格由上周的36万元/吨回落至35万元/吨。",
        [
            ("price", "氧化镨钕", 360, "CNY/kg", "2024-03-04/2024-03-10", None, None),
            ("price", "氧化镨钕", 350, "CNY/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "氧化铽跌破600万元/吨关口。",
        [("price", "氧化铽", 6000, "CNY/kg", "2024-03-12", None, None)],
    ),
    (
        "歐洲市場鏑的價格從每公斤280美元飆升至850美元，鋱從965美元飆到3000美元。",
        [
            ("price", "镝", 280, "USD/kg", None, None, None),
            ("price", "镝", 850, "USD/kg", "2024-03-12", None, None),
            ("price", "铽", 965, "USD/kg", None, None, None),
            ("price", "铽", 3000, "USD/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "氧化钇欧洲价格涨至每公斤270美元，年初仅8美元；中国国内价格为每公斤7美元。",
        [
            ("price", "氧化钇", 270, "USD/kg", "2024-03-12", None, None),
            ("price", "氧化钇", 8, "USD/kg", "2024-01", None, None),
            ("price", "氧化钇", 7, "USD/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "氧化镨钕涨4000元，均价36.4万元/吨，较2022年高点的110万元/吨跌去67%。",
        [
            ("price", "氧化镨钕", 364, "CNY/kg", "2024-03-12", 4, "unstated"),
            ("price", "氧化镨钕", 1100, "CNY/kg", "2022", None, None),
        ],
    ),
    (
        "今年以来氧化钇价格上涨44%，至每公斤27美元。",
        [("price", "氧化钇", 27, "USD/kg", "2024-03-12", 44, "2024-01")],
    ),
    (
        "今日氧化镨钕开盘价35.1万元/吨，收盘价35.6万元/吨。",
        [
            ("price", "氧化镨钕", 351, "CNY/kg", "2024-03-12", None, None),
            ("price", "氧化镨钕", 356, "CNY/kg", "2024-03-12", None, None),
        ],
    ),
    (
        "2月，氧化铈价格为每公斤1.5美元，去年同期为每公斤1.1美元。",
        [
            ("price", "氧化铈", 1.5, "USD/kg", "2024-02", None, None),
            ("price", "氧化铈", 1.1, "USD/kg", "2023-02", None, None),
        ],
    ),
    (
        "在截至6月30日的2023财年，稀土平均售价由上一财年的60澳元/公斤降到48澳元/公斤。",
        [
            ("price", "稀土", 60, "AUD/kg", "2021-07/2022-06", None, None),
            ("price", "稀土", 48, "AUD/kg", "2022-07/2023-06", None, None),
        ],
    ),
    (
        "2月稀土市场回顾：氧化钬均价为46万元/吨，环比上涨2%。\n氧化铒均价为29万元/吨，环比下跌2%。",
        [
            ("price", "氧化钬", 460, "CNY/kg", "2024-02", 2, "mom"),
            ("price", "氧化铒", 290, "CNY/kg", "2024-02", -2, "mom"),
        ],
    ),
]

INDEX: list[tuple[str, list[Row]]] = [
    (
        "3月11日，稀土价格指数为168.4，较前一日上涨0.6。",
        [("price_index", "稀土价格指数", 168.4, "index point", "2024-03-11", 0.6, "dod")],
    ),
    (
        "稀土储氢材料价格指数报1153.13点，比前一工作日下跌1.73%。",
        [("price_index", "稀土储氢材料价格指数", 1153.13, "index point", "2024-03-12", -1.73, "dod")],
    ),
    (
        "2月，国内稀土价格指数由月初的176.4点上涨至月末的183.2点。",
        [
            ("price_index", "稀土价格指数", 176.4, "index point", "2024-02", None, None),
            ("price_index", "稀土价格指数", 183.2, "index point", "2024-02", None, None),
        ],
    ),
]

QUOTAS: list[tuple[str, list[Row]]] = [
    (
        "2021年度稀土开采、冶炼分离总量控制指标分别为168000吨、162000吨；第一批分别为84000吨、81000吨。",
        [
            ("quota", "稀土开采总量控制指标", 168000, "t", "2021", None, None),
            ("quota", "稀土冶炼分离总量控制指标", 162000, "t", "2021", None, None),
            ("quota", "稀土开采总量控制指标", 84000, "t", "2021 batch 1", None, None),
            ("quota", "稀土冶炼分离总量控制指标", 81000, "t", "2021 batch 1", None, None),
        ],
    ),
    (
        "今年第三批稀土开采、冶炼分离指标下达，分别为1.5万吨和1.385万吨。",
        [
            ("quota", "稀土开采总量控制指标", 15000, "t", "2024 batch 3", None, None),
            ("quota", "稀土冶炼分离总量控制指标", 13850, "t", "2024 batch 3", None, None),
        ],
    ),
    (
        "北方稀土第二批稀土开采指标比第一批多12090吨。",
        [("quota", "稀土开采总量控制指标", None, "t", "2024 batch 2", 12090, "2024 batch 1")],
    ),
    (
        "2022年稀土开采指标：第二批为109200吨。稀土冶炼分离指标为20.2万吨，其中第一批97200吨。",
        [
            ("quota", "稀土开采总量控制指标", 109200, "t", "2022 batch 2", None, None),
            ("quota", "稀土冶炼分离总量控制指标", 202000, "t", "2022", None, None),
            ("quota", "稀土冶炼分离总量控制指标", 97200, "t", "2022 batch 1", None, None),
        ],
    ),
    (
        "自治区全年轻稀土开采总量控制指标为50000吨，重稀土指标为120吨。",
        [
            ("quota", "岩矿型稀土（轻）开采指标", 50000, "t", "2024", None, None),
            ("quota", "离子型稀土（中重）开采指标", 120, "t", "2024", None, None),
        ],
    ),
    (
        "2012年稀土开采指标为46900吨，约为2011年全年的一半；其中岩矿型40000吨。",
        [
            ("quota", "稀土开采总量控制指标", 46900, "t", "2012", None, None),
            ("quota", "岩矿型稀土（轻）开采指标", 40000, "t", "2012", None, None),
        ],
    ),
    (
        "2011年稀土出口配额为30184吨，实际出口18600吨。",
        [
            ("quota", "稀土出口配额", 30184, "t", "2011", None, None),
            ("trade", "稀土", 18600, "t", "2011", None, None),
        ],
    ),
    (
        "全国稀土矿开采指标为168000吨；钨精矿指标108000吨，包括主采80820吨。",
        [("quota", "稀土开采总量控制指标", 168000, "t", None, None, None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*BASES, *PRICES, *INDEX, *QUOTAS])
def test_market_paper(read: Reader, text: str, expected: list[Row]) -> None:
    assert [row(fact) for fact in read(text, MARCH)] == expected


def test_a_heading_about_quotas_names_them_for_its_section(read: Reader) -> None:
    facts = read("北方稀土矿产品69250吨、冶炼分离产品59484吨。", MARCH, "2018年度稀土总量控制指标")
    assert [(f.subject, plain(f.canonical_value), f.period) for f in facts] == [
        ("稀土开采总量控制指标", 69250, "2018"), ("稀土冶炼分离总量控制指标", 59484, "2018"),
    ]  # fmt: skip


def test_firms_of_a_list_hold_each_their_own(read: Reader) -> None:
    text = "2024年度，中国稀土集团、北方稀土分别获得稀土开采指标81350吨、188650吨，冶炼分离指标83999吨、170001吨。"
    facts = read(text, MARCH)
    assert [(f.org, plain(f.canonical_value)) for f in facts] == [
        ("中国稀土集团", 81350), ("北方稀土", 188650), ("中国稀土集团", 83999), ("北方稀土", 170001),
    ]  # fmt: skip


def test_provinces_with_the_same_quota_are_two_facts(read: Reader) -> None:
    facts = read("2011年离子型稀土开采指标：江西省为8500吨，福建省为2000吨，广东省2000吨。", MARCH)
    assert [(f.region, plain(f.canonical_value)) for f in facts] == [("江西", 8500), ("福建", 2000), ("广东", 2000)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("发布时间：3月9日\n今日指数：148.6", "--03-09"),
        ("4月10日消息，稀土价格指数为172.5点。", "--04-10"),
        ("2010年起价格攀升。2011年6月17日，稀土价格指数达到998点，年初以来翻倍。", "2011-06-17"),
    ],
)
def test_day_of_an_undated_text(read: Reader, text: str, period: str) -> None:
    assert [f.period for f in read(text, None, "稀土价格指数")] == [period]


def test_prices_of_a_bulletin_are_of_the_month_of_its_heading(read: Reader) -> None:
    text = "指数本月平均为291.3点；2月1日最高，305.8点，2月28日最低，274.5点。\n氧化镨钕均价为71.05万元/吨。"
    facts = read(text, date(2023, 3, 3), "2月份稀土价格指数运行情况")
    assert [f.period for f in facts] == ["2023-02", "2023-02-01", "2023-02-28", "2023-02"]


def test_the_day_of_the_news_is_no_period_of_an_output(read: Reader) -> None:
    facts = read("3月11日，公司公告称，稀土永磁材料产能为5000吨/年。白云鄂博矿稀土储量为3500万吨。", MARCH)
    assert {f.kind: f.period for f in facts} == {"capacity": None, "reserve": None}
