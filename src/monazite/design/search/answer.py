"""A duty in, the cheapest recipe out, or why there is none and what would be nearest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from monazite.design.forward import Constants, calibration, symbols
from monazite.design.record import ROOM_KELVIN, WHOLE_PPM, Recipe
from monazite.design.search.asked import minima
from monazite.design.search.check import deviations_of, requirements
from monazite.design.search.enclose import Floats
from monazite.design.search.local import Settled, slack_at
from monazite.design.search.record import Duty, Infeasible, Limits, Offer, Optimum, Rival, Route, Shadow
from monazite.design.search.solve import GAP, Found, Tree, planted, reached, solve
from monazite.design.search.space import REST, Case, Space, aimed, space_of
from monazite.design.search.tables import routes as shipped

TIGHT = 3e-4
"""Slack below which a requirement or limit binds."""
LITTLE = 1e-3
"""CNY per kg for a whole unit of a limit, below which it holds nothing."""
HALVINGS = 7
"""Of the span of temperature, or of permeance, in which the nearest duty is looked for."""
MOST_PERMEANCE = 20.0
CAP_CNY = 1e5
"""What a kilogram counts where the least content of something is looked for."""
CAP_GAP, CAP_BOXES = 0.02, 1000
STEPS = {
    "hcj": ("kA/m", 1e3), "br": ("mT", 1e-3), "hcb": ("kA/m", 1e3), "bhmax": ("kJ/m3", 1e3), "kelvin": ("K", 1.0),
    "permeance": ("1", 1.0), "opposing": ("kA/m", 1e3), "tmax": ("K", 1.0),
}  # fmt: skip
"""Unit of what a duty asks, and what it is in SI."""
PROBE = 1e-3
"""Of such a unit, for its effect on the slack."""
AGREED = 1e-3
"""Relative change of deviations below which they are those of the recipe."""
MOST_ROUNDS = 4


def optimise(
    duty: Duty, limits: Limits, offered: Sequence[Offer], routes: Sequence[Route] | None = None,
    constants: Constants | None = None, *, gap: float = GAP,
) -> Optimum | Infeasible:  # fmt: skip
    """The cheapest recipe of the model that does a duty.

    Args:
        duty: to be done.
        limits: caps, floors and burdens.
        offered: with prices.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.
        gap: share of the cost within which the bound is to come; closer takes longer.
    """
    space = made(limits, offered, routes, constants)
    if space is None:
        caps = _opening(duty, limits, offered, routes, constants)
        return Infeasible(("offers",), {}, None, None, caps, is_ruled_out=True, nodes=0)
    known: Mapping[str, float] = {}
    for _ in range(MOST_ROUNDS):
        tree = planted(Case(space, duty, known))
        found = solve(tree, gap)
        if not found.is_feasible:
            return infeasible(tree, found, limits, lambda other: made(other, offered, routes, constants))
        best = optimum(tree, found)
        if not duty.deviations:
            return best
        now = deviations_of(best.recipe, duty, is_dual=best.route.is_dual)
        if all(abs(now[name] - known.get(name, 0.0)) < AGREED * now[name] for name in now):
            return best
        known = {name: max(one, known.get(name, 0.0) if _ else 0.0) for name, one in now.items()}
    return best


def _opening(
    duty: Duty, limits: Limits, offered: Sequence[Offer], routes: Sequence[Route] | None, constants: Constants | None
) -> dict[str, float]:  # fmt: skip
    """Caps that leave no route, since each adds more: to what one of them must be raised for a recipe to be found."""
    ways = tuple(shipped().values()) if routes is None else routes
    raised: dict[str, float] = {}
    for name, cap in limits.most.items():
        level = min((one.additions.get(name, 0.0) for one in ways), default=0.0)
        wider = replace(limits, most={**limits.most, name: level})
        if level > cap and made(wider, offered, routes, constants) is not None:
            found = optimise(duty, wider, offered, routes, constants)
            raised |= {name: level} if isinstance(found, Optimum) else {}
    return raised


def made(
    limits: Limits, offered: Sequence[Offer], routes: Sequence[Route] | None, constants: Constants | None
) -> Space | None:  # fmt: skip
    """The space of a question; None where nothing can be made at all."""
    used = tuple(shipped().values()) if routes is None else routes
    return space_of(used, offered, limits, constants or calibration().constants)


def optimum(tree: Tree, found: Found) -> Optimum:
    """What was found, as a record.

    Args:
        tree: that was searched.
        found: with a recipe that does the duty.
    """
    space, best = tree.case.space, found.best
    route, recipe = space.routes[best.route], recipe_of(space, best)
    over = requirements(recipe, tree.case.duty, tree.case.deviations, space.constants, is_dual=route.is_dual)
    room = space.most[best.route] - space.rows[best.route] @ best.point
    names = _slack_names(tree)
    tight = [name for name, one in zip(names, best.slack, strict=True) if one < TIGHT]
    worth = best.price[len(best.slack) : len(best.slack) + len(room)]
    tight += [
        name for name, one, price in zip(space.limit_names, room, worth, strict=True) if one < TIGHT and price > LITTLE
    ]
    charges = dict(zip(space.names, space.charges(best.route, best.point).tolist(), strict=True))
    rivals = [
        Rival(one.name, found.costs.get(at), max(float(found.by_route[at]), found.bound))
        for at, one in enumerate(space.routes)
    ]
    rivals.sort(key=lambda one: (one.cost_cny_per_kg or np.inf, one.at_least_cny_per_kg))
    return Optimum(
        recipe, route, charges, best.cost, best.cost - route.cost_cny_per_kg, found.bound, tuple(tight), over,
        shadows(tree, best), tuple(rivals), found.boxes,
    )  # fmt: skip


def recipe_of(space: Space, best: Settled) -> Recipe:
    """A point in whole ppm, iron the rest, with the uptake of its diffusion."""
    charges, route = space.charges(best.route, best.point), space.routes[best.route]
    shares = charges[:-1] @ space.contents[best.route, :-1] / (1 - charges[-1])
    ppm = {name: round(share * WHOLE_PPM) for name, share in zip(symbols(), shares, strict=True) if name != REST}
    weights = {name: one for name, one in ppm.items() if one}
    weights[REST] = WHOLE_PPM - sum(weights.values())
    process = route.process
    if process.diffusion:
        process = replace(process, diffusion=replace(process.diffusion, weight_ppm=round(charges[-1] * WHOLE_PPM)))
    return Recipe(weights, process)


def shadows(tree: Tree, best: Settled) -> dict[str, Shadow]:
    """What a unit more of each thing asked or limited would cost, from the prices of the last linear programme.

    Args:
        tree: that was searched.
        best: where steps came to rest.
    """
    space, count = tree.case.space, len(best.slack)
    found: dict[str, Shadow] = {}
    for name, (unit, size) in STEPS.items():
        more = _more(tree.case.duty, name, size * PROBE)
        if more is not None:
            after = slack_at(replace(tree.case, duty=more), best.route, best.point[None])[:, 0]
            found[name] = Shadow(name, unit, float(best.price[:count] @ (best.slack - after)) / PROBE)
    for name, price in zip(space.limit_names, best.price[count:], strict=True):
        what = name.split()[0]
        is_share = what in symbols() or what in space.names or what == "RE"
        sign = 1.0 if name.endswith(">=") else -1.0
        found[name] = Shadow(name, "g/kg" if is_share else what, sign * float(price) * (1e-3 if is_share else 1.0))
    return found


def _more(duty: Duty, name: str, step: float) -> Duty | None:
    """The duty with a little more asked; None where it asks nothing of the kind."""
    field = {"hcj": "hcj_min_a_per_m", "br": "br_min_tesla", "hcb": "hcb_min_a_per_m", "bhmax": "bhmax_min_j_per_m3"}
    if name in field:
        least = getattr(duty.grade, field[name])
        return replace(duty, grade=replace(duty.grade, **{field[name]: least + step})) if least else None
    if name == "tmax":
        return replace(duty, tmax_kelvin=duty.tmax_kelvin + step) if duty.tmax_kelvin is not None else None
    if duty.kelvin is None:
        return None
    own = {"kelvin": "kelvin", "permeance": "permeance", "opposing": "opposing_a_per_m"}[name]
    return replace(duty, **{own: getattr(duty, own) + step})


def _slack_names(tree: Tree) -> tuple[str, ...]:
    duty = tree.case.duty
    hot = (["knee"] if duty.kelvin is not None else []) + (["tmax"] if duty.tmax_kelvin is not None else [])
    return (*minima(duty, tree.case.deviations), *hot)


def infeasible(
    tree: Tree, found: Found, limits: Limits, remade: Callable[[Limits], Space | None]
) -> Infeasible:  # fmt: skip
    """Why there is no recipe, and what is nearest.

    Args:
        tree: that was searched.
        found: without a recipe that does the duty.
        limits: as asked.
        remade: the space under other limits.
    """
    best, duty = found.best, tree.case.duty
    route = tree.case.space.routes[best.route]
    recipe = recipe_of(tree.case.space, best)
    over = requirements(recipe, duty, tree.case.deviations, tree.case.space.constants, is_dual=route.is_dual)
    missed = tuple(name for name, one in over.items() if one < 0)
    kelvin = permeance = None
    if duty.kelvin is not None:
        hot, pc = duty.kelvin, duty.permeance
        kelvin = _nearest(tree, best, lambda part: replace(duty, kelvin=ROOM_KELVIN + part * (hot - ROOM_KELVIN)))
        permeance = _nearest(
            tree, best, lambda part: replace(duty, permeance=MOST_PERMEANCE + part * (pc - MOST_PERMEANCE))
        )
        kelvin = None if kelvin is None else ROOM_KELVIN + kelvin * (hot - ROOM_KELVIN)
        permeance = None if permeance is None else MOST_PERMEANCE + permeance * (pc - MOST_PERMEANCE)
    caps = {}
    for name in limits.most:
        level = _least_of(tree, name, remade(replace(limits, most={k: v for k, v in limits.most.items() if k != name})))
        if level is not None and level > limits.most[name]:  # else the search missed a recipe, and no cap is to blame
            caps[name] = level
    return Infeasible(missed, over, kelvin, permeance, caps, found.bound == np.inf, found.boxes)


def _nearest(tree: Tree, missed: Settled, of: Callable[[float], Duty]) -> float | None:
    """The greatest part of the way from an easy duty to the one asked for that steps found a recipe for."""
    low, high, best, near = 0.0, 1.0, None, [missed]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        found = reached(tree, of(middle), near)
        if found.missed == 0:
            low = best = middle
            near = [found]
        else:
            high = middle
    return best


def _least_of(tree: Tree, name: str, space: Space | None) -> float | None:
    """The least content of something with which the duty is done, its own cap lifted."""
    if space is None:
        return None
    counted = np.array([_counted(space, name, route) for route in range(len(space.routes))])
    found = solve(planted(replace(tree.case, space=aimed(space, counted * CAP_CNY))), CAP_GAP, CAP_BOXES)
    return found.best.cost / CAP_CNY if found.is_feasible else None


def _counted(space: Space, name: str, route: int) -> Floats:
    """What a limit counts of each entry of x."""
    if name in symbols():
        return np.asarray(space.contents[route, :, symbols().index(name)])
    return np.array([float(one == name) for one in space.names])
