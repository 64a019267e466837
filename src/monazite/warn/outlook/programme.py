"""Co-production of an outlook: the market of each year, its programme, and what one more tonne takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monazite.reference import factor
from monazite.warn.outlook.cohorts import Array
from monazite.warn.outlook.coproduction import Market, one_more, solved
from monazite.warn.outlook.inputs import Inputs
from monazite.warn.outlook.record import Margin, Programme, Settings
from monazite.warn.outlook.run import Run

LEAST_TONNES = 1e-6
"""A gram: what the solver leaves below it is nought."""


def pools_of(inputs: Inputs, elements: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Places of the elements of each pool."""
    return tuple(tuple(elements.index(one) for one in pool if one in elements) for pool in inputs.pools)


def market_of(settings: Settings, inputs: Inputs, middle: Run, years: slice) -> Market:
    """The market of some years of a run, all figures in the middle of their ranges.

    Args:
        settings: with all sliders.
        inputs: tables; an element without a price has no demand.
        middle: the run.
        years: of it.
    """
    prices = inputs.usd_per_kg_oxide
    return Market(
        yields=middle.yields[0],
        limits=middle.limits[0, years],
        needs=(middle.total("demand", years) - middle.total("recycled", years))[0],
        ore_usd=np.array([one.cost_usd_per_tonne_reo for one in inputs.origins]),
        gap_usd=np.array([1000 * prices.get(one, 0.0) * float(factor(one)) for one in middle.elements]),
        storage_usd=settings.sliders["storage"],
        pools=pools_of(inputs, middle.elements),
    )


def programmes(market: Market, inputs: Inputs, elements: Sequence[str], years: Sequence[int]) -> tuple[Programme, ...]:
    """The programme of each year.

    Args:
        market: of the years.
        inputs: with the names of the origins.
        elements: symbols.
        years: of the market.
    """
    found = solved(market)
    origins = [one.name for one in inputs.origins]
    return tuple(
        Programme(
            year, _named(origins, found.ore[at]), _named(elements, found.gap[at]), _named(elements, found.surplus[at]),
            _named(elements, found.worth[at]), _named(origins, found.limit_worth[at]), float(found.cost[at]),
            float(found.dual[at]),
        )
        for at, year in enumerate(years)
    )  # fmt: skip


def margins(
    market: Market, inputs: Inputs, elements: Sequence[str], year: int, lacking: Sequence[str]
) -> tuple[Margin, ...]:
    """What one more tonne of each lacking element takes in the market's last year, alone and with all gaps closed.

    Args:
        market: of the years.
        inputs: with the names of the origins.
        elements: symbols.
        year: the last one.
        lacking: symbols; one that no ore gives is left out.
    """
    origins = [one.name for one in inputs.origins]
    found = []
    for symbol in (one for one in lacking if market.yields[:, elements.index(one)].any()):
        for is_together in (False, True):
            ore, unsold, cost = one_more(
                market, market.needs.shape[0] - 1, elements.index(symbol), is_together=is_together
            )
            found.append(Margin(year, symbol, is_together, _named(origins, ore), _named(elements, unsold), cost))
    return tuple(found)


def _named(names: Sequence[str], amounts: Array) -> dict[str, float]:
    return {name: float(one) for name, one in zip(names, amounts, strict=True) if abs(one) > LEAST_TONNES}
