"""A bulletin with eight wrong names in its table and five in its prose; figures of August 2022."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monazite.facts.record import Fact
from monazite.read.document import Document
from monazite.read.repair import GAP_NEEDED, WITNESSES_NEEDED, repair, suspicions
from monazite.read.table import table_facts

Build = Callable[..., Document]
Line = Callable[..., Fact]
BULLETIN = """（一）轻稀土
本月轻稀土各产品价格见下。
（二）重稀土
本月重稀土各产品价格见下。
2022年8月各产品月均价（单位：公斤）
产品名\t纯度\t7月平均价\t8月平均价\t环比
氧化镧\t≥99%\t8.14\t8.00\t-1.72%
氧化铈\t≥99%\t8.95\t8.00\t-10.61%
氧化镨\t≥99%\t909.38\t775.76\t-14.69%
氧化钕\t≥99%\t907.38\t769.43\t-15.20%
金属钕\t≥99%\t1128.05\t975.05\t-13.56%
氧化钆\t≥99.9%\t22.00\t21.71\t-1.32%
氧化铕\t≥99.99%\t198.00\t198.00\t0.00%
氧化钇\t≥99%\t467.90\t354.71\t-24.19%
钇铁\t≥99%Gd 75%±2%\t447.76\t340.81\t-23.89%
氧化铽\t≥99.9%\t13741.43\t13585.48\t-1.13%
金属铽\t≥99%\t17566.43\t17277.38\t-1.65%
氧化镱\t≥99%\t2385.95\t2268.81\t-4.91%
镱铁\t≥99%Dy80%\t2381.67\t2263.81\t-4.95%
氧化钬\t≥99.5%\t1195.48\t863.67\t-27.76%
钬铁\t≥99%Ho80%\t1212.86\t883.81\t-27.13%
氧化铟\t≥99%\t348.00\t309.62\t-11.03%
氧化镱\t≥99.99%\t102.00\t102.00\t0.00%
氧化镱\t≥99.9%\t5345.24\t5550.00\t3.83%
氧化铈\t≥99.999%\t80.10\t74.90\t-6.49%
氧化镨钕\t≥99%Nd2O3 75%\t856.38\t718.86\t-16.06%
镨钕金属\t≥99%Nd75%\t1043.10\t878.29\t-15.80%"""
MEANT = [
    "氧化镧", "氧化铈", "氧化镨", "氧化钕", "金属钕", "氧化钐", "氧化铕", "氧化钆", "钆铁合金", "氧化铽", "金属铽",
    "氧化镝", "镝铁合金", "氧化钬", "钬铁合金", "氧化铒", "氧化镱", "氧化镥", "氧化钇", "氧化镨钕", "镨钕金属",
]  # fmt: skip
WRONG_ROWS = 8


@pytest.fixture
def bulletin(tabbed: Build, line: Line) -> tuple[Document, list[Fact]]:
    document = tabbed(BULLETIN)
    text = [
        line("氧化铈", "19.80", "0.0", block=1), line("氧化镨", "77.58", "-14.7", block=1),
        line("氧化镨", "226.88", "-4.9", block=3), line("镨铁", "226.38", "-4.9", block=3),
        line("氧化铽", "1358.55", "-1.1", block=3), line("氧化铈", "7.49", "-6.5", block=3),
        line("氧化铈", "30.96", "-11.0", block=3),
    ]  # fmt: skip
    return document, [*text, *table_facts(document)]


def newest(facts: list[Fact]) -> list[Fact]:
    return [f for f in facts if f.place and f.place.row is not None and f.change is not None]


def test_every_row_means_what_it_should(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    assert [f.subject for f in newest(repair(document, facts))] == MEANT


def test_exactly_the_wrong_rows_are_repaired_with_their_proof(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    repaired = [f for f in newest(repair(document, facts)) if f.repair is not None]
    assert len(repaired) == WRONG_ROWS
    for fact in repaired:
        proof = fact.repair
        assert proof is not None
        assert fact.status == "repaired"
        assert proof.part == "subject"
        assert proof.as_written == fact.subject_as_written != proof.becomes
        assert len(proof.witnesses) >= WITNESSES_NEEDED
        assert proof.gap_to_second_best >= GAP_NEEDED


def test_names_in_the_text_are_repaired_through_their_rows(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    text = [f for f in repair(document, facts) if f.place and f.place.row is None]
    assert [f.subject for f in text] == [
        "氧化铕", "氧化镨", "氧化镝", "镝铁合金", "氧化铽", "氧化钇", "氧化铒",
    ]  # fmt: skip
    dysprosium = text[2].repair
    assert dysprosium is not None
    assert "twin 226.88 万元/吨 = 2268.81 元/公斤" in dysprosium.witnesses
    assert "section heavy" in dysprosium.witnesses


def test_the_formula_follows_the_name(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    formulas = {f.subject: f.formula for f in newest(repair(document, facts))}
    assert (formulas["氧化钐"], formulas["镝铁合金"]) == ("Sm2O3", "DyFe")


def test_the_table_alone_suffices(tabbed: Build) -> None:
    document = tabbed(BULLETIN)
    assert [f.subject for f in newest(repair(document, table_facts(document)))] == MEANT


def test_nothing_is_left_suspicious(bulletin: tuple[Document, list[Fact]]) -> None:
    assert suspicions(*bulletin) == []


def test_numbers_and_citations_stay(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    for before, after in zip(facts, repair(document, facts), strict=True):
        assert (before.id, before.value, before.quote, before.start) == (
            after.id,
            after.value,
            after.quote,
            after.start,
        )


def test_repairing_twice_is_repairing_once(bulletin: tuple[Document, list[Fact]]) -> None:
    document, facts = bulletin
    once = repair(document, facts)
    assert repair(document, once) == once


def test_a_line_dated_inside_the_month_is_a_twin_too(tabbed: Build, line: Line) -> None:
    document = tabbed(BULLETIN)
    facts = [line("镨铁", "226.38", "-4.9", period="2022-08-01", block=3), *table_facts(document)]
    assert repair(document, facts)[0].subject == "镝铁合金"


def test_a_witness_names_the_other_row_and_its_price(tabbed: Build) -> None:
    document = tabbed(BULLETIN)
    proofs = {f.subject: f.repair.witnesses for f in newest(repair(document, table_facts(document))) if f.repair}
    assert "partner Dy2O3 2268.81 元/公斤, -4.91 %" in proofs["镝铁合金"]
    assert "partner DyFe 2263.81 元/公斤, -4.95 %" in proofs["氧化镝"]
    assert "unique 氧化镱: twice, with 102.00 元/公斤" in proofs["氧化镝"]
