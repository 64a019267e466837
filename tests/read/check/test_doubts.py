"""Names that repair doubts, rows with an alien name, columns of one day, columns in two units. All are our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from monazite.facts.record import Check, Correction, Fact
from monazite.read.check import find_checks, with_status
from monazite.read.document import Document
from monazite.read.repair import Suspicion

Paper = Callable[..., Document]
Facts = Callable[..., Fact]

PRICES = [
    ["产品", "规格", "7月均价", "8月均价", "环比"],
    ["氧化镧", "≥99%", "5.00", "6.00", "20.00%"],
    ["氧化镨", "≥99%", "500.00", "450.00", "-10.00%"],
    ["氧化钕", "≥99%", "400.00", "500.00", "25.00%"],
    ["氧化铽", "≥99%", "8000.00", "6000.00", "-25.00%"],
    ["氧化镝", "≥99%", "2000.00", "2100.00", "5.00%"],
    ["氧化铕", "≥99%", "200.00", "200.00", "0.00%"],
    ["氧化铝", "≥99%", "300.00", "330.00", "10.00%"],
]


def row_facts(document: Document, fact: Facts, row: int) -> list[Fact]:
    name, _, before, after, _ = PRICES[row]
    given = {"subject": name, "subject_as_written": name, "attribute": "average price"}
    return [
        fact(document, before, before, cell=(1, row, 2), period="2031-07", **given),
        fact(document, after, after, cell=(1, row, 3), period="2031-08", pct=PRICES[row][4].rstrip("%"), **given),
    ]


def test_no_half_of_an_alien_row_is_verified(paper: Paper, fact: Facts) -> None:
    document = paper("主要稀土产品平均价格", PRICES)
    facts = [f for row in (1, 7) for f in row_facts(document, fact, row)]
    judged = with_status(facts, find_checks(document, facts))
    assert [f.status for f in judged] == ["verified", "verified", "contradicted", "contradicted"]


def test_a_doubted_name_is_not_verified_by_its_percentage(paper: Paper, fact: Facts) -> None:
    document = paper("主要稀土产品平均价格", PRICES)
    facts = row_facts(document, fact, 2)
    doubts = [Suspicion(f, "subject", ("氧化钕", "氧化镨"), 0.3, ("unique 氧化镨: twice",)) for f in facts]
    checks = find_checks(document, facts, doubts)
    (first, second) = [c for c in checks if c.rule == "name_doubted"]
    assert first.holds is None
    assert second.holds is None
    assert "氧化钕 | 氧化镨" in str(first.finding)
    assert "unique 氧化镨: twice" in str(first.finding)
    assert [f.status for f in with_status(facts, checks)] == ["unchecked", "unchecked"]
    assert [f.status for f in with_status(facts, find_checks(document, facts))] == ["verified", "verified"]


def test_a_doubt_without_evidence_or_of_a_repaired_fact_says_nothing(paper: Paper, fact: Facts) -> None:
    document = paper("主要稀土产品平均价格", PRICES)
    before, after = row_facts(document, fact, 2)
    repaired = replace(after, repair=Correction("氧化错", "氧化镨", "subject", ("a", "b"), 9.0))
    doubts = [
        Suspicion(before, "subject", (), 0.0, ()),
        Suspicion(before, "subject", ("氧化镨", "氧化钕"), 7.0, ("order Pr < Nd",)),
        Suspicion(repaired, "subject", ("氧化钕",), 1.0, ("order Pr < Nd",)),
    ]
    assert not [c for c in find_checks(document, [before, repaired], doubts) if c.rule == "name_doubted"]


def test_a_doubted_number_is_not_verified(paper: Paper, fact: Facts) -> None:
    document = paper("主要稀土产品平均价格", PRICES)
    facts = row_facts(document, fact, 2)
    checks = find_checks(document, facts, [Suspicion(facts[0], "value", (), 0.0, ("8月 ≠ 7月 × (1 + 环比)",))])
    assert [f.status for f in with_status(facts, checks)] == ["unchecked", "verified"]


def test_columns_of_one_day_are_no_before_and_after(paper: Paper) -> None:
    rows = [
        ["产品", "最低价", "最高价", "均价", "涨跌"],
        ["甲", "70.0", "71.0", "70.5", "0.5"],
        ["乙", "226", "228", "227", "1"],
        ["丙", "225", "227", "226", "1"],
        ["丁", "86", "88", "87", "0"],
        ["戊", "40.0", "41.0", "40.5", "-0.5"],
    ]
    assert not [c for c in find_checks(paper("报价（万元/吨）", rows), []) if c.rule == "difference"]


def test_the_earlier_column_is_known_by_its_date(paper: Paper) -> None:
    for old, new in (("12月均价", "1月均价"), ("2030年12月均价", "2031年1月均价"), ("2031-08-04", "2031-08-05")):
        rows = [["产品", new, old, "涨跌"], ["甲", "72", "70", "2"], ["乙", "50", "53", "-3"]]
        found: list[Check] = find_checks(paper("报价（万元/吨）", rows), [])
        assert [c.holds for c in found if c.rule == "difference"] == [True, True], old


def test_two_columns_print_one_price_in_two_units(paper: Paper, fact: Facts) -> None:
    rows = [
        ["产品", "8月均价（元/公斤）", "8月均价（万元/吨）"],
        ["氧化镨", "775.76", "77.58"],
        ["氧化镝", "2368.81", "226.88"],
        ["氧化铈", "8.00", "0.80"],
    ]
    document = paper("平均价格", rows)
    facts = [
        fact(document, "775.76", "775.76", cell=(1, 1, 1), subject="氧化镨"),
        fact(document, "77.58", "77.58", cell=(1, 1, 2), subject="氧化镨", unit="万元/吨", factor=10),
        fact(document, "2368.81", "2368.81", cell=(1, 2, 1), subject="氧化镝"),
        fact(document, "226.88", "226.88", cell=(1, 2, 2), subject="氧化镝", unit="万元/吨", factor=10),
        fact(document, "8.00", "8.00", cell=(1, 3, 1), subject="氧化铈"),
    ]
    found = [c for c in find_checks(document, facts) if c.rule == "unit_twin"]
    assert [c.holds for c in found] == [True, False, True]
    assert found[1].left == Decimal("2368.81")
    statuses = [f.status for f in with_status(facts, found)]
    assert statuses == ["verified", "verified", "contradicted", "contradicted", "verified"]
