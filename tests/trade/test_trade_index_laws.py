"""Two implementations agree on any inputs; history follows from the public file alone, in any order of inputs."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.trade.index import Point, change_of, constituents, dump, publish, recompute, recompute_bytes, weights
from monazite.trade.index.chain import rounded_root


def beside(name: str) -> ModuleType:
    """A module of this folder; pytest imports tests without a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making, second = beside("index_making"), beside("index_second")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_two_implementations_agree_bit_for_bit(seed: int) -> None:
    inputs = making.random_inputs(seed)
    content = dump(inputs, publish(inputs))
    printed = [line for raw in content.decode().splitlines() if (line := json.loads(raw))["kind"] in {"value", "point"}]
    assert second.recomputed(content.decode()) == printed
    assert second.is_intact(content)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_history_follows_from_the_file_alone_in_any_order_of_inputs(seed: int) -> None:
    inputs = making.random_inputs(seed)
    series = publish(inputs)
    content = dump(inputs, series)
    report = recompute_bytes(content, "index.jsonl")
    assert report.is_identical
    assert report.series == series
    turned = replace(inputs, deals=inputs.deals[::-1], quotes=inputs.quotes[::-1], assessments=inputs.assessments[::-1])
    assert dump(turned, publish(turned)) == content


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**60) | st.integers(10**500, 10**900), st.integers(1, 10**20), st.integers(1, 40))
def test_a_root_is_the_nearest_whole_number_and_half_goes_to_even(
    numerator: int, denominator: int, degree: int
) -> None:
    root = rounded_root(numerator, denominator, degree)
    exact = Fraction(numerator, denominator)
    low, high = Fraction(2 * root - 1, 2), Fraction(2 * root + 1, 2)
    assert low < 0 or low**degree <= exact
    assert exact <= high**degree
    if exact in {low**degree, high**degree}:
        assert root % 2 == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_any_changed_input_or_value_is_seen(seed: int) -> None:
    inputs = making.random_inputs(seed)
    content = dump(inputs, publish(inputs))
    lines = content.splitlines(keepends=True)[:-1]
    at = next(at for at, line in enumerate(lines) if b'"kind":"value"' in line)
    changed = json.loads(lines[at])
    changed["mass_mg"] += 1
    lines[at] = json.dumps(changed).encode() + b"\n"
    report = recompute_bytes(making.signed(lines), "index.jsonl")
    assert [(item.place, item.recomputed) for item in report.differences] == [
        (f"index.jsonl:{at + 1} mass_mg", str(changed["mass_mg"] - 1))
    ]


def test_a_line_taken_out_is_seen(tmp_path: Path) -> None:
    inputs = making.random_inputs(7)
    lines = dump(inputs, publish(inputs)).splitlines(keepends=True)
    path = tmp_path / "index.jsonl"
    path.write_bytes(making.signed(lines[:-2]))
    report = recompute(path)
    assert not report.is_identical
    assert [item.printed for item in report.differences] == ["—"]
    assert report.as_json()["identical"] is False


def test_the_shipped_tables_hang_together() -> None:
    groups = {item.aggregate for item in constituents()} - {""}
    assert {item.aggregate for item in weights()} == groups
    assert sum(item.weight_ppm for item in weights()) in range(999_990, 1_000_011)
    assert all(item.source and item.locator for item in weights())


def test_the_level_is_the_published_point_and_the_divisor_is_shown() -> None:
    prices = {making.DAY: 100_000, making.DAY.replace(day=2): 110_000, making.DAY.replace(day=3): 121_000}
    facts = tuple(
        making.Assessment(id=f"f{day}", day=day, product="氧化镨钕", fen_per_tonne=price)
        for day, price in prices.items()
    )
    anchors = (
        making.Anchor(day=making.DAY, index=Decimal("318.5"), fact="a"),
        making.Anchor(day=making.DAY.replace(day=2), index=Decimal("304.8862"), fact="b"),
    )
    inputs = replace(making.of_deals([], tuple(prices)), assessments=facts, anchors=anchors)
    points = publish(inputs).points
    assert [str(point.index) for point in points] == ["318.5000", "304.8862", "335.3748"]
    assert [str(point.computed) for point in points] == ["100.0000", "350.3500", "335.3748"]
    assert [point.link for point in points] == ["published", "published", None]
    assert [str(change_of(*pair)) for pair in beside_before(points)] == ["None", "10.0000", "10.0000"]
    once = replace(inputs, methods=(replace(making.METHOD, splice="first"),))
    assert [str(point.index) for point in publish(once).points] == ["318.5000", "350.3500", "385.3850"]


def beside_before(points: Sequence[Point]) -> list[tuple[Point, Point | None]]:
    """Each point beside that of the day before."""
    return list(zip(points, [None, *points[:-1]], strict=True))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_a_published_point_sets_a_level_and_is_no_change_of_prices(seed: int) -> None:
    inputs = making.random_inputs(seed)
    one = replace(inputs, weights=tuple(item for item in inputs.weights if item.aggregate == "pr-nd"))
    with_points, without = publish(one).points, publish(replace(one, anchors=())).points
    for (point, before), (plain, plain_before) in zip(beside_before(with_points), beside_before(without), strict=True):
        change = change_of(point, before)
        assert (change is None) == (before is None or before.index == 0)
        if before is None or plain_before is None or change is None:
            continue
        ratio = Fraction(point.computed) / Fraction(before.index)
        assert abs(Fraction(change) - 100 * (ratio - 1)) <= Fraction(1, 20_000)
        if min(point.computed, before.index, plain.computed, plain_before.index) > 1:  # where four decimals say enough
            assert abs(ratio * Fraction(plain_before.index) / Fraction(plain.computed) - 1) < Fraction(1, 1000)


def test_the_chain_hangs_on_the_first_day_with_a_value_and_moves_from_there() -> None:
    dates = tuple(making.DAY.replace(day=day) for day in (1, 2, 3, 4))
    facts = tuple(
        making.Assessment(id=f"f{day}", day=day, product="氧化镨钕", fen_per_tonne=price)
        for day, price in zip(dates[2:], (100_000, 110_000), strict=True)
    )
    anchor = making.Anchor(day=dates[0], index=Decimal("318.5"), fact="a")
    inputs = replace(making.of_deals([], dates), assessments=facts, anchors=(anchor,))
    points = publish(inputs).points
    assert [point.link for point in points] == ["published", None, "start", None]
    assert [str(point.index) for point in points] == ["318.5000", "318.5000", "318.5000", "350.3500"]
    assert [str(change_of(*pair)) for pair in beside_before(points)] == ["None", "0.0000", "0.0000", "10.0000"]
    content = dump(inputs, publish(inputs)).decode()
    printed = [line for raw in content.splitlines() if (line := json.loads(raw))["kind"] == "point"]
    assert [line for line in second.recomputed(content) if line["kind"] == "point"] == printed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 4))
def test_days_before_the_first_price_move_nothing(seed: int, empty: int) -> None:
    inputs = replace(making.random_inputs(seed), anchors=())
    first = min([item.day for item in (*inputs.deals, *inputs.quotes, *inputs.assessments)], default=None)
    if first is None:
        return
    start = inputs.days[inputs.days.index(first) :]
    early = tuple(first - timedelta(days=number) for number in range(1, empty + 1))
    weights_of = replace(inputs, weights=inputs.weights[:2])
    later, whole = publish(replace(weights_of, days=start)).points, publish(replace(weights_of, days=(*early, *start)))
    assert [point.index for point in whole.points[empty:]] == [point.index for point in later]
    assert {point.index for point in whole.points[:empty]} == {Decimal(100)}


@pytest.mark.parametrize(
    ("days", "levels"), [(1, ["assessed", "carried", None]), (2, ["assessed", "carried", "carried"])]
)
def test_a_value_is_carried_only_so_long(days: int, levels: list[str | None]) -> None:
    dates = tuple(making.DAY.replace(day=day) for day in (1, 2, 3))
    fact = making.Assessment(id="f", day=dates[0], product="氧化镨钕", fen_per_tonne=5)
    inputs = replace(
        making.of_deals([], dates), assessments=(fact,), methods=(replace(making.METHOD, stale_days_most=days),)
    )
    values = publish(inputs).values
    assert [value.level for value in values] == levels
    assert [value.stale_days for value in values] == [0, 1, 2]
