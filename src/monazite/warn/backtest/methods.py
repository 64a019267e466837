"""Every method on every day and product, each from what was known at the end of that day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from monazite.core import Words
from monazite.warn.backtest.events import ahead
from monazite.warn.backtest.record import FIRST_PRICES, WITHIN_DAYS
from monazite.warn.signals.averages import changes
from monazite.warn.signals.control import cusum, ewma, standardised
from monazite.warn.signals.loops import Numbers
from monazite.warn.signals.noise import composite
from monazite.warn.signals.psy import explosive
from monazite.warn.signals.reach import company, reach

DRIFT_DAYS = 20
NO_BUBBLE = -10.0
"""BSADF of a day on which no window can be told, such as one of quotes that never moved: less than any that can."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to score days.

    Args:
        label: its name.
        significance: what its p must be under for the verdict; 0 for methods that stand beside without one.
        seen: first and last day it was made with: no verdict on these.
        is_naive: whether it is one of the rules that a method should beat.
        is_chance: whether scores are chances from 0 to 1, with levels fixed as such.
    """

    label: Words
    significance: float = 0.0
    seen: tuple[date, date] | None = None
    is_naive: bool = False
    is_chance: bool = False


METHODS: Mapping[str, Method] = {
    "reach": Method(Words("首达概率", "chance of passage"), significance=0.05, is_chance=True),
    "trend": Method(
        Words("走势合成（后登记）", "trend, registered second"), 0.025, (date(2013, 1, 1), date(2020, 12, 31))
    ),
    "signals": Method(Words("信号法合成", "signals, composite")),
    "psy": Method(Words("泡沫检验 BSADF", "PSY, BSADF")),
    "cusum": Method(Words("累积和", "CUSUM")),
    "ewma": Method(Words("指数加权均值", "EWMA")),
    "company": Method(Words("其他品种近期涨幅", "drift of the other products")),
    "drift-20": Method(Words("朴素：20 日涨幅", "naive: 20-day drift"), is_naive=True),
    "last-value": Method(Words("朴素：最新价", "naive: last value"), is_naive=True),
}


def scores(values: Numbers) -> dict[str, Numbers]:
    """The scores of all methods on the days that are scored.

    Args:
        values: average prices, NaN where there is none. Shape (days, products).

    Returns:
        By method; NaN on days that are not scored. Shape (days, products).
    """
    logs = np.log(values)
    standard = standardised(logs)
    found_scores = {
        "reach": reach(logs),
        "psy": np.column_stack([_on_prices(column, _bubble) for column in values.T]),
        "cusum": cusum(standard),
        "ewma": ewma(standard),
        "company": np.nan_to_num(company(logs)),
        "drift-20": np.column_stack([_on_prices(column, _drift) for column in logs.T]),
        "last-value": np.column_stack([_on_prices(column, _against_mean) for column in values.T]),
    }
    is_scored = scored(values)
    only = {name: np.where(is_scored, one, np.nan) for name, one in found_scores.items()}
    parts = [only[name] for name in ("psy", "cusum", "ewma", "drift-20", "company")]
    trend = np.mean([past_share(only[name]) for name in ("psy", "cusum", "company")], axis=0)
    return {"trend": trend, "signals": composite(parts, ahead(values), WITHIN_DAYS), **only}


def past_share(score: Numbers) -> Numbers:
    """The share of all scores of the days before that is lower, ties half; 1/2 before the first.

    Args:
        score: NaN on days without. Shape (days, products).

    >>> past_share(np.array([[1.0, 2.0], [2.0, 3.0]]))
    array([[0.5 , 0.5 ],
           [0.75, 1.  ]])
    """
    found = np.full(score.shape, np.nan)
    past: list[float] = []
    for day, row in enumerate(score):
        there = np.isfinite(row)
        today = row[there].tolist()
        ranks = [bisect_left(past, one) + bisect_right(past, one) for one in today]
        found[day, there] = [one / (2 * len(past)) if past else 0.5 for one in ranks]
        for one in today:
            insort(past, one)
    return found


def scored(values: Numbers) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Days with a price that is the 120th of its product or a later one."""
    is_there = np.isfinite(values)
    return is_there & (is_there.cumsum(axis=0) >= FIRST_PRICES)


def _on_prices(column: Numbers, score: Callable[[Numbers], Numbers]) -> Numbers:
    """A score of the prices one after another, put back on their days."""
    is_there = np.isfinite(column)
    found = np.full(len(column), np.nan)
    found[is_there] = score(column[is_there])
    return found


def _bubble(prices: Numbers) -> Numbers:
    """BSADF of each day as the last of its series; a window that cannot be told is no bubble."""
    return np.nan_to_num(explosive(prices, is_causal=True).bsadf, nan=NO_BUBBLE)


def _drift(logs: Numbers) -> Numbers:
    """Change over the last 20 prices, so that a blank day 20 days ago does not silence the rule."""
    return changes(logs, DRIFT_DAYS)


def _against_mean(prices: Numbers) -> Numbers:
    return prices / (prices.cumsum() / np.arange(1, len(prices) + 1))
