"""A large feed is read a block at a time: the same texts, offsets and problems as if it were read at once."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core.problem import Problem
from monazite.read.document import Document
from monazite.read.load import content, limits, load, load_each
from monazite.read.load.content import Content
from monazite.read.load.csv_items import csv_rows
from monazite.read.load.decode import decode
from monazite.read.load.json_items import Feed, Found
from monazite.read.load.window import Window, longest_line, position

LONG = 64
"""Characters above which a value is long, in these tests; no string in them is."""
ENCODINGS = ("utf-8", "gbk", "gb18030", "big5", "utf-16", "utf-16-le")

words = st.sampled_from(
    ["氧化镝价格上涨。", '氧化镨钕\n均价"71.89"万元/吨', "2022", "", "稀土价格指数", "😀", "中文 abc"]
)
keys = st.sampled_from(["content", "title", "Text", "list", "data", "id", "标题", "content"])
scalars = st.one_of(words, st.integers(-5, 10**6), st.none(), st.booleans(), st.floats(-9, 9))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(keys, inner, max_size=6)),
    max_leaves=25,
)


@st.composite
def feeds(draw: st.DrawFn) -> str:
    """JSON values one after the other, sometimes broken."""
    lines = draw(st.lists(values, max_size=5))
    indent = draw(st.sampled_from([None, 1]))
    escaped = draw(st.booleans())
    text = draw(st.sampled_from(["\n", " ", "\n\ufeff"])).join(
        json.dumps(line, ensure_ascii=escaped, indent=indent) for line in lines
    )
    cut, junk = draw(st.integers(0, len(text))), draw(st.sampled_from(["", "", "", "]", "\n", ",", '"', "{"]))
    return text[:cut] + junk + text[cut:]


def cut(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def outcome(feed: Feed) -> tuple[list[Found], int | None, int]:
    return [replace(found, fields=plain(found.fields)) for found in feed.found()], feed.broken, feed.values


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if not isinstance(value, dict | list)}


@given(feeds(), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_json_in_pieces_gives_the_same_texts(text: str, size: int) -> None:
    expected = outcome(Feed(lambda: iter([text])))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LINE_CHARACTERS", LONG)
        feed = Feed(lambda: cut(text, size))
        found = outcome(feed)
    if not feed.too_long:
        assert found == expected
    for one in found[0]:
        assert one.offset is None or text[one.offset : one.offset + len(one.text)] == one.text


@given(
    st.lists(st.sampled_from(["a", "稀土", ",", '"', '""', "\n", "\r\n", "\r", " ", "1"]), max_size=30),
    st.integers(1, 7),
)
@settings(max_examples=150, deadline=None)
def test_csv_in_pieces_gives_the_same_rows(parts: list[str], size: int) -> None:
    text = "".join(parts)
    rows = list(csv_rows(lambda: iter([text])))
    assert list(csv_rows(lambda: cut(text, size))) == rows
    assert all(text[v.start : v.start + v.length] == v.text for row in rows for v in row if v.plain)


@given(st.text(st.sampled_from("稀a\n\r\x0b\u2028 "), max_size=40), st.integers(1, 9), st.integers(0, 40))
@settings(max_examples=200)
def test_a_window_counts_characters_of_the_whole(text: str, size: int, place: int) -> None:
    window = Window(lambda: cut(text, size), place)
    assert window.place == min(place, len(text))
    assert window.text[window.at :] == text[window.place : window.start + len(window.text)]
    assert longest_line(lambda: cut(text, size)) == max(map(len, text.splitlines()), default=0)
    where = min(place, len(text))
    expected = f"{text.count(chr(10), 0, where) + 1}:{where - text.rfind(chr(10), 0, where)}"
    assert position(lambda: cut(text, size), where) == expected


@given(st.one_of(st.binary(max_size=60), st.text(max_size=30).map(lambda text: text.encode("gb18030", "ignore"))))
@settings(max_examples=300)
def test_bytes_in_blocks_decode_to_the_same_text(data: bytes) -> None:
    decoded = decode(Content(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "BLOCK_BYTES", 3)
        again = decode(Content(data))
        assert again == decoded
        assert again is None or "".join(again.blocks()) == again.whole()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_on_disk_gives_the_same_as_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    lines = [
        json.dumps({"content": f"氧化鋱價格為{n}萬元，上漲。", "date": "2024-01-02"}, ensure_ascii=False)
        for n in range(50)
    ]
    path = tmp_path / "feed.jsonl"
    path.write_bytes("\n".join([*lines, "broken", lines[0]]).encode(encoding))
    whole = load(path.read_bytes(), "feed.jsonl")
    monkeypatch.setattr(content, "BLOCK_BYTES", 100)
    assert load(path, "feed.jsonl") == whole
    assert len(whole.documents) == 51
    assert [problem.code for problem in whole.problems] == ["json-broken"]
    assert "51:1" in whole.problems[0].sentence("en")


def articles(count: int, *, lines: bool) -> str:
    found = (
        json.dumps({"content": f"氧化镝价格为{n}万元/吨，" * 60, "id": n}, ensure_ascii=False) for n in range(count)
    )
    return "\n".join(found) if lines else f'{{"code": 0, "data": {{"list": [{",".join(found)}]}}}}'


@pytest.mark.parametrize("lines", [True, False])
def test_only_the_item_at_hand_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lines: bool) -> None:
    path = tmp_path / "feed.json"
    text = articles(1000, lines=lines)
    path.write_text(text, "utf-8")
    monkeypatch.setattr(content, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(limits, "LINE_CHARACTERS", 20_000)
    monkeypatch.setattr(limits, "FILE_BYTES", 100_000)
    next(load_each(path, "feed.json"))
    tracemalloc.start()
    for number, item in enumerate(load_each(path, "feed.json")):
        assert isinstance(item, Document)
        assert (item.item, item.file_offset is not None) == (number, True)
        assert text.startswith(item.source, item.file_offset)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 999
    assert most < len(text.encode()) / 2


def test_a_large_csv_feed_is_read_and_a_stray_quote_stands_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{n},2024-01-02,氧化镝价格为{n}万元/吨，较昨日上涨了一些，市场成交一般。\n" for n in range(100)]
    rows[80] = '80,2024-01-02,氧化镝"价格"为80万元/吨，较昨日上涨了一些。\n'
    data = "".join(rows).encode()
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)
    loaded = load(data, "a.csv")
    assert loaded.problems == ()
    assert len(loaded.documents) == 100
    assert '"价格"' in loaded.documents[80].source


@pytest.mark.parametrize("data", ["稀土价格上涨。\n" * 100, "产品,7月,8月\n" + "氧化镧,8.14,8.00\n" * 50])
def test_what_is_no_feed_has_a_smaller_limit(monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)
    assert [problem.code for problem in load(data.encode(), "a").problems] == ["file-too-large"]


def test_items_above_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FEED_ITEMS", 3)
    for data in (
        '{"content": "氧化镧价格上涨。"}\n' * 4,
        f"1,2024-01-02,氧化镝价格{'上涨' * 10}\n" * 4,
    ):
        *documents, problem = load_each(data.encode(), "a")
        assert len(documents) == 3
        assert isinstance(problem, Problem)
        assert problem.code == "feed-too-long"


def test_a_string_above_the_limit_costs_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE_CHARACTERS", 1000)
    monkeypatch.setattr(content, "BLOCK_BYTES", 500)
    good = '{"content": "氧化镧价格上涨。"}\n'
    loaded = load(f'{good}{{"content": "{"稀土" * 2000}"}}\n{good}'.encode(), "feed")
    assert len(loaded.documents) == 2
    assert [problem.code for problem in loaded.problems] == ["line-too-long"]
