"""Each kind of numeral is what its words say; a quantity no fact states is never hidden."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.facts.record import Change, Fact, Place, Span
from monazite.read.account import account
from monazite.read.document import Cell, Document, Table
from monazite.read.mentions import Numeral
from monazite.read.text import View

Paper = Callable[[str], Document]


def roles(numerals: list[Numeral]) -> dict[str, str]:
    return {n.text: n.role for n in numerals}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工信部联原〔2031〕90号", {"2031": "identifier", "90": "identifier"}),
        ("达不到GB 26451-2011的要求", {"26451": "identifier", "2011": "identifier"}),
        ("修订 GB/T 12690.12-2003 标准", {"12690.12": "identifier", "2003": "identifier"}),
        ("计划号20310747-T-469", {"20310747": "identifier", "469": "identifier"}),
        ("电话：0797-8160602", {"0797": "identifier", "8160602": "identifier"}),
        ("邮编：341000", {"341000": "identifier"}),
        (
            "网址：<http://www.example.cn/news/2031/04/a12.html>",
            {"2031": "identifier", "04": "identifier", "12": "identifier"},
        ),
        ("某公司(600259.SH)公告", {"600259": "identifier"}),
        ("某公司（000831）公告", {"000831": "identifier"}),
        ("公告2031年第56号", {"2031": "date", "56": "identifier"}),
        ("（见文献[2,3]）", {"2": "identifier", "3": "identifier"}),
        ("（1）总体要求", {"1": "identifier"}),
        ("2031年8月17日发布", {"2031": "date", "8": "date", "17": "date"}),
        ("2031-04-13 20:28:12", {"2031": "date", "04": "date", "13": "date", "20": "date", "28": "date", "12": "date"}),
        ("2022—2035年行动方案", {"2022": "date", "2035": "date"}),
        ("1至6月份的情况", {"1": "date", "6": "date"}),
        ("经过60多年的开发", {"60": "date"}),
        ("面向2035发展战略", {"2035": "date"}),
        ("10个工作日内完成", {"10": "date"}),
        ("99.99%氧化铕", {"99.99": "spec"}),
        ("纯度≥99.9%", {"99.9": "spec"}),
        ("高磁能积的Sm2Co17磁体", {"2": "spec", "17": "spec"}),
        ("采用7 nm制程和5G通信", {"7": "spec", "5": "spec"}),
        ("等12个省的部门", {"12": "count"}),
        ("13家上市公司", {"13": "count"}),
        ("国资委等九部门印发", {"九部门": "count"}),
        ("部署十大重点工程", {"十大": "count"}),
        ("下达第二批指标", {"二批": "identifier"}),
    ],
)
def test_words_around_a_numeral_say_what_it_is(paper: Paper, text: str, expected: dict[str, str]) -> None:
    assert roles(account(paper(text), [])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "产量达到1490吨",
        "价格为226.88万元/吨",
        "同比增长14.6%",
        "新增装机1294万千瓦",
        "产值突破千亿元",
        "占全球产量的80%",
        "投放1000辆",
        "需要1000台设备",
    ],
)
def test_a_quantity_in_no_fact_is_not_accounted_for(paper: Paper, text: str) -> None:
    assert {n.role for n in account(paper(text), [])} == {"unaccounted"}


def test_facts_and_their_changes_are_accounted_for(paper: Paper) -> None:
    text = "氧化镨钕均价70.09万元/吨，上涨0.79万元/吨，环比上涨16.1%；用量1.8-1.95万吨，增长1.2倍。"
    document = paper(text)

    def fact(quote: str, number: str, change: Change) -> Fact:
        start = text.index(quote)
        place = start + quote.index(number)
        ends = [Decimal(n) for n in number.split("-")]
        value = ends[0] if len(ends) == 1 else (ends[0], ends[1])
        return Fact("paper.txt", "price", "氧化镨钕", quote, start, start + len(quote), value=value, change=change,
                    place=Place(0, number=Span(place, place + len(number))))  # fmt: skip

    facts = [
        fact(
            "氧化镨钕均价70.09万元/吨，上涨0.79万元/吨，环比上涨16.1%",
            "70.09",
            Change(Decimal("16.1"), Decimal("7.9"), "mom"),
        ),
        fact("用量1.8-1.95万吨，增长1.2倍", "1.8-1.95", Change(Decimal(120), basis="yoy")),
    ]
    found = account(document, facts)
    expected = {"70.09": "fact", "0.79": "change", "16.1": "change", "1.8": "fact", "1.95": "fact", "1.2": "change"}
    assert roles(found) == expected
    assert "氧化镨钕" in found[0].evidence


def test_headers_say_what_the_cells_below_are() -> None:
    rows = [["序号", "产品名", "纯度", "产量"], ["1", "氧化镧", "99", "8000"]]
    text = "\n".join("\t".join(row) for row in rows)
    cells, at = [], 0
    for row in rows:
        line = []
        for cell in row:
            line.append(Cell((Span(at, at + len(cell)),), cell))
            at += len(cell) + 1
        cells.append(tuple(line))
    table = Table(Span(0, len(text)), None, 1, tuple(cells))
    document = Document("t.txt", "0" * 64, "text", "utf-8", text, View.identity(text), (table,))
    assert roles(account(document, [])) == {"1": "identifier", "99": "spec", "8000": "unaccounted"}


def test_pages_of_a_table_of_contents(paper: Paper) -> None:
    found = account(paper("行业动态\t1-36\n科技前沿\t37-39\n- 12 -"), [])
    assert {n.role for n in found} == {"page"}


FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@FEW
@given(st.text("0123456789.,-年月日吨%万个第号（）()A ", max_size=40))
def test_every_digit_is_in_exactly_one_numeral(paper: Paper, text: str) -> None:
    document = paper(text)
    found = account(document, [])
    covered = [i for n in found for i in range(n.start, n.end) if document.source[i].isdigit()]
    assert sorted(covered) == [i for i, c in enumerate(text) if c.isdigit()]
    assert all(document.source[n.start : n.end] == n.text for n in found)
    assert all(bool(n.rule) == (n.role != "unaccounted") for n in found)
    assert account(document, []) == found


def test_every_rule_names_its_evidence_in_both_languages() -> None:
    folder = files("monazite.read.account")
    for name in ("rules.csv", "words.csv", "columns.csv", "wholes.csv"):
        rows = list(csv.DictReader((folder / name).read_text("utf-8").splitlines()))
        assert rows
        assert all(row["rule"] and row["zh"] and row["en"] and None not in row for row in rows)


def test_a_number_at_the_end_of_a_row_is_no_page() -> None:
    text = "产品\t单位\t产量\n甲\t吨\t500\n乙\t吨\t60"
    rows = [line.split("\t") for line in text.split("\n")]
    cells, at = [], 0
    for row in rows:
        line = []
        for cell in row:
            line.append(Cell((Span(at, at + len(cell)),), cell))
            at += len(cell) + 1
        cells.append(tuple(line))
    table = Table(Span(0, len(text)), None, 1, tuple(cells))
    document = Document("t.txt", "0" * 64, "text", "utf-8", text, View.identity(text), (table,))
    assert {n.role for n in account(document, [])} == {"unaccounted"}


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t"])
def test_a_percentage_before_another_line_or_cell_is_no_purity(paper: Paper, between: str) -> None:
    read = roles(account(paper(f"合计4.91%{between}氧化镝"), []))
    assert read["4.91"] != "spec"
