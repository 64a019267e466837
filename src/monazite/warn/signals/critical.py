"""Critical values of PSY: by simulation, by wild bootstrap, and from a table that ships; and the episodes they date."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from monazite.warn.signals.loops import Numbers
from monazite.warn.signals.psy import Explosive, explosive

LEVELS = (0.90, 0.95, 0.99)
"""Shares of chance paths that stay below the three critical values."""


@dataclass(frozen=True, slots=True)
class Critical:
    """What chance paths stay below, at the three `LEVELS`.

    Args:
        adf: of the t over the whole series. Shape (3,).
        sadf: of the largest over windows from the first day. Shape (3,).
        gsadf: of the largest over all windows. Shape (3,).
        bsadf: of the largest over the windows that end on each day, NaN before the first. Shape (3, days).
    """

    adf: Numbers
    sadf: Numbers
    gsadf: Numbers
    bsadf: Numbers


def simulated(days: int, repeats: int, seed: int, lags: int = 0, least: int | None = None) -> Critical:
    """Critical values of random walks with the vanishing drift 1 / days (PSY 2015, equation 2).

    Args:
        days: of the series.
        repeats: walks; 2000 give the 95 % value to about 0.04.
        seed: of the random numbers.
        lags: lagged changes of the regression.
        least: rows of the shortest window; `least_window` unless given.
    """
    random = np.random.default_rng(seed)
    walks = (np.cumsum(random.standard_normal(days) + 1 / days) for _ in range(repeats))
    return _critical([explosive(one, lags, least=least) for one in walks])


def bootstrapped(
    values: Sequence[float] | Numbers, repeats: int, seed: int, lags: int = 0, least: int | None = None
) -> Critical:
    """Critical values from the series' own changes, each with a random factor: they keep its calm and wild times.

    Wild bootstrap of Harvey, Leybourne, Sollis, Taylor 2016, Journal of Empirical Finance 38, 548-574: no growth, the
    change of every day times a standard normal number.

    Args:
        values: levels. Shape (days,).
        repeats: paths.
        seed: of the random numbers.
        lags: lagged changes of the regression.
        least: rows of the shortest window; `least_window` unless given.
    """
    random = np.random.default_rng(seed)
    changes = np.diff(np.asarray(values, dtype=np.float64))
    paths = (np.cumsum([0.0, *(changes * random.standard_normal(len(changes)))]) for _ in range(repeats))
    return _critical([explosive(one, lags, least=least) for one in paths])


def tabulated(days: int, test: str = "bsadf") -> tuple[float, float, float]:
    """The three critical values for a series of so many days, from the table that ships, between its rows by line.

    Args:
        days: of the series; beyond the table its first or last row stands.
        test: adf, sadf, gsadf, or bsadf (of the last day).

    >>> tabulated(100, "gsadf") < tabulated(2000, "gsadf")
    True
    """
    sizes, values = _table()[test]
    low, middle, high = (float(np.interp(days, sizes, values[:, one])) for one in range(len(LEVELS)))
    return low, middle, high


def episodes(statistics: Numbers, critical: Numbers | float, least_days: int = 1) -> list[tuple[int, int]]:
    """The runs of days on which a statistic stands above its critical value: first and last day of each, from 0.

    Args:
        statistics: such as `Explosive.bsadf`; NaN is not above. Shape (days,).
        critical: of each day, or of all.
        least_days: shorter runs are left out.

    >>> episodes(np.array([np.nan, 2.0, 2.0, 0.0, 3.0]), 1.0)
    [(1, 2), (4, 4)]
    """
    is_above = np.concatenate([[False], statistics > critical, [False]])
    edges = np.flatnonzero(np.diff(is_above.astype(np.int8)))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end - 1) for start, end in runs if end - start >= least_days]


def _critical(found: list[Explosive]) -> Critical:
    whole = [np.quantile([getattr(one, test) for one in found], LEVELS) for test in ("adf", "sadf", "gsadf")]
    daily = np.array([one.bsadf for one in found])
    is_told = np.isfinite(daily).all(axis=0)
    by_day = np.full((len(LEVELS), daily.shape[1]), np.nan)
    by_day[:, is_told] = np.quantile(daily[:, is_told], LEVELS, axis=0)
    return Critical(whole[0], whole[1], whole[2], by_day)


@cache
def _table() -> dict[str, tuple[Numbers, Numbers]]:
    text = (resources.files("monazite.warn.signals") / "critical.csv").read_text("utf-8")
    rows: dict[str, list[list[float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        rows.setdefault(row["test"], []).append([float(row[name]) for name in ("days", "q90", "q95", "q99")])
    return {test: (np.array(one)[:, 0], np.array(one)[:, 1:]) for test, one in rows.items()}
