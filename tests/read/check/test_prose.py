"""Relations that sentences state: sums, shares, rises, products. Each sentence is our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monazite.facts.record import Check
from monazite.read.check import find_checks
from monazite.read.document import Document

Paper = Callable[..., Document]


def of_rule(checks: list[Check], rule: str) -> list[Check]:
    return [c for c in checks if c.rule == rule]


@pytest.mark.parametrize(
    ("sentence", "rule", "holds"),
    [
        ("清单列出禁止事项7项，许可事项105项，共计112项。", "sum", True),
        ("全年指标为9.38万吨，其中轻稀土8.04万吨、中重稀土1.34万吨。", "sum", True),
        ("上半年新增装机1294万千瓦，其中陆上风电1206万千瓦、海上风电27万千瓦。", "sum", False),
        ("全国累计装机39.9亿千瓦，其中风电6.6亿千瓦。", "of_which", True),
        ("稀土由16种元素、另有1种元素、钪共18种元素组成。", "sum", True),
        ("产量由2.5万吨增加到5万吨，增幅100%。", "growth", True),
        ("产量由2.5万吨增加到5万吨，增幅130%。", "growth", False),
        ("氧化铽从每公斤2750元/公斤涨至2.5万元/公斤，上涨近10倍。", "growth", True),
        ("2009年配额为4.815万吨，2010年降为3.026万吨，降幅高达40%左右。", "growth", True),
        ("本批获得1.4446万吨的配额，较上年同期(1.6305万吨)降低约11.4%。", "growth", True),
        ("全年配额为3.0184万吨，比上一年的3.0259万吨仅降低了75吨。", "difference", True),
        ("全球储量约为1.3亿吨，其中我国储量达到4400万吨，占比约为34%。", "share", True),
        ("2031年新增需求1500吨，占全球总供给3500吨近四成。", "share", True),
        ("2033年指标255000吨，比上年增加45000吨，增长21.4%。", "growth", True),
        ("回收率由92.0%提高到96.5%，提高了4.5个百分点。", "difference", True),
        ("回收率由92.0%提高到96.5%，提高了5.5个百分点。", "difference", False),
        ("两类指标分别为8.04万吨、1.34万吨，合计9.38万吨。", "sum", True),
        ("两类指标分别为8.04万吨、1.34万吨，合计9.83万吨。", "sum", False),
        ("协会原预测为550万辆，目前需要调高50万辆到600万辆。", "step", True),
        ("假设钕铁硼价格为50万元/吨，需求量为6.1万吨，市场规模为305亿元。", "product", True),
        ("合计年均装机120GW以上，按照光伏和风电6:4的结构，风电新增50GW。", "product", True),
        ("上半年用量约1.8-1.95万吨，全年预计需求3.6-3.9万吨。", "half_year", True),
        ("纯度达到4N5（99.995%）以上。", "notation", True),
        ("纯度达到4N5（99.95%）以上。", "notation", False),
        ("参加的有包头、赣州、凉山、龙岩4个市。", "enumeration", True),
        ("组织实施三大工程，包括采选改造、分离提质、回收利用，逐项落实。", "enumeration", True),
        ("消费结构中永磁占比超过40%，冶金、化工、玻璃占比分别为12%、9%和8%。", "shares_whole", True),
        ("报价110-115万元/吨，均价112.5万元/吨。", "bounds", True),
    ],
)
def test_a_sentence_states_a_relation(paper: Paper, sentence: str, rule: str, holds: bool) -> None:  # noqa: FBT001
    found = of_rule(find_checks(paper(sentence), []), rule)
    assert [c.holds for c in found][:1] == [holds]


@pytest.mark.parametrize(
    "sentence",
    [
        "从1952年的679亿元跃升至2023年的126万亿元，年均增长7.9%。",
        "订单量上涨15%，单价比上年同期上涨50%，有的上涨150%。",
        "抛光粉销量6120吨（其中铈基3310吨，镧铈基2470吨），比上年同期（4685吨）增长30.63%。",
        "国内产量14万吨，其中轻稀土12万吨，占全球轻稀土产量的70%。",
        "出口54.0万辆，同比增长147.8%，占乘用车出口58.8%。",
        "要用好“两种资源、两个市场”，聚焦三大材料、两大领域。",
        "企业由10家增加到200多家，占全国的60%。",
        "氧化镝从高点的302万元/吨回落至185万元/吨，较年初下跌27%。",
        "2033年指标255000吨，比上年增加45000吨，增长31.4%。",
        "轻稀土100吨，重稀土100吨，全国共计300吨。",
        "价格指数最高为320.5点，最低为298.1点，波动幅度7.3%。",
        "镨最高75万元/吨，最低72万元/吨；钕最高76万元/吨，最低73万元/吨，波动幅度4%。",
        "预计净利润1.8亿元到2.2亿元，相比上年同期将增加5500万元到9500万元，同比增加44%到76%。",
        "预计净利润1.8亿元到2.2亿元，比上年同期增加5500万元到9500万元，增幅为44%到76%。",
        "占全球储量的30%，占产量的60%，占消费的50%。",
        "全年销量246.6万辆，其中6月份56.4万辆，1至6月累计900万辆。",
    ],
)
def test_no_error_is_invented(paper: Paper, sentence: str) -> None:
    assert not [c for c in find_checks(paper(sentence), []) if c.holds is False]


def test_a_penetration_rate_that_does_not_fit_is_undecided(paper: Paper) -> None:
    sentence = "汽车产量1211.7万辆，新能源汽车产量266.1万辆，市场渗透率为21.6%。"
    (found,) = of_rule(find_checks(paper(sentence), []), "share")
    assert found.holds is None
    assert "渗透率" in str(found.finding)


def test_the_unexplained_rest_is_named_in_the_unit_of_the_paper(paper: Paper) -> None:
    sentence = "新增装机1294万千瓦，其中陆上风电1206万千瓦、海上风电27万千瓦。"
    (found,) = of_rule(find_checks(paper(sentence), []), "sum")
    assert str(found.finding).endswith("61万千瓦")


def test_ends_of_a_range_are_checked_one_by_one(paper: Paper) -> None:
    sentence = "公司Q2净利润1.99亿元-2.59亿元，Q1净利润1.71亿元，据此计算，Q2净利润环比增长16%-51%。"
    found = of_rule(find_checks(paper(sentence), []), "growth")
    assert [c.holds for c in found] == [True, True]
    assert len({c.id for c in found}) == 2


def test_the_spread_of_an_index_is_over_the_mean(paper: Paper) -> None:
    text = "本月平均指数为250.0点。指数最低为2日的240.0点，最高为30日的260.0点。高低点相差20.0点，波动幅度为8.0%。"
    found = find_checks(paper(text), [])
    assert {(c.rule, c.holds) for c in found} >= {("difference", True), ("amplitude", True), ("bounds", True)}


def test_numbered_measures_are_counted(paper: Paper) -> None:
    text = "方案从三个方面提出要求。一是控制总量。二是严格环保。三是鼓励回收。"
    assert [c.holds for c in of_rule(find_checks(paper(text), []), "enumeration")] == [True]


def test_factors_of_a_passage_multiply(paper: Paper) -> None:
    text = (
        "直驱电机每兆瓦消耗钕铁硼0.33吨/MW，预计年均装机50GW/年。渗透率从40%提升至45%，对应需求在6000-8000吨/年之间。"
    )
    assert [c.holds for c in of_rule(find_checks(paper(text), []), "product")] == [True]


def test_a_sentence_printed_twice_agrees_with_itself(paper: Paper) -> None:
    summary = "会议于4月12日召开，来自21家单位的近40名代表参加，通报了标准化等工作进展情况。"
    found = of_rule(find_checks(paper(summary, summary), []), "text_text")
    assert [c.holds for c in found] == [True]


def test_checks_cite_the_numbers_they_use(paper: Paper) -> None:
    document = paper("前言。", "清单列出禁止事项7项，许可事项105项，共计112项。")
    (found,) = of_rule(find_checks(document, []), "sum")
    assert [document.source[i.start : i.end] for i in found.inputs] == ["7", "105", "112"]
    assert found.arithmetic.startswith("7项 + 105项 = 112项")


def test_the_same_document_gives_the_same_checks(paper: Paper) -> None:
    document = paper("产量由2.5万吨增加到5万吨，增幅100%。", "共有包头、赣州、凉山3个市。")
    assert find_checks(document, []) == find_checks(document, [])


def test_parts_of_a_whole_named_in_the_sentence_before(paper: Paper) -> None:
    text = "甲集团获得3220吨的出口份额。其四家子公司分别获得979吨、858吨、1112吨和271吨的配额。"
    (found,) = of_rule(find_checks(paper(text), []), "sum")
    assert found.holds is True


def test_a_computed_growth_that_is_none_is_found(paper: Paper) -> None:
    text = "甲厂Q3净利润1.12亿，Q2净利润为1.73亿，据此计算，Q3净利润环比减少33%。"
    (found,) = of_rule(find_checks(paper(text), []), "growth")
    assert found.holds is False
    assert "-35.2601 %" in found.arithmetic


def test_levels_of_an_index_are_no_parts_of_a_whole(paper: Paper) -> None:
    text = "全月平均价格指数为290.4点，其中最高为8月1日的318.5点，最低为8月31日的261.3点。"
    assert not of_rule(find_checks(paper(text), []), "of_which")
