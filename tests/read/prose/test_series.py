"""What 分别 deals out, levels that are only put beside another, and whose a quota is."""

from __future__ import annotations

from typing import Any

import pytest

from monazite.facts.record import Fact, plain

from .conftest import Reader

Row = tuple[Any, ...]


def row(fact: Fact) -> Row:
    change = fact.change
    moved = plain(change.pct if change.pct is not None else change.abs) if change else None
    return (fact.subject, plain(fact.canonical_value), moved)


DEALT: list[tuple[str, list[Row]]] = [
    ("氧化镨钕、氧化镝、氧化铽均价分别为48.5万元/吨、235万元/吨。", []),
    ("氧化镨钕、氧化镝均价分别为48.5万元/吨、235万元/吨、700万元/吨。", []),
    ("氧化镨钕、氧化镝、氧化铽均价分别为48.5万元/吨、235万元/吨，环比分别上涨5%、3%。", []),
    ("氧化镨钕、氧化镝、氧化铽分别上涨2%、3%。", []),
    (
        "氧化镨钕、氧化镝、氧化铽均价分别为48.5、235和750万元/吨，环比分别上涨5.0%、下跌3.2%和持平。",
        [("氧化镨钕", 485, 5), ("氧化镝", 2350, -3.2), ("氧化铽", 7500, 0)],
    ),
    (
        "氧化镨钕、氧化镝均价分别为48.5万元/吨和235万元/吨，较上月分别持平和下跌3.2%。",
        [("氧化镨钕", 485, 0), ("氧化镝", 2350, -3.2)],
    ),
    (
        "氧化镨钕、氧化镝均价分别为48.5、235万元/吨，环比上涨5.0%、下跌3.2%。",
        [("氧化镨钕", 485, 5), ("氧化镝", 2350, -3.2)],
    ),
    (
        "氧化镨钕、氧化镝分别上涨5.0%至48.5万元/吨、下跌3.2%至235万元/吨。",
        [("氧化镨钕", 485, 5), ("氧化镝", 2350, -3.2)],
    ),
    ("氧化镨钕、氧化镝价格分别上涨5.0%、下跌3.2%。", [("氧化镨钕", None, 5), ("氧化镝", None, -3.2)]),
    (
        "氧化镨钕均价、金属镨钕均价和氧化镝均价分别为48.5万元/吨、59万元/吨、235万元/吨。",
        [("氧化镨钕", 485, None), ("镨钕金属", 590, None), ("氧化镝", 2350, None)],
    ),
    (
        "氧化镨钕、氧化镝均价分别为48.5、235万元/吨。现在分别为50、240和700万元/吨。",
        [("氧化镨钕", 485, None), ("氧化镝", 2350, None)],
    ),
    ("氧化镝3月、4月、5月均价分别为230万元/吨、235万元/吨。", []),
    ("北方稀土、盛和资源氧化镨钕产量分别为5000吨、3000吨和200吨。", []),
    ("2023年第一批稀土开采、冶炼分离指标分别为120000吨、115000吨、1000吨。", []),
    ("2023年第一批，北方稀土、厦门钨业、广东稀土的稀土开采指标分别为80943吨、1966吨。", []),
    ("5月对日本、美国、德国出口稀土磁铁分别为500吨、300吨。", []),
    ("氧化镨钕和氧化镝价格均上涨2%。", [("氧化镨钕", None, 2), ("氧化镝", None, 2)]),
]


@pytest.mark.parametrize(("text", "expected"), DEALT)
def test_each_its_own_number_or_nothing(read: Reader, text: str, expected: list[Row]) -> None:
    assert [row(fact) for fact in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "5月氧化镨钕均价48.5万元/吨，上月为46.2万元/吨，环比上涨5.0%。",
            [(485, "2026-05", 5), (462, "2026-04", None)],
        ),
        (
            "5月氧化镨钕均价48.5万元/吨，上年同期为70.2万元/吨，同比下降30.9%。",
            [(485, "2026-05", -30.9), (702, "2025-05", None)],
        ),
        ("2021年5月稀土出口量4500吨，上年同期为4200吨，同比增长7%。", [(4500, "2021-05", 7), (4200, "2020-05", None)]),
        ("2022年稀土产量21万吨，2021年为16.8万吨，同比增长25%。", [(210000, "2022", 25), (168000, "2021", None)]),
        ("氧化镨钕均价48.5万元/吨（上月46.2万元/吨），环比上涨5%。", [(485, "2026-07-08", 5)]),
    ],
)
def test_a_change_is_of_the_later_level(read: Reader, text: str, expected: list[Row]) -> None:
    found = [(plain(f.canonical_value), f.period, plain(f.change.pct) if f.change else None) for f in read(text)]
    assert found == expected


QUOTAS: list[tuple[str, list[Row]]] = [
    (
        "2023年第一批稀土开采、冶炼分离指标分别为120000吨、115000吨，第二批分别为110000吨、105000吨。",
        [
            ("开采", None, 120000, "2023 batch 1"),
            ("冶炼分离", None, 115000, "2023 batch 1"),
            ("开采", None, 110000, "2023 batch 2"),
            ("冶炼分离", None, 105000, "2023 batch 2"),
        ],
    ),
    (
        (
            "2023年第一批，北方稀土开采指标80943吨、冶炼分离指标73403吨；厦门钨业分别为1966吨、2663吨；"
            "全国合计开采120000吨，冶炼分离115000吨。"
        ),
        [
            ("开采", "北方稀土", 80943, "2023 batch 1"),
            ("冶炼分离", "北方稀土", 73403, "2023 batch 1"),
            ("开采", "厦门钨业", 1966, "2023 batch 1"),
            ("冶炼分离", "厦门钨业", 2663, "2023 batch 1"),
            ("开采", None, 120000, "2023 batch 1"),
            ("冶炼分离", None, 115000, "2023 batch 1"),
        ],
    ),
    (
        "2023年稀土开采指标中，北方稀土、厦门钨业分别为178650吨、3440吨，合计182090吨。",
        [
            ("开采", "北方稀土", 178650, "2023"),
            ("开采", "厦门钨业", 3440, "2023"),
            ("开采", None, 182090, "2023"),
        ],
    ),
    (
        "工业和信息化部、自然资源部下达2023年稀土开采指标255000吨，其中北方稀土178650吨。",
        [("开采", None, 255000, "2023"), ("开采", "北方稀土", 178650, "2023")],
    ),
    ("2023年中国稀土集团的稀土开采指标合计为62210吨。", [("开采", "中国稀土集团", 62210, "2023")]),
]


@pytest.mark.parametrize(("text", "expected"), QUOTAS)
def test_whose_quota(read: Reader, text: str, expected: list[Row]) -> None:
    found = [
        (f.subject.removeprefix("稀土").removesuffix("总量控制指标"), f.org, plain(f.canonical_value), f.period)
        for f in read(text)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('氧化镨钕均价"48.5"万元/吨，较上日下跌1万元/吨。', [("氧化镨钕", 485, -10)]),
        ("氧化镨钕均价1e400万元/吨。", []),
        (f"氧化镨钕均价{'9' * 400}万元/吨。", []),
        ("稀土消费中，储氢材料占10%，其他占20%。", [("稀土储氢材料", 10, None), ("其他", 20, None)]),
    ],
)
def test_odd_numbers_and_the_rest(read: Reader, text: str, expected: list[Row]) -> None:
    assert [row(fact) for fact in read(text)] == expected


def test_each_destination_its_own(read: Reader) -> None:
    text = (
        "5月稀土磁铁对日本出口500吨、对美国出口300吨和对德国出口200吨。\n6月对越南、印度出口稀土磁铁分别为90吨、80吨。"
    )
    assert [(f.scope, plain(f.canonical_value)) for f in read(text)] == [
        ("to 日本", 500),
        ("to 美国", 300),
        ("to 德国", 200),
        ("to 越南", 90),
        ("to 印度", 80),
    ]


def test_a_place_of_origin_begins_no_rise(read: Reader) -> None:
    facts = read("2026年5月从缅甸等国进口稀土矿3000吨。")
    assert [(f.kind, f.period) for f in facts] == [("trade", "2026-05")]


def test_sales_are_no_goal(read: Reader) -> None:
    facts = read("全国新能源汽车销量537.4万辆，其中5月销量84.6万辆。")
    assert [(f.kind, f.period) for f in facts] == [("sales/installation", None), ("sales/installation", "2026-05")]


def test_a_percentage_in_words_is_cited_whole(read: Reader) -> None:
    text = "氧化镝价格下跌百分之三点二。"
    (fact,) = read(text)
    assert fact.change is not None
    assert plain(fact.change.pct) == -3.2
    assert text[fact.start : fact.end].endswith("百分之三点二")
