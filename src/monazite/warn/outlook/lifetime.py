"""Lifetime distributions (寿命分布): the share of a cohort still in use at an age, in double precision."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monazite.core import Problem
from monazite.store import nearest
from monazite.store.sheet import printed
from monazite.warn.said import problem

MOST_YEARS = 1000
"""Longest mean lifetime, in years."""
LEAST_SHAPE, MOST_SHAPE = 0.01, 100
"""Weibull shapes: below, gamma(1 + 1 / shape) leaves the range of doubles."""
ROOT2 = math.sqrt(2)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A distribution of lifetimes.

    Args:
        kind: weibull, normal, lognormal, foldednormal or fixed.
        mean_years: mean lifetime; of a folded normal the mean of the normal that is folded.
        spread: Weibull shape, standard deviation in years; 0 for fixed.
    """

    kind: str
    mean_years: float
    spread: float

    def share_in_use(self, age_years: float) -> float:
        """Share of a cohort that is still in use at an age, 0 to 1.

        Args:
            age_years: time since it came into use, not negative.

        >>> Lifetime("weibull", 15, 3.5).share_in_use(0), Lifetime("fixed", 15, 0).share_in_use(15)
        (1.0, 0.0)
        """
        return SURVIVAL[self.kind](age_years, self.mean_years, self.spread)


def _weibull(age: float, mean: float, shape: float) -> float:
    try:
        return math.exp(-((age / weibull_scale(mean, shape)) ** shape))
    except OverflowError:  # so many lifetimes later nothing is left
        return 0.0


def weibull_scale(mean_years: float, shape: float) -> float:
    """The scale in years of a Weibull distribution with a mean: mean / gamma(1 + 1 / shape)."""
    return mean_years / math.gamma(1 + 1 / shape)


def _beyond(standard: float) -> float:
    """The standard normal distribution's share above a value."""
    return math.erfc(standard / ROOT2) / 2


def _normal(age: float, mean: float, deviation: float) -> float:
    return _beyond((age - mean) / deviation)


def _folded(age: float, mean: float, deviation: float) -> float:
    return _beyond((age - mean) / deviation) + _beyond((age + mean) / deviation)


def _lognormal(age: float, mean: float, deviation: float) -> float:
    if age <= 0:
        return 1.0
    square = math.log1p((deviation / mean) ** 2)
    return _beyond((math.log(age / mean) + square / 2) / math.sqrt(square))


def _fixed(age: float, mean: float, _: float) -> float:
    return 1.0 if age < mean else 0.0


SURVIVAL: Mapping[str, Callable[[float, float, float], float]] = {
    "weibull": _weibull,
    "normal": _normal,
    "lognormal": _lognormal,
    "foldednormal": _folded,
    "fixed": _fixed,
}
"""By kind, the share in use at an age. A normal one is not cut at nought: what lies below leaves in its first year."""


def parse_lifetime(text: str) -> Lifetime | Problem:
    """A lifetime as commands take it: ``weibull:SHAPE:MEAN``, ``normal:MEAN:DEVIATION``, ``fixed:YEARS``, in years.

    Args:
        text: kind and figures, joined by colons; lognormal and foldednormal as normal.

    >>> parse_lifetime("weibull:3.5:15")
    Lifetime(kind='weibull', mean_years=15.0, spread=3.5)
    """
    kind, *figures = text.strip().split(":")
    numbers = [_figure(one) for one in figures]
    wanted = 1 if kind == "fixed" else 2
    if kind not in SURVIVAL or len(numbers) != wanted or None in numbers:
        return _wrong(text, kind)
    first, second = (*(one or 0.0 for one in numbers), 0.0)[:2]
    shape, mean = (first, second) if kind == "weibull" else (second, first)
    if mean > MOST_YEARS or shape > (MOST_SHAPE if kind == "weibull" else MOST_YEARS):
        return _wrong(text, kind)
    if kind == "weibull" and shape < LEAST_SHAPE:
        return _wrong(text, kind)
    return Lifetime(kind, mean, shape)


def _figure(text: str) -> float | None:
    found = printed(text.strip())
    return float(found.value) if found and found.value > 0 else None


def _wrong(text: str, kind: str) -> Problem:
    forms = {"weibull": "weibull:3.5:15", "fixed": "fixed:15"}
    name = nearest(kind, SURVIVAL)
    return problem("lifetime-wrong", "--lifetime", found=text, nearest=forms.get(name, f"{name}:15:4"))
