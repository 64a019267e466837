"""Misprints that a sentence betrays by its own numbers, and honest sentences that look like one. All are our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monazite.facts.record import Check
from monazite.read.check import find_checks
from monazite.read.document import Document

Paper = Callable[..., Document]
Facts = Callable[..., "object"]


def of_rule(checks: list[Check], rule: str) -> list[bool | None]:
    return [c.holds for c in checks if c.rule == rule]


@pytest.mark.parametrize(
    ("sentence", "rule", "holds"),
    [
        ("氧化铽均价为645.20万元/吨（即6452元/公斤）。", "unit_twin", True),
        ("氧化铽均价为645.20万元/吨（即645.2元/公斤）。", "unit_twin", False),
        ("氧化铽均价为645.20万元/吨（6542元/公斤）。", "unit_twin", False),
        ("氧化铽均价为645.20万元/吨，折合6542.0元/公斤。", "unit_twin", False),
        ("氧化铽均价为645.20万元/吨，约合每公斤6542.3元。", "unit_twin", False),
        ("氧化铽均价为645.20万元/吨，约合每公斤6450元。", "unit_twin", True),
        ("氧化铽均价为6542.0元/公斤，合645.20万元/吨。", "unit_twin", False),
        ("氧化镧均价0.7万元/吨（700元/吨）。", "unit_twin", False),
        ("氧化镧均价0.7万元/吨（7000元/吨）。", "unit_twin", True),
        ("氧化钬均价为52.40万元/吨，环比上涨4.8%，6月均价为55.02万元/吨。5月未报价。", "growth", None),
        ("7月，氧化钬均价为52.40万元/吨，环比上涨4.8%，6月均价为55.02万元/吨。", "growth", False),
        ("7月，氧化钬均价为52.40万元/吨，环比下降4.8%，6月均价为55.02万元/吨。", "growth", True),
        ("7月，氧化钬均价为52.40万元/吨，上月为55.02万元/吨，环比下跌8.4%。", "growth", False),
        ("上半年出口31500吨，同比增长15.0%，上年同期为30000吨。", "growth", False),
        ("上半年出口31500吨，去年同期30000吨，增长5.0%。", "growth", True),
        ("钕铁硼均价由上月的31.2万元/吨上涨1.3万元/吨至33.5万元/吨。", "step", False),
        ("全国消费量30万吨，其中永磁材料占40%，约12万吨。", "share", True),
        ("全国消费量30万吨，其中永磁材料占40%，约15万吨。", "share", False),
        ("下游中，磁材占50%，催化占20%，抛光占15%，储氢占10%，其他占15%。", "shares_whole", False),
        ("下游中，磁材占50%，催化占20%，抛光占15%，储氢占10%，其他占5%。", "shares_whole", True),
        ("报价60.1-60.3万元/吨，均价62.2万元/吨。", "bounds", False),
        ("指数最高为9日的318.5点，最低为30日的261.3点，平均340.4点。", "bounds", False),
        ("入选企业3家，分别为甲公司、乙公司、丙公司、丁公司。", "enumeration", False),
    ],
)
def test_a_sentence_betrays_its_misprint(paper: Paper, sentence: str, rule: str, holds: bool | None) -> None:  # noqa: FBT001
    assert of_rule(find_checks(paper(sentence), []), rule)[:1] == ([] if holds is None else [holds])


@pytest.mark.parametrize(
    "sentence",
    [
        "6月氧化钬均价为55.02万元/吨，7月均价为52.40万元/吨，环比下跌4.8%。",
        "7月氧化钬均价50万元/吨，环比上涨2.0%，6月氧化镝均价为230万元/吨。",
        "7月氧化钬均价为52.40万元/吨（上月为5502元/公斤）。",
        "氧化钬均价53万元/吨（含税），折合47万元/吨（不含税）。",
        "出口额3亿美元（约合21.5亿元人民币）。",
        "全国消费量30万吨，其中永磁材料占40%，15万吨用于出口。",
        "下游中，汽车占50%，其中电动车占40%，燃油车占20%，其他占10%。",
        "氧化镨最高75万元/吨，最低72万元/吨，氧化镝平均价235万元/吨。",
        "报价60-61万元/吨，均价较上月的62.2万元/吨下跌。",
        "主要企业2家，分别为甲公司（江西、广东）、乙公司。",
        "产品分为两类，分别为氧化镨和氧化钕、氧化镝和氧化铽。",
        "氧化钬升1.4%至51万元/吨，氧化铽涨2.2%至610万元/吨，氧化镥升0.9%至498万元/吨。",
        "清单首次收录35种，次年增至50种，这次扩大到54种。",
        "净利润3,700.55万元至5,300.55万元，比上年同期的3.05亿元下降82.6%至87.85%。",
        "甲地产量5万吨，乙地产量6万吨，分别为5万吨、6万吨，合计12万吨。",
    ],
)
def test_no_misprint_is_invented(paper: Paper, sentence: str) -> None:
    assert not [c for c in find_checks(paper(sentence), []) if c.holds is False]


def test_a_half_year_is_doubled_only_from_the_first_half(paper: Paper) -> None:
    assert not of_rule(find_checks(paper("上半年产量5万吨，下半年6万吨，全年12万吨。"), []), "half_year")


def test_a_repeated_sentence_without_a_fact_is_no_check_where_there_are_facts(paper: Paper, fact: Facts) -> None:
    summary = "会议于4月12日召开，来自21家单位的近40名代表参加，通报了标准化等工作进展情况。"
    document = paper(summary, summary, "氧化镨钕均价61万元/吨。")
    assert not of_rule(find_checks(document, [fact(document, "均价61万元/吨", "61")]), "text_text")  # type: ignore[list-item]


def test_a_range_and_its_mean_are_not_one_number_printed_twice(paper: Paper) -> None:
    assert not of_rule(find_checks(paper("报价60.1-60.3万元/吨，均价60.2万元/吨。"), []), "text_text")


QUOTA = {"kind": "quota", "subject": "稀土开采总量控制指标", "unit": "吨", "canonical_unit": "t"}


@pytest.mark.parametrize(
    ("text", "total", "holds"),
    [
        ("第一批指标为11000吨，第二批指标为12500吨。全年累计23500吨。", "23500", True),
        ("第一批指标为11000吨，第二批指标为12500吨。全年累计23000吨。", "23000", False),
        ("第一批指标为11000吨，第二批指标为12500吨。全年指标26000吨。", "26000", None),
        ("第一批指标为11000吨，第二批指标为12500吨，另有第三批。全年累计26000吨。", "26000", None),
    ],
)
def test_two_batches_make_what_is_called_cumulative(
    paper: Paper,
    fact: Facts,
    text: str,
    total: str,
    holds: bool | None,  # noqa: FBT001
) -> None:
    document = paper(text)
    facts = [
        fact(document, "第一批指标为11000吨", "11000", period="2031 batch 1", **QUOTA),
        fact(document, "第二批指标为12500吨", "12500", period="2031 batch 2", **QUOTA),
        fact(document, f"{total}吨", total, period="2031", **QUOTA),
    ]
    assert of_rule(find_checks(document, facts), "sum") == [holds]  # type: ignore[arg-type]


@pytest.mark.parametrize(("total", "holds"), [("36436", True), ("35436", False), ("36430", None), ("41987", None)])
def test_months_so_far_add_up(paper: Paper, fact: Facts, total: str, holds: bool | None) -> None:  # noqa: FBT001
    document = paper(f"8月出口4775吨，1-8月累计出口{total}吨，1-7月累计出口31661吨。")
    trade = {"kind": "trade", "subject": "稀土", "unit": "吨", "canonical_unit": "t"}
    facts = [
        fact(document, "8月出口4775吨", "4775", period="2031-08", **trade),
        fact(document, f"{total}吨", total, period="2031-01/2031-08", **trade),
        fact(document, "31661吨", "31661", period="2031-01/2031-07", **trade),
    ]
    assert of_rule(find_checks(document, facts), "sum") == [holds]  # type: ignore[arg-type]
