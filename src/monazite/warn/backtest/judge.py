"""A back-test whole: every method on every product and on all together, and the verdict on the one that is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monazite.core import Words
from monazite.warn.backtest.accuracy import Accuracy, accuracy
from monazite.warn.backtest.alarms import Alarms, Ranks, alarms, ranks
from monazite.warn.backtest.events import ahead, events, starts
from monazite.warn.backtest.methods import METHODS, Method, scores
from monazite.warn.backtest.record import Event, Prices
from monazite.warn.signals.loops import Numbers

CHANCE = 0.5
BETTER = Words("好于随机", "better than chance")
NO_BETTER = Words("不好于随机", "no better than chance")
CANNOT = Words("数据不足，不能判定", "too few events to tell")
SEEN = Words("用这些年份编成，不作判定", "made with these years: no verdict")
NO_CLAIM = Words("仅供比较", "for comparison, no claim")


@dataclass(frozen=True, slots=True)
class Judged:
    """A method and how it did.

    Args:
        scores: NaN on days that are not scored. Shape (days, products).
        ranks: places of its levels in `LEVELS`, -1 for none. Shape (days, products).
        pooled: accuracy over all products.
        products: accuracy of each product.
        starts: pooled accuracy for the other outcome, the start of an event within 60 days.
        alarms: its reds over all products.
        verdict: on it.
    """

    scores: Numbers
    ranks: Ranks
    pooled: Accuracy
    products: tuple[Accuracy, ...]
    starts: Accuracy
    alarms: Alarms
    verdict: Words


@dataclass(frozen=True, slots=True)
class Backtest:
    """A back-test.

    Args:
        prices: what it was run on.
        seed: of its draws.
        events: of all products.
        outcome: whether a rise lies ahead of each day: 1, 0 or NaN. Shape (days, products).
        methods: by name, in the order of `METHODS`.
    """

    prices: Prices
    seed: int
    events: tuple[Event, ...]
    outcome: Numbers
    methods: Mapping[str, Judged]


def backtest(prices: Prices, seed: int) -> Backtest:
    """Run every method on prices, day by day from the past alone, and judge it.

    Args:
        prices: with one product at least.
        seed: of the draws for intervals and p.
    """
    outcome = ahead(prices.values)
    found = events(prices.values)
    truth = _Truth(prices, found, outcome, starts(prices.values, found), seed)
    methods = {name: _judged(name, one, truth) for name, one in scores(prices.values).items()}
    return Backtest(prices, seed, found, outcome, {name: methods[name] for name in METHODS})


@dataclass(frozen=True, slots=True)
class _Truth:
    """What came, and the seed with which methods are measured by it."""

    prices: Prices
    events: tuple[Event, ...]
    ahead: Numbers
    starts: Numbers
    seed: int


def _judged(name: str, scored: Numbers, truth: _Truth) -> Judged:
    levels = ranks(scored, is_chance=METHODS[name].is_chance)
    pooled, begin = (accuracy(scored, one, truth.events, truth.seed) for one in (truth.ahead, truth.starts))
    single = [_of_product(place, scored, truth) for place in range(len(truth.prices.products))]
    reds = alarms(levels, truth.starts, truth.prices.values, truth.prices.days, truth.events)
    return Judged(scored, levels, pooled, tuple(single), begin, reds, _verdict(METHODS[name], scored, pooled, truth))


def _of_product(place: int, scored: Numbers, truth: _Truth) -> Accuracy:
    own = [Event(0, one.start, one.end) for one in truth.events if one.product == place]
    column = slice(place, place + 1)
    return accuracy(scored[:, column], truth.ahead[:, column], own, truth.seed)


def _verdict(method: Method, scored: Numbers, pooled: Accuracy, truth: _Truth) -> Words:
    """The verdict by the rule that was fixed first, on the days that a method was not made with."""
    if not method.significance:
        return NO_CLAIM
    if method.seen:
        first, last = method.seen
        is_new = np.array([not first <= day <= last for day in truth.prices.days])[:, None]
        if not (is_new & np.isfinite(scored)).any():
            return SEEN
        pooled = accuracy(np.where(is_new, scored, np.nan), truth.ahead, truth.events, truth.seed)
    if pooled.low is None or pooled.p is None or pooled.p_blocks is None:
        return CANNOT
    is_better = pooled.low > CHANCE and max(pooled.p, pooled.p_blocks) < method.significance
    return BETTER if is_better else NO_BETTER
