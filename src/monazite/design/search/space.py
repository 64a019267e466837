"""The space that is searched: shares of the charges, what they cost, what limits them, and what the model says of them.

A point x holds the share of each offer in the finished magnet, iron left out as the rest, and last the uptake of a
diffused element. Costs, caps and burdens are linear in x. Requirements are not, but they nearly are once multiplied by
the share of rare earth, which is why `margins` does so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from monazite.design.curve import curve_of, knee_field_a_per_m, tmax_kelvin, working_field_a_per_m
from monazite.design.forward import Batch, Constants, State, batch_of, rare_earths, state, symbols
from monazite.design.record import ROOM_KELVIN, WHOLE_PPM, Recipe

if TYPE_CHECKING:
    from monazite.design.search.record import Duty, Limits, Offer, Route

Floats = npt.NDArray[np.float64]
LEAST_EARTH, MOST_EARTH = 0.285, 0.335
"""Shares of rare earth of all sintered magnets (windows of makers: 29 to 32.5 %), widened."""
USUAL_EARTH = 0.3
SCRAP_MOST = 1.0
REST = "Fe"


@dataclass(frozen=True, slots=True)
class Space:
    """One route, one set of offers, one duty.

    Args:
        names: of the coordinates: offers, then ``uptake``.
        content: elements of each offer less the iron it replaces, shape (coordinates, elements).
        cost: CNY per kg of each coordinate, iron's price taken off, shape (coordinates,).
        fixed_cost: conversion, and iron of the whole.
        low: least of each coordinate.
        high: greatest.
        rows: of linear limits, rows @ x <= most; shape (limits, coordinates).
        most: of them.
        limit_names: of them.
        earth: share of rare earth that each coordinate brings.
        is_light: whether a coordinate is a light rare earth that fills up what the others leave.
        route: by which it is made.
        duty: to be done.
        constants: of the forward model.
        deviations: of each requirement, as a share of its value, by its name.
        range_: of each coordinate in the whole space, of which this may be a part.
    """

    names: tuple[str, ...]
    content: Floats
    cost: Floats
    fixed_cost: float
    low: Floats
    high: Floats
    rows: Floats
    most: Floats
    limit_names: tuple[str, ...]
    earth: Floats
    is_light: npt.NDArray[np.bool_]
    route: Route
    duty: Duty
    constants: Constants
    deviations: Mapping[str, float]
    range_: Floats

    def repriced(self, cost: Floats, fixed_cost: float) -> Space:
        """The same at other costs."""
        return replace(self, cost=cost, fixed_cost=fixed_cost)

    def price(self, points: Floats) -> Floats:
        """CNY per kg of magnet, shape of the points without their last axis."""
        return np.asarray(points @ self.cost + self.fixed_cost)


def space_of(
    route: Route, offered: Sequence[Offer], duty: Duty, limits: Limits, constants: Constants, *,
    deviations: Mapping[str, float] | None = None,
) -> Space:  # fmt: skip
    """The space of a route.

    Args:
        route: with its process.
        offered: with prices; those without are left out.
        duty: to be done.
        limits: caps, floors, burdens.
        constants: of the forward model.
        deviations: see `Space`.
    """
    diffused = route.process.diffusion.element if route.process.diffusion else ""
    used = [one for one in offered if one.price_cny_per_kg is not None and one.name != REST]
    iron = next((one for one in offered if one.name == REST), None)
    names = (*(one.name for one in used), "uptake")
    content = np.zeros((len(names), len(symbols())))
    for at, one in enumerate(used):
        content[at] = [one.content.get(symbol, 0.0) for symbol in symbols()]
    if diffused:
        content[-1, symbols().index(diffused)] = 1.0
    earth = content[:, : len(rare_earths())].sum(1)
    added = [route.additions.get(one.name, 0.0) for one in used]
    low = np.array([*(one.least for one in used), route.least_uptake])
    high = np.array([*(one.most for one in used), route.most_uptake])
    low[:-1], high[:-1] = np.where(earth[:-1] > 0, (low[:-1], high[:-1]), added)
    cost, fixed = costs(used, iron, diffused, route, limits)
    rows, most, row_names = _linear(names, content, earth, limits, high)
    light = np.array([one in {"PrNd", "Nd", "Pr"} for one in names])
    return Space(
        names, content, cost, fixed, low, high, rows, most, row_names, earth, light, route, duty, constants,
        deviations or {}, np.maximum(high - low, 1e-9),
    )  # fmt: skip


def costs(
    used: Sequence[Offer], iron: Offer | None, diffused: str, route: Route, limits: Limits
) -> tuple[Floats, float]:  # fmt: skip
    """CNY per kg of each coordinate less that of iron, and what every magnet of the route costs.

    Args:
        used: offers without iron.
        iron: the rest.
        diffused: element, or empty.
        route: with its conversion.
        limits: with burdens that may have a price.
    """
    plain = {one.name: one.price_cny_per_kg or 0.0 for one in used}
    iron_price = (iron.price_cny_per_kg if iron else None) or 0.0
    prices = [*plain.values(), plain.get(diffused, 0.0)]
    carried = [_burden(one.content, limits) for one in used] + [_burden({diffused: 1.0}, limits)]
    return np.array(prices) + np.array(carried) - iron_price, route.cost_cny_per_kg + iron_price


def _burden(content: Mapping[str, float], limits: Limits) -> float:
    return sum(one.price_cny * carried(one.per_kg, content) for one in limits.burdens)


def carried(per_kg: Mapping[str, float], content: Mapping[str, float]) -> float:
    """How much of a burden a kilogram of a content carries."""
    return sum(share * per_kg.get(element, 0.0) for element, share in content.items())


def _linear(
    names: Sequence[str], content: Floats, earth: Floats, limits: Limits, high: Floats
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Rows of linear limits; caps on one offer alone tighten its bounds instead."""
    rows: list[Floats] = [earth, -earth]
    most, said = [MOST_EARTH, -LEAST_EARTH], ["RE <=", "RE >="]
    for name, cap in limits.most.items():
        vector = _vector(name, names, content)
        rows.append(vector)
        most.append(cap)
        said.append(f"{name} <=")
        alone = vector > 0
        high[alone] = np.minimum(high[alone], cap / vector[alone])
    for name, floor in limits.least.items():
        rows.append(-_vector(name, names, content))
        most.append(-floor)
        said.append(f"{name} >=")
    for burden in limits.burdens:
        if burden.most is not None:
            rows.append(content @ np.array([burden.per_kg.get(one, 0.0) for one in symbols()]))
            most.append(burden.most)
            said.append(f"{burden.name} <=")
    return np.array(rows), np.array(most), tuple(said)


def _vector(name: str, names: Sequence[str], content: Floats) -> Floats:
    """What a limit counts: an element wherever it comes from, or an offer."""
    if name in symbols():
        return np.asarray(content[:, symbols().index(name)])
    return np.array([float(one == name) for one in names])


def batch_at(space: Space, points: Floats) -> Batch:
    """The points as recipes before their diffusion.

    Args:
        space: that they lie in.
        points: shape (n, coordinates).
    """
    uptake = points[:, -1]
    weights = points[:, :-1] @ space.content[:-1] / (1 - uptake)[:, None]
    weights[:, symbols().index(REST)] += np.maximum(1 - weights.sum(1), 0)
    one = batch_of([Recipe({REST: WHOLE_PPM}, space.route.process)], space.route.is_dual)
    n = len(points)
    parts: dict[str, Any] = {name: np.broadcast_to(getattr(one, name), (n,)) for name in Batch.__slots__[1:]}
    return Batch(weights, **parts | {"uptake": uptake})


def kelvins(duty: Duty) -> Floats:
    """Temperatures at which the duty asks: 20 °C, its own, and one for the coefficients."""
    hot = duty.kelvin if duty.kelvin is not None else duty.tmax_kelvin
    return np.array([ROOM_KELVIN] if hot is None else [ROOM_KELVIN, hot])


def requirements(space: Space, points: Floats) -> dict[str, Floats]:
    """By what share each requirement is exceeded; negative where it is missed. Shape (n,) each.

    Args:
        space: with its duty.
        points: shape (n, coordinates).
    """
    duty = space.duty
    return requirements_of(state(batch_at(space, points), kelvins(duty), space.constants), duty, space.deviations)


def requirements_of(found: State, duty: Duty, deviations: Mapping[str, float]) -> dict[str, Floats]:
    """The same of states that are there, at 20 °C first and then at the temperature of the duty."""
    grade, room = duty.grade, found.points()
    values = {
        "br": (found.br_tesla[:, 0], grade.br_min_tesla), "hcj": (found.hcj_a_per_m[:, 0], grade.hcj_min_a_per_m),
        "hcb": (room.hcb_a_per_m[:, 0], grade.hcb_min_a_per_m),
        "bhmax": (room.bhmax_j_per_m3[:, 0], grade.bhmax_min_j_per_m3),
    }  # fmt: skip
    over = {
        name: value * (1 - duty.deviations * deviations.get(name, 0.0)) / least - 1
        for name, (value, least) in values.items() if least
    }  # fmt: skip
    if duty.kelvin is not None:
        over["knee"] = _knee(found, duty, deviations)
    if duty.tmax_kelvin is not None:
        over["tmax"] = (tmax_at(found, duty.tmax_kelvin) - ROOM_KELVIN) / (duty.tmax_kelvin - ROOM_KELVIN) - 1
    return over


def _knee(found: State, duty: Duty, deviations: Mapping[str, float]) -> Floats:
    """By what share of the working field the knee field at temperature exceeds it."""
    kept = (1 - duty.reserve) * (1 - duty.deviations * deviations.get("hcj", 0.0))
    curve = curve_of(found.br_tesla[:, 1], found.hcj_a_per_m[:, 1] * kept, found.mu_r[:, 1], found.squareness[:, 1])
    return np.asarray(
        knee_field_a_per_m(curve) / working_field_a_per_m(curve, duty.permeance, duty.opposing_a_per_m) - 1
    )


def tmax_at(found: State, kelvin: float) -> Floats:
    """Highest working temperature, with the coefficients from 20 °C to a temperature, which is the state's second."""
    above = kelvin - ROOM_KELVIN
    alpha, beta = ((one[:, 1] / one[:, 0] - 1) / above for one in (found.br_tesla, found.hcj_a_per_m))
    return tmax_kelvin(
        found.br_tesla[:, 0],
        found.hcj_a_per_m[:, 0],
        alpha,
        beta,
        squareness=found.squareness[:, 0],
        mu_r=found.mu_r[:, 0],
    )


def margins(space: Space, points: Floats) -> Floats:
    """`requirements` stacked and multiplied by the share of rare earth, shape (n, requirements)."""
    over = requirements(space, points)
    scale = np.maximum(points @ space.earth, 0.01) / USUAL_EARTH
    return np.stack(list(over.values()), axis=-1) * scale[:, None]
