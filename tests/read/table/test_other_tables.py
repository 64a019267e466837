from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from monazite.read.document import Document
from monazite.read.table import table_facts

Build = Callable[..., Document]


def test_standard_plans(tabbed: Build) -> None:
    text = """推荐性国家标准计划项目
序号\t计划号\t项目名称\t标准性质\t制修订\t代替标准号\t起草单位
1\t20220753 -T-469\t稀土硅铁合金\t推荐\t修订\tGB/T 4137-2015\t某研究所"""
    (fact,) = table_facts(tabbed(text))
    assert (fact.kind, fact.subject, fact.spec, fact.attribute) == (
        "standard_plan", "稀土硅铁合金", "20220753-T-469", "plan",
    )  # fmt: skip
    assert (fact.period, fact.org, fact.scope) == ("2022", "某研究所", "推荐; 修订; 代替 GB/T 4137-2015")


def test_foreign_language_plans_carry_the_national_plan_and_the_title(tabbed: Build) -> None:
    text = """外文版计划项目
序号\t外文版项目计划编号\t国家标准计划号\t国家标准计划项目\t外文名称
1\tW2022 2364\t202207 53-T-4 69\t稀土硅铁合金\tRare earth ferrosilicon alloy"""
    (fact,) = table_facts(tabbed(text))
    assert (fact.spec, fact.scope) == ("W20222364", "20220753-T-469; Rare earth ferrosilicon alloy")


def test_material_properties_with_units_of_the_header(tabbed: Build) -> None:
    text = """常用永磁体
永磁体种类\t最大磁能积 (BH)max (MGOe)\t居里温度 Tc(°C)\t价格
SmCo5\t15~24\t740\t贵
橡胶磁\t0.6~1.5\t—\t中等"""
    facts = table_facts(tabbed(text))
    assert [(f.subject, f.attribute, f.canonical_unit) for f in facts] == [
        ("SmCo5", "(BH)max", "kJ/m3"), ("SmCo5", "Curie temperature", "degC"), ("橡胶磁", "(BH)max", "kJ/m3"),
    ]  # fmt: skip
    assert facts[1].canonical_value == Decimal(740)


def test_exports_by_country(tabbed: Build) -> None:
    text = """2025年7月我国稀土永磁体出口量（吨）
国家\t出口量\t同比
德国\t1116\t12.3%
合计\t5577\t5.7%"""
    facts = table_facts(tabbed(text))
    assert [(f.kind, f.subject, f.canonical_value, f.scope) for f in facts] == [
        ("trade", "稀土永磁体", Decimal(1116), "to 德国"), ("trade", "稀土永磁体", Decimal(5577), "table"),
    ]  # fmt: skip
    assert {f.period for f in facts} == {"2025-07"}


def test_outputs_of_years(tabbed: Build) -> None:
    text = """主要产品产量（万吨）
产品\t2023年\t2024年
烧结钕铁硼\t25.1\t28.3"""
    facts = table_facts(tabbed(text))
    assert [(f.kind, f.period, f.canonical_value) for f in facts] == [
        ("output", "2023", Decimal("251000.0")), ("output", "2024", Decimal("283000.0")),
    ]  # fmt: skip


def test_a_table_of_words_states_nothing(tabbed: Build) -> None:
    assert table_facts(tabbed("知名企业\n企业简称\t主营\n某磁材\t烧结钕铁硼")) == []


def test_a_history_has_dates_down_and_products_across(tabbed: Build) -> None:
    text = """稀土氧化物价格（万元/吨）
日期\t氧化镨钕\t氧化镝均价
2024-05-01\t38.80\t185.0
2024-05-06\t39.10\t186.0"""
    facts = table_facts(tabbed(text))
    assert [(f.subject, f.period, f.canonical_value) for f in facts] == [
        ("氧化镨钕", "2024-05-01", Decimal("388.00")), ("氧化镝", "2024-05-01", Decimal("1850.0")),
        ("氧化镨钕", "2024-05-06", Decimal("391.00")), ("氧化镝", "2024-05-06", Decimal("1860.0")),
    ]  # fmt: skip


def test_a_row_may_carry_its_own_date(tabbed: Build) -> None:
    text = "报价（元/吨）\n产品\t日期\t价格\n氧化镧\t2024-05-01\t4000\n氧化铈\t2024-05-02\t6600"
    assert [f.period for f in table_facts(tabbed(text))] == ["2024-05-01", "2024-05-02"]
