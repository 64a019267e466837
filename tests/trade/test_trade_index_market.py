"""What a few can do to a value: colluders, accounts of one owner, few large trades, washed trades; and the levels."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from monazite.trade.index import Bids, Value, publish
from monazite.trade.index.robust import counted_mg, weighted_mean


def beside(name: str) -> ModuleType:
    """A module of this folder; pytest imports tests without a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making = beside("index_making")
HONEST = 71_886_000


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("accounts", [1, 6, 40])
@pytest.mark.parametrize("size", [0.05, 5.0, 1000.0])
@pytest.mark.parametrize("premium", [0.3, 0.059, -0.3])
@pytest.mark.parametrize("washed", [False, True])
def test_a_colluding_fifth_moves_a_value_by_less_than_two_percent(
    *, seed: int, accounts: int, size: float, premium: float, washed: bool
) -> None:
    attacked = making.market(seed, share=0.2, premium=premium, accounts=accounts, size=size, washed=washed)
    honest = replace(attacked, deals=attacked.deals[:30])
    moved = only(publish(attacked).values).fen_per_tonne / only(publish(honest).values).fen_per_tonne - 1  # type: ignore[operator]
    assert abs(moved) < 0.02
    plain = weighted_mean((deal.fen_per_tonne, deal.mass_mg) for deal in attacked.deals)
    assert abs(plain / HONEST - 1) == pytest.approx(0.2 * abs(premium), abs=0.004)


def test_each_exclusion_names_its_rule_and_the_largest_owner_is_shown() -> None:
    deals = [making.deal(at, price=1000 + at, buyer=f"{'bcd'[at % 3]}1", seller="s1") for at in range(6)]
    deals += [making.deal(7, price=1500, buyer="e1"), making.deal(8, price=1001, buyer="f1", seller="f2")]
    value = only(publish(making.of_deals(deals)).values)
    assert value.excluded == (("V.8.0", "same-owner"), ("V.7.0", "outlier"))
    assert value.level == "trades"
    assert (value.deals, value.mass_mg, value.largest_ppm) == (6, 6 * making.TONNE, 1_000_000)
    assert value.used == tuple(f"V.{at}.0" for at in range(6))


def test_nobody_counts_for_more_than_the_cap() -> None:
    deals = [making.deal(0, price=1, mass=700, buyer="a1"), making.deal(1, price=1, mass=200, buyer="b1", seller="t1")]
    deals += [making.deal(2, price=1, mass=100, buyer="c1", seller="u1")]
    assert counted_mg(deals, 250_000) == (250, 200, 100)
    assert counted_mg(deals, 1_000_000) == (700, 200, 100)


def test_a_true_jump_on_a_busy_day_is_no_outlier() -> None:
    later = making.DAY.replace(day=2)
    deals = [making.deal(at, price=1000 + at, buyer=f"{'bcd'[at % 3]}1") for at in range(9)]
    deals += [making.deal(20 + at, price=1300 + at, buyer=f"{'bcd'[at % 3]}1", day=later) for at in range(9)]
    values = publish(making.of_deals(deals, (making.DAY, later))).values
    assert values[1].level == "trades"
    assert values[1].fen_per_tonne == 1304
    assert not values[1].excluded


def test_bids_and_offers_come_second_and_say_why_some_are_left_out() -> None:
    quotes = [(99_000, 101_000), (100_001, 100_004), (102_000, 101_000), (80_000, 120_000)]
    rows = tuple(
        Bids(id=f"q{at}", day=making.DAY, product="氧化镨钕", bid_fen_per_tonne=bid, ask_fen_per_tonne=ask)
        for at, (bid, ask) in enumerate(quotes)
    )
    inputs = replace(making.of_deals([making.deal(1, price=500_000)]), quotes=rows)
    value = only(publish(inputs).values)
    assert (value.level, value.fen_per_tonne) == ("quotes", 100_001)
    assert value.excluded == (("q2", "crossed"), ("q3", "wide"))
    assert value.deals == 1


def only(values: tuple[Value, ...]) -> Value:
    (value,) = values
    return value
