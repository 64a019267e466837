"""Laws: every range cites exactly, offsets never go back, nothing raises, same bytes give same documents."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.read.document import Document, Table
from monazite.read.load import Loaded, load

PROSE = [
    "氧化镨钕均价为71.89万元/吨，环比下跌16.1%。",
    "价格指数　２９０．４ 点",
    "一、前言\n",
    "（来源：某报）\n",
    "𠮷",
    "\ufeff",
]
BLANKS = ["\n", "\n\n", "\t", "  ", "\r\n", "\f", "informa-\ntion"]
TAGS = ["<p>", "</p>", "<br>", "<div class='nav'>", "</div>", "<h2>", "</h2>", "<pre>", "<script>", "<!--", "-->", "<%"]
TABLES = ["<table>", "<tr>", "<td colspan=2>", "<th rowspan=3>", "<caption>", "</table>", "| a | b |\n", "|---|---|\n"]
ROWS = ["1\t2\t3\n", "\t\t部分\n", "--\t--\t--\n", "$\\geq 99\\% \\text{Ho}$", "1,2020-01-02,稀土\n", "a  b  3\n"]
MARKS = ["&#37;", "&nbsp;", "**", "[链接](x)", "# 标题\n", "- ", "---\ntitle: a\n---\n"]
JSON = ["{", "}", "[", "]", '"', ",", '{"content": "稀土\\n价格"}']
PARTS = [*PROSE, *BLANKS, *TAGS, *TABLES, *ROWS, *MARKS, *JSON]

documents = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)


def hold(loaded: Loaded, file_text: str | None) -> None:
    """Everything that must be true of whatever was loaded."""
    assert loaded.documents or len(loaded.problems) == 1
    for document in loaded.documents:
        sources = [(run.source, run.source + run.source_length) for run in document.view.runs]
        assert all(before[1] <= after[0] for before, after in pairwise(sources))
        assert not sources or sources[-1][1] <= len(document.source)
        blocks_hold(document)
        if file_text is not None and document.file_offset is not None:
            quote, start, end, field = document.cite(0, len(document.view.text))
            assert (file_text[start:end], field) == (quote, None)


def blocks_hold(document: Document) -> None:
    at = 0
    for block in document.blocks:
        assert at <= block.span.start <= block.span.end <= len(document.view.text)
        at = block.span.end
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
            assert 0 <= block.header_rows <= len(block.rows)
            spans = [span for row in block.rows for cell in row for span in cell.spans]
            assert all(block.span.start <= span.start < span.end <= block.span.end for span in spans)
            assert all(bool(cell.text) == bool(cell.spans) for row in block.rows for cell in row)


@given(documents)
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_marks_loads(text: str) -> None:
    hold(load(text.encode(), "a.txt"), text)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_load(data: bytes) -> None:
    hold(load(data, "a.txt"), None)


@given(
    values=st.lists(st.dictionaries(st.sampled_from(["content", "title", "date", "raw"]), documents), max_size=4),
    escaped=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_json_loads(*, values: list[dict[str, str]], escaped: bool) -> None:
    text = json.dumps(values, ensure_ascii=escaped)
    hold(load(text.encode(), "a.json"), text)


@given(documents, st.data())
@settings(max_examples=200, deadline=None)
def test_every_range_cites_exactly(text: str, data: st.DataObject) -> None:
    for document in load(text.encode(), "a.txt").documents:
        start = data.draw(st.integers(0, len(document.view.text)))
        end = data.draw(st.integers(start, len(document.view.text)))
        quote, begin, stop, field = document.cite(start, end)
        whole = text if field is None else document.source
        assert whole[begin:stop] == quote
        for at in range(start, end):
            inner = document.view.source_span(at, at + 1)
            assert begin <= inner.start + (document.file_offset or 0) <= inner.end + (document.file_offset or 0) <= stop


@given(documents)
@settings(max_examples=50, deadline=None)
def test_the_same_bytes_give_the_same_documents(text: str) -> None:
    assert load(text.encode(), "a.txt") == load(text.encode(), "a.txt")
