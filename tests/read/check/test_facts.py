"""Checks between facts: text and table, units, periods, products; and the status that follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from monazite.facts.record import Check, Correction, Fact
from monazite.read.check import find_checks, find_cross_checks, rules, with_status
from monazite.read.document import Document

Paper = Callable[..., Document]
Facts = Callable[..., Fact]
TABLE = [
    ["产品名", "纯度", "7月平均价", "8月平均价", "环比"],
    ["氧化镝", "≥99%", "2385.95", "2268.81", "-4.91%"],
    ["镝铁合金", "≥99%Dy80%", "2381.67", "2263.81", "-4.95%"],
]
TEXT = "8月份，氧化镝均价为226.88万元/吨，环比下跌4.9%。"


@pytest.fixture
def document(paper: Paper) -> Document:
    return paper(TEXT, "平均价格", TABLE)


@pytest.fixture
def facts(document: Document, fact: Facts) -> list[Fact]:
    text = fact(
        document,
        "氧化镝均价为226.88万元/吨，环比下跌4.9%",
        "226.88",
        subject="氧化镝",
        unit="万元/吨",
        factor=10,
        pct="-4.9",
    )
    rows = [
        fact(document, number, number, cell=(2, row, column), subject=subject, period=period, spec=spec, pct=pct)
        for row, subject, spec in ((1, "氧化镝", "≥99%"), (2, "镝铁合金", "≥99%Dy80%"))
        for column, period, pct in ((2, "2031-07", None), (3, "2031-08", TABLE[row][4][:-1]))
        for number in (TABLE[row][column],)
    ]
    return [text, *rows]


def of_rule(checks: list[Check], rule: str) -> list[Check]:
    return [c for c in checks if c.rule == rule]


def test_text_and_table_print_one_price_in_two_units(document: Document, facts: list[Fact]) -> None:
    found = find_checks(document, facts)
    (twin,) = of_rule(found, "unit_twin")
    assert (twin.holds, twin.left, twin.right) == (True, Decimal("2268.8"), Decimal("2268.81"))
    (change,) = of_rule(found, "text_table_pct")
    assert change.holds is True
    assert change.right_interval is not None
    assert change.right_interval.high - change.right_interval.low < Decimal("0.001")


def test_a_price_that_differs_from_its_table_is_contradicted(document: Document, facts: list[Fact]) -> None:
    wrong = [replace(facts[0], value=Decimal("226.38"), canonical_value=Decimal("2263.8")), *facts[1:]]
    checks = find_checks(document, wrong)
    assert [c.holds for c in of_rule(checks, "unit_twin")] == [False]
    judged = with_status(wrong, checks)
    assert judged[0].status == "contradicted"


def test_alloys_cost_what_their_oxide_costs(document: Document, facts: list[Fact]) -> None:
    found = of_rule(find_checks(document, facts), "alloy_oxide")
    assert [c.holds for c in found] == [True, True]
    assert "0.9181" in found[0].arithmetic


def test_status_of_facts(document: Document, facts: list[Fact]) -> None:
    repaired = replace(facts[1], repair=Correction("氧化镨", "氧化镝", "subject", ("spec Dy80%",), 3.0))
    given = [facts[0], repaired, *facts[2:]]
    checks = find_checks(document, given)
    judged = with_status(given, checks)
    assert judged[0].status == "verified"
    assert judged[1].status == "repaired"
    assert set(judged[0].checks) <= {c.id for c in checks}
    assert len(judged[0].checks) > 1
    assert with_status(facts, [])[0].status == "unchecked"


def test_batches_make_the_cumulative_quota(paper: Paper, fact: Facts) -> None:
    document = paper("第一批指标为100800吨。", "第二批指标为109200吨。", "两批合计指标为210000吨。")
    common = {"kind": "quota", "subject": "稀土开采总量控制指标", "unit": "吨", "canonical_unit": "t"}
    parts = [
        ("第一批指标为100800吨", "100800", "1"),
        ("第二批指标为109200吨", "109200", "2"),
        ("两批合计指标为210000吨", "210000", "1+2"),
    ]
    given = [fact(document, quote, number, period=f"2031 batch {batch}", **common) for quote, number, batch in parts]
    assert [c.holds for c in of_rule(find_checks(document, given), "sum")] == [True]
    wrong = [*given[:2], replace(given[2], value=Decimal(220000), canonical_value=Decimal(220000))]
    assert [c.holds for c in of_rule(find_checks(document, wrong), "sum")] == [False]


def test_a_percentage_implies_a_round_quote(paper: Paper, fact: Facts) -> None:
    document = paper("截至8月8日，氧化镨钕价格为75.45万元/吨，与8月1日相比下滑4.49%。")
    given = fact(
        document, "氧化镨钕价格为75.45万元/吨，与8月1日相比下滑4.49%", "75.45",
        unit="万元/吨", factor=10, pct="-4.49", basis="2031-08-01", period="2031-08-08",
    )  # fmt: skip
    (found,) = of_rule(find_checks(document, [given]), "round_quote")
    assert found.right == Decimal(79)


def test_targets_rise(paper: Paper, fact: Facts) -> None:
    document = paper("到2035年达标率达到70%。", "到2040年达标率达到80%。")
    common = {"kind": "target", "subject": "稀土永磁体", "attribute": "compliance", "unit": "%", "canonical_unit": "%"}
    given = [fact(document, f"达标率达到{n}%", n, period=y, **common) for n, y in (("70", "2035"), ("80", "2040"))]
    assert [c.holds for c in of_rule(find_checks(document, given), "monotone")] == [True]


def test_a_claim_names_its_exception(paper: Paper, fact: Facts) -> None:
    text = "催化剂产量10.9万吨，同比下降4.4%；净化剂产量975万升，同比增长36.4%；荧光粉产量360吨，同比下降13.9%。"
    document = paper(text, "上述产品产量均有不同程度的下降。")
    common = {"kind": "output", "period": "2031-H1", "basis": "yoy"}
    given = [
        fact(document, "催化剂产量10.9万吨，同比下降4.4%", "10.9", subject="催化剂", pct="-4.4", **common),
        fact(document, "净化剂产量975万升，同比增长36.4%", "975", subject="净化剂", pct="36.4", **common),
        fact(document, "荧光粉产量360吨，同比下降13.9%", "360", subject="荧光粉", pct="-13.9", **common),
    ]
    (found,) = of_rule(find_checks(document, given), "claim")
    assert (found.holds, found.finding) == (None, "净化剂 +36.4 %")


def test_documents_agree_or_conflict(fact: Facts, paper: Paper) -> None:
    document = paper("氧化镨钕均价72.71万元/吨。")
    first = fact(document, "氧化镨钕均价72.71万元/吨", "72.71", unit="万元/吨", factor=10, org="甲交易所")
    same = replace(first, doc="b.txt")
    rounded = replace(first, doc="c.txt", value=Decimal("72.7"), canonical_value=Decimal(727))
    other = replace(first, doc="d.txt", value=Decimal("73.71"), canonical_value=Decimal("737.1"))
    assert [c.holds for c in find_cross_checks([first, same])] == [True]
    assert [c.holds for c in find_cross_checks([first, rounded])] == [True]
    assert [c.holds for c in find_cross_checks([first, other])] == [False]
    unnamed = [replace(f, org=None) for f in (first, other)]
    assert [c.holds for c in find_cross_checks(unnamed)] == [None]


def test_yearly_figures_of_two_documents_are_of_one_size(fact: Facts, paper: Paper) -> None:
    document = paper("钐钴磁体产量2400吨。")
    common = {"kind": "output", "subject": "钐钴磁体", "unit": "吨", "canonical_unit": "t"}
    year = fact(document, "钐钴磁体产量2400吨", "2400", period="2030", **common)
    half = replace(year, doc="z.txt", period="2032-H1", value=Decimal(1490), canonical_value=Decimal(1490))
    (found,) = find_cross_checks([year, half])
    assert (found.rule, found.holds, found.left) == ("magnitude", True, Decimal(2980))


def test_every_rule_is_registered_and_every_check_is_json(document: Document, facts: list[Fact]) -> None:
    checks = find_checks(document, facts)
    assert {c.rule for c in checks} <= set(rules())
    assert json.loads(json.dumps([c.as_json() for c in checks]))
    assert all(rule.title.zh and rule.title.en and rule.tells.zh and rule.tells.en for rule in rules().values())
