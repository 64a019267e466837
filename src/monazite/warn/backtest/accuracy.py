"""How well scores tell days before an event from others, and whether chance could do the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monazite.warn.backtest.loops import turned
from monazite.warn.backtest.record import WITHIN_DAYS, Event
from monazite.warn.signals.loops import Numbers

BLOCK_DAYS = 120
DRAWS = 2000
LEAST_CLUSTERS = 3
"""Clusters of events under which an interval would say nothing."""
INTERVAL = (0.025, 0.975)
ROUNDING = 1e-12
"""By which two sums of the same pairs may differ."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """AUROC and what chance makes of it; None where it cannot be told.

    Args:
        auroc: chance that a day before an event scores higher than one that is not, ties half.
        low: of the interval by whole clusters of events.
        high: of it.
        p: share of common shifts round the circle, by 120 days or more, with an AUROC as high.
        p_blocks: share of draws of whole multiples of 120 days for each product by itself.
        days: product-days that are scored and have an outcome.
        before: those of them before an event.
        clusters: of events.
    """

    auroc: float | None
    low: float | None
    high: float | None
    p: float | None
    p_blocks: float | None
    days: int
    before: int
    clusters: int


def accuracy(scores: Numbers, outcome: Numbers, events: Sequence[Event], seed: int) -> Accuracy:
    """The accuracy of scores, with its interval and both p.

    Args:
        scores: NaN on days without. Shape (days, products).
        outcome: 1, 0 or NaN. Shape (days, products).
        events: of these products.
        seed: of the random draws.
    """
    is_told = np.isfinite(scores) & np.isfinite(outcome)
    before, other = outcome[is_told] == 1, outcome[is_told] == 0
    value = auroc(scores[is_told], before.astype(float), other.astype(float))
    clusters = cluster_of(outcome.shape, events)
    count = len(np.unique(clusters[is_told & (outcome == 1)]))
    low, high = _interval(scores, outcome, clusters, seed) if count >= LEAST_CLUSTERS else (None, None)
    p, p_blocks = _chance(scores, outcome, value, seed) if value is not None else (None, None)
    return Accuracy(value, low, high, p, p_blocks, len(before), int(before.sum()), count)


def auroc(scores: Numbers, before: Numbers, other: Numbers) -> float | None:
    """The share of pairs of a day before an event and another in which the former scores higher, ties half.

    Args:
        scores: shape (days,).
        before: weights as days before an event. Shape (days,).
        other: weights as other days. Shape (days,).

    >>> auroc(np.array([1.0, 2.0, 2.0]), np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 1.0]))
    0.75
    """
    order, is_end = _ordered(scores)
    ends = np.flatnonzero(is_end)
    good, bad = (np.diff(np.concatenate([[0.0], one[order].cumsum()[ends]])) for one in (before, other))
    pairs = good.sum() * bad.sum()
    return float((good * (bad.cumsum() - bad / 2)).sum() / pairs) if pairs > 0 else None


def _ordered(scores: Numbers) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The order of scores, and whether a run of equal ones ends there."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    return order, np.append(ordered[1:] != ordered[:-1], np.ones(min(1, len(order)), dtype=bool))


def cluster_of(shape: tuple[int, ...], events: Sequence[Event]) -> NDArray[np.int64]:
    """The cluster of the event that each day stands in or before, by 60 days at most; -1 for none.

    Args:
        shape: days, products.
        events: those whose starts are within 60 days of the one before are one cluster, in whatever product.

    Returns:
        Shape (days, products).
    """
    clusters = np.full(shape, -1, dtype=np.int64)
    last, cluster = None, -1
    for one in sorted(events, key=lambda event: event.start):
        cluster += last is None or one.start - last > WITHIN_DAYS
        last = one.start
        before = clusters[max(0, one.start - WITHIN_DAYS) : one.end + 1, one.product]
        before[before < 0] = cluster
    return clusters


def _interval(
    scores: Numbers, outcome: Numbers, clusters: NDArray[np.int64], seed: int
) -> tuple[float | None, float | None]:
    """Percentiles of draws of whole clusters and whole blocks of days."""
    blocks = np.broadcast_to((np.arange(len(scores)) // BLOCK_DAYS)[:, None], scores.shape)
    good = _groups(scores, clusters, np.isfinite(scores) & (outcome == 1))
    bad = _groups(scores, blocks, np.isfinite(scores) & (outcome == 0))
    if not bad:
        return None, None
    wins = np.array([[_wins(one, other) for other in bad] for one in good])
    random = np.random.default_rng(seed)
    weights = random.multinomial(len(good), np.full(len(good), 1 / len(good)), DRAWS)
    others = random.multinomial(len(bad), np.full(len(bad), 1 / len(bad)), DRAWS)
    pairs = (weights @ [len(one) for one in good]) * (others @ [len(one) for one in bad])
    low, high = np.quantile(np.einsum("dg,gb,db->d", weights, wins, others) / pairs, INTERVAL)
    return float(low), float(high)


def _groups(scores: Numbers, groups: NDArray[np.int64], is_in: NDArray[np.bool_]) -> list[Numbers]:
    """The scores of each group, sorted."""
    values, names = scores[is_in], groups[is_in]
    return [np.sort(values[names == one]) for one in np.unique(names)]


def _wins(good: Numbers, bad: Numbers) -> float:
    """Pairs in which the former is higher, ties half."""
    return float(np.searchsorted(bad, good, "left").sum() + np.searchsorted(bad, good, "right").sum()) / 2


def _chance(scores: Numbers, outcome: Numbers, value: float, seed: int) -> tuple[float | None, float | None]:
    """Both p: how often outcomes that were turned round the circle of days are told as well."""
    rows = np.flatnonzero((np.isfinite(scores) & np.isfinite(outcome)).any(axis=1))
    days = slice(rows[0], rows[-1] + 1)
    here, there = scores[days], outcome[days]
    count = len(here)
    if count < 2 * BLOCK_DAYS:
        return None, None
    everywhere = np.arange(BLOCK_DAYS, count - BLOCK_DAYS + 1)[:, None] * np.ones(here.shape[1], dtype=np.int64)
    random = np.random.default_rng(seed)
    blocks = random.integers(0, count // BLOCK_DAYS, (DRAWS, here.shape[1])) * BLOCK_DAYS
    rows_of, columns = np.nonzero(np.isfinite(here))
    order, is_end = _ordered(here[rows_of, columns])
    common, single = (turned()(rows_of[order], columns[order], is_end, there, one) for one in (everywhere, blocks))
    return _share(common, value), _share(single, value)


def _share(found: Numbers, value: float) -> float:
    """Share of values as high, the observed one counted among them."""
    return float(1 + (found >= value - ROUNDING).sum()) / (1 + len(found))
