"""Call auction (集合竞价): one price for a whole book, and what every order gets.

The rule sets are data (`call_rules.csv`); the folder's README says what the rules leave open and how it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from monazite.core import Problem
from monazite.trade.auction.call_rules import RuleSet, rule_sets
from monazite.trade.auction.call_steps import (
    CHOOSE,
    KEEP,
    NEEDS_REFERENCE,
    Candidates,
    Levels,
    Mask,
    Numbers,
    candidates,
)
from monazite.trade.auction.said import problem

PRICE_MOST = 10**15
"""Ticks of the highest price that is taken."""
QUANTITY_MOST = 10**11
"""Lots (手) of the largest order that is taken."""
ORDERS_MOST = 50_000_000
"""Orders of the largest book, so that their sum stays below 2^63."""


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """A book of orders (申报), in the order in which they were filed; every array of shape (orders,).

    Args:
        is_buy: True for a bid, False for an ask.
        price_ticks: limit prices, 1 to 10^15 ticks.
        quantity: lots (手), 1 to 10^11.
        time: any whole numbers that rise with time; of equal ones the order in the book decides.
    """

    is_buy: Mask
    price_ticks: Numbers
    quantity: Numbers
    time: Numbers

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, int, int]]) -> Orders:
        """From rows of side (``buy`` or ``sell``), price in ticks, quantity in lots, time."""
        listed = list(rows)
        numbers = np.array([row[1:] for row in listed], np.int64).reshape(-1, 3)
        return cls(np.array([row[0] == "buy" for row in listed], np.bool_), *numbers.T.copy())

    def __len__(self) -> int:
        return len(self.price_ticks)


@dataclass(frozen=True, slots=True, eq=False)
class Uncrossed:
    """What a call auction comes to.

    Args:
        price_ticks: the one price; None when no bid meets an ask.
        volume: lots (手) traded, equal to what the bids get and to what the asks get.
        filled: lots that each order gets. Shape (orders,).
    """

    price_ticks: int | None
    volume: int
    filled: Numbers


def uncross(
    orders: Orders, rules: str, reference: int | Fraction | None = None, *, tick: int = 1, decimals: int = 0
) -> Uncrossed | Problem:
    """Find the price of a call auction and fill its orders.

    Args:
        orders: the book.
        rules: name of a rule set: ``sse``, ``szse``, ``futures``, ``asx``, ``ccf``.
        reference: previous close, last trade or previous settlement, in ticks; it need not be a whole one.
        tick: the smallest step of a price, in the ticks that the book counts in.
        decimals: of the price that a tick is the last digit of, for the words of a Problem.

    Returns:
        A Problem when the rule set is unknown, an order is wrong, or the rules need a reference and have none.

    >>> book = Orders.of([("buy", 925, 100, 1), ("buy", 888, 175, 2), ("sell", 900, 1000, 3), ("buy", 900, 400, 4),
    ...                   ("buy", 10000, 50, 5)])
    >>> done = uncross(book, "ccf")
    >>> done.price_ticks, done.volume, done.filled.tolist()
    (900, 550, [100, 0, 550, 400, 50])
    """
    rule_set = rule_sets().get(rules)
    if rule_set is None:
        return problem("rules-unknown", "rules", found=rules, known=", ".join(rule_sets()))
    if (wrong := _wrong(orders, tick)) is not None:
        return wrong
    levels = _levels(orders)
    if levels is None:
        return Uncrossed(None, 0, np.zeros(len(orders), np.int64))
    these = candidates(levels, is_grid=rule_set.is_grid, tick=tick)
    volume = int(these.volume.max())
    price = _price(these, rule_set, None if reference is None else Fraction(reference))
    if isinstance(price, int):
        return Uncrossed(price, volume, _fills(orders, levels, volume))
    low, high = (Decimal(ticks).scaleb(-decimals) for ticks in price)
    return problem("reference-missing", "reference", rules=rules, low=low, high=high)


def _price(these: Candidates, rule_set: RuleSet, reference: Fraction | None) -> int | tuple[int, int]:
    """The price; the lowest and highest of those left when a reference must decide and there is none."""
    for step in rule_set.steps_for(has_reference=reference is not None):
        if step in KEEP:
            these = these.kept(KEEP[step](these))
        elif these.is_one:
            break
        elif reference is None and step in NEEDS_REFERENCE:
            return int(these.low[0]), int(these.high[-1])
        else:
            return CHOOSE[step](these, reference or Fraction(0))
    return int(these.low[0])


def _wrong(orders: Orders, tick: int) -> Problem | None:
    if tick < 1:
        return problem("tick-wrong", "tick", found=tick)
    if len(orders) > ORDERS_MOST:
        return problem("book-large", "orders", found=len(orders), limit=ORDERS_MOST)
    for name, numbers, most in (
        ("price", orders.price_ticks, PRICE_MOST),
        ("quantity", orders.quantity, QUANTITY_MOST),
    ):
        if len(numbers) and not (numbers.min() >= 1 and numbers.max() <= most):
            row = int(np.argmax((numbers < 1) | (numbers > most)))
            return problem("order-number", f"order {row + 1}, {name}", found=int(numbers[row]), limit=most)
    return None


def _levels(orders: Orders) -> Levels | None:
    """What can cross, by price; None when the best bid is below the best ask."""
    high = int((orders.price_ticks * orders.is_buy).max(initial=0))
    low = int(np.where(orders.is_buy, PRICE_MOST + 1, orders.price_ticks).min(initial=PRICE_MOST + 1))
    if high < low:
        return None
    inside = (orders.price_ticks >= low) & (orders.price_ticks <= high)
    price, is_buy, quantity = orders.price_ticks[inside], orders.is_buy[inside], orders.quantity[inside]
    if high - low < 4 * len(price) + 1024:
        return _dense(price - low, is_buy, quantity, low, high - low + 1)
    distinct, place = np.unique(price, return_inverse=True)
    sums = _sums(place.astype(np.int64), is_buy, quantity, len(distinct))
    return Levels(distinct, sums[0], sums[1])


def _dense(offset: Numbers, is_buy: Mask, quantity: Numbers, low: int, count: int) -> Levels:
    sums = _sums(offset, is_buy, quantity, count)
    there = np.flatnonzero(sums[0] + sums[1])
    return Levels(there + low, sums[0][there], sums[1][there])


def _sums(place: Numbers, is_buy: Mask, quantity: Numbers, count: int) -> NDArray[np.int64]:
    """Quantity by side (bids first) and place, exact. Shape (2, places)."""
    sums = np.zeros(2 * count, np.int64)
    np.add.at(sums, np.where(is_buy, place, place + count), quantity)
    return sums.reshape(2, count)


def _fills(orders: Orders, levels: Levels, volume: int) -> Numbers:
    filled = np.zeros(len(orders), np.int64)
    bids, asks = np.cumsum(levels.bid[::-1]), np.cumsum(levels.ask)
    last_bid = int(np.searchsorted(bids, volume))
    last_ask = int(np.searchsorted(asks, volume))
    _fill(filled, orders, orders.is_buy, -orders.price_ticks, last=-int(levels.price[::-1][last_bid]), volume=volume)
    _fill(filled, orders, ~orders.is_buy, orders.price_ticks, last=int(levels.price[last_ask]), volume=volume)
    return filled


def _fill(filled: Numbers, orders: Orders, side: Mask, rank: Numbers, *, last: int, volume: int) -> None:
    """Fill one side: better prices whole, the last price by time, then by place in the book.

    Args:
        filled: added to.
        orders: the book.
        side: which orders are of the side.
        rank: prices, the best the smallest.
        last: rank of the worst price that gets anything.
        volume: to be shared out.
    """
    better = side & (rank < last)
    whole = orders.quantity * better
    filled += whole
    marginal = np.flatnonzero(side & (rank == last))
    marginal = marginal[np.argsort(orders.time[marginal], kind="stable")]
    asked = orders.quantity[marginal]
    left = volume - int(whole.sum())
    before = np.cumsum(asked) - asked
    filled[marginal] = np.clip(left - before, 0, asked)
