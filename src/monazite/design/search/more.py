"""One question asked many times: each day of a price history, a frontier, a price that turns the answer.

The boxes of a search hold at any price, and under tighter limits; so they are kept from one answer to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from monazite.design.curve import at_temperature, curve_of, knee_field_a_per_m, working_field_a_per_m
from monazite.design.forward import Constants, rare_earths
from monazite.design.record import ROOM_KELVIN, Grade
from monazite.design.search.answer import made, optimise, optimum
from monazite.design.search.check import tmax_of
from monazite.design.search.enclose import Floats
from monazite.design.search.local import Settled
from monazite.design.search.record import Allowed, Burden, Duty, Infeasible, Limits, Offer, Optimum, Route, Step
from monazite.design.search.solve import Tree, planted, solve
from monazite.design.search.space import Case, Space, aimed, limited, repriced

GAP = 0.0049
"""Of each of many answers."""
FIRST_GAP = 0.002
"""Of the first of them, whose boxes the others use: closer, so that few of them need new ones."""
MOST_LEAVES = 20_000
"""Boxes above which it is quicker to begin anew than to look at them all again."""
HEAVY = tuple(one for one in rare_earths() if one in {"Gd", "Tb", "Dy", "Ho"})
"""Heavy rare earths that a recipe may have (GB/T 15676: gadolinium and on)."""
TMAX_STEP_KELVIN = 10.0
MINIMA = ("br_min_tesla", "hcj_min_a_per_m", "hcb_min_a_per_m", "bhmax_min_j_per_m3")
ROOM = 5e-3
"""By which the last point of a frontier holds more than the least there can be, so that steps reach it."""
CLOSE = 0.002
"""Of a price that turns the answer, as a share of it."""


@dataclass
class _Again:
    """One question whose prices or limits change."""

    tree: Tree

    def answer(self, space: Space, gap: float = GAP) -> Optimum | Infeasible:
        """The best recipe at the costs and limits of a space."""
        self.tree.case = replace(self.tree.case, space=space)
        if len(self.tree.leaves) > MOST_LEAVES:
            self.tree = replace(planted(self.tree.case, is_kept=True), done=self.tree.done)
        found = solve(self.tree, gap if self.tree.known else FIRST_GAP)
        if not found.is_feasible:
            return Infeasible((), {}, None, None, {}, found.bound == np.inf, found.boxes)
        self.tree.done = [found.best]
        return optimum(self.tree, found)


def history(
    duty: Duty, limits: Limits, offered: Sequence[Offer], days: Sequence[Mapping[str, float]], *,
    routes: Sequence[Route] | None = None, constants: Constants | None = None,
) -> tuple[Optimum | Infeasible, ...]:  # fmt: skip
    """The cheapest recipe of each day.

    Args:
        duty: to be done.
        limits: caps, floors and burdens.
        offered: with prices, which count where a day names none.
        days: CNY per kg by name of the offer.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.
    """
    space = made(limits, offered, routes, constants)
    if space is None:
        return tuple(Infeasible(("offers",), {}, None, None, {}, is_ruled_out=True, nodes=0) for _ in days)
    again, found = _Again(planted(Case(space, duty), is_kept=True)), []
    for day in days:
        found.append(again.answer(repriced(space, _at(offered, day), limits)))
        if isinstance(found[-1], Infeasible):
            # No price makes a recipe possible; why there is none is said once, in full.
            return (optimise(duty, limits, offered, routes, constants),) * len(days)
    return tuple(found)


def _at(offered: Sequence[Offer], day: Mapping[str, float]) -> tuple[Offer, ...]:
    return tuple(
        replace(one, price_cny_per_kg=float(day[one.name]))
        if one.name in day and one.price_cny_per_kg is not None
        else one
        for one in offered
    )


def threshold(
    duty: Duty, limits: Limits, offered: Sequence[Offer], moved: Sequence[str], *, element: str, least_share: float,
    low: float, high: float, routes: Sequence[Route] | None = None, constants: Constants | None = None,
) -> float | None:  # fmt: skip
    """The price of an offer from which the cheapest recipe holds at least so much of an element.

    Args:
        duty: to be done.
        limits: caps, floors and burdens.
        offered: with prices.
        moved: offers whose prices move in proportion; the answer is that of the first.
        element: whose share is asked for.
        least_share: of mass.
        low: least price of the first, CNY per kg.
        high: greatest.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.

    Returns:
        CNY per kg, to two in a thousand; `low` if it holds so much there already; None if not even at `high`.
    """
    space = made(limits, offered, routes, constants)
    if space is None:
        return None
    again = _Again(planted(Case(space, duty), is_kept=True))
    own = {one.name: one.price_cny_per_kg or 0.0 for one in offered}

    def holds(price: float) -> bool:
        day = {name: own[name] * price / own[moved[0]] for name in moved if own.get(name)}
        found = again.answer(repriced(space, _at(offered, day), limits))
        return isinstance(found, Optimum) and found.recipe.weight_ppm.get(element, 0) >= least_share * 1e6 - 1

    if not holds(high):
        return None
    if holds(low):
        return low
    while high - low > CLOSE * high:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def frontier(
    duty: Duty, limits: Limits, offered: Sequence[Offer], over: str = "heavy", points: int = 8, *,
    routes: Sequence[Route] | None = None, constants: Constants | None = None,
) -> tuple[Step, ...]:  # fmt: skip
    """What it costs to have less of something, or to bear more heat.

    Args:
        duty: to be done.
        limits: caps, floors and burdens.
        offered: with prices.
        over: ``heavy`` for the share of heavy rare earths, ``tmax`` for the highest working temperature, or the name of
            a burden of the limits.
        points: at most.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.

    Returns:
        From the cheapest on; empty where no recipe does the duty, or nothing is called that.
    """
    if over == "tmax":
        return _hotter(duty, limits, offered, points, routes=routes, constants=constants)
    named = {one.name: one for one in limits.burdens} | {"heavy": Burden("heavy", dict.fromkeys(HEAVY, 1.0))}
    if over not in named:
        return ()
    one = named[over]
    level = one.most if one.most is not None else sum(one.per_kg.values())
    others = tuple(other for other in limits.burdens if other.name != over)
    wide = replace(limits, burdens=(*others, replace(one, most=level)))
    space = made(wide, offered, routes, constants)
    if space is None:
        return ()
    again = _Again(planted(Case(space, duty), is_kept=True))
    cheapest = again.answer(space)
    if isinstance(cheapest, Infeasible):
        return ()
    row = f"{over} <="
    weight = np.array([_per(space, one, route) for route in range(len(space.routes))])
    held = float(weight[_route(space, cheapest)] @ np.array(list(cheapest.charges.values())))
    scale = cheapest.cost_cny_per_kg / max(held, 1e-9)
    fewest = solve(planted(Case(aimed(space, weight * scale), duty)), GAP).best
    least = _held(space, weight, fewest)
    steps = [Step(held, cheapest)]
    for value in np.linspace(held, least * (1 + ROOM), points)[1:].tolist():
        again.tree.done.append(fewest)
        found = again.answer(limited(space, row, weight, value))
        if isinstance(found, Infeasible):
            break
        steps.append(Step(value, found))
    return tuple(steps)


def _per(space: Space, one: Burden, route: int) -> list[float]:
    elements = space.contents[route] @ np.array([one.per_kg.get(name, 0.0) for name in space.elements])
    return [float(each) for each in elements]


def _route(space: Space, found: Optimum) -> int:
    return [one.name for one in space.routes].index(found.route.name)


def _held(space: Space, weight: Floats, best: Settled) -> float:
    return float(weight[best.route] @ space.charges(best.route, best.point))


def _hotter(
    duty: Duty, limits: Limits, offered: Sequence[Offer], points: int, *, routes: Sequence[Route] | None,
    constants: Constants | None,
) -> tuple[Step, ...]:  # fmt: skip
    """Highest working temperature in steps of 10 K, from that of the cheapest recipe."""
    found = optimise(duty, limits, offered, routes, constants)
    if isinstance(found, Infeasible):
        return ()
    steps = [Step(tmax_of(found.recipe, is_dual=found.route.is_dual, with_=constants), found)]
    while len(steps) < points:
        kelvin = steps[0].value + TMAX_STEP_KELVIN * len(steps)
        found = optimise(replace(duty, tmax_kelvin=kelvin), limits, offered, routes, constants)
        if isinstance(found, Infeasible):
            break
        steps.append(Step(kelvin, found))
    return tuple(steps)


def cheapest_allowed(
    duty: Duty, limits: Limits, offered: Sequence[Offer], grades: Sequence[Grade], *,
    routes: Sequence[Route] | None = None, constants: Constants | None = None,
) -> Allowed:  # fmt: skip
    """The cheapest recipe that makes one of some grades which itself does the duty.

    Args:
        duty: to be done; a recipe does it as well.
        limits: caps, floors and burdens.
        offered: with prices.
        grades: allowed.
        routes: that may be used; those that ship where it is None.
        constants: of the forward model; the calibrated ones where it is None.
    """
    refused: dict[str, str] = {}
    best: tuple[Grade, Optimum] | None = None
    for grade in grades:
        if not does(grade, duty):
            refused[grade.name] = "duty"
            continue
        found = optimise(replace(duty, grade=_both(grade, duty.grade)), limits, offered, routes, constants)
        if isinstance(found, Infeasible):
            refused[grade.name] = "infeasible"
        elif best is None or found.cost_cny_per_kg < best[1].cost_cny_per_kg:
            refused |= {best[0].name: "cost"} if best else {}
            best = grade, found
        else:
            refused[grade.name] = "cost"
    return Allowed(best[0], best[1], refused) if best else Allowed(None, None, refused)


def _both(grade: Grade, asked: Grade) -> Grade:
    """A grade with the greater minima of two."""
    least: dict[str, Any] = {
        name: max((one for one in (getattr(grade, name), getattr(asked, name)) if one is not None), default=None)
        for name in MINIMA
    }
    return replace(grade, **least)


def does(grade: Grade, duty: Duty) -> bool:
    """Whether a magnet that just meets the minima of a grade does a duty, with the coefficients the grade prints.

    Where a grade prints none, its highest working temperature must reach that of the duty.

    Args:
        grade: with its minima.
        duty: whose own minima must not be greater.
    """
    for name in MINIMA:
        asked = getattr(duty.grade, name)
        if asked is not None and (getattr(grade, name) is None or getattr(grade, name) < asked):
            return False
    if duty.tmax_kelvin is not None and (grade.tmax_kelvin or 0.0) < duty.tmax_kelvin:
        return False
    if duty.kelvin is None:
        return True
    numbers = (grade.br_min_tesla, grade.hcj_min_a_per_m, grade.alpha_br_per_kelvin, grade.beta_hcj_per_kelvin)
    if any(one is None for one in numbers):
        return (grade.tmax_kelvin or 0.0) >= duty.kelvin
    br, hcj, alpha, beta = (float(one or 0.0) for one in numbers)
    curve = at_temperature(curve_of(br, hcj * (1 - duty.reserve)), duty.kelvin - ROOM_KELVIN, alpha, beta)
    works = working_field_a_per_m(curve, duty.permeance, duty.opposing_a_per_m)
    return bool(knee_field_a_per_m(curve) >= works)
