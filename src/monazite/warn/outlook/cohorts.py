"""Stock by cohorts for many draws and elements at once: the kernel of `stock` in arrays of doubles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from monazite.warn.outlook.lifetime import Lifetime, weibull_scale
from monazite.warn.outlook.stock import AGE_ADDED

Array = npt.NDArray[np.float64]


def shares_in_use(lifetime: Lifetime, stretch: Array, years: int, convention: str) -> Array:
    """Share of a cohort in use at the end of its first year, its second, and so on.

    Args:
        lifetime: of what came into use.
        stretch: by draw, how much longer it lives than that, shape (draws,); the form of the distribution stays.
        years: how many.
        convention: when in a year its inflow comes.

    Returns:
        Shape (draws, years).
    """
    ages = (np.arange(years) + AGE_ADDED[convention]) / stretch[:, None]
    if lifetime.kind in SURVIVAL:
        return SURVIVAL[lifetime.kind](ages, lifetime.mean_years, lifetime.spread)
    return np.asarray(np.vectorize(lifetime.share_in_use, otypes=[np.float64])(ages))


def in_use(inflow: Array, shares: Array) -> Array:
    """The stock that inflows build up.

    Args:
        inflow: shape (draws or 1, years, elements).
        shares: of a cohort in use by age, shape (draws, years).

    Returns:
        At the ends of the years, shape (draws, years, elements).
    """
    years = shares.shape[1]
    age = np.arange(years)[:, None] - np.arange(years)
    left = np.where(age >= 0, shares[:, np.maximum(age, 0)], 0.0)
    return np.asarray(left @ inflow)


def leaving(inflow: Array, stock: Array) -> Array:
    """What leaves use: stock before + inflow - stock; shapes as in `in_use`."""
    return np.asarray(inflow - np.diff(stock, axis=1, prepend=0.0))


def _weibull(ages: Array, mean: float, shape: float) -> Array:
    with np.errstate(over="ignore"):  # so many lifetimes later nothing is left
        return np.exp(-((ages / weibull_scale(mean, shape)) ** shape))


def _fixed(ages: Array, mean: float, _: float) -> Array:
    return np.where(ages < mean, 1.0, 0.0)


SURVIVAL: Mapping[str, Callable[[Array, float, float], Array]] = {"weibull": _weibull, "fixed": _fixed}
"""By kind, the share in use at ages of any shape; other kinds go age by age."""
