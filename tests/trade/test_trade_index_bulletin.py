"""The bulletin prints what the index says, and reading it back finds every price and contradicts none."""

from __future__ import annotations

import csv
import importlib.util
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.read import load, read_document
from monazite.read.pipeline import Reading
from monazite.trade.index import Anchor, Assessment, Inputs, constituents, methods, publish, weights
from monazite.trade.index.bulletin import Month, as_markdown, as_pdf, as_record, month_of, text_of

JULY, FIRST, EIGHTH, LAST = date(2022, 7, 15), date(2022, 8, 1), date(2022, 8, 8), date(2022, 8, 31)
PRICES = {
    "中钇富铕矿": ("344.75", "308.90"),
    "氧化镧": ("8.14", "8.00"),
    "氧化铈": ("8.95", "8.00"),
    "氧化镨": ("909.38", "775.76"),
    "氧化钕": ("907.38", "769.43"),
    "金属钕": ("1128.05", "975.05"),
    "氧化钐": ("22.00", "21.71"),
    "氧化铕": ("198.00", "198.00"),
    "氧化钆": ("467.90", "354.71"),
    "钆铁合金": ("447.76", "340.81"),
    "氧化铽": ("13741.43", "13585.48"),
    "金属铽": ("17566.43", "17277.38"),
    "氧化镝": ("2385.95", "2268.81"),
    "镝铁合金": ("2381.67", "2263.81"),
    "氧化钬": ("1195.48", "863.67"),
    "钬铁合金": ("1212.86", "883.81"),
    "氧化铒": ("348.00", "309.62"),
    "氧化镱": ("102.00", "102.00"),
    "氧化镥": ("5345.24", "5550.00"),
    "氧化钇": ("80.10", "74.90"),
    "氧化镨钕": ("856.38", "718.86"),
    "镨钕金属": ("1043.10", "878.29"),
}
"""Mean prices of July and August 2022 in 元/公斤, as the association printed them, under the right names."""


def august(**changes: Decimal) -> Month:
    """August 2022 from published points and prices; ``changes`` multiplies the August price of a product."""
    facts = []
    for product, (before, now) in PRICES.items():
        for day, price in ((JULY, Decimal(before)), *((day, Decimal(now)) for day in (FIRST, EIGHTH, LAST))):
            factor = changes.get(product, Decimal(1)) if day != JULY else Decimal(1)
            fen = max(100_000, round(price * factor * 100_000))
            facts.append(Assessment(id=f"{product}-{day}", day=day, product=product, fen_per_tonne=fen))
    anchors = [(FIRST, "318.5"), (EIGHTH, "304.8862"), (LAST, "261.3")]
    inputs = Inputs(
        methods=methods(), constituents=constituents(), weights=weights(), days=(JULY, FIRST, EIGHTH, LAST),
        anchors=tuple(Anchor(day=day, index=Decimal(index), fact="association") for day, index in anchors),
        assessments=tuple(facts),
    )  # fmt: skip
    return month_of(publish(inputs), constituents(), 2022, 8)


def with_gaps() -> Month:
    """August 2022 with published points inside it, and all values of its second day carried forward."""
    first, last = (
        [Assessment(id=f"{product}-{day}", day=day, product=product, fen_per_tonne=round(Decimal(price[at]) * 100_000))
         for product, price in PRICES.items()]
        for at, day in enumerate((FIRST, LAST))
    )  # fmt: skip
    anchors = [(FIRST, "318.5"), (EIGHTH, "304.8862"), (LAST, "261.3")]
    inputs = Inputs(
        methods=methods(), constituents=constituents(), weights=weights(), days=(FIRST, EIGHTH, LAST),
        anchors=tuple(Anchor(day=day, index=Decimal(index), fact="association") for day, index in anchors),
        assessments=(*first, *last),
    )  # fmt: skip
    return month_of(publish(inputs), constituents(), 2022, 8)


def read(content: bytes, name: str) -> Reading:
    (document,) = load(content, name).documents
    return read_document(document)


def test_august_2022_as_the_trade_prints_it() -> None:
    month = august()
    assert month.index is not None
    assert (month.index.high, month.index.high_day) == (Decimal("318.5"), FIRST)
    assert (month.index.low, month.index.low_day, month.index.range) == (Decimal("261.3"), LAST, Decimal("57.2"))
    assert month.index.mean == Decimal("294.9")
    assert month.index.fluctuation_pct == Decimal("19.4")
    record = json.loads(json.dumps(as_record(month)))
    assert (record["index"]["range"], record["index"]["low_day"]) == ("57.2", "2022-08-31")
    assert record["products"][1]["wan_cny_per_tonne"] == "71.89"
    printed = {item.product: str(item.change_pct) for item in month.products}
    assert (printed["氧化镨钕"], printed["氧化镝"], printed["氧化铕"], printed["氧化镥"]) == (
        "-16.06",
        "-4.91",
        "0.00",
        "3.83",
    )


def test_markdown_and_pdf_are_read_back_without_a_contradiction() -> None:
    month = august()
    for content, name in ((as_markdown(month, "zh").encode(), "b.md"), (as_pdf(month, "zh"), "b.pdf")):
        reading = read(content, name)
        assert {fact.status for fact in reading.facts} == {"verified"}
        assert not [check for check in reading.checks if check.holds is not True]
        found = {(fact.subject, str(fact.canonical_value)) for fact in reading.facts if fact.kind == "price"}
        for item in month.products:
            assert any(subject == item.product and Decimal(value) == item.cny_per_kg for subject, value in found), (
                item.product
            )
            assert any(
                subject == item.product and Decimal(value) == item.before_cny_per_kg for subject, value in found
            ), item.product
        points = {str(fact.value) for fact in reading.facts if fact.kind == "price_index"}
        assert points == {"294.9", "318.5", "261.3"}


def test_what_was_carried_and_where_the_level_was_set_anew_is_said() -> None:
    month = with_gaps()
    assert (month.resets, month.carried_products, month.carried_values) == ((EIGHTH, LAST), 22, 22)
    assert as_record(month)["resets"] == ["2022-08-08", "2022-08-31"]
    chinese, english = as_markdown(month, "zh"), as_markdown(month, "en")
    assert "指数水平于8月8日、8月31日按公布值重设" in chinese
    assert "沿用前值的产品：22 个；沿用的日价：22 个，全部日价：66 个" in chinese
    assert "set anew at a published point on August 8, August 31;" in english
    assert "carried forward: 22. Values carried forward: 22 of 66." in english
    for content, name in ((chinese.encode(), "b.md"), (as_pdf(month, "zh"), "b.pdf")):
        reading = read(content, name)
        assert {fact.status for fact in reading.facts} == {"verified"}
        assert not [check for check in reading.checks if check.holds is not True]
        assert len({fact.subject for fact in reading.facts if fact.kind == "price"}) == len(PRICES)
        index = {str(fact.value) for fact in reading.facts if fact.kind == "price_index"}
        assert index == {str(month.index and month.index.mean), "318.5", "261.3"}


def test_a_month_of_its_own_values_says_nothing_of_either() -> None:
    month = replace(august(), resets=())
    assert month.carried_values == 0
    assert "沿用" not in as_markdown(month, "zh")
    assert "重设" not in as_markdown(month, "zh")
    assert "anew" not in as_markdown(month, "en")


@settings(max_examples=12, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(PRICES)), st.decimals("0.93", "1.07", places=4), max_size=6))
def test_no_month_contradicts_itself(changes: dict[str, Decimal]) -> None:
    reading = read(as_markdown(august(**changes), "zh").encode(), "b.md")
    assert not [fact for fact in reading.facts if fact.status == "contradicted"]
    assert not [check for check in reading.checks if check.holds is False]


def test_english_is_contradicted_by_nothing_either() -> None:
    month = august()
    text = as_markdown(month, "en")
    assert "praseodymium-neodymium oxide averaged 718.86 CNY/kg, down 16.1% month on month" in text
    assert "318.5 points on August 1" in text
    for content, name in ((text.encode(), "b.md"), (as_pdf(month, "en"), "b.pdf")):
        assert not [check for check in read(content, name).checks if check.holds is False]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_is_the_same_twice_and_fits_its_pages(language: str) -> None:
    month = replace(august(), sha256="ab" * 32, is_simulated=True)
    content = as_pdf(month, "zh" if language == "zh" else "en")
    assert content == as_pdf(month, "zh" if language == "zh" else "en")
    pages = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "ab" * 32 in text.replace("\r\n", "")
    assert ("模拟数据" if language == "zh" else "simulated") in text
    for page in pages:
        width = page.get_width()
        layer = page.get_textpage()
        assert all(layer.get_rect(at)[2] <= width for at in range(layer.count_rects()))


def test_a_month_without_values_and_the_first_month_say_so() -> None:
    month = august()
    empty = replace(month, index=None, products=())
    assert "本月没有价格" in as_markdown(empty, "zh")
    assert as_pdf(empty, "en").startswith(b"%PDF")
    new = [replace(item, before_cny_per_kg=None, change_pct=None, change_text_pct=None) for item in month.products]
    alone = replace(month, products=tuple(new))
    assert "环比" not in text_of(alone, "zh").sections[1].paragraphs[0]
    assert "| — |" in as_markdown(alone, "zh")


def test_every_sentence_has_both_languages() -> None:
    spec = importlib.util.find_spec("monazite.trade.index.bulletin")
    assert spec is not None
    assert spec.origin is not None
    with Path(spec.origin).with_name("words.csv").open(encoding="utf-8") as file:
        assert all(row["zh"] and row["en"] for row in csv.DictReader(file))
