"""What a recipe is charged from and costs (配料与成本): the cheapest charges that make it, split by element."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monazite.app.design.prices import words
from monazite.app.design.views import CostPart, Offered
from monazite.core import Words
from monazite.design.record import WHOLE_PPM, Recipe
from monazite.design.search import Offer, routes
from monazite.design.search.record import Route
from monazite.reference import element

LACKING_CNY_PER_KG = 1e7
"""Price of what no offer can bring, so that it stays out wherever one can."""
TRACE = 1e-9
CONVERSION = "conversion"
UPTAKE = "uptake"
IRON = "Fe"


def costs_of(
    recipe: Recipe, offered: Offered, charges: Mapping[str, float] | None = None
) -> tuple[tuple[CostPart, ...], tuple[str, ...]]:
    """Cost of the materials by element, and the elements for which there is no price.

    An alloy's price is split by mass: what makes Pr-Nd cheaper than its parts is good for both.

    Args:
        recipe: of any elements.
        offered: with prices.
        charges: of each offer; the cheapest that make the recipe where it is None.
    """
    known = {one.name: one for one in offered.offers}
    wanted = contents(recipe)
    used = None if charges is None else _told(charges, known, recipe)
    if used is None:
        used, unpriced = _cheapest(wanted, list(known.values()))
    else:
        unpriced = ()
    cost: dict[str, float] = dict.fromkeys(wanted, 0.0)
    brought: dict[str, tuple[float, str]] = {}
    for name, share in used.items():
        for symbol, part in known[name].content.items():
            cost[symbol] = cost.get(symbol, 0.0) + share * part * (known[name].price_cny_per_kg or 0.0)
            brought[symbol] = max(brought.get(symbol, (0.0, "")), (share * part, name))
    parts = [
        CostPart(one, element_label(one), wanted.get(one, 0.0), cost[one], brought.get(one, (0.0, ""))[1])
        for one in cost
    ]
    return tuple(sorted(parts, key=lambda one: -one.cny_per_kg)), unpriced


def contents(recipe: Recipe) -> dict[str, float]:
    """Share of mass of each element of the finished magnet: of the recipe, and of what a diffusion brought in."""
    treated = recipe.process.diffusion
    uptake = treated.weight_ppm / WHOLE_PPM if treated else 0.0
    found = {symbol: ppm / WHOLE_PPM * (1 - uptake) for symbol, ppm in recipe.weight_ppm.items() if ppm}
    return found | ({treated.element: found.get(treated.element, 0.0) + uptake} if treated and uptake else {})


def conversion_of(recipe: Recipe, route: Route | None = None, *, is_dual: bool = False) -> CostPart:
    """Cost of making it: of its route, or of the route most like its process (an estimate).

    Args:
        recipe: whose process counts.
        route: by which it is made.
        is_dual: whether its main phase is dual.
    """
    made = recipe.process
    diffused = made.diffusion.element if made.diffusion else ""

    def unlike(one: Route) -> tuple[bool, bool, float]:
        theirs = one.process.diffusion.element if one.process.diffusion else ""
        return theirs != diffused, one.is_dual != is_dual, abs(np.log(one.process.grain_metre / made.grain_metre))

    like = route or min(routes().values(), key=unlike)
    return CostPart(CONVERSION, words("cost.conversion"), 0.0, like.cost_cny_per_kg)


def element_label(symbol: str) -> Words:
    """What people call an element, its symbol behind it."""
    known = element(symbol)
    return Words(f"{known.zh} {symbol}", f"{known.en} {symbol}")


def _told(charges: Mapping[str, float], known: Mapping[str, Offer], recipe: Recipe) -> dict[str, float] | None:
    """The charges of a search: its uptake as the material that is diffused in, and iron as what is left."""
    treated = recipe.process.diffusion
    names = {one: treated.element if one == UPTAKE and treated else one for one in charges}
    found: dict[str, float] = {}
    for name, share in charges.items():
        if share > TRACE:
            found[names[name]] = found.get(names[name], 0.0) + share
    found[IRON] = found.get(IRON, 0.0) + 1 - sum(found.values())
    return found if set(found) <= set(known) else None


def _cheapest(wanted: Mapping[str, float], used: list[Offer]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Shares of offers that make the contents at least cost, and the elements that none brings."""
    from scipy.optimize import linprog  # noqa: PLC0415  loads much

    fit = [one for one in used if set(one.content) <= set(wanted)]
    symbols = list(wanted)
    rows = np.array([[one.content.get(symbol, 0.0) for one in fit] for symbol in symbols]).reshape(len(symbols), -1)
    cost = [one.price_cny_per_kg or 0.0 for one in fit] + [LACKING_CNY_PER_KG] * len(symbols)
    found = linprog(cost, A_eq=np.hstack([rows, np.eye(len(symbols))]), b_eq=list(wanted.values()), method="highs").x
    shares = {one.name: float(share) for one, share in zip(fit, found, strict=False) if share > TRACE}
    return shares, tuple(one for one, lacking in zip(symbols, found[len(fit) :], strict=True) if lacking > TRACE)
