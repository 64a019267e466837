"""The steps by which a call auction narrows its candidates to one price; each is a rule of some exchange.

Write B(p) for the bids at or above a price and S(p) for the asks at or below it: B falls and S rises with p. Where most
is traded and all better orders are filled, at most two prices of orders have the least difference, so that the middle
of them is never in doubt. Let p be the highest order price with B >= S, and q the next above it, where B < S. A lower
price p' that trades as much and leaves no better bid open has S(p') = B(p) = S(p), so its difference is least only when
it is zero, and then no bid lies in [p', p) and no ask in (p', p]: there is one such price, and q differs by more than
zero. A price above q that trades as much would leave an ask below it open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Levels:
    """A book by price: only what can cross, prices rising.

    Args:
        price: in ticks. Shape (levels,).
        bid: quantity bid at each price. Shape (levels,).
        ask: quantity asked at each price. Shape (levels,).
    """

    price: Numbers
    bid: Numbers
    ask: Numbers


@dataclass(frozen=True, slots=True)
class Candidates:
    """Prices that may become the auction's: single ones, and runs of ticks between two order prices.

    All of shape (candidates,), rising.

    Args:
        low: first price of the run, in ticks.
        high: its last price.
        tick: smallest step of a price within runs.
        buy: bids at or above it.
        sell: asks at or below it.
        above: bids above it.
        below: asks below it.
    """

    low: Numbers
    high: Numbers
    tick: int
    buy: Numbers
    sell: Numbers
    above: Numbers
    below: Numbers

    @property
    def volume(self) -> Numbers:
        """What would be traded at each."""
        return np.minimum(self.buy, self.sell)

    @property
    def is_one(self) -> bool:
        """Whether a single price is left."""
        return len(self.low) == 1 and bool(self.low[0] == self.high[0])

    def kept(self, mask: Mask) -> Candidates:
        """Those of the mask."""
        parts = (part[mask] for part in (self.buy, self.sell, self.above, self.below))
        return Candidates(self.low[mask], self.high[mask], self.tick, *parts)


def candidates(levels: Levels, *, is_grid: bool, tick: int) -> Candidates:
    """The prices of orders, and on a grid the ticks between them too.

    Args:
        levels: what can cross.
        is_grid: whether prices without orders count.
        tick: smallest step of such a price, a positive number; whole multiples of it are prices.
    """
    buy = np.cumsum(levels.bid[::-1])[::-1]
    sell = np.cumsum(levels.ask)
    points = Candidates(levels.price, levels.price, tick, buy, sell, buy - levels.bid, sell - levels.ask)
    return _with_runs(points) if is_grid else points


def _with_runs(points: Candidates) -> Candidates:
    tick = points.tick
    low = (points.low[:-1] // tick + 1) * tick
    high = (points.low[1:] - 1) // tick * tick
    bid, ask = points.above[:-1], points.sell[:-1]
    runs = Candidates(low, high, tick, bid, ask, bid, ask).kept(low <= high)
    both = [
        np.concatenate((getattr(points, name), getattr(runs, name)))
        for name in ("low", "high", "buy", "sell", "above", "below")
    ]
    order = np.argsort(both[0], kind="stable")
    return Candidates(both[0][order], both[1][order], tick, *(part[order] for part in both[2:]))


def _max_volume(these: Candidates) -> Mask:
    volume = these.volume
    mask: Mask = volume == volume.max()
    return mask


def _better_filled(these: Candidates) -> Mask:
    volume = these.volume
    mask: Mask = np.maximum(these.above, these.below) <= volume
    return mask


def _one_side_filled(these: Candidates) -> Mask:
    volume = these.volume
    mask: Mask = np.minimum(these.buy, these.sell) <= volume
    return mask


def _min_surplus(these: Candidates) -> Mask:
    surplus = np.abs(these.buy - these.sell)
    mask: Mask = surplus == surplus.min()
    return mask


def _pressure(these: Candidates) -> Mask:
    surplus = these.buy - these.sell
    kept = np.ones(len(surplus), np.bool_)
    if surplus.min() > 0:
        kept[:-1] = False
    elif surplus.max() < 0:
        kept[1:] = False
    return kept


KEEP: dict[str, Callable[[Candidates], Mask]] = {
    "max_volume": _max_volume,
    "better_filled": _better_filled,
    "one_side_filled": _one_side_filled,
    "min_surplus": _min_surplus,
    "pressure": _pressure,
}
"""Steps that keep some candidates."""


def _middle(these: Candidates, _reference: Fraction) -> int:
    low, high, tick = int(these.low[0]), int(these.high[-1]), these.tick
    return (low + high + tick) // (2 * tick) * tick


def _highest(these: Candidates, _reference: Fraction) -> int:
    return int(these.high[-1])


def _nearest(these: Candidates, reference: Fraction) -> int:
    nearest = [
        price
        for low, high in zip(these.low.tolist(), these.high.tolist(), strict=True)
        for price in _around(reference, low, high, these.tick)
    ]
    return min(nearest, key=lambda price: (abs(price - reference), -price))


def _around(reference: Fraction, low: int, high: int, tick: int) -> tuple[int, int]:
    down = reference // tick * tick
    return min(max(down, low), high), min(max(down + tick, low), high)


def _clamp(these: Candidates, reference: Fraction) -> int:
    low, high = int(these.low[0]), int(these.high[-1])
    return max(_around(reference, low, high, these.tick), key=lambda price: (-abs(price - reference), price))


CHOOSE: dict[str, Callable[[Candidates, Fraction], int]] = {
    "middle": _middle,
    "highest": _highest,
    "nearest": _nearest,
    "clamp": _clamp,
}
"""Steps that choose one price of those left."""

NEEDS_REFERENCE = frozenset({"nearest", "clamp"})
"""Steps that cannot choose without a reference price."""
