"""Lists whose names are plainly right cost no search; prose that repeats its products is no list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monazite.facts.record import Fact
from monazite.read.document import Document
from monazite.read.repair import naming, repair, shipped_levels, suspicions
from monazite.read.repair.gather import tables_of
from monazite.read.repair.naming import name_rows
from monazite.read.repair.plain import plain_costs
from monazite.read.table import table_facts

Build = Callable[..., Document]
Line = Callable[..., Fact]
TABLE = """2022年8月价格（元/公斤）
产品名\t7月平均价\t8月平均价\t环比
氧化镧\t8.14\t8.00\t-1.72%
氧化钕\t907.38\t769.43\t-15.20%
氧化镝\t2385.95\t2268.81\t-4.91%
镝铁\t2381.67\t2263.81\t-4.95%
氧化钇\t80.10\t74.90\t-6.49%"""


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("searched")

    monkeypatch.setattr(naming, "cheapest", refuse)


@pytest.mark.usefixtures("no_search")
def test_a_table_of_right_names_is_not_searched(tabbed: Build) -> None:
    document = tabbed(TABLE)
    facts = table_facts(document)
    assert repair(document, facts) == facts
    assert suspicions(document, facts) == []


@pytest.mark.usefixtures("no_search")
def test_prose_that_quotes_two_products_again_and_again_is_no_list(tabbed: Build, line: Line) -> None:
    facts = [line(name, f"{226 + number}.88") for number in range(15) for name in ("氧化镝", "氧化镱")]
    assert repair(tabbed("氧化镝。"), facts) == facts


@pytest.mark.usefixtures("no_search")
def test_a_table_of_markets_is_no_list_of_products(tabbed: Build) -> None:
    prices = [f"{name}\t市场{n}\t{2268 + n}" for n in range(6) for name in ("氧化镝", "氧化铽")]
    document = tabbed("\n".join(["2022年8月价格（元/公斤）", "产品\t市场\t价格", *prices]))
    facts = table_facts(document)
    assert len(facts) == len(prices)
    assert repair(document, facts) == facts


def test_what_is_plain_is_what_the_search_finds(tabbed: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tabbed(TABLE)
    (items,) = tables_of(document, table_facts(document))
    plain = name_rows(items, shipped_levels())
    monkeypatch.setattr(naming, "plain_costs", lambda *_: None)
    searched = name_rows(items, shipped_levels())
    assert plain is not None
    assert searched is not None
    assert [(n.symbol, n.is_changed, n.is_doubtful) for n in plain] == [
        (n.symbol, n.is_changed, n.is_doubtful) for n in searched
    ]
    for kept, found in zip(plain, searched, strict=True):
        assert sum(kept.against.values()) == pytest.approx(sum(found.against.values()))


@pytest.mark.parametrize(("right", "wrong"), [("镝铁", "镱铁"), ("氧化钕", "氧化铈"), ("氧化钇", "氧化铟")])
def test_a_wrong_name_is_not_plain(tabbed: Build, right: str, wrong: str) -> None:
    document = tabbed(TABLE.replace(right, wrong))
    (items,) = tables_of(document, table_facts(document))
    assert plain_costs(items, shipped_levels()) is None
