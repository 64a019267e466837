"""Call auctions: hand-made books, the oracle of the benchmark on random ones, and laws that hold whatever the rules."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.auction import Orders, Uncrossed, rule_sets, uncross

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "call_auction.py"
Row = tuple[str, int, int, int]


def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("call_auction", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415  dataclasses look their module up

    sys.modules["call_auction"] = module
    spec.loader.exec_module(module)
    return module


TRIAL: Any = _benchmark()
rows = st.lists(
    st.tuples(st.sampled_from(("buy", "sell")), st.integers(1, 12), st.integers(1, 9), st.integers(0, 4)), max_size=12
)


def done(book: list[Row], rules: str, reference: int | None = None, tick: int = 1) -> Uncrossed:
    result = uncross(Orders.of(book), rules, reference, tick=tick)
    assert isinstance(result, Uncrossed), result
    return result


def test_all_better_orders_are_filled_before_the_middle_is_taken() -> None:
    book = [("buy", 1050, 100, 1), ("sell", 1000, 50, 2)]
    # 1000 and 1050 trade as much and leave as much; at 1000 a better bid would be left open.
    assert done(book, "sse").price_ticks == 1050
    assert done([("buy", 1050, 50, 1), ("sell", 1000, 100, 2)], "sse").price_ticks == 1000


def test_the_middle_is_rounded_half_a_tick_upwards() -> None:
    assert done([("buy", 1005, 100, 1), ("sell", 1000, 100, 2)], "sse").price_ticks == 1003
    assert done([("buy", 1005, 100, 1), ("sell", 1000, 100, 2)], "sse", tick=5).price_ticks == 1005
    assert done([("buy", 1010, 100, 1), ("sell", 1000, 100, 2)], "sse", tick=5).price_ticks == 1005


def test_shenzhen_takes_the_tick_nearest_the_previous_close() -> None:
    book = [("buy", 1050, 100, 1), ("sell", 1000, 100, 2)]
    assert done(book, "szse", 1020).price_ticks == 1020
    assert done(book, "szse", 990).price_ticks == 1000
    assert done(book, "szse", 1060).price_ticks == 1050
    assert done(book, "szse", 1021, tick=5).price_ticks == 1020


def test_least_difference_comes_before_the_reference() -> None:
    book = [("buy", 1050, 100, 1), ("buy", 1000, 50, 2), ("sell", 1000, 100, 3), ("sell", 1050, 30, 4)]
    assert done(book, "szse", 1000).price_ticks == 1001
    assert done(book, "szse", 1050).price_ticks == 1049
    assert done(book, "sse").price_ticks == 1050


def test_futures_follow_the_rule_books_with_a_settlement_price_and_the_contest_without() -> None:
    book = [("buy", 1050, 50, 1), ("sell", 1000, 100, 2)]
    assert done(book, "futures").price_ticks == 1050
    assert done(book, "futures", 1040).price_ticks == 1000
    assert done([("buy", 1050, 100, 1), ("sell", 1000, 100, 2)], "futures", 1040).price_ticks == 1040


def test_australian_pressure() -> None:
    assert done([("buy", 1050, 100, 1), ("sell", 1000, 50, 2)], "asx").price_ticks == 1050
    assert done([("buy", 1050, 50, 1), ("sell", 1000, 100, 2)], "asx").price_ticks == 1000
    assert done([("buy", 1050, 50, 1), ("sell", 1000, 50, 2)], "asx", 1013).price_ticks == 1013


def test_the_published_sample_of_the_contest() -> None:
    book = [("buy", 925, 100, 1), ("buy", 888, 175, 2), ("sell", 900, 1000, 3), ("buy", 900, 400, 4)]
    result = done([*book, ("buy", 10000, 50, 7)], "ccf")
    assert (result.price_ticks, result.volume) == (900, 550)
    without = done([book[0], book[1], book[2], ("sell", 892, 400, 5), ("buy", 10000, 50, 7)], "ccf")
    assert (without.price_ticks, without.volume) == (925, 150)


def test_the_marginal_level_is_shared_out_by_time_and_then_by_line() -> None:
    book = [("buy", 10, 5, 3), ("buy", 10, 5, 1), ("buy", 10, 5, 1), ("buy", 11, 1, 9), ("sell", 10, 8, 4)]
    assert done(book, "sse").filled.tolist() == [0, 5, 2, 1, 8]


def test_without_a_reference_nothing_is_guessed() -> None:
    result = uncross(Orders.of([("buy", 1050, 1, 1), ("sell", 1000, 1, 2)]), "szse", decimals=2)
    assert isinstance(result, Problem)
    assert result.code == "reference-missing"
    assert "10.00 and 10.50" in result.sentence("en")
    assert done([("buy", 1000, 1, 1), ("sell", 1000, 1, 2)], "szse").price_ticks == 1000


def test_a_reference_between_two_ticks_takes_the_higher() -> None:
    book = Orders.of([("buy", 12, 1, 1), ("sell", 10, 1, 2)])
    result = uncross(book, "szse", Fraction(21, 2))
    assert isinstance(result, Uncrossed)
    assert result.price_ticks == 11


@pytest.mark.parametrize("book", [[], [("buy", 5, 1, 1)], [("sell", 5, 1, 1)], [("buy", 4, 1, 1), ("sell", 5, 1, 2)]])
@pytest.mark.parametrize("rules", list(rule_sets()))
def test_nothing_crosses(book: list[Row], rules: str) -> None:
    result = done(book, rules)
    assert (result.price_ticks, result.volume, result.filled.tolist()) == (None, 0, [0] * len(book))


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("buy", 0, 1, 1), "order 2, price"),
        (("buy", -5, 1, 1), "order 2, price"),
        (("sell", 10**15 + 1, 1, 1), "order 2, price"),
        (("sell", 5, 0, 1), "order 2, quantity"),
        (("sell", 5, -1, 1), "order 2, quantity"),
        (("sell", 5, 10**11 + 1, 1), "order 2, quantity"),
    ],
)
def test_wrong_numbers_are_refused_where_they_stand(row: Row, place: str) -> None:
    result = uncross(Orders.of([("buy", 5, 1, 1), row]), "sse")
    assert isinstance(result, Problem)
    assert (result.code, result.place) == ("order-number", place)


def test_unknown_rules_and_ticks_are_refused() -> None:
    for result, code in ((uncross(Orders.of([]), "nyse"), "rules-unknown"),
                         (uncross(Orders.of([]), "sse", tick=0), "tick-wrong")):  # fmt: skip
        assert isinstance(result, Problem)
        assert result.code == code


@settings(max_examples=400, deadline=None)
@given(
    rows.filter(bool), st.sampled_from(list(rule_sets())), st.none() | st.integers(1, 14), st.sampled_from((1, 2, 3))
)
def test_every_rule_set_equals_its_oracle(book: list[Row], rules: str, reference: int | None, tick: int) -> None:
    scaled = [(side, price * tick, quantity, time) for side, price, quantity, time in book]
    assert TRIAL.ours(scaled, rules, reference, tick) == TRIAL.oracle(scaled, rules, reference, tick)


@settings(max_examples=200, deadline=None)
@given(rows, st.sampled_from(list(rule_sets())), st.integers(1, 14))
def test_fills_are_a_fair_division(book: list[Row], rules: str, reference: int) -> None:
    result = done(book, rules, reference)
    fills = result.filled.tolist()
    for side in ("buy", "sell"):
        assert sum(fill for fill, row in zip(fills, book, strict=True) if row[0] == side) == result.volume
    for fill, (side, price, quantity, _) in zip(fills, book, strict=True):
        assert 0 <= fill <= quantity
        assert fill == 0 or (result.price_ticks is not None and _accepts(side, price, result.price_ticks))
    for place, (side, price, quantity, time) in enumerate(book):
        sign = -1 if side == "buy" else 1
        for other, (other_side, other_price, _, other_time) in enumerate(book):
            is_before = (sign * price, time, place) < (sign * other_price, other_time, other)
            assert not (side == other_side and is_before and fills[place] < quantity and fills[other] > 0)


def _accepts(side: str, limit: int, price: int) -> bool:
    return limit >= price if side == "buy" else limit <= price


@settings(max_examples=100, deadline=None)
@given(rows.filter(bool), st.sampled_from(("sse", "ccf")))
def test_prices_far_apart_are_found_by_the_other_way_of_summing(book: list[Row], rules: str) -> None:
    far = [(side, price * 10**9, quantity, time) for side, price, quantity, time in book]
    near, wide = done(book, rules, tick=1), done(far, rules, tick=10**9)
    assert wide.price_ticks == (None if near.price_ticks is None else near.price_ticks * 10**9)
    assert np.array_equal(near.filled, wide.filled)


@settings(max_examples=100, deadline=None)
@given(rows.filter(bool), st.integers(1, 12))
def test_a_mirrored_book_has_the_mirrored_price(book: list[Row], reference: int) -> None:
    """Bids for asks and prices upside down: the rules of Shenzhen favour neither side."""
    mirrored = [
        ("sell" if side == "buy" else "buy", 13 - price, quantity, time) for side, price, quantity, time in book
    ]
    here, there = done(book, "szse", reference), done(mirrored, "szse", 13 - reference)
    assert here.price_ticks == (None if there.price_ticks is None else 13 - there.price_ticks)
    assert here.filled.tolist() == there.filled.tolist()
