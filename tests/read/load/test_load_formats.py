"""One short golden document for each format: what comes out is clean, and what is dropped is dropped."""

from __future__ import annotations

import json
from datetime import date

from monazite.read.document import Document, Heading, Paragraph, Table
from monazite.read.load import load

FRONT = """
---
title: '某地：建设稀土产品交易中心'
date: Mon, 13 Dec 2021 17:05:24 GMT
author: 示例新闻
tags:
 - 金融
 - 稀土
---

<div>
<p>　　记者<b>王一</b> 北京报道</p>
<p>　　到2025年，产值将达到<a href="x">１０００</a>亿元，占全国的４０％。</p><!-- 广告 -->
<style>.q&#123;width:74px&#125;</style>
<script>var price = 99;</script>
<div class="clearfix appendQr_wrap">海量资讯尽在示例应用</div>
<p class="article-editor">责任编辑：李二 </p>
</div>
[返回首页](//example.org/)｜[返回栏目](//example.org/a)
"""

JSP = """<%@ page pageEncoding="UTF-8"%>
<%@ include file="/common/taglibs.jsp"%>
<html><head><title>采购停滞-示例网</title><c:import url="/i.jsp"><c:param name="a">true</c:param></c:import></head>
<body><div class="header"><%@ include file="/h.jsp" %></div>
<div class="navCurrent "><a href="a">首页</a> <a href="b">资讯</a></div>
<div class="frameNews"><h1>采购停滞</h1>
<div class="source">
    <span>发布时间：2011-06-23</span>
    <span>发布人：-示例日报  </span>
</div>
<p><P>中钇富铕矿由<%= request.getParameter("p") %>12.5万元/吨涨至44.5万元/吨。</P>
<P>政策并无执行</P>
<P>氧化铽已涨至2.5万元/公斤(截至6月22日)，上涨近10倍。</P>
</p></div>
<div class="footer">版权所有</div></body></html>
<script>if ($("#id").val() < 3) { alert("x"); }</script>"""


def only(data: str | bytes, name: str = "a.txt") -> Document:
    loaded = load(data.encode() if isinstance(data, str) else data, name)
    assert loaded.problems == ()
    assert len(loaded.documents) == 1
    return loaded.documents[0]


def texts(document: Document, kind: type = Paragraph) -> list[str]:
    return [document.view.text[b.span.start : b.span.end] for b in document.blocks if isinstance(b, kind)]


def cited(document: Document, wanted: str) -> str:
    """The quote of the first place of a text in the view, which must stand in the source at its offsets."""
    start = document.view.text.index(wanted)
    quote, begin, end, _ = document.cite(start, start + len(wanted))
    assert document.source[begin - (document.file_offset or 0) : end - (document.file_offset or 0)] == quote
    return quote


def test_front_matter_and_html() -> None:
    document = only(FRONT)
    assert (document.format, document.encoding) == ("markdown", "utf-8")
    assert (document.title, document.publisher) == ("某地：建设稀土产品交易中心", "示例新闻")
    assert document.date == date(2021, 12, 14)  # 17:05 in Greenwich is the next day in China
    assert document.meta["tags"] == "金融, 稀土"
    assert texts(document) == [
        "记者王一 北京报道",
        "到2025年，产值将达到1000亿元，占全国的40%。",
        "责任编辑：李二",
        "返回首页｜返回栏目",
    ]
    assert cited(document, "1000亿元，占全国的40%") == "１０００</a>亿元，占全国的４０％"


def test_jsp() -> None:
    document = only(JSP, "2011-06-23_ff80.jsp")
    assert document.format == "jsp"
    assert (document.title, document.date, document.publisher) == ("采购停滞", date(2011, 6, 23), "示例日报")
    assert texts(document, Heading) == ["采购停滞", "政策并无执行"]
    assert texts(document) == [
        "发布时间：2011-06-23 发布人：-示例日报",
        "中钇富铕矿由12.5万元/吨涨至44.5万元/吨。",
        "氧化铽已涨至2.5万元/公斤(截至6月22日)，上涨近10倍。",
    ]


def test_html_entities_and_meta() -> None:
    page = """<!DOCTYPE html><html><head><meta name="pubdate" content="2023-02-03 09:00">
    <meta property="og:site_name" content="示例网"><title>价格</title></head><body>
    <nav>首页 新闻</nav><h2>价格&nbsp;走势</h2><p>氧化镨钕涨 1&#46;5&#37;，<br>报 70&nbsp;万元/吨。<p>A&amp;B &lt;5%
    <ul><li>其一</li><li>其二</ul></body></html>"""
    document = only(page)
    assert document.format == "html"
    assert (document.date, document.publisher) == (date(2023, 2, 3), "示例网")
    assert texts(document, Heading) == ["价格走势"] or texts(document, Heading) == ["价格 走势"]
    assert texts(document) == ["氧化镨钕涨1.5%，", "报70万元/吨。", "A&B <5%", "其一", "其二"]
    assert cited(document, "1.5%") == "1&#46;5&#37;"


def test_plain_markdown() -> None:
    document = only(
        "# 公告2025第62号 出口管制\n\n- **Source**: example.gov\n"
        "- **Date**: 2025-10-09\n- **URL**: http://example.gov/a.html\n"
        "\n"
        "## 摘要\n\n一、**稀土**开采、冶炼分离技术实施出口管制。\n"
        "\n> 引文见[原文](http://example.gov)。\n\n***\n\n"
        "1. 萃取剂\n2. 还原剂\n",
    )
    assert document.format == "markdown"
    assert document.title == "公告2025第62号 出口管制"
    assert (document.date, document.publisher, document.url) == (
        date(2025, 10, 9),
        "example.gov",
        "http://example.gov/a.html",
    )
    assert [b.level for b in document.blocks if isinstance(b, Heading)] == [1, 2]
    assert "一、稀土开采、冶炼分离技术实施出口管制。" in document.view.text
    assert "引文见原文。" in texts(document)
    assert "1. 萃取剂" in texts(document)


def test_plain_text_and_dates_in_it() -> None:
    document = only("稀土价格周报\n2022年8月5日 来源：示例网\n\n8月1日以来，氧化钕报80.25万元/吨。\n", "周报.txt")
    assert (document.title, document.date, document.publisher) == ("稀土价格周报", date(2022, 8, 5), "示例网")


def test_date_of_masthead_and_of_name() -> None:
    masthead = only("稀土信息简报\n\n2022年 第08期 总第106期\n\n本期介绍稀土市场的变化，供参考。\n")
    assert masthead.date == date(2022, 8, 1)
    assert masthead.meta["date_precision"] == "month"
    named = only("氧化钕报80.25万元/吨，较前日持平。", "2026-06-02_77.txt")
    assert named.date == date(2026, 6, 2)
    heading = only("# 《节目》 (20240909)\n\n<p>稀土出口增长。</p>\n", "x.md")
    assert heading.date == date(2024, 9, 9)
    signed = only("通知\n\n请各企业按时报送。\n\n二〇二二年八月十七日\n")
    assert signed.date == date(2022, 8, 17)


def test_json_flash() -> None:
    flash = {
        "brief": "稀土指数上涨。",
        "content": "【稀土指数上涨】示例社6月2日电，稀土价格指数报２１９.7点。", "ctime": 1780395310,
        "source": "sj", "source_name": "示例社", "title": "稀土指数上涨", "raw": {"content": "【稀土指数上涨】别处"},
        "shareurl": "https://example.org/1",
    }  # fmt: skip
    data = json.dumps(flash, ensure_ascii=False)
    document = only(data)
    assert (document.format, document.title, document.publisher) == ("json", "稀土指数上涨", "示例社")
    assert (document.date, document.url) == (date(2026, 6, 2), "https://example.org/1")
    assert texts(document, Heading) == ["【稀土指数上涨】"]
    start = document.view.text.index("219.7点")
    quote, begin, end, field = document.cite(start, start + 6)
    assert (quote, field) == ("２１９.7点", None)
    assert data[begin:end] == quote
    assert data.index('"content"') < begin < data.index('"ctime"')


def test_json_with_escapes_cites_the_field() -> None:
    document = only(json.dumps({"title": "价格", "content": '氧化镝报\n227万元/吨，"持平"。'}))
    assert document.file_offset is None
    start = document.view.text.index("227")
    assert document.cite(start, start + 3) == ("227", 5, 8, "content")


def test_json_lines_arrays_and_html_values() -> None:
    lines = [
        {"content": "<p>氧化镝价格为<b>227</b>万元/吨。</p>", "date": "2024-01-02"},
        ["氧化铽价格为1125万元/吨，较昨日上涨。", "中国 行业"],
        {"id": 7, "summary": "", "text": "氧化钬价格为86万元/吨。", "showTime": "2024-01-03 08:00:00"},
    ]
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
    loaded = load(data.encode(), "feed.jsonl")
    assert loaded.problems == ()
    assert [document.item for document in loaded.documents] == [0, 1, 2]
    assert loaded.documents[0].view.text == "氧化镝价格为227万元/吨。"
    assert [d.date for d in loaded.documents] == [date(2024, 1, 2), None, date(2024, 1, 3)]
    for document in loaded.documents:
        quote, begin, end, field = document.cite(0, len(document.view.text))
        assert (data[begin:end], field) == (quote, None)


def test_json_items_inside_a_wrapper() -> None:
    data = {"code": 0, "data": {"list": [{"content": "氧化镝价格上涨。"}, {"content": "氧化铽\t价格下跌。"}]}}
    loaded = load(json.dumps(data, ensure_ascii=False).encode(), "a.json")
    assert [document.item for document in loaded.documents] == [0, 1]
    assert [document.field for document in loaded.documents] == [None, "data.list.1.content"]


def test_json_string_arrays_take_the_longest_string() -> None:
    document = only('["稀土价格今日上涨", "氧化镨钕均价为85.2万元/吨，较昨日上涨1.03万元/吨。"]')
    assert document.view.text.startswith("氧化镨钕")
    assert document.title == "稀土价格今日上涨"


def test_csv_news() -> None:
    data = (
        '14446,2017年08月10日,某钨业,600549,1,某钨业半年报增长562%,"原标题：半年报。稀土产品价格'
        '呈上涨态势，钨精矿均价7.23万元/吨。"'
    )
    document = only(data)
    assert (document.format, document.date, document.title) == ("csv", date(2017, 8, 10), "某钨业半年报增长562%")
    quote, begin, end, _ = document.cite(document.view.text.index("7.23"), document.view.text.index("7.23") + 4)
    assert data[begin:end] == quote == "7.23"


def test_csv_with_header_and_doubled_quotes() -> None:
    data = (
        'id,publish_time,content\n1,2021-03-04,"氧化镧价格""持平""，为0.8万元/吨。"\n'
        "2,2021-03-05,氧化铈价格下跌，为0.7万元/吨。\n"
    )
    loaded = load(data.encode(), "a.csv")
    first, second = loaded.documents
    assert first.field == "0.content"
    assert '"持平"' in first.view.text
    assert (second.file_offset, second.date) == (data.index("氧化铈"), date(2021, 3, 5))


def test_csv_of_figures_is_a_table() -> None:
    document = only("产品,7月,8月\n氧化镧,8.14,8.00\n氧化铈,8.95,8.00\n")
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.rows[2]] == ["氧化铈", "8.95", "8.00"]
    assert table.header_rows == 1
    assert cited(document, "8.95") == "8.95"


def test_type_is_found_by_content() -> None:
    assert only(FRONT, "a.pdf").format == "markdown"
    assert only('{"content": "稀土价格上涨。"}', "a.html").format == "json"
    assert only("[1] 稀土价格上涨，见文献。", "a.json").format == "text"
