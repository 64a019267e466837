"""A published model of wind turbines, computed by its own rule, and what is wrong with the rule.

Jiang et al. 2024, Resources, Conservation and Recycling, doi 10.1016/j.resconrec.2024.108094, with its program
CAwindMFA: the outflow of a year is the inflow of each earlier year times the Weibull *density at the whole age*, and a
cohort older than a window never retires at all. The flaw: densities at whole ages are no shares, their sum is not 1,
and what passes the window stays in use for ever: 12 % of the turbines built up to 2019, and 2 % of the later ones.
`stock_and_flow` counts by survival; there every cohort leaves in full.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from monazite.warn.outlook.lifetime import Lifetime, weibull_scale
from monazite.warn.outlook.stock import Flows


def density(lifetime: Lifetime, age_years: float) -> float:
    """Weibull density at an age, per year."""
    scale = weibull_scale(lifetime.mean_years, lifetime.spread)
    part = age_years / scale
    return float(lifetime.spread / scale * part ** (lifetime.spread - 1) * math.exp(-(part**lifetime.spread)))


def stock_by_density(
    first_year: int, inflow: Sequence[float], future_stock: Sequence[float], lifetime: Lifetime
) -> tuple[Flows, ...]:
    """History driven by its inflow, future driven by its stock, by the published rule.

    Args:
        first_year: of the history.
        inflow: of the history, shape (past,); its length is the window of its cohorts.
        future_stock: at the ends of the years after it, shape (future,); its length is the window of their cohorts.
        lifetime: a Weibull one.
    """
    past, future = len(inflow), len(future_stock)
    inflows = list(inflow)
    found: list[Flows] = []
    before = 0.0
    for now in range(past + future):
        outflow = math.fsum(
            inflows[born] * density(lifetime, now - born)
            for born in range(min(now, len(inflows)))
            if now - born < (past if born < past else future)
        )
        if now >= past:
            inflows.append(future_stock[now - past] - before + outflow)
        before = before + inflows[now] - outflow
        found.append(Flows(first_year + now, inflows[now], before, outflow))
    return tuple(found)


def never_retired(lifetime: Lifetime, window: int) -> float:
    """Share of a cohort that the published rule leaves in use for ever: 1 less the densities within the window.

    >>> round(never_retired(Lifetime("weibull", 20, 4.07), 27), 4)
    0.1202
    """
    return 1 - math.fsum(density(lifetime, age) for age in range(1, window))
