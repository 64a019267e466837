"""Lifetime distributions (寿命分布): the share of a cohort still in use at an age, in double precision."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.store.sheet import printed
from monazite.warn.said import problem, shown

MOST_YEARS = 1000
"""Longest mean lifetime and deviation, in years."""
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


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a lifetime as commands take it: its name, what it may be, and its limits; nought is none."""

    name: Words
    wanted: Words
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind of lifetime is written, and one that can be used."""

    figures: tuple[_Figure, ...]
    example: str

    def words(self, kind: str) -> Words:
        """The form as people read it: weibull:SHAPE:MEAN."""
        names = [one.name for one in self.figures]
        return Words(":".join((kind, *(one.zh for one in names))), ":".join((kind, *(one.en for one in names))))


_SHAPE = _Figure(Words("形状参数", "SHAPE"), Words(f"{LEAST_SHAPE:g} 至 {MOST_SHAPE} 的形状参数",
                 f"a shape from {LEAST_SHAPE:g} to {MOST_SHAPE}"), LEAST_SHAPE, MOST_SHAPE)  # fmt: skip
_MEAN = _Figure(Words("平均年数", "MEAN"), Words(f"大于 0、至多 {MOST_YEARS} 的平均年数",
                f"a mean above 0 and up to {MOST_YEARS} years"), 0, MOST_YEARS)  # fmt: skip
_DEVIATION = _Figure(Words("标准差", "DEVIATION"), Words(f"大于 0、至多 {MOST_YEARS} 年的标准差",
                     f"a deviation above 0 and up to {MOST_YEARS} years"), 0, MOST_YEARS)  # fmt: skip
FORMS: Mapping[str, _Form] = {
    "weibull": _Form((_SHAPE, _MEAN), "weibull:3.5:15"),
    "fixed": _Form((_MEAN,), "fixed:15"),
    **{kind: _Form((_MEAN, _DEVIATION), f"{kind}:15:4") for kind in ("normal", "lognormal", "foldednormal")},
}
"""By kind, how commands take a lifetime."""


def parse_lifetime(text: str) -> Lifetime | Problem:
    """A lifetime as commands take it: ``weibull:SHAPE:MEAN``, ``normal:MEAN:DEVIATION``, ``fixed:YEARS``, in years.

    Args:
        text: kind and figures, joined by colons; lognormal and foldednormal as normal.

    >>> parse_lifetime("weibull:3.5:15")
    Lifetime(kind='weibull', mean_years=15.0, spread=3.5)
    """
    kind, *figures = text.strip().split(":")
    form = FORMS.get(kind)
    if form is None:
        like = nearest(kind, FORMS)
        return problem("lifetime-wrong", "--lifetime", found=text, nearest=FORMS[like].example if like else "")
    numbers = [printed(one.strip()) for one in figures]
    if len(numbers) != len(form.figures) or None in numbers:
        return problem("lifetime-figures", "--lifetime", form=form.words(kind), example=form.example, found=text)
    values = [float(one.value) for one in numbers if one]
    for figure, value, printed_as in zip(form.figures, values, figures, strict=True):
        if not (figure.least <= value <= figure.most and value):
            return problem("lifetime-outside", "--lifetime", figure=figure.wanted, found=text, value=shown(printed_as))
    first, second = (*values, 0.0)[:2]
    shape, mean = (first, second) if kind == "weibull" else (second, first)
    return Lifetime(kind, mean, shape)
