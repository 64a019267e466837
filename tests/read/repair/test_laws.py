"""Laws of repair, over tables of cited prices: what is right stays, what is done is done, all is repeatable."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from monazite.facts.record import Fact
from monazite.read.document import Document
from monazite.read.repair import repair, shipped_levels, suspicions
from monazite.read.repair.frames import product_in, rank, slot_of
from monazite.read.table import table_facts
from monazite.reference import element, product_named

Build = Callable[..., Document]
PERIODS = ("2012-03-09", "2021-09-23", "2023-02", "2023-10-30")
SEEDS = range(2)


def priced(period: str) -> list[tuple[str, Decimal]]:
    quotes = [q for q in shipped_levels().quotes() if q.period == period and slot_of(q.product) is not None]
    prices = {q.product: Decimal(str(round(2.718281828**q.logarithm, 2))) for q in quotes}
    return sorted(prices.items(), key=lambda row: (rank(slot_of(row[0]).symbol), row[0]))  # type: ignore[union-attr]


def text_of(rows: list[tuple[str, Decimal]], period: str, rng: random.Random) -> str:
    lines = [f"{period[:4]}年{int(period[5:7])}月均价（元/公斤）", "产品\t上月均价\t本月均价\t环比"]
    for name, new in rows:
        old = (new * Decimal(str(1 + rng.uniform(-0.1, 0.2)))).quantize(Decimal("0.01"))
        lines.append(f"{name}\t{old}\t{new}\t{((new / old - 1) * 100).quantize(Decimal('0.01'))}%")
    return "\n".join(lines)


def misread(rows: list[tuple[str, Decimal]], rng: random.Random, count: int) -> list[tuple[str, Decimal]]:
    wrong = set(rng.sample(range(len(rows)), count))
    return [(other(name, rng) if i in wrong else name, price) for i, (name, price) in enumerate(rows)]


def other(name: str, rng: random.Random) -> str:
    slot = slot_of(name)
    assert slot is not None
    return name.replace(
        slot.character, element(rng.choice([s for s in ("Ce", "Yb", "Y", "Gd") if s != slot.symbol])).zh
    )


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_correct_table_is_never_changed(tabbed: Build, period: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - drawn, not secret
    rows = priced(period)
    if seed:
        rng.shuffle(rows)
    document = tabbed(text_of(rows, period, rng))
    facts = table_facts(document)
    levels = shipped_levels().without(frozenset({period}))
    assert repair(document, facts, levels) == facts


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("seed", SEEDS)
def test_repair_is_idempotent_deterministic_and_never_wrong(tabbed: Build, period: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    rows = priced(period)
    document = tabbed(text_of(misread(rows, rng, 3), period, rng))
    facts = table_facts(document)
    levels = shipped_levels().without(frozenset({period}))
    once = repair(document, facts, levels)
    assert repair(document, facts, levels) == once
    assert repair(document, once, levels) == once
    for fact in once:
        if fact.repair is not None:
            assert fact.place is not None
            assert fact.place.row is not None
            assert fact.subject == _key(rows[fact.place.row - 1][0])


def test_what_no_second_witness_supports_is_left_and_reported(tabbed: Build) -> None:
    text = """2023年10月均价（元/公斤）
产品\t上月均价\t本月均价\t环比
氧化铽\t8000.00\t8149.80\t1.87%
氧化镧\t4.40\t4.30\t-2.27%
氧化镧\t280.00\t273.99\t-2.15%
氧化镨\t523.00\t522.49\t-0.10%"""
    document = tabbed(text)
    facts = table_facts(document)
    third = [f for f in repair(document, facts) if f.place and f.place.row == 3]
    doubted = {d.fact.place.row for d in suspicions(document, facts) if d.fact.place}
    assert all(f.subject == "氧化镧" or f.repair is not None for f in third)
    assert {2, 3} & doubted or all(f.repair is not None for f in third)


def test_a_table_without_levels_or_order_is_left_alone(tabbed: Build) -> None:
    text = "1998年价格（元/公斤）\n产品\t价格\n氧化钬\t500\n氧化镧\t20\n氧化钆\t150\n氧化铈\t25"
    document = tabbed(text)
    facts: list[Fact] = table_facts(document)
    assert repair(document, facts) == facts


def _key(name: str) -> str:
    item, slot = product_named(name), slot_of(name)
    return item.key if item else product_in(slot.frame, slot.symbol or "") if slot else name


def test_histories_are_left_alone(tabbed: Build) -> None:
    days = "\n".join(f"2024-05-{day:02}\t{38 + day / 10:.2f}\t{0.4 + day / 100:.2f}" for day in range(1, 31))
    document = tabbed("稀土价格（万元/吨）\n日期\t氧化镨钕\t氧化镧\n" + days)
    facts = table_facts(document)
    assert len(facts) == 60
    assert repair(document, facts) == facts
    assert suspicions(document, facts) == []
