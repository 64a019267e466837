"""Co-production (联产) as a linear programme: ore gives all its elements at once, and demand asks for some.

Tonnes of ore by origin, gaps, surpluses and swaps within pools, year by year::

    least  sum cost ore + sum price gap + sum storage surplus
    with   yields ore + recycled + swaps + gap - surplus = demand   for each element
           0 <= ore <= limit                                        for each origin

Solved by HiGHS (Huangfu and Hall 2018, doi 10.1007/s12532-017-0130-5), all years at once: they do not touch. The dual
price of an element's row is what one more tonne of it is worth; that of a limit what one more tonne of ore is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag

from monazite.core import InternalError
from monazite.warn.outlook.cohorts import Array

MOST_TONNES = 1e9
"""Above it the programme is scaled: the solver takes what is very great for endless."""


@dataclass(frozen=True, slots=True)
class Market:
    """What the programme is about.

    Args:
        yields: tonnes of element to a tonne REO, shape (origins, elements).
        limits: tonnes REO, shape (years, origins).
        needs: demand less what is recycled, tonnes, shape (years, elements).
        ore_usd: cost to a tonne REO, shape (origins,).
        gap_usd: value of a tonne that is lacking, shape (elements,).
        storage_usd: of a tonne left over.
        pools: places of elements that stand in for one another.
    """

    yields: Array
    limits: Array
    needs: Array
    ore_usd: Array
    gap_usd: Array
    storage_usd: float
    pools: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """Primal and dual, arrays over years first.

    Args:
        ore: tonnes REO, shape (years, origins).
        gap: tonnes, shape (years, elements).
        surplus: tonnes, shape (years, elements).
        worth: dual prices of elements, USD to a tonne, shape (years, elements).
        limit_worth: dual prices of limits, USD to a tonne REO, shape (years, origins).
        cost: of each year, USD, shape (years,).
        dual: of each year by its dual prices, shape (years,).
    """

    ore: Array
    gap: Array
    surplus: Array
    worth: Array
    limit_worth: Array
    cost: Array
    dual: Array


def solved(market: Market) -> Solved:
    """The least cost of each year.

    Args:
        market: what it is about; every need can be met, since a gap may be of any size.

    Raises:
        InternalError: when the solver does not end with an optimum.
    """
    years, elements = market.needs.shape
    origins = market.ore_usd.size
    swaps = [pair for pool in market.pools for pair in permutations(pool, 2)]
    columns = _columns(market, swaps)
    costs = np.concatenate(
        [market.ore_usd, np.zeros(len(swaps)), market.gap_usd, np.full(elements, market.storage_usd)]
    )
    most = np.full((years, costs.size), np.inf)
    most[:, :origins] = market.limits
    scale = max(float(np.abs(market.needs).max(initial=0.0)) / MOST_TONNES, 1.0)
    found = linprog(
        np.tile(costs, years), A_eq=block_diag([columns] * years, format="csc"), b_eq=market.needs.ravel() / scale,
        bounds=np.column_stack([np.zeros(most.size), most.ravel() / scale]), method="highs",
    )  # fmt: skip
    if found.status != 0:
        raise InternalError(f"the programme of co-production has no optimum: {found.message}")
    amounts = found.x.reshape(years, -1) * scale
    worth = np.asarray(found.eqlin.marginals).reshape(years, elements)
    limit_worth = -np.asarray(found.upper.marginals).reshape(years, -1)[:, :origins]
    return Solved(
        ore=amounts[:, :origins],
        gap=amounts[:, -2 * elements : -elements],
        surplus=amounts[:, -elements:],
        worth=worth,
        limit_worth=limit_worth,
        cost=amounts @ costs,
        dual=(worth * market.needs).sum(axis=1) - _rent(limit_worth, market.limits),
    )


def _rent(worth: Array, limits: Array) -> Array:
    """What the limits are worth in each year; one without end is worth nothing."""
    return np.asarray((worth * np.where(np.isfinite(limits), limits, 0.0)).sum(axis=1))


def _columns(market: Market, swaps: list[tuple[int, int]]) -> Array:
    """What a unit of each variable adds to each element of a year; shape (elements, variables)."""
    one = np.eye(market.gap_usd.size)
    moved = np.array([one[taker] - one[giver] for giver, taker in swaps]).reshape(-1, market.gap_usd.size).T
    return np.hstack([market.yields.T, moved, one, -one])


def one_more(market: Market, year: int, element: int, *, is_together: bool) -> tuple[Array, Array, float]:
    """What one more tonne of an element takes when ore beyond the limits may be had.

    Alone, nothing else that the ore gives is needed. Together, every gap of the year is closed as well, so what comes
    along may be wanted, and may spare ore mined for it. A gap costs more than any ore would: only an element that no
    ore gives stays in gap.

    Args:
        market: what it is about.
        year: place of the year.
        element: place of the element.
        is_together: whether all gaps are closed.

    Returns:
        More ore by origin in tonnes REO, more surplus by element in tonnes, and their cost in USD.
    """
    met = (
        market.needs[[year]] - market.limits[[year]] @ market.yields if is_together else np.zeros_like(market.needs[:1])
    )
    least = market.yields[market.yields > 0].min(initial=1.0)
    dear = np.full_like(market.gap_usd, 1 + 10 * (market.ore_usd.max(initial=0.0) + market.storage_usd) / least)
    free = replace(market, needs=met, limits=np.full((1, market.ore_usd.size), np.inf), gap_usd=dear)
    more = np.zeros_like(met)
    more[0, element] = 1.0
    before, after = solved(free), solved(replace(free, needs=met + more))
    cost = float(after.cost[0] - before.cost[0])
    return after.ore[0] - before.ore[0], after.surplus[0] - before.surplus[0], cost
