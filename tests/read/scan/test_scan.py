"""Names, and the laws of a whole scan."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.read.scan import Anchor, find_names, scan

WORDS = [
    "氧化镨钕", "稀土", "中国稀土", "价格", "上涨", "至", "、", "，", "。", "（", "）", "2022年", "8月", "8日",
    "12", "3.5", "%", "万", "亿", "元/吨", "吨", "倍", "约", "以上", "-", "～", "×10", "7", "三分之一",
    "第二批", "十四五", "去年同期", "t", " ", "\n", "每公斤", "翻倍", "1/3",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map("".join))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("镨钕氧化物价格", "氧化镨钕"),
        ("金属镨钕均价", "镨钕金属"),
        ("氧化铟均价", "氧化铟"),
        ("镝铁报价", "镝铁合金"),
        ("中钇富铈矿均价", "中钇富铈矿"),
        ("钕钴磁体产量", "钕钴磁体"),
        ("其中稀土功能材料", "稀土功能材料"),
        ("直驱和半直驱型交流永磁同步电机", "直驱和半直驱永磁风机"),
    ],
)
def test_product(text: str, key: str) -> None:
    assert next(n.key for n in find_names(text) if n.kind == "product") == key


def test_a_firm_and_a_country_are_told_apart() -> None:
    assert [(n.kind, n.key) for n in find_names("中国稀土涨停")] == [("organisation", "中国稀土")]
    assert [(n.kind, n.key) for n in find_names("中国稀土出口")] == [("region", "中国"), ("product", "稀土")]


def test_numbers_of_a_date_are_no_quantities() -> None:
    mentions = scan("截至2022年8月8日，报80.25万元/吨", Anchor(date(2022, 8, 31)))
    assert [q.text for q in mentions.quantities] == ["80.25万元/吨"]


@given(TEXTS)
def test_spans_are_exact_and_ordered(text: str) -> None:
    mentions = scan(text, Anchor(date(2022, 8, 31)))
    for quantity in mentions.quantities:
        assert 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert text[quantity.number_start : quantity.end] == quantity.text
        assert quantity.low <= quantity.high
    for time in mentions.times:
        assert text[time.start : time.end] == time.text
    for name in mentions.names:
        assert text[name.start : name.end] == name.text
    for found in (mentions.quantities, mentions.times, mentions.names):
        ends = [(m.start, m.end) for m in found]
        assert ends == sorted(ends)
        assert all(first[1] <= second[0] for first, second in pairwise(ends))


@given(TEXTS)
def test_the_same_text_gives_the_same_mentions(text: str) -> None:
    assert scan(text, Anchor(year=2011)) == scan(text, Anchor(year=2011))


@given(TEXTS, TEXTS)
def test_a_part_is_scanned_like_the_whole(head: str, tail: str) -> None:
    whole = scan(head + "\n" + tail, Anchor(year=2022), len(head) + 1)
    alone = scan("\n" + tail, Anchor(year=2022), 1)
    shift = len(head)
    assert [(q.start - shift, q.low) for q in whole.quantities] == [(q.start, q.low) for q in alone.quantities]
