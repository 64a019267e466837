"""The space that is searched: what is charged by each route, what it costs, what limits it; all of it linear.

A charge x holds the share of each offer in the finished magnet, iron left out as the rest, and last the uptake of a
diffused element. The search moves in coordinates y with x = spread @ y + base: first the share of rare earth, then each
offer that has room, but for one (the `filler`, mostly Pr-Nd alloy) that fills up to that share. So a narrow range of y
is a narrow range of recipes. Everything the model asks of a recipe's composition is linear in y too (`amounts.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from monazite.design.forward import Constants, rare_earths, symbols
from monazite.design.search.amounts import Ways, amounts, ways_of
from monazite.design.search.record import Duty, Limits, Offer, Route

Floats = npt.NDArray[np.float64]
LEAST_EARTH, MOST_EARTH = 0.285, 0.335
"""Shares of rare earth of all sintered magnets (windows of makers: 29 to 32.5 %), widened."""
REST = "Fe"
ROUNDING = 1e-12
UPTAKE = "uptake"


@dataclass(frozen=True)
class Space:
    """Some routes with one set of offers; R routes, n coordinates, m limits, k amounts.

    Args:
        routes: by which a magnet can be made.
        offered: with prices, iron left out.
        names: of x: offers, then ``uptake``.
        spread: from coordinates to x, shape (offers + 1, n).
        base: of x by route, shape (R, offers + 1).
        low: least of each coordinate, shape (R, n).
        high: greatest, where limits allow it.
        open_high: greatest, limits left out of account.
        cost: CNY per kg of each coordinate, iron's price taken off, shape (R, n).
        fixed: CNY per kg that every magnet of a route costs, shape (R,).
        conversion: part of that which is no material, shape (R,).
        rows: of linear limits, rows @ y <= most; shape (R, m, n).
        most: of them, shape (R, m).
        limit_names: of them.
        amount: of what the model asks of a composition, shape (R, k, n); see `amounts.py`.
        amount_base: the same where y is nought, shape (R, k).
        ways: numbers of the routes.
        constants: of the forward model.
    """

    routes: tuple[Route, ...]
    offered: tuple[Offer, ...]
    names: tuple[str, ...]
    spread: Floats
    base: Floats
    low: Floats
    high: Floats
    open_high: Floats
    cost: Floats
    fixed: Floats
    conversion: Floats
    rows: Floats
    most: Floats
    limit_names: tuple[str, ...]
    amount: Floats
    amount_base: Floats
    ways: Ways
    constants: Constants

    def charges(self, route: int, point: Floats) -> Floats:
        """What is charged at a point: share of each offer, then the uptake."""
        return np.asarray(self.spread @ point + self.base[route])

    def price(self, route: int, point: Floats) -> float:
        """CNY per kg of magnet."""
        return float(self.cost[route] @ point + self.fixed[route])

    @property
    def elements(self) -> tuple[str, ...]:
        """In the order of `contents`."""
        return symbols()

    @cached_property
    def contents(self) -> Floats:
        """Share of each element by offer and route's uptake, shape (R, offers + 1, elements)."""
        own = np.array([[one.content.get(symbol, 0.0) for symbol in symbols()] for one in self.offered])
        taken = np.array([[float(symbol == _diffused(one)) for symbol in symbols()] for one in self.routes])
        return np.concatenate([np.broadcast_to(own, (len(taken), *own.shape)), taken[:, None]], axis=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A duty to be done in a space.

    Args:
        space: of the recipes.
        duty: to be done.
        deviations: of the model's values by requirement, as shares; as many as the duty asks for are kept.
    """

    space: Space
    duty: Duty
    deviations: Mapping[str, float] = field(default_factory=dict)


def space_of(
    routes: Sequence[Route], offered: Sequence[Offer], limits: Limits, constants: Constants
) -> Space | None:  # fmt: skip
    """The space of some routes; those are left out of which an addition has no price, or that a limit forbids.

    Args:
        routes: that may be used.
        offered: with prices; those without are left out.
        limits: caps, floors, burdens.
        constants: of the forward model.

    Returns:
        None where no route is left.
    """
    used = tuple(one for one in offered if one.price_cny_per_kg is not None and one.name != REST)
    priced = {one.name for one in used}
    fit = [
        one for one in routes if priced.issuperset(one.additions) and (not _diffused(one) or _diffused(one) in priced)
    ]
    earthy = [one for one in used if _earth(one.content) > 0]
    if not fit or not earthy:
        return None
    iron = next((one.price_cny_per_kg or 0.0 for one in offered if one.name == REST), 0.0)
    made = _Made(tuple(fit), used, limits)
    low, top, high = made.ranges()
    x_amount, x_base = amounts([one.content for one in used], constants)
    filler = used.index(max(earthy, key=lambda one: (_earth(one.content) * one.most, -(one.price_cny_per_kg or 0))))
    spread, base, free = _coordinates(filler, made.earth, low, top)
    made.make_up(spread, base)
    rows, most, names = made.rows(low, high, free)
    cost, fixed = made.costs(iron)
    y_low = np.column_stack([np.full(len(fit), LEAST_EARTH), low[:, free]])
    y_high, y_open = (np.column_stack([np.full(len(fit), MOST_EARTH), one[:, free]]) for one in (high, top))
    built = Space(
        tuple(fit), used, (*(one.name for one in used), UPTAKE), spread, base, y_low, y_high, y_open,
        cost @ spread, fixed + (cost * base).sum(1), np.array([one.cost_cny_per_kg for one in fit]),
        rows @ spread, most - np.einsum("rmx,rx->rm", rows, base), names,
        np.broadcast_to(x_amount.T @ spread, (len(fit), x_amount.shape[1], spread.shape[1])),
        base @ x_amount + x_base, ways_of(fit, constants), constants,
    )  # fmt: skip
    return _kept(built, np.asarray((low <= high + ROUNDING).all(1)))


def _kept(space: Space, is_kept: npt.NDArray[np.bool_]) -> Space | None:
    """The routes that limits leave open."""
    if not is_kept.any():
        return None
    arrays = (
        "base",
        "low",
        "high",
        "open_high",
        "cost",
        "fixed",
        "conversion",
        "rows",
        "most",
        "amount",
        "amount_base",
    )
    cut = {name: getattr(space, name)[is_kept] for name in arrays}
    routes = tuple(one for one, is_open in zip(space.routes, is_kept, strict=True) if is_open)
    return replace(space, routes=routes, ways=space.ways.of(np.flatnonzero(is_kept)), **cut)


def repriced(space: Space, offered: Sequence[Offer], limits: Limits) -> Space:
    """The same space at other prices of the same offers.

    Args:
        space: as built.
        offered: with the new prices, iron among them.
        limits: whose burdens may have a price.
    """
    known = {one.name: one for one in offered}
    used = tuple(replace(one, price_cny_per_kg=known[one.name].price_cny_per_kg) for one in space.offered)
    iron = known[REST].price_cny_per_kg if REST in known else None
    cost, fixed = _Made(space.routes, used, limits).costs(iron or 0.0)
    return replace(space, offered=used, cost=cost @ space.spread, fixed=fixed + (cost * space.base).sum(1))


def aimed(space: Space, x_cost: Floats) -> Space:
    """The space with something else to make least than its cost: such as one element's content.

    Args:
        space: as built.
        x_cost: of each entry of x, shape (R, offers + 1).
    """
    return replace(space, cost=x_cost @ space.spread, fixed=(x_cost * space.base).sum(1))


def limited(space: Space, name: str, weight: Floats, most: float) -> Space:
    """The space with another level of one of its limits; boxes made under a wider one still hold.

    Args:
        space: as built.
        name: of the limit.
        weight: what it counts of each entry of x, shape (R, offers + 1).
        most: in x, share of mass or units of a burden.
    """
    levels = space.most.copy()
    levels[:, space.limit_names.index(name)] = most - (weight * space.base).sum(1)
    return replace(space, most=levels)


def carried(per_kg: Mapping[str, float], content: Mapping[str, float]) -> float:
    """How much of a burden a kilogram of a content carries."""
    return sum(share * per_kg.get(element, 0.0) for element, share in content.items())


def _diffused(route: Route) -> str:
    return route.process.diffusion.element if route.process.diffusion else ""


def _earth(content: Mapping[str, float]) -> float:
    return sum(share for element, share in content.items() if element in rare_earths())


def _coordinates(filler: int, earth: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, list[int]]:
    """From coordinates to x: its linear part, what is fixed, and which entries of x are coordinates."""
    free = [at for at in range(len(earth)) if at != filler and np.any(high[:, at] > low[:, at])]
    weight = earth / earth[filler]
    base = low.copy()
    base[:, [*free, filler]] = 0
    spread = np.zeros((len(earth), len(free) + 1))
    spread[free, np.arange(1, len(free) + 1)] = 1
    spread[filler] = np.array([1 / earth[filler], *(-weight[free])])
    base[:, filler] = -base @ weight
    return spread, base, free


@dataclass(frozen=True, slots=True)
class _Made:
    """Arrays over routes and x, from records."""

    routes: tuple[Route, ...]
    used: tuple[Offer, ...]
    limits: Limits

    @property
    def earth(self) -> Floats:
        """Share of rare earth of each entry of x."""
        return np.array([*(_earth(one.content) for one in self.used), 1.0])

    def ranges(self) -> tuple[Floats, Floats, Floats]:
        """Least of x, greatest by itself, and greatest that caps allow; shape (R, offers + 1) each."""
        added = [[route.additions.get(one.name, 0.0) for one in self.used] for route in self.routes]
        is_earth = np.array([_earth(one.content) > 0 for one in self.used])
        least, most = np.array([one.least for one in self.used]), np.array([one.most for one in self.used])
        low = np.column_stack([np.where(is_earth, least, added), [route.least_uptake for route in self.routes]])
        high = np.column_stack([np.where(is_earth, most, added), [route.most_uptake for route in self.routes]])
        capped = high.copy()
        for name, cap in self.limits.most.items():
            held = self.counted(name)
            capped = np.where(held > 0, np.minimum(capped, cap / np.maximum(held, ROUNDING)), capped)
        return low, high, capped

    def _brought(self, one: Offer) -> Floats:
        """How much of an addition comes with a kilogram of each entry of x that holds rare earth."""
        own = [other.content.get(one.name, 0.0) if _earth(other.content) else 0.0 for other in self.used]
        return np.array([*own, 0.0])

    def make_up(self, spread: Floats, base: Floats) -> None:
        """Additions are charged up to what the route asks, less what comes with scrap; in place."""
        for at, one in enumerate(self.used):
            if not _earth(one.content):
                spread[at] -= self._brought(one) @ spread
                base[:, at] -= base @ self._brought(one)

    def counted(self, name: str) -> Floats:
        """What a limit counts: an element wherever it comes from, or an offer; shape (R, offers + 1)."""
        if name in symbols():
            own = [one.content.get(name, 0.0) for one in self.used]
            return np.array([[*own, float(_diffused(route) == name)] for route in self.routes])
        return np.array([[*(float(one.name == name) for one in self.used), 0.0]] * len(self.routes))

    def carried(self, per_kg: Mapping[str, float]) -> Floats:
        """Of a burden; shape (R, offers + 1)."""
        own = [carried(per_kg, one.content) for one in self.used]
        return np.array([[*own, per_kg.get(_diffused(route), 0.0)] for route in self.routes])

    def rows(self, low: Floats, high: Floats, free: Sequence[int]) -> tuple[Floats, Floats, tuple[str, ...]]:
        """Limits on x, shape (R, m, offers + 1), their levels (R, m), their names."""
        said: dict[str, tuple[Floats, Floats]] = {}
        for name, cap in self.limits.most.items():
            said[f"{name} <="] = self.counted(name), np.full(len(low), cap)
        for name, floor in self.limits.least.items():
            said[f"{name} >="] = -self.counted(name), np.full(len(low), -floor)
        for burden in self.limits.burdens:
            if burden.most is not None:
                said[f"{burden.name} <="] = self.carried(burden.per_kg), np.full(len(low), burden.most)
        for at, one in enumerate(self.used):
            alone = np.zeros_like(low)
            alone[:, at] = 1
            if self._brought(one).any() and not _earth(one.content):
                said[f"{one.name} charge >="] = -alone, np.zeros(len(low))
            elif at not in free and _earth(one.content):
                said |= {f"{one.name} charge >=": (-alone, -low[:, at]), f"{one.name} charge <=": (alone, high[:, at])}
        rare = np.broadcast_to(self.earth, low.shape)
        said |= {"RE <=": (rare, np.full(len(low), MOST_EARTH)), "RE >=": (-rare, np.full(len(low), -LEAST_EARTH))}
        rows, most = zip(*said.values(), strict=True)
        return np.stack(rows, axis=1), np.stack(most, axis=1), tuple(said)

    def costs(self, iron: float) -> tuple[Floats, Floats]:
        """CNY per kg of each entry of x less that of iron, shape (R, offers + 1), and of every magnet of a route."""
        plain = {one.name: one.price_cny_per_kg or 0.0 for one in self.used}
        cost = np.array([[*plain.values(), plain.get(_diffused(route), 0.0)] for route in self.routes]) - iron
        for burden in self.limits.burdens:
            cost = cost + burden.price_cny * self.carried(burden.per_kg)
        return cost, np.array([route.cost_cny_per_kg for route in self.routes]) + iron
