from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from monazite.facts.record import Fact
from monazite.read.document import Document
from monazite.read.repair import repair
from monazite.read.table import table_facts

Build = Callable[..., Document]
Line = Callable[..., Fact]
ROWS = """产品名\t7月平均价\t8月平均价\t环比
氧化镨\t909.38\t775.76\t-14.69%
氧化钕\t907.38\t769.43\t-15.20%
氧化铽\t13741.43\t13585.48\t-1.13%
氧化镝\t2385.95\t2268.81\t-4.91%"""


def lines(line: Line) -> list[Fact]:
    return [line("氧化镨", "77.58", "-14.7"), line("氧化钕", "76.94", "-15.2"), line("氧化铽", "1358.55", "-1.1"),
            line("氧化镝", "226.88", "-4.9")]  # fmt: skip


def test_a_wrong_unit_of_a_table_is_put_right_by_the_text(tabbed: Build, line: Line) -> None:
    document = tabbed("2022年8月均价（万元/吨）\n" + ROWS)
    facts = [*lines(line), *table_facts(document)]
    cells = [f for f in repair(document, facts) if f.place and f.place.row is not None]
    assert {(f.unit, f.status) for f in cells} == {("元/公斤", "repaired")}
    assert cells[-1].canonical_value == Decimal("2268.81")
    proof = cells[-1].repair
    assert proof is not None
    assert (proof.part, proof.as_written, proof.becomes) == ("unit", "万元/吨", "元/公斤")
    assert repair(document, repair(document, facts)) == repair(document, facts)


def test_a_table_without_a_unit_takes_it_from_the_text(tabbed: Build, line: Line) -> None:
    document = tabbed("2022年8月均价\n" + ROWS)
    facts = [*lines(line), *table_facts(document)]
    cells = [f for f in repair(document, facts) if f.place and f.place.row is not None]
    assert {f.unit for f in cells} == {"元/公斤"}


def test_one_line_in_a_wrong_unit_is_put_right_by_its_row(tabbed: Build, line: Line) -> None:
    document = tabbed("2022年8月均价（元/公斤）\n" + ROWS)
    first, *others = lines(line)
    wrong = replace(first, unit="元/吨", canonical_value=first.value * Decimal("0.001"))  # type: ignore[operator]
    fixed = repair(document, [wrong, *others, *table_facts(document)])
    assert [(f.unit, f.canonical_value) for f in fixed if f.repair] == [("万元/吨", Decimal("775.80"))]


def test_right_units_stay(tabbed: Build, line: Line) -> None:
    document = tabbed("2022年8月均价（元/公斤）\n" + ROWS)
    facts = [*lines(line), *table_facts(document)]
    assert repair(document, facts) == facts
