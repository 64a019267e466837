from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from monazite.facts.record import Change, Fact
from monazite.read.document import Document, Table
from monazite.read.table import table_facts

Build = Callable[..., Document]
MONTHLY = """表1：2023年1月主要稀土产品均价（单位：公斤）
产品名\t纯度\t12月平均价\t1月平均价\t环比
氧化镧\t≥99%\t6.60\t6.50\t-1.52%
镝铁\t≥99%Dy80%\t2370.00\t2455.00\t3.59%
氧化铟\t≥99.99%\t1500.00\t1480.00\t-1.33%
（来源：某行业协会）"""


def by_place(facts: list[Fact]) -> dict[tuple[int, int], Fact]:
    return {
        (f.place.row, f.place.column): f
        for f in facts
        if f.place and f.place.row is not None and f.place.column is not None
    }


def test_both_months_with_the_change_at_the_newer_one(tabbed: Build) -> None:
    facts = by_place(table_facts(tabbed(MONTHLY)))
    old, new = facts[1, 2], facts[1, 3]
    assert (old.period, new.period) == ("2022-12", "2023-01")
    assert old.change is None
    assert new.change == Change(pct=Decimal("-1.52"), basis="mom")
    assert new.attribute == "monthly average price"
    assert new.org == "某行业协会"


def test_the_change_belongs_to_the_unit_in_which_the_month_before_stands(tabbed: Build) -> None:
    text = """2022年8月稀土价格
产品\t7月均价（元/公斤）\t8月均价（元/公斤）\t8月均价（万元/吨）\t环比
氧化镝\t2500.10\t2385.95\t238.60\t-4.57%"""
    facts = table_facts(tabbed(text))
    assert [(f.unit, f.change.pct if f.change else None) for f in facts] == [
        ("元/公斤", None), ("元/公斤", Decimal("-4.57")), ("万元/吨", None),
    ]  # fmt: skip


def test_a_mass_above_prices_means_yuan_for_it(tabbed: Build) -> None:
    fact = by_place(table_facts(tabbed(MONTHLY)))[1, 3]
    assert (fact.unit, fact.canonical_value, fact.canonical_unit) == ("元/公斤", Decimal("6.50"), "CNY/kg")


def test_names_are_canonical_and_kept_as_printed(tabbed: Build) -> None:
    fact = by_place(table_facts(tabbed(MONTHLY)))[2, 3]
    assert (fact.subject, fact.subject_as_written, fact.spec) == ("镝铁合金", "镝铁", "≥99%Dy80%")


def test_a_name_that_no_product_has_is_still_a_fact(tabbed: Build) -> None:
    fact = by_place(table_facts(tabbed(MONTHLY)))[3, 3]
    assert (fact.subject, fact.formula) == ("氧化铟", None)


def test_a_row_is_quoted_whole_and_its_cells_are_placed(tabbed: Build) -> None:
    document = tabbed(MONTHLY)
    for fact in table_facts(document):
        assert document.source[fact.start : fact.end] == fact.quote
        place = fact.place
        assert place is not None
        assert place.number is not None
        assert place.subject is not None
        assert place.unit is not None
        assert document.source[place.number.start : place.number.end] == str(fact.value)
        assert document.source[place.subject.start : place.subject.end] == fact.subject_as_written
        assert "公斤" in document.source[place.unit.start : place.unit.end]
    assert table_facts(document)[0].quote == "氧化镧\t≥99%\t6.60\t6.50\t-1.52%"


def test_unit_in_the_header_range_mean_and_step(tabbed: Build) -> None:
    text = """1月29日镝铽系稀土行情
产品\t价格区间(元/吨)\t均价(元/吨)\t涨跌(元/吨)
氧化镝\t1405000-1415000\t1410000\t-10000"""
    span, mean = table_facts(tabbed(text, day=date(2026, 1, 29)))
    assert span.canonical_value == (Decimal("1405.000"), Decimal("1415.000"))
    assert mean.canonical_value == Decimal("1410.000")
    assert mean.change == Change(abs=Decimal("-10.000"), basis="dod")
    assert mean.period == "2026-01-29"


def test_lowest_and_highest_become_one_range(tabbed: Build) -> None:
    text = """2024年5月6日报价
品名\t规格\t最低价\t最高价\t均价\t单位
氧化钕\t99.5%\t39.80\t40.20\t40.00\t万元/吨"""
    mean, span = table_facts(tabbed(text))
    assert mean.canonical_value == Decimal("400.00")
    assert span.value == (Decimal("39.80"), Decimal("40.20"))
    assert span.attribute == "price range"


def test_dates_as_headers(tabbed: Build) -> None:
    text = """2021年3月稀土价格（元/吨）
产品名称\t3月17日\t3月18日\t涨跌
氧化镨\t502500\t512500\t10000"""
    first, second = table_facts(tabbed(text))
    assert (first.period, second.period) == ("2021-03-17", "2021-03-18")
    assert second.change == Change(abs=Decimal("10.000"), basis="dod")


def test_other_metals_are_left_out(tabbed: Build) -> None:
    text = """2022年8月价格（单位：吨）
品名\t本月均价\t环比
铜\t61000\t1.2%
氧化镨钕\t718860\t-16.06%
锌\t25000\t0.4%"""
    assert [fact.subject for fact in table_facts(tabbed(text))] == ["氧化镨钕"]


OPEN_NAME = """2022年8月价格（元/公斤）
产品\t纯度\t价格
氧化铈\t99%\t8.0
\t99.999%\t33.0
氧化镧\t99%\t7.9"""


def test_a_merged_name_cell_names_all_its_rows(tabbed: Build) -> None:
    document = tabbed(OPEN_NAME)
    *above, table = document.blocks
    assert isinstance(table, Table)
    header, first, *others = table.rows
    merged = replace(table, rows=(header, (replace(first[0], row_span=2), *first[1:]), *others))
    facts = table_facts(replace(document, blocks=(*above, merged)))
    assert [(f.subject, f.spec) for f in facts] == [("氧化铈", "99%"), ("氧化铈", "99.999%"), ("氧化镧", "99%")]


def test_an_open_name_cell_that_is_not_merged_states_nothing(tabbed: Build) -> None:
    assert [(f.subject, f.spec) for f in table_facts(tabbed(OPEN_NAME))] == [("氧化铈", "99%"), ("氧化镧", "99%")]


def test_a_row_without_number_is_another_grade_where_products_are_numbered(tabbed: Build) -> None:
    text = """2022年8月价格（元/公斤）
序号\t产品\t纯度\t价格
1\t氧化铈\t99%\t8.0
\t\t99.999%\t33.0
3\t\t99%\t7.9"""
    assert [(f.subject, f.spec) for f in table_facts(tabbed(text))] == [("氧化铈", "99%"), ("氧化铈", "99.999%")]


def test_months_down_and_products_across_are_dated_from_the_caption(tabbed: Build) -> None:
    text = """2022年主要产品月均价（单位：万元/吨）
月份\t氧化镨钕\t氧化镝
6月\t94.5\t253.1
\t90.0\t250.0
8月\t71.89\t226.88"""
    facts = table_facts(tabbed(text))
    assert [(f.subject, f.period, f.value) for f in facts] == [
        ("氧化镨钕", "2022-06", Decimal("94.5")), ("氧化镝", "2022-06", Decimal("253.1")),
        ("氧化镨钕", "2022-08", Decimal("71.89")), ("氧化镝", "2022-08", Decimal("226.88")),
    ]  # fmt: skip
    assert {f.attribute for f in facts} == {"monthly average price"}


def test_months_beyond_the_caption_month_lie_in_the_year_before(tabbed: Build) -> None:
    text = """截至2023年1月的价格（单位：万元/吨）
月份\t氧化镨钕
12月\t70.0
1月\t71.5"""
    assert [f.period for f in table_facts(tabbed(text))] == ["2022-12", "2023-01"]


def test_the_unit_of_a_price_makes_months_prices(tabbed: Build) -> None:
    text = """2022年8月（单位：万元/吨）
产品\t规格\t7月\t8月
氧化镨钕\t99%\t85.64\t71.89"""
    assert [(f.kind, f.period) for f in table_facts(tabbed(text))] == [("price", "2022-07"), ("price", "2022-08")]


def test_repeated_headers_and_rules_are_no_rows(tabbed: Build) -> None:
    text = """2022年8月价格（元/公斤）
产品\t价格
---\t---
氧化铈\t8.0
产品\t价格
氧化镧\t7.9"""
    assert len(table_facts(tabbed(text))) == 2


def test_prose_without_tables_costs_nothing(tabbed: Build) -> None:
    assert table_facts(tabbed("氧化镨钕均价为71.89万元/吨。")) == []
