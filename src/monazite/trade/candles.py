"""Candles (K线): open, high, low, close and volume of an interval, from settled trades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, select

from monazite.trade.tables import TABLES

MINUTE_MS = 60_000
SHANGHAI_MS = 8 * 60 * MINUTE_MS
"""Of UTC+8, so that a day's candle is a day in China; the shorter intervals begin at the same moments anyway."""
INTERVALS = {
    "1m": MINUTE_MS, "5m": 5 * MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": 60 * MINUTE_MS, "1d": 24 * 60 * MINUTE_MS,
}  # fmt: skip
"""Length of each interval in milliseconds."""


@dataclass(frozen=True, slots=True)
class Print:
    """What a candle needs of a settled trade: when in ms UTC, price in ticks, lots (手), amount in fen."""

    time_ms: int
    price_ticks: int
    lots: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Candle:
    """One interval in which something was traded.

    Args:
        start_ms: when it begins, ms UTC.
        open: first price in ticks.
        high: highest.
        low: lowest.
        close: last.
        lots: volume (手).
        amount_fen: turnover, tax included.
        trades: how many.
    """

    start_ms: int
    open: int
    high: int
    low: int
    close: int
    lots: int
    amount_fen: int
    trades: int


def settled(connection: Connection, venue: str, instrument: str, *, since: str | None = None) -> Iterator[Print]:
    """The settled trades of an instrument in order of time.

    Args:
        connection: to the workspace's database.
        venue: its id.
        instrument: id of the instrument.
        since: first day, ISO 8601; all when None.
    """
    table = TABLES["trade_trades"]
    wanted = select(table.c.time_ms, table.c.price_ticks, table.c.lots, table.c.amount_fen)
    wanted = wanted.where(table.c.venue == venue, table.c.instrument == instrument)
    if since is not None:
        wanted = wanted.where(table.c.day >= date.fromisoformat(since))
    for row in connection.execute(wanted.order_by(table.c.time_ms, table.c.entry_number)):
        yield Print(*row)


def candles(prints: Iterable[Print], interval: str) -> list[Candle]:
    """Candles of trades that are in order of time; an interval without a trade has none.

    >>> candles([Print(0, 5, 1, 10), Print(59_999, 7, 2, 28), Print(60_000, 6, 1, 12)], "1m")[0]
    Candle(start_ms=0, open=5, high=7, low=5, close=7, lots=3, amount_fen=38, trades=2)
    """
    length = INTERVALS[interval]

    def start_of(one: Print) -> int:
        return (one.time_ms + SHANGHAI_MS) // length * length - SHANGHAI_MS

    return [_candle(start, group) for start, group in groupby(prints, start_of)]


def _candle(start: int, group: Iterator[Print]) -> Candle:
    first = next(group)
    price = first.price_ticks
    found = Candle(start, price, price, price, price, first.lots, first.amount_fen, 1)
    for one in group:
        price = one.price_ticks
        found = replace(
            found, high=max(found.high, price), low=min(found.low, price), close=price, lots=found.lots + one.lots,
            amount_fen=found.amount_fen + one.amount_fen, trades=found.trades + 1,
        )  # fmt: skip
    return found
