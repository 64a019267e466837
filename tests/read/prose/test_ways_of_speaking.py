"""One sentence for each way of speaking; the expected facts as kind, subject, value, unit, period and change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monazite.facts.record import Fact, plain

from .conftest import Reader

Row = tuple[Any, ...]
IN_2011 = date(2011, 7, 18)


def row(fact: Fact) -> Row:
    change = fact.change
    moved = plain(change.pct if change.pct is not None else change.abs) if change else None
    return (fact.kind, fact.subject, plain(fact.canonical_value), fact.canonical_unit, fact.period, moved)


PRICES: list[tuple[str, list[Row]]] = [
    (
        "金属镨钕均价85.20万元/吨，上涨1.03万元/吨",
        [("price", "镨钕金属", 852, "CNY/kg", "2026-07-08", 10.3)],
    ),
    (
        "7月2日国内轻稀土市场走势上涨，镨钕氧化物价格上涨7000元/吨至333500元/吨。",
        [("price", "氧化镨钕", 333.5, "CNY/kg", "2026-07-02", 7)],
    ),
    (
        "8月份，99.5%氧化钬均价52.3万元/吨，环比降1.6%。金属钬均价报60.4万元/吨，环比与上月持平。",
        [
            ("price", "氧化钬", 523, "CNY/kg", "2025-08", -1.6),
            ("price", "金属钬", 604, "CNY/kg", "2025-08", 0),
        ],
    ),
    (
        "氧化镨钕、金属镨钕价格分别为48.5万元/吨、59.5万元/吨，分别上涨2%、1.8%。",
        [
            ("price", "氧化镨钕", 485, "CNY/kg", "2026-07-08", 2),
            ("price", "镨钕金属", 595, "CNY/kg", "2026-07-08", 1.8),
        ],
    ),
    (
        "今日氧化镨钕报价为70.5-71万元/吨，均价70.75万元/吨，较前一日上涨0.35万元/吨。",
        [
            ("price", "氧化镨钕", [705, 710], "CNY/kg", "2026-07-08", None),
            ("price", "氧化镨钕", 707.5, "CNY/kg", "2026-07-08", 3.5),
        ],
    ),
    (
        "氧化铽跌幅为2.1%，报605万元/吨。",
        [("price", "氧化铽", 6050, "CNY/kg", "2026-07-08", -2.1)],
    ),
    (
        "7月1日欧洲市场镝价格涨至每公斤900美元。",
        [("price", "镝", 900, "USD/kg", "2026-07-01", None)],
    ),
    (
        "永磁材料现货价格已从每公斤100元飙升至700元。",
        [
            ("price", "稀土永磁体", 100, "CNY/kg", None, None),
            ("price", "稀土永磁体", 700, "CNY/kg", "2026-07-08", None),
        ],
    ),
    (
        "7月5日，氧化镝价格从年初的148万元/吨涨至260万元/吨，涨幅达75%。",
        [
            ("price", "氧化镝", 1480, "CNY/kg", "2026-01", None),
            ("price", "氧化镝", 2600, "CNY/kg", "2026-07-05", 75),
        ],
    ),
    (
        "稀土精矿交易价调整为不含税26834元/吨，REO每增减1%，价格增减536.68元/吨。",
        [("price", "稀土精矿", 26.834, "CNY/kg", "2026-07-08", None)],
    ),
    (
        "碳酸锂价格上涨5000元/吨至8.5万元/吨，氧化镨钕价格下跌0.5万元/吨至55万元/吨。",
        [("price", "氧化镨钕", 550, "CNY/kg", "2026-07-08", -5)],
    ),
]
MOVES: list[tuple[str, list[Row]]] = [
    ("氧化镨钕价格较年初上涨60%。", [("price_move", "氧化镨钕", None, None, "2026-07-08", 60)]),
    ("氧化镨钕重拾升势，上涨8.5%，锑止跌回升4.9%。", [("price_move", "氧化镨钕", None, None, "2026-07-08", 8.5)]),
    (
        "镧、铈价格分别下跌5%、3%。",
        [("price_move", "镧", None, None, "2026-07-08", -5), ("price_move", "铈", None, None, "2026-07-08", -3)],
    ),
    (
        "稀土氧化物以及稀土精矿涨幅均超过200%。",
        [
            ("price_move", "稀土氧化物", None, None, "2026-07-08", 200),
            ("price_move", "稀土精矿", None, None, "2026-07-08", 200),
        ],
    ),
    (
        "稀土价格年内涨幅超过180%，部分品种价格涨幅超过5-8倍。",
        [
            ("price_move", "稀土", None, None, "2026-07-08", 180),
            ("price_move", "稀土", None, None, "2026-07-08", [500, 800]),
        ],
    ),
    ("铜价上涨2%，氧化镝上涨1.5%。", [("price_move", "氧化镝", None, None, "2026-07-08", 1.5)]),
    ("今日稀土价格指数上涨0.8%。", [("price_move", "稀土价格指数", None, None, "2026-07-08", 0.8)]),
]
INDEX: list[tuple[str, list[Row]]] = [
    (
        (
            "稀土价格指数本月平均为 275.6 点。单日最高为 7月3日的 302.4 点，最低为 7月6日的 251.9 点。"
            "两者相差 50.5 点，波动幅度 18.3%。"
        ),
        [
            ("price_index", "稀土价格指数", 275.6, "index point", "2026-07", None),
            ("price_index", "稀土价格指数", 302.4, "index point", "2026-07-03", None),
            ("price_index", "稀土价格指数", 251.9, "index point", "2026-07-06", None),
        ],
    ),
    (
        "7月6日稀土指数为372点，与昨日持平，较周期内最高点1000点（2011-12-06）下降了62.80%。",
        [
            ("price_index", "稀土价格指数", 372, "index point", "2026-07-06", 0),
            ("price_index", "稀土价格指数", 1000, "index point", "2011-12-06", None),
        ],
    ),
    (
        "截至7月6日，稀土价格指数为304.8862，刷新年内新低。",
        [("price_index", "稀土价格指数", 304.8862, "index point", "2026-07-06", None)],
    ),
]
QUOTAS: list[tuple[str, list[Row]]] = [
    (
        "2024年第一批稀土开采指标、冶炼分离指标分别为135000吨、127000吨。其中，岩矿型稀土124900吨，离子型稀土10100吨。",
        [
            ("quota", "稀土开采总量控制指标", 135000, "t", "2024 batch 1", None),
            ("quota", "稀土冶炼分离总量控制指标", 127000, "t", "2024 batch 1", None),
            ("quota", "岩矿型稀土（轻）开采指标", 124900, "t", "2024 batch 1", None),
            ("quota", "离子型稀土（中重）开采指标", 10100, "t", "2024 batch 1", None),
        ],
    ),
    (
        "2023年第三批稀土指标中，甲稀土有限公司获得3000吨开采指标、2850吨冶炼指标。",
        [
            ("quota", "稀土开采总量控制指标", 3000, "t", "2023 batch 3", None),
            ("quota", "稀土冶炼分离总量控制指标", 2850, "t", "2023 batch 3", None),
        ],
    ),
    (
        "2010年稀土出口配额降为3.0259万吨，降幅高达40%左右。首批企业共取得1.4446万吨的配额，较2009年同期(1.6305万吨)降低约11.4%。",
        [
            ("quota", "稀土出口配额", 30259, "t", "2010", -40),
            ("quota", "稀土出口配额", 14446, "t", "2026 batch 1", -11.4),
            ("quota", "稀土出口配额", 16305, "t", "2009 batch 1", None),
        ],
    ),
    ("全国钨精矿开采指标105000吨。", []),
]
AMOUNTS: list[tuple[str, list[Row]]] = [
    ("5月氧化镨钕产量环比下降11%。", [("output", "氧化镨钕", None, None, "2026-05", -11)]),
    (
        "2025年上半年，稀土抛光材料产量2.3万吨（合资企业未计入），同比下降3.7%；烧结钕铁硼毛坯产量12.4万吨，同比增长16%。",
        [
            ("output", "稀土抛光材料", 23000, "t", "2025-H1", -3.7),
            ("output", "烧结钕铁硼毛坯", 124000, "t", "2025-H1", 16),
        ],
    ),
    (
        "新能源汽车产销分别达到95.4万辆、93.1万辆，比上年分别增长1.3倍、1.2倍。",
        [
            ("output", "新能源汽车", 954000, "vehicle", None, 130),
            ("sales/installation", "新能源汽车", 931000, "vehicle", None, 120),
        ],
    ),
    (
        "机构预计，氧化镨钕的需求将从2026年的10.2万吨升至2028年的12.4万吨，机器人钕铁硼需求由0.3万吨增至1.1万吨。",
        [
            ("demand", "氧化镨钕", 102000, "t", "2026", None),
            ("demand", "氧化镨钕", 124000, "t", "2028", None),
            ("demand", "钕铁硼", 3000, "t", "2026", None),
            ("demand", "钕铁硼", 11000, "t", "2028", None),
        ],
    ),
    ("中国6月稀土磁铁出口量较5月增长157.5%至3188吨。", [("trade", "稀土永磁体", 3188, "t", "2026-06", 157.5)]),
    (
        "1—6月累计出口稀土32569吨，同比增长11.9%。",
        [("trade", "稀土", 32569, "t", "2026-01/2026-06", 11.9)],
    ),
    ("公司拟投资建设年产5000吨稀土永磁材料生产线。", [("capacity", "稀土永磁材料", 5000, "t", None, None)]),
    (
        "已建成年产碳酸稀土8万吨、各类稀土氧化物7500吨的生产能力。",
        [("capacity", "碳酸稀土", 80000, "t", None, None), ("capacity", "稀土氧化物", 7500, "t", None, None)],
    ),
    (
        "从2000年的0.8万吨钕铁硼产能扩大到2014年超过40万吨产能。",
        [("capacity", "钕铁硼", 8000, "t", "2000", None), ("capacity", "钕铁硼", 400000, "t", "2014", None)],
    ),
    (
        "四川的稀土矿现已探明储量高达近200万吨，现存储量157万吨。",
        [("reserve", "稀土资源", 2000000, "t", None, None), ("reserve", "稀土资源", 1570000, "t", None, None)],
    ),
    ("稀土资源总储量约为 1.2×108 t。", [("reserve", "稀土资源", 120000000, "t", None, None)]),
]
SHARES: list[tuple[str, list[Row]]] = [
    ("2025年，刚果占全球钴矿产量的74%，中国占全球稀土矿产量的69%。", [("share", "稀土矿", 69, "%", "2025", None)]),
    (
        "用35%的稀土储量，中国供应了世界95%以上的稀土出口。",
        [("share", "稀土资源", 35, "%", None, None), ("share", "稀土", 95, "%", None, None)],
    ),
    (
        "中国以三分之一的稀土储量，供应着97%的市场。",
        [("share", "稀土资源", 33.33, "%", None, None), ("share", "稀土", 97, "%", None, None)],
    ),
    (
        "过去，稀土在伺服电机成本中的占比不超过8%，如今已升至15%。",
        [("share", "稀土", 8, "%", None, None), ("share", "稀土", 15, "%", None, None)],
    ),
    (
        "在稀土消费结构中，冶金和机械、石油化工占比分别为 12%、9%，储氢材料和发光材料各占比约 7%。",
        [
            ("share", "冶金和机械", 12, "%", None, None),
            ("share", "石油化工", 9, "%", None, None),
            ("share", "储氢材料", 7, "%", None, None),
            ("share", "发光材料", 7, "%", None, None),
        ],
    ),
    (
        "稀土永磁材料、发光材料等功能材料产量占世界总产量的70%以上。",
        [("share", "稀土功能材料", 70, "%", None, None)],
    ),
    ("7月新能源车零售渗透率54%，同比提升2.7个百分点。", [("share", "新能源汽车", 54, "%", "2026-07", 2.7)]),
    (
        "烧结钕铁硼是用量最大的一类稀土磁体，占各类永磁产量的比例超过92%。",
        [("share", "烧结钕铁硼", 92, "%", None, None)],
    ),
]
GOALS: list[tuple[str, list[Row]]] = [
    (
        "到2030年，内蒙古自治区稀土产业产值将力争达到1000亿元。",
        [("target", "稀土产业链", 100000000000, "CNY", "2030", None)],
    ),
    ("规划提出，到2030年，稀土就地加工转化率达到80%以上。", [("target", "稀土", 80, "%", "2030", None)]),
    ("力争到2030年全省新能源汽车产销超过20万辆。", [("target", "新能源汽车", 200000, "vehicle", "2030", None)]),
    ("机构预测，到2030年全球稀土永磁需求将达到45万吨。", [("demand", "稀土永磁体", 450000, "t", "2030", None)]),
]


@pytest.mark.parametrize(("text", "expected"), [*PRICES, *MOVES, *INDEX, *QUOTAS, *AMOUNTS, *SHARES, *GOALS])
def test_way_of_speaking(read: Reader, text: str, expected: list[Row]) -> None:
    assert [row(fact) for fact in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "稀土永磁板块涨3.2%，中国稀土涨停，北方稀土涨5%。",
        "稀土ETF上涨2.3%报1.4元，成交额2亿元。",
        "受稀土价格上涨影响，盛和资源净利润同比增长300%。",
        "每台机器人需要3.5公斤钕铁硼。",
        "新能源汽车每辆消耗钕铁硼约3公斤。",
        "稀土出口关税由15%上调至25%。",
        "资源税标准调整为轻稀土60元/吨，中重稀土30元/吨。",
        "五矿集团收购赣县红金稀土30%股权。",
        "将稀土元素含量为30%的永磁合金纳入管理。",
        "稀土矿山开采回采率不得低于75%，选矿回收率75%以上。",
        "5月挂机定频空调的零售均价环比上涨3.8%，稀土是压缩机的原料。",
        "公司2025年钕铁硼产品营收占比80%，毛利率20%。",
        "假设高性能钕铁硼价格为50万元/吨。",
        "若稀土供应量减少八成，日本实际国内生产总值将下降2.3%。",
        "全国稀土冶炼分离企业近100家，开采1吨稀土要破坏200平方米地表植被。",
        "铝价报2.1万元/吨，汽车出口509.6万辆。",
        "全国居民消费价格指数（CPI）环比上涨0.4%，稀土行业平稳。",
        "财政部拨款2亿元支持稀土产业。",
    ],
)
def test_what_is_no_fact_of_the_trade(read: Reader, text: str) -> None:
    assert read(text) == []


def test_times_and_changes_of_2011(read: Reader) -> None:
    text = "现在与今年初相比，一些稀土金属甚至涨了10倍。氧化镨年初价格约23万元一吨，现在报价110万-115万一吨。"
    assert [row(fact) for fact in read(text, IN_2011)] == [
        ("price_move", "稀土金属", None, None, "2011-07-18", 1000),
        ("price", "氧化镨", 230, "CNY/kg", "2011-01", None),
        ("price", "氧化镨", [1100, 1150], "CNY/kg", "2011-07-18", None),
    ]


def test_a_bracket_dates_the_number_before_it(read: Reader) -> None:
    text = "氧化钆价格从今年1月初的10.5万元/吨，升至31.5万元/吨(截至6月15日)，涨了2倍。"
    assert [row(fact) for fact in read(text, IN_2011)] == [
        ("price", "氧化钆", 105, "CNY/kg", "2011-01", None),
        ("price", "氧化钆", 315, "CNY/kg", "2011-06-15", 200),
    ]


def test_firms_share_a_list_of_quotas(read: Reader) -> None:
    text = (
        "在2011年第二批的稀土出口配额名单中，甲稀土有限公司、乙稀土科技有限公司和丙高科有限公司"
        "分别获得979吨、858吨和1112吨的配额。"
    )
    facts = read(text, IN_2011)
    assert [(f.org, plain(f.canonical_value), f.period) for f in facts] == [
        ("甲稀土有限公司", 979, "2011 batch 2"),
        ("乙稀土科技有限公司", 858, "2011 batch 2"),
        ("丙高科有限公司", 1112, "2011 batch 2"),
    ]


def test_the_year_of_a_heading_holds_for_its_goals(read: Reader) -> None:
    facts = read("稀土永磁材料换代达标率达到70%。", None, "1. 2030年目标：迈入强国行列")
    assert [row(f) for f in facts] == [("target", "稀土永磁体", 70, "%", "2030", None)]


def test_traditional_characters(read: Reader) -> None:
    facts = read("七月出口德國的稀土磁鐵量達 1,116 公噸。", date(2025, 8, 20))
    assert [(row(f), f.scope) for f in facts] == [(("trade", "稀土永磁体", 1116, "t", "2025-07", None), "to 德国")]
    assert facts[0].subject_as_written == "稀土磁鐵"


def test_the_title_in_brackets_is_not_read(read: Reader) -> None:
    facts = read("【氧化镨钕均价70万元/吨】据消息，氧化镨钕均价70万元/吨。")
    assert len(facts) == 1
    assert facts[0].quote == "氧化镨钕均价70万元/吨"
    assert facts[0].start > 10


def test_the_same_figure_is_one_fact(read: Reader) -> None:
    assert len(read("氧化镨钕均价70万元/吨。\n今日氧化镨钕均价为70万元/吨。")) == 1


def test_what_a_fact_carries(read: Reader) -> None:
    (fact,) = read("据生意社消息，99.9%氧化镧均价约为0.80万元/吨，下跌1.7%。")
    assert (plain(fact.value), fact.unit, fact.formula, fact.spec) == (0.8, "万元/吨", "La2O3", "99.9%")
    assert (fact.org, fact.qualifier, fact.attribute) == ("生意社", "约", "average price")
    assert fact.place is not None
    assert fact.place.number is not None
    assert fact.place.subject is not None


def test_the_month_of_a_heading_holds_for_its_section(read: Reader) -> None:
    text = "本月稀土价格指数最低为8月29日的261.3点。\n氧化钕均价为76.94万元/吨，环比下跌15.2%。"
    facts = read(text, date(2022, 9, 2), "2022年8月稀土价格走势")
    assert [(f.period, f.change and f.change.basis) for f in facts] == [("2022-08-29", None), ("2022-08", "mom")]


def test_a_name_in_a_bracket_owns_nothing(read: Reader) -> None:
    (fact,) = read("2009年中国稀土储量（以稀土氧化物计）为3600万吨。")
    assert (fact.kind, fact.subject, fact.period) == ("reserve", "稀土资源", "2009")


@pytest.mark.parametrize(
    ("text", "pct"),
    [
        ("年底稀土价格较年初仍有近200%的涨幅。", 200),
        ("氧化镝价格有30%的跌幅。", -30),
        ("镝价自4月初上涨两倍，仍在高位。", 200),
    ],
)
def test_the_word_of_movement_may_stand_behind(read: Reader, text: str, pct: int) -> None:
    (fact,) = read(text)
    assert fact.change is not None
    assert plain(fact.change.pct) == pct


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("氧化镝均价150万元/吨，同比下降2%。", "yoy"),
        ("氧化镝均价150万元/吨，环比下降2%。", "mom"),
        ("氧化镝均价150万元/吨，较7月1日下降2%。", "2026-07-01"),
        ("氧化镝均价150万元/吨，比年初下降2%。", "2026-01"),
        ("稀土永磁产量30万吨，年均增长2%。", "CAGR"),
        ("氧化镝均价150万元/吨，下降2%。", "unstated"),
    ],
)
def test_basis(read: Reader, text: str, basis: str) -> None:
    (fact,) = read(text)
    assert fact.change is not None
    assert fact.change.basis == basis
