"""Candles: nothing traded is lost or counted twice, and a day is a day in China."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.trade.candles import INTERVALS, Print, candles

PRINTS = st.lists(
    st.builds(Print, st.integers(0, 10**10), st.integers(1, 999), st.integers(1, 9), st.integers(0, 10**6))
).map(lambda prints: sorted(prints, key=lambda one: one.time_ms))


@settings(max_examples=80)
@given(prints=PRINTS, interval=st.sampled_from(sorted(INTERVALS)))
def test_every_trade_is_in_one_candle(prints: list[Print], interval: str) -> None:
    made = candles(prints, interval)
    assert sum(one.lots for one in made) == sum(one.lots for one in prints)
    assert sum(one.amount_fen for one in made) == sum(one.amount_fen for one in prints)
    assert sum(one.trades for one in made) == len(prints)
    starts = [one.start_ms for one in made]
    assert starts == sorted(set(starts))
    for one in made:
        inside = [each for each in prints if 0 <= each.time_ms - one.start_ms < INTERVALS[interval]]
        prices = [each.price_ticks for each in inside]
        assert (one.open, one.high, one.low, one.close) == (prices[0], max(prices), min(prices), prices[-1])


@pytest.mark.parametrize(
    ("traded", "begins"),
    [("2022-08-01T15:59", "2022-07-31T16:00"), ("2022-08-01T16:00", "2022-08-01T16:00")],
)
def test_a_day_begins_at_midnight_in_shanghai(traded: str, begins: str) -> None:
    (one,) = candles([Print(ms(traded), 1, 1, 1)], "1d")
    assert one.start_ms == ms(begins)


def ms(utc: str) -> int:
    return int(datetime.fromisoformat(utc).replace(tzinfo=UTC).timestamp() * 1000)
