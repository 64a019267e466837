"""Laws: no text breaks the reader, every quote is exact, the same text gives the same facts."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.facts.record import Fact
from monazite.read.prose import prose_facts

from .conftest import document

WORDS = [
    "氧化镨钕", "稀土", "金属铽", "镝铁", "氧化铟", "中国稀土", "新能源汽车", "铜", "空调", "全产业链", "价格",
    "均价", "产量", "需求", "出口", "指标", "开采", "冶炼分离", "占", "占比", "渗透率", "储量", "产能", "年产",
    "指数", "上涨", "下降", "涨幅", "持平", "同比", "环比", "较", "至", "到", "从", "由", "为", "分别", "均",
    "、", "和", "，", "。", "；", "（", "）", "《", "》", "“", "”", "2022年", "8月", "去年同期", "以来", "目标",
    "第二批", "预计", "力争", "假设", "每增减", "12", "3.5", "%", "万", "亿元", "元/吨", "吨", "倍", "点", "辆",
    "翻倍", "三分之一", "每公斤", "\n", " ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
DAYS = st.one_of(st.none(), st.dates(date(2005, 1, 1), date(2030, 12, 31)))


def check(text: str, facts: list[Fact]) -> None:
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote != ""
        assert fact.place is not None
        assert fact.place.number is not None
        assert fact.start <= fact.place.number.start < fact.place.number.end <= fact.end
        assert fact.canonical_value is not None or fact.change is not None
        assert fact.subject


@settings(max_examples=150)
@given(TEXTS, DAYS)
def test_every_quote_is_exact(text: str, day: date | None) -> None:
    check(text, prose_facts(document(text, day)))


@settings(max_examples=60)
@given(st.text(max_size=80), DAYS)
def test_no_text_breaks_the_reader(text: str, day: date | None) -> None:
    whole = "稀土价格" + text
    check(whole, prose_facts(document(whole, day)))


@settings(max_examples=60)
@given(TEXTS)
def test_the_same_text_gives_the_same_facts(text: str) -> None:
    assert prose_facts(document(text, None)) == prose_facts(document(text, None))


def test_a_unit_does_not_reach_into_the_next_paragraph() -> None:
    text = "氧化镨钕价格12\n每公斤从3元涨到5元"
    check(text, prose_facts(document(text, None)))


def test_a_text_without_sentences_is_read_in_pieces() -> None:
    text = "氧化镨钕价格70万元/吨，买家观望不前，市场成交清淡，" * 200
    assert len(prose_facts(document(text, date(2026, 7, 8)))) == 1
