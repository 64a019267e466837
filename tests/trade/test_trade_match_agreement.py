"""The compiled engine reports what the reference reports, whatever it is told, and so does one restored midway."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from monazite.trade.match import (
    COMMAND,
    Command,
    CommandKind,
    Records,
    Rules,
    SelfTrade,
    Side,
    TradePrice,
    commands,
    open_engine,
    set_limits,
)

BANDS = {"narrow": (90, 110), "wide": (1, 5000), "moving": (1, 400_000)}


def flow(count: int, seed: int, band: str = "narrow", members: int = 5) -> Records:
    """Random commands of every kind, most of them sensible, some not."""
    rng = np.random.default_rng(seed)
    low, high = BANDS[band]
    given = np.zeros(count, COMMAND)
    given["kind"] = rng.choice(7, count, p=[0.55, 0.22, 0.2, 0.005, 0.01, 0.01, 0.005])
    given["side"] = rng.choice(3, count, p=[0.499, 0.499, 0.002])
    given["time_in_force"] = rng.choice(5, count, p=[0.5, 0.15, 0.15, 0.195, 0.005])
    given["flags"] = rng.choice(3, count, p=[0.85, 0.149, 0.001])
    given["quantity"] = rng.integers(0, 30, count)
    given["order_id"] = rng.integers(1, max(count // 10, 20), count)
    given["member"] = rng.integers(0, members, count)
    given["time_ms"] = np.arange(count) // 3 - (rng.random(count) < 0.01)
    given["price"] = rng.integers(low, high + 1, count)
    if band == "moving":
        drift = np.cumsum(rng.integers(-40, 41, count))
        given["price"] = 200_000 + drift + rng.integers(-300, 300, count)
    given["member"][given["kind"] == CommandKind.CANCEL] *= rng.random() < 0.5
    limits = given["kind"] == CommandKind.SET_LIMITS
    given["order_id"][limits] = high + rng.integers(-3, 4, limits.sum())
    given["price"][limits] = low + rng.integers(-3, 4, limits.sum())
    return given


def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.dtype == other.dtype and one.tolist() == other.tolist()


def rules(self_trade: SelfTrade, price: TradePrice, band: str) -> Rules:
    return Rules(*BANDS[band], self_trade=self_trade, trade_price=price, keeps_priority=price == TradePrice.MEDIAN)


@pytest.mark.parametrize("self_trade", SelfTrade)
@pytest.mark.parametrize("price", TradePrice)
@pytest.mark.parametrize("band", BANDS)
def test_random_flows_are_answered_alike(self_trade: SelfTrade, price: TradePrice, band: str) -> None:
    ours = rules(self_trade, price, band)
    reference, compiled = open_engine(ours, is_compiled=False), open_engine(ours)
    orders = flow(2500, 7 * self_trade + price, band)
    for group in np.array_split(orders, 9):
        assert same(reference.process(group), compiled.process(group))
        assert same(reference.orders(), compiled.orders())
        assert reference.top() == compiled.top()
        assert reference.limits == compiled.limits
        assert all(same(reference.levels(side), compiled.levels(side)) for side in Side)
        assert reference.state_hash() == compiled.state_hash()
        assert reference.snapshot() == compiled.snapshot()
    assert reference.sequence == compiled.sequence == 2500
    assert reference.live == compiled.live > 0


@given(st.integers(0, 2**32), st.integers(0, 300), st.sampled_from(list(SelfTrade)), st.integers(0, 1))
@settings(max_examples=40, deadline=None)
def test_a_restored_engine_goes_on_as_if_nothing_had_happened(
    seed: int,
    cut: int,
    self_trade: SelfTrade,
    broken_one: int,
) -> None:
    ours = rules(self_trade, TradePrice.MEDIAN, "narrow")
    orders = flow(300, seed)
    straight, broken, restored = (open_engine(ours, is_compiled=(n == 1) == broken_one) for n in range(3))
    whole = straight.process(orders)
    first = broken.process(orders[:cut])
    assert restored.restore(broken.snapshot()) is None
    rest = restored.process(orders[cut:])
    assert whole.tolist() == first.tolist() + rest.tolist()
    assert straight.state_hash() == restored.state_hash()


def test_prices_beyond_any_ladder_are_answered_too() -> None:
    edge = 2**63 - 1
    ours = Rules(-(2**63), edge, any_price=True)
    reference, compiled = open_engine(ours, is_compiled=False), open_engine(ours)
    rng = np.random.default_rng(5)
    orders = flow(20_000, 5, "wide")
    orders["kind"][orders["kind"] == CommandKind.SET_LIMITS] = CommandKind.NEW
    far = rng.random(len(orders)) < 0.01
    orders["price"][far] = rng.choice([-edge - 1, edge, 2**40, -(2**40), 2**62 - 3, 0], far.sum())
    orders["price"][8000:] = rng.integers(1, 5000, 12_000)
    for group in np.array_split(orders, 40):
        assert same(reference.process(group), compiled.process(group))
        assert reference.top() == compiled.top()
    assert reference.state_hash() == compiled.state_hash()


def test_a_wide_book_goes_back_to_the_ladder() -> None:
    engine: Any = open_engine(Rules(1, 2**62))
    engine.process(
        commands(*(Command(CommandKind.NEW, order_id=n, quantity=1, price=p) for n, p in ((1, 5), (2, 2**50))))
    )
    assert engine._wide is not None
    engine.apply(Command(CommandKind.CANCEL, order_id=2))
    for _ in range(5000):
        engine.apply(Command(CommandKind.CANCEL, order_id=9))
    assert engine._wide is None
    assert engine.orders()["order_id"].tolist() == [1]
    assert engine.apply(set_limits(6, 9))[1].order_id == 1


def test_many_live_orders_make_the_arrays_grow() -> None:
    ours = Rules(1, 10**6)
    reference, compiled = open_engine(ours, is_compiled=False), open_engine(ours)
    rng = np.random.default_rng(3)
    orders = np.zeros(30_000, COMMAND)
    orders["order_id"] = rng.permutation(30_000) * 2**40
    orders["side"] = rng.integers(0, 2, 30_000)
    orders["price"] = rng.integers(1, 200_000, 30_000) + orders["side"].astype(np.int64) * 200_000
    orders["quantity"], orders["time_in_force"] = 2**32 - 1, rng.integers(0, 2, 30_000) * 3
    sweeps = commands(
        Command(CommandKind.EXPIRE_DAY, time_ms=1),
        Command(CommandKind.NEW, side=Side.SELL, quantity=2**32 - 1, order_id=1, price=1, time_ms=1),
    )
    for group in (orders, sweeps):
        assert same(reference.process(group), compiled.process(group))
    assert compiled.live > 10_000
    assert reference.state_hash() == compiled.state_hash()


def test_memory_follows_the_live_orders_not_those_ever_seen() -> None:
    engine: Any = open_engine(Rules(1, 10**6))
    turns = np.zeros(100_000, COMMAND)
    turns["kind"] = np.tile([CommandKind.NEW, CommandKind.CANCEL], 50_000)
    turns["order_id"] = np.repeat(np.arange(50_000), 2)
    turns["quantity"], turns["price"] = 1, 500
    engine.process(turns[:2])
    before = [array.nbytes for array in engine._book]
    engine.process(turns[2:])
    assert [array.nbytes for array in engine._book] == before
    assert engine.live == 0
    assert engine.sequence == 100_000


def test_ids_that_crowd_one_place_of_the_table_are_all_found() -> None:
    reference, compiled = (open_engine(Rules(1, 100), is_compiled=is_compiled) for is_compiled in (False, True))
    rng = np.random.default_rng(9)
    ids = rng.integers(0, 2**64, 300_000, np.uint64)
    homes = (ids * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - 14)  # of a table of 2^14 places, its first size
    crowd = ids[(homes < 3) | (homes >= 2**14 - 3)]
    turns = np.zeros(6000, COMMAND)
    turns["kind"], turns["order_id"] = rng.integers(0, 2, 6000), rng.choice(crowd, 6000)
    turns["quantity"], turns["price"] = 1, 50
    assert len(crowd) > 50
    assert same(reference.process(turns), compiled.process(turns))
    assert reference.state_hash() == compiled.state_hash()
