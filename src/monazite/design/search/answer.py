"""A duty in, the cheapest recipe out, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from monazite.design.forward import Constants, calibration, symbols
from monazite.design.record import ROOM_KELVIN, WHOLE_PPM, Recipe
from monazite.design.search.local import KEPT
from monazite.design.search.record import Duty, Infeasible, Limits, Offer, Optimum, Route
from monazite.design.search.solve import Found, Tree, first, solve
from monazite.design.search.space import REST, Floats, Space, requirements, space_of
from monazite.design.search.tables import routes as shipped

HALVINGS = 5
"""Of the span of temperature between 20 °C and that of the duty."""


def optimise(
    duty: Duty, limits: Limits, offered: Sequence[Offer], routes: Sequence[Route] | None = None,
    constants: Constants | None = None,
) -> Optimum | Infeasible:  # fmt: skip
    """The cheapest recipe of the model that does a duty.

    Args:
        duty: to be done.
        limits: caps, floors and burdens.
        offered: with prices.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.
    """
    used = tuple(shipped().values()) if routes is None else routes
    known = constants or calibration().constants
    spaces = [space_of(one, offered, duty, limits, known) for one in used]
    spaces = [one for one in spaces if np.all(one.low <= one.high)]
    found = solve(Tree(spaces))
    space = spaces[found.route]
    if found.is_feasible:
        return _optimum(space, found)
    over = {name: float(one[0]) for name, one in requirements(space, found.best.point[None]).items()}
    missed = tuple(name for name, one in over.items() if one < 0)
    nearest = None if duty.kelvin is None else _nearest_kelvin(spaces, duty, duty.kelvin)
    return Infeasible(missed, over, nearest, found.is_certain, found.nodes)


def _nearest_kelvin(spaces: Sequence[Space], duty: Duty, kelvin: float) -> float | None:
    """The highest temperature for which steps find a recipe, to a 32nd of the span."""
    low, high, best = ROOM_KELVIN, kelvin, None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tried = [replace(one, duty=replace(duty, kelvin=middle)) for one in spaces]
        if first(Tree(tried))[1].missed == 0:
            low = best = middle
        else:
            high = middle
    return best


def _optimum(space: Space, found: Found) -> Optimum:
    best = found.best
    over = {name: float(one[0]) for name, one in requirements(space, best.point[None]).items()}
    tight = [name for name, one in over.items() if one < 3 * KEPT]
    room = space.most - space.rows @ best.point
    tight += [name for name, one in zip(space.limit_names, room, strict=True) if one < KEPT]
    return Optimum(
        _recipe(space, best.point), space.route, dict(zip(space.names, best.point.tolist(), strict=True)),
        best.cost, best.cost - space.route.cost_cny_per_kg, found.bound, tuple(tight), over, found.nodes,
    )  # fmt: skip


def _recipe(space: Space, point: Floats) -> Recipe:
    """A point in whole ppm, iron the rest, with the uptake of its diffusion."""
    shares = point[:-1] @ space.content[:-1] / (1 - point[-1])
    ppm = {name: round(share * WHOLE_PPM) for name, share in zip(symbols(), shares, strict=True) if name != REST}
    weights = {name: one for name, one in ppm.items() if one}
    weights[REST] = WHOLE_PPM - sum(weights.values())
    process = space.route.process
    if process.diffusion:
        process = replace(process, diffusion=replace(process.diffusion, weight_ppm=round(point[-1] * WHOLE_PPM)))
    return Recipe(weights, process)
