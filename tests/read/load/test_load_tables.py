"""Tables come back as rows of equal width, whatever a scanner or a page made of them."""

from __future__ import annotations

from monazite.read.document import Document, Heading, Paragraph, Table
from monazite.read.load import load


def read(text: str) -> Document:
    loaded = load(text.encode(), "a.txt")
    assert loaded.problems == ()
    return loaded.documents[0]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


PRICES = """市场行情

表1：8月主要稀土产品平均价格（单位：公斤）

产品名	纯度	7月平均价	8月平均价	环比
氧化镧	≥99%	8.14	8.00	-1.72%
钆铁	≥99%Gd 75%±2%	447.76	340.81	-23.89%

市场行情

钬铁	$\\geq 99\\% \\text{Ho}80\\%$	1212.86	883.81	-27.13%
氧化镨钕	$\\geq 99\\% \\text{Nd}_2\\text{O}_3 75\\%$	856.38	718.86	-16.06%

(来源：示例协会)

市场行情
"""


def test_flattened_table_over_two_pages_with_latex() -> None:
    document = read(PRICES)
    (table,) = tables(document)
    assert table.caption is not None
    assert document.view.text[table.caption.start : table.caption.end] == "表1：8月主要稀土产品平均价格（单位：公斤）"
    assert table.header_rows == 1
    assert rows(table)[2] == ["钆铁", "≥99%Gd 75%±2%", "447.76", "340.81", "-23.89%"]
    assert rows(table)[3] == ["钬铁", "≥99%Ho80%", "1212.86", "883.81", "-27.13%"]
    assert rows(table)[4][1] == "≥99%Nd2O3 75%"
    assert document.view.text.count("市场行情") == 3
    (span,) = table.rows[3][1].spans
    assert document.cite(span.start, span.end)[0] == "\\geq 99\\% \\text{Ho}80\\%"


def test_header_of_two_rows_and_totals_of_merged_cells() -> None:
    document = read(
        "现将指标下达给你们。\n\n第二批总量控制指标\n\n"
        "序号\t集团\t矿产品 (吨)\t\t冶炼分离产品 (吨)\n\t岩矿型 (轻)\t离子型 (中重)\t\n"
        "1\t甲集团有限公司\t20100\t5204\t23819\n\n行业动态\n\n2\t乙集团有限公司\t\t1080\t4242\n"
        "\t其中：丙公司\t\t\t1444\n合计\t\t20100\t6284\t28061\n合计\t\t26384\t\t28061\n\n注：不含第一批。\n",
    )
    (table,) = tables(document)
    assert table.header_rows == 2
    assert rows(table)[:2] == [
        ["序号", "集团", "矿产品 (吨)", "", "冶炼分离产品 (吨)"],
        ["", "", "岩矿型 (轻)", "离子型 (中重)", ""],
    ]
    assert table.rows[0][2].column_span == 2
    assert rows(table)[4] == ["", "其中：丙公司", "", "", "1444"]
    assert rows(table)[6] == ["合计", "", "26384", "", "28061"]
    assert (table.rows[6][0].column_span, table.rows[6][2].column_span, table.rows[5][2].column_span) == (2, 2, 1)
    assert document.view.text.endswith("注：不含第一批。")


def test_rows_broken_over_a_page_are_joined() -> None:
    document = read(
        "二、外文版计划项目汇总表\n\n序号\t计划号\t项目\t外文名称\t单位\n"
        "1\t202207 62-T-4 69\t稀土合金化学分析\tAnalysis of alloys—Part\t示例研究院有\n\n行业动态\n\n"
        "\t\t方法 第 1 部分\t1: total content\t限责任公司\n"
        "2\tW2022 2364\t稀土硅铁合金\tFerrosilicon alloy\t示例有限公司\n"
        "\n行业动态\n\n\t\t\t\t司\n--\t--\t---\t---\t--\n\n后文介绍行业动态。\n\n行业动态\n",
    )
    (table,) = tables(document)
    assert rows(table)[1:] == [
        [
            "1",
            "20220762-T-469",
            "稀土合金化学分析方法 第1部分",
            "Analysis of alloys—Part 1: total content",
            "示例研究院有限责任公司",
        ],
        ["2", "W20222364", "稀土硅铁合金", "Ferrosilicon alloy", "示例有限公司"],
    ]
    assert len(table.rows[1][2].spans) == 2
    assert len(table.rows[2][4].spans) == 2


def test_cells_broken_over_lines_are_joined() -> None:
    document = read(
        "序号\t项目\t性质\t周期\n1\t稀土热障涂层\n材料\t推荐\t22\n"
        "2\t氯化镧\t推荐\t16\n3\t氧化物中杂质\n的测定\t推荐\t12\n",
    )
    (table,) = tables(document)
    assert rows(table) == [
        ["序号", "项目", "性质", "周期"],
        ["1", "稀土热障涂层材料", "推荐", "22"],
        ["2", "氯化镧", "推荐", "16"],
        ["3", "氧化物中杂质的测定", "推荐", "12"],
    ]  # fmt: skip


def test_class_cells_stay_rows_of_their_own() -> None:
    document = read("种类\t名称\t磁导率\n铁氧体\t锰锌\t1000~18000\n\t镍锌\t15~2500\n\t镁锌\t≤10\n金属\t铁粉芯\t3~100\n")
    (table,) = tables(document)
    assert [row[0] for row in rows(table)] == ["种类", "铁氧体", "", "", "金属"]
    assert [row[1] for row in rows(table)][2:4] == ["镍锌", "镁锌"]


def test_two_tables_with_their_own_headers_stay_two() -> None:
    document = read(
        "企业\t产品\t产量\n甲\t磁体\t100\n\n国外企业\n\n企业\t产品\t产量\n乙\t磁体\t200\n丙\t磁粉\t300\n",
    )
    assert [len(table.rows) for table in tables(document)] == [2, 3]


def test_contents_are_no_table() -> None:
    document = read("目 次\n◇ 行业动态\t1-36\n◎ 稀土价格走势\t\n◎ 标准计划\t\n◇ 政策法规\t40-49\n◎ 行动方案\t\n")
    assert tables(document) == []


def test_markdown_pipes() -> None:
    document = read(
        "# 价格\n\n单位：万元/吨\n\n| 产品 | **7月** | 8月 |\n"
        "|:---|---:|---:|\n| 氧化镧 | 0.81 | 0.80 |\n| 氧化铈 |  | 0.81 |\n"
    )
    (table,) = tables(document)
    assert table.caption is not None
    assert (table.header_rows, rows(table)[0], rows(table)[2]) == (1, ["产品", "7月", "8月"], ["氧化铈", "", "0.81"])


def test_columns_kept_apart_by_blanks() -> None:
    document = read(
        "产品名    7月均价    8月均价\n氧化镧    8.14      8.00\n氧化铈    8.95      8.00\n氧化镨    909.38    775.76\n"
    )
    (table,) = tables(document)
    assert rows(table)[3] == ["氧化镨", "909.38", "775.76"]


HTML = """<html><body><p>价格如下。</p><table><tr><td colspan="3">8月价格 单位：元/公斤</td></tr>
<tr><th rowspan="2">产品</th><th colspan="2">均价</th></tr><tr><th>7月</th><th>8月</th></tr>
<tr><td>氧化<br>镧</td><td>8.14</td><td>8.00</td></tr><tr><td>氧化铈<td>8.95<td>8.00</table>
<table><tr><td><p>左栏写明了产品的用途。</p></td><td>
<table><tr><td>内</td><td>1</td></tr><tr><td>外</td><td>2</td></tr></table></td></tr></table>
</body></html>"""


def test_html_tables_spans_and_layout() -> None:
    document = read(HTML)
    prices, inner = tables(document)
    assert prices.caption is not None
    assert document.view.text[prices.caption.start : prices.caption.end] == "8月价格 单位：元/公斤"
    assert (prices.header_rows, prices.rows[0][0].row_span, prices.rows[0][1].column_span) == (2, 2, 2)
    assert rows(prices) == [
        ["产品", "均价", ""], ["", "7月", "8月"], ["氧化镧", "8.14", "8.00"], ["氧化铈", "8.95", "8.00"],
    ]  # fmt: skip
    assert rows(inner) == [["内", "1"], ["外", "2"]]
    assert any(
        isinstance(block, Paragraph | Heading) and "左栏" in document.view.text[block.span.start : block.span.end]
        for block in document.blocks
    )
