from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from monazite.read.document import Document, Table
from monazite.read.table import table_facts

Build = Callable[..., Document]
NOTICE = """工业和信息化部 自然资源部关于下达2022年第二批指标的通知
2022年第二批稀土开采、冶炼分离总量控制指标
序号\t稀土集团\t矿产品(折稀土氧化物, 吨)\t\t冶炼分离产品(折稀土氧化物, 吨)
\t\t岩矿型稀土(轻)\t离子型稀土(以中重为主)\t
1\t中国稀土集团有限公司\t20100\t5204\t23819
2\t广东省稀土产业集团有限公司\t\t1080\t4242
\t其中：中国有色金属建设股份有限公司\t\t\t1444
合计\t\t101540\t7660\t104800
合计\t\t109200\t\t104800"""
LIGHT, HEAVY = "岩矿型稀土（轻）开采指标", "离子型稀土（中重）开采指标"
SEPARATION, MINING = "稀土冶炼分离总量控制指标", "稀土开采总量控制指标"


def test_each_group_and_class(tabbed: Build) -> None:
    facts = table_facts(tabbed(NOTICE))
    found = {(f.org, f.subject): f.canonical_value for f in facts if f.attribute == "batch 2 allocation"}
    assert found == {
        ("中国稀土集团有限公司", LIGHT): 20100,
        ("中国稀土集团有限公司", HEAVY): 5204,
        ("中国稀土集团有限公司", SEPARATION): 23819,
        ("广东省稀土产业集团有限公司", HEAVY): 1080,
        ("广东省稀土产业集团有限公司", SEPARATION): 4242,
        ("中国有色金属建设股份有限公司", SEPARATION): 1444,
    }
    assert {f.period for f in facts} == {"2022 batch 2"}


def test_of_which_rows_are_marked(tabbed: Build) -> None:
    marked = [f for f in table_facts(tabbed(NOTICE)) if f.scope == "其中"]
    assert [f.value for f in marked] == [1444]


def test_totals_belong_to_the_ministries_and_a_merged_one_is_all_mining(tabbed: Build) -> None:
    totals = {f.subject: f.value for f in table_facts(tabbed(NOTICE)) if f.attribute == "batch 2 total"}
    assert totals == {LIGHT: 101540, HEAVY: 7660, SEPARATION: 104800, MINING: 109200}
    orgs = {f.org for f in table_facts(tabbed(NOTICE)) if f.attribute == "batch 2 total"}
    assert orgs == {"工业和信息化部、自然资源部"}


def test_a_cell_merged_over_two_classes_is_all_mining(tabbed: Build) -> None:
    document = tabbed(NOTICE)
    table = document.blocks[-1]
    assert isinstance(table, Table)
    last = table.rows[-1]
    merged = (*last[:2], replace(last[2], column_span=2), *last[3:])
    blocks = (*document.blocks[:-1], replace(table, rows=(*table.rows[:-1], merged)))
    facts = table_facts(replace(document, blocks=blocks))
    assert [f.value for f in facts if f.subject == MINING] == [109200]


def test_a_notice_without_batches(tabbed: Build) -> None:
    text = """2010年稀土矿指令性生产计划指标（单位：吨）
地区\t轻稀土\t中重稀土
江西\t1000\t8500"""
    facts = table_facts(tabbed(text))
    assert [(f.period, f.attribute, f.canonical_value) for f in facts] == [
        ("2010", "allocation", Decimal(1000)),
        ("2010", "allocation", Decimal(8500)),
    ]


def test_the_ministries_of_a_report_about_a_notice(tabbed: Build) -> None:
    text = NOTICE.replace(
        "工业和信息化部 自然资源部关于下达2022年第二批指标的通知",
        "工业和信息化部、自然资源部以工信部联原〔2022〕90号文下达了指标。",
    )
    totals = [f for f in table_facts(tabbed(text)) if f.attribute == "batch 2 total"]
    assert {f.org for f in totals} == {"工业和信息化部、自然资源部"}


def test_classes_of_an_export_quota(tabbed: Build) -> None:
    text = """2013年首批稀土出口配额下达，获得配额的企业名单如下
2013年第一批稀土出口配额（单位：吨）
公司名称\t轻稀土\t中重稀土
五矿集团公司\t856\t207
包钢集团公司\t1696\t115"""
    found = {(f.org, f.subject): f.canonical_value for f in table_facts(tabbed(text))}
    assert found == {
        ("五矿集团公司", "轻稀土出口配额"): 856,
        ("五矿集团公司", "中重稀土出口配额"): 207,
        ("包钢集团公司", "轻稀土出口配额"): 1696,
        ("包钢集团公司", "中重稀土出口配额"): 115,
    }
