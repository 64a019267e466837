"""Events and outcomes, as ``docs/decisions/0018-backtest-fixed-first.md`` fixed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from monazite.warn.backtest.record import KNOWN_AFTER_DAYS, RISE, WITHIN_DAYS, Event
from monazite.warn.signals.loops import Numbers

ROUNDING = 1 - 1e-12
"""20 x 1.15 is 23, whatever the last binary digit says."""


def events(values: Numbers) -> tuple[Event, ...]:
    """The events of all products, each product's in the order of time.

    Args:
        values: average prices, NaN where there is none. Shape (days, products).

    >>> flat, rising = [100.0] * 50, [105.0, 110.0, 116.0]
    >>> events(np.array([flat + rising]).T)
    (Event(product=0, start=49, end=52),)
    """
    return tuple(
        Event(product, start, end)
        for product in range(values.shape[1])
        for start, end in merged(rises(values[:, product]))
    )


def rises(prices: Numbers) -> list[tuple[int, int]]:
    """The start and the end of the first rise that each day sees ahead, none twice, in the order of starts.

    Args:
        prices: NaN where there is none. Shape (days,).
    """
    found = set()
    for day in np.flatnonzero(np.isfinite(prices)):
        ahead = prices[day : day + WITHIN_DAYS + 1]
        high = np.flatnonzero(ahead >= prices[day] * RISE * ROUNDING)
        if len(high):
            way = ahead[: high[0] + 1]
            lowest = np.flatnonzero(way == np.nanmin(way))[-1]
            found.add((int(day + lowest), int(day + high[0])))
    return sorted(found)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans whose gap is 60 days or less as one, from the first start to the last end.

    Args:
        spans: in the order of starts.

    >>> merged([(0, 10), (70, 80), (141, 150)])
    [(0, 80), (141, 150)]
    """
    episodes: list[tuple[int, int]] = []
    for start, end in spans:
        if episodes and start - episodes[-1][1] <= WITHIN_DAYS:
            episodes[-1] = (episodes[-1][0], max(end, episodes[-1][1]))
        else:
            episodes.append((start, end))
    return episodes


def ahead(values: Numbers) -> Numbers:
    """Whether a rise lies ahead of each day: 1, 0, or NaN on the last 60 days and where half of the 60 have no price.

    Args:
        values: as in `events`.

    Returns:
        Shape (days, products).
    """
    highest, there = np.full(values.shape, np.nan), np.zeros(values.shape)
    for day in range(1, WITHIN_DAYS + 1):
        later = values[day:]
        highest[:-day] = np.fmax(highest[:-day], later)
        there[:-day] += np.isfinite(later)
    outcome = (highest >= values * RISE * ROUNDING).astype(np.float64)
    outcome[np.isnan(values) | ((outcome == 0) & (there < WITHIN_DAYS / 2))] = np.nan
    outcome[max(0, len(values) - WITHIN_DAYS) :] = np.nan
    return outcome


def followed(values: Numbers, found: Sequence[Event]) -> Numbers:
    """Whether an event starts within 60 days of each day: 1 or 0, NaN inside an episode and without a price.

    Args:
        values: as in `events`.
        found: the events of them.

    Returns:
        Of a day less than 120 days before the last it may still change. Shape (days, products).
    """
    outcome = np.where(np.isfinite(values), 0.0, np.nan)
    for one in found:
        outcome[max(0, one.start - WITHIN_DAYS) : one.start + 1, one.product] += 1
    for one in found:
        outcome[one.start + 1 : one.end + 1, one.product] = np.nan
    return np.minimum(outcome, 1.0)


def starts(values: Numbers, found: Sequence[Event]) -> Numbers:
    """`followed`, and NaN on the last 120 days of each product, whose outcome nobody knows.

    Args:
        values: as in `events`.
        found: the events of them.

    Returns:
        Shape (days, products).
    """
    outcome = followed(values, found)
    for product, is_there in enumerate(np.isfinite(values).T):
        last = np.flatnonzero(is_there)[-1] if is_there.any() else 0
        outcome[max(0, last - KNOWN_AFTER_DAYS + 1) :, product] = np.nan
    return outcome
