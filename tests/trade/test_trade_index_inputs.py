"""The page's test vector; facts as inputs; the inputs behind a value; pseudonymous trades."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from monazite.core import Words
from monazite.read import load, read_document
from monazite.reference import product_named
from monazite.trade.index import (
    aggregate_labels,
    anchors_of,
    assessments_of,
    constituents,
    deal_of,
    inputs_of,
    labels,
    mask,
    point_rows,
    publish,
    recompute_bytes,
    value_rows,
)
from monazite.trade.record import Chemistry, Instrument, Trade


def beside(name: str) -> ModuleType:
    """A module of this folder; pytest imports tests without a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making, second = beside("index_making"), beside("index_second")
PAGE = (Path(__file__).parents[2] / "docs" / "price-index.md").read_text("utf-8")


def test_the_test_vector_of_the_page_is_right() -> None:
    block = re.search(r"`([0-9a-f]{64})`.*?```jsonl\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    content = block[2].encode()
    assert hashlib.sha256(content).hexdigest() == block[1]
    report = recompute_bytes(content, "vector")
    assert report.is_identical
    assert second.is_intact(content)
    assert not second.is_intact(content[:-1])
    assert str(report.series.points[-1].index) == "259.7058"
    printed = [line for raw in block[2].splitlines() if (line := json.loads(raw))["kind"] in {"value", "point"}]
    assert second.recomputed(block[2]) == printed


def test_the_second_implementation_imports_nothing_of_ours() -> None:
    assert "monazite" not in Path(second.__file__ or "").read_text("utf-8")


def test_facts_of_a_day_become_inputs_and_the_level() -> None:
    text = (
        "2022年8月8日，氧化镨钕价格为 72.50 万元/吨，氧化镝价格为 2300 元/公斤。8月份，氧化钕均价 76.94 万元/吨。\n\n"
        "截至2022年8月8日，稀土价格指数为 304.8862。8月份稀土价格指数均值为 290.4 点。\n"
    )
    (document,) = load(text.encode(), "flash.txt").documents
    facts = read_document(document).facts
    found = assessments_of(facts, {item.product for item in constituents()})
    assert {(item.day, item.product, item.fen_per_tonne) for item in found} == {
        (date(2022, 8, 8), "氧化镨钕", 72_500_000),
        (date(2022, 8, 8), "氧化镝", 230_000_000),
    }
    (anchor,) = anchors_of(facts)
    assert (anchor.day, anchor.index) == (date(2022, 8, 8), Decimal("304.8862"))
    assert anchor.fact in {fact.id for fact in facts}
    wrong = [replace(fact, status="contradicted") for fact in facts]
    assert not assessments_of(wrong, {"氧化镨钕"})
    assert not anchors_of(wrong)


def test_of_two_points_for_a_day_the_more_exact_one_counts() -> None:
    text = "2022年8月8日，稀土价格指数为 304.9 点。\n\n截至2022年8月8日，稀土价格指数为 304.8862。\n"
    (document,) = load(text.encode(), "flash.txt").documents
    facts = [replace(fact, status="unchecked") for fact in read_document(document).facts]
    assert [point.index for point in anchors_of(facts)] == [Decimal("304.8862")]
    assert anchors_of(facts[::-1]) == anchors_of(facts)


def test_every_input_behind_a_value_is_shown_with_its_rule() -> None:
    deals = [making.deal(at, price=1000 + at, buyer=f"{'bcd'[at % 3]}1", seller="s1") for at in range(6)]
    deals += [making.deal(7, price=1500, buyer="e1"), making.deal(8, price=1001, buyer="f1", seller="f2")]
    facts = (making.Assessment(id="f", day=making.DAY, product="氧化镨钕", fen_per_tonne=7),)
    inputs = replace(making.of_deals(deals), assessments=facts)
    (value,) = publish(inputs).values
    rows = inputs_of(inputs, value)
    assert [(row.id, row.is_used, row.rule) for row in rows[5:]] == [
        ("V.5.0", True, None), ("V.7.0", False, "outlier"), ("V.8.0", False, "same-owner"), ("f", False, None),
    ]  # fmt: skip
    assert rows[0].counted_mg == making.TONNE * 7 // 4 // 7
    assert set(labels()) >= {"same-owner", "outlier", "crossed", "wide", "trades", "quotes", "assessed", "carried"}
    assert value_rows(publish(inputs), "氧化镨钕")[0]["fen_per_tonne"] == value.fen_per_tonne
    assert point_rows(publish(inputs))[0]["index"] == "100.0000"


def test_a_trade_goes_in_under_pseudonyms_of_members_and_owners() -> None:
    instrument = Instrument(
        id="PrNd-O", product="氧化镨钕", label=Words("氧化镨钕", "PrNd oxide"), chemistry=Chemistry(),
        lot_mg=making.TONNE, tick_fen_per_tonne=50_000,
    )  # fmt: skip
    trade = Trade(
        id="V.1.0", instrument="PrNd-O", method="listing", price_ticks=1400, lots=3, buyer="F1", seller="F2", time_ms=0,
        buy_order="a", sell_order="b",
    )  # fmt: skip
    salt = b"0" * 16
    deal = deal_of(trade, instrument, day=making.DAY, net_mg=3 * making.TONNE, owners={"F1": "group"}, salt=salt)
    assert (deal.fen_per_tonne, deal.mass_mg, deal.product) == (70_000_000, 3 * making.TONNE, "氧化镨钕")
    assert (deal.buyer, deal.buyer_owner) == (mask("F1", salt), mask("group", salt))
    assert deal.seller_owner == deal.seller == mask("F2", salt)


def test_products_and_aggregates_are_known_by_their_standard_names() -> None:
    for item in constituents():
        known = product_named(item.product)
        assert known is not None
        assert known.key == item.product
    assert {item.aggregate for item in constituents()} - {""} == set(aggregate_labels())
