"""Boxes of recipes seen from outside: a plane above every requirement, and what no recipe can cost less than.

Planes come from `enclose.py`, so no recipe of the box lies above them: that is proven, not sampled. They do not depend
on prices, caps or floors. A bound is Lagrange's: for any prices on requirements and limits, none below nought, the
least of cost less what their slack is worth is at most the cost of any recipe that meets them all. Over a box that is a
sum over coordinates; the prices are made better one at a time, exactly. All arrays run over boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from monazite.design.search.amounts import AMOUNTS
from monazite.design.search.asked import kelvins, slacks
from monazite.design.search.enclose import Enclosure, Floats, Number, Plane
from monazite.design.search.model import magnets
from monazite.design.search.space import Case, Space

Indices = npt.NDArray[np.intp]
Some: TypeAlias = Indices | npt.NDArray[np.bool_] | slice
LIFT = 1e-9
"""By which planes are raised: more than rounding can make of numbers near one."""
SWEEPS = 2
FAR = 1e6
ROUNDING = 1e-12


@dataclass(slots=True)
class Boxes:
    """N boxes with their planes: normal @ y + offset is nowhere below the slack of a requirement.

    Args:
        route: of each, shape (N,).
        low: shape (N, n).
        high: shape (N, n).
        normal: shape (N, requirements, n).
        offset: shape (N, requirements).
        ruled_out: where a requirement is met nowhere, shape (N,).
    """

    route: Indices
    low: Floats
    high: Floats
    normal: Floats
    offset: Floats
    ruled_out: npt.NDArray[np.bool_]

    def of(self, which: Some) -> Boxes:
        """Some of them."""
        return Boxes(*(getattr(self, name)[which] for name in self.__slots__))

    def __len__(self) -> int:
        """How many."""
        return len(self.route)


def joined(*several: Boxes) -> Boxes:
    """Boxes one after the other."""
    return Boxes(*(np.concatenate([getattr(one, name) for one in several]) for name in Boxes.__slots__))


def enclosed(
    space: Space, route: Indices, low: Floats, high: Floats, is_open: npt.NDArray[np.bool_]
) -> tuple[dict[str, Number], Enclosure]:  # fmt: skip
    """The amounts of boxes, and their uptake.

    Args:
        space: with its routes.
        route: of each box, shape (N,).
        low: shape (N, n).
        high: shape (N, n).
        is_open: which coordinates have any width in any box; planes slope along these alone.
    """
    middle, half = np.ascontiguousarray((low + high).T / 2), np.ascontiguousarray((high - low).T / 2)

    open_half = np.ascontiguousarray(half[is_open])

    def linear(slope: Floats, base: Floats) -> Enclosure:
        at, reach = slope @ middle + base, np.abs(slope) @ half
        itself = Plane(at, np.repeat(slope[is_open, None], len(route), axis=1))
        return Enclosure(at - reach, at + reach, itself, itself, open_half)

    amounts: dict[str, Number] = {
        name: linear(space.amount[0, k], space.amount_base[route, k]) for k, name in enumerate(AMOUNTS)
    }
    return amounts, linear(space.spread[-1], space.base[route, -1])


def boxes_of(case: Case, route: Indices, low: Floats, high: Floats) -> Boxes:
    """Boxes with their planes.

    Args:
        case: the duty and its space.
        route: of each box, shape (N,).
        low: shape (N, n).
        high: shape (N, n).
    """
    space, duty = case.space, case.duty
    is_open = np.asarray((high > low).any(0))
    held, uptake = enclosed(space, route, low, high, is_open)
    ways = space.ways.of(route)
    with np.errstate(over="ignore", invalid="ignore"):
        found = magnets(held, uptake, ways, space.constants, kelvins(duty))
        over = slacks(found, duty, space.constants.recoil, case.deviations)
        return _planes(route, low, high, [one for one in over.values() if isinstance(one, Enclosure)], is_open)


def _planes(
    route: Indices, low: Floats, high: Floats, over: list[Enclosure], is_open: npt.NDArray[np.bool_]
) -> Boxes:  # fmt: skip
    """The planes above; where one is useless or no number, the level that nothing passes."""
    middle = (low + high) / 2
    normal = np.zeros((len(route), len(over), len(is_open)))
    normal[:, :, is_open] = np.stack([one.over.slope.T for one in over], axis=1)
    top = np.nan_to_num(np.stack([one.high for one in over], axis=1), nan=FAR, posinf=FAR)
    at = np.stack([one.over.at for one in over], axis=1)
    is_useless = ~(np.abs(at) + np.abs(normal).sum(2) < FAR)
    normal[is_useless] = 0
    offset = np.where(is_useless, np.minimum(top, FAR), at - (normal * middle[:, None]).sum(2)) + LIFT
    return Boxes(route, low, high, normal, offset, np.asarray((top < -LIFT).any(1)))


@dataclass(slots=True)
class Priced:
    """Bounds of boxes at some costs.

    Args:
        bound: no recipe of a box costs less, CNY per kg, shape (N,); infinite where it holds none.
        price: of each requirement and then of each limit, CNY per kg a unit of slack, shape (N, requirements + m).
        pull: what the prices take off the cost of each coordinate, shape (N, n).
    """

    bound: Floats
    price: Floats
    pull: Floats

    def of(self, which: Some) -> Priced:
        """Some of them."""
        return Priced(self.bound[which], self.price[which], self.pull[which])

    def joined(self, other: Priced) -> Priced:
        """With others after them."""
        return Priced(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__))


def bounds(space: Space, boxes: Boxes, price: Floats) -> Priced:
    """What no recipe of a box can cost less than, the prices made better one at a time.

    Args:
        space: with its costs and limits.
        boxes: with planes.
        price: to begin with, shape (N, requirements + m).
    """
    rows = np.concatenate([-boxes.normal, space.rows[boxes.route]], axis=1)
    most, price = _levels(space, boxes), price.copy()
    slope = space.cost[boxes.route] + np.einsum("Nj,Njn->Nn", price, rows)
    for _ in range(SWEEPS):
        for at in range(rows.shape[1]):
            _better(boxes, rows[:, at], most[:, at], price[:, at], slope)
    return at_prices(space, boxes, price, np.einsum("Nj,Njn->Nn", price, rows))


def at_prices(space: Space, boxes: Boxes, price: Floats, pull: Floats) -> Priced:
    """The same at given prices, whatever the costs have become since these were made.

    Args:
        space: with its costs and limits.
        boxes: with planes.
        price: of requirements and limits, shape (N, requirements + m).
        pull: what they take off each coordinate, shape (N, n).
    """
    least = _least(space.cost[boxes.route] + pull, boxes.low, boxes.high)
    bound = least - (price * _levels(space, boxes)).sum(1) + space.fixed[boxes.route]
    # Prices that outweigh every cost prove that a box holds no recipe: any multiple of them would be a bound.
    own = price * _levels(space, boxes)
    is_empty = _least(pull, boxes.low, boxes.high) - own.sum(1) > LIFT * (1 + np.abs(own).sum(1))
    bound[boxes.ruled_out | is_empty | (bound > FAR)] = np.inf
    return Priced(bound, price, pull)


def _levels(space: Space, boxes: Boxes) -> Floats:
    return np.concatenate([boxes.offset, space.most[boxes.route]], axis=1)


def _least(slope: Floats, low: Floats, high: Floats) -> Floats:
    """The least of a linear function over boxes."""
    return np.asarray(np.where(slope > 0, slope * low, slope * high).sum(-1))


def _better(boxes: Boxes, row: Floats, most: Floats, price: Floats, slope: Floats) -> None:
    """The best price of one row, all others held: the dual is concave in it and straight between its breaks.

    It rises with the price by what the row exceeds its level by at the cheapest corner; at each break a coordinate of
    that corner changes sides, and the rise falls. The best price is the first from which it rises no further.
    """
    rest = slope - price[:, None] * row
    with np.errstate(divide="ignore", invalid="ignore"):
        breaks = np.where((rest * row < 0) & (np.abs(row) > ROUNDING), -rest / row, np.inf)
    is_low = (rest > 0) | ((rest == 0) & (row > 0))
    rise = (row * np.where(is_low, boxes.low, boxes.high)).sum(1) - most
    order = breaks.argsort(1)
    falls = np.take_along_axis(np.abs(row) * (boxes.high - boxes.low), order, 1)
    at = (rise[:, None] - falls.cumsum(1) > 0).sum(1)
    sorted_breaks = np.concatenate([np.take_along_axis(breaks, order, 1), np.full((len(row), 1), np.inf)], 1)
    new = np.where(rise > 0, np.minimum(sorted_breaks[np.arange(len(row)), at], FAR * 10), 0.0)
    slope += (new - price)[:, None] * row
    price[:] = new


def bends(case: Case, boxes: Boxes) -> tuple[Floats, Floats]:
    """How boxes look inside.

    Args:
        case: the duty and its space.
        boxes: N of them.

    Returns:
        By how much each requirement bends along each coordinate from face to face, shape (N, requirements, n); and the
        slack of each in the middle, shape (N, requirements).
    """
    space, duty = case.space, case.duty
    count, wide = boxes.low.shape
    middle, half = (boxes.low + boxes.high) / 2, (boxes.high - boxes.low) / 2
    steps = np.concatenate([np.zeros((1, wide)), np.eye(wide), -np.eye(wide)])
    points = (middle[:, None] + steps * half[:, None]).reshape(-1, wide)
    route = np.repeat(boxes.route, len(steps))
    held = points @ space.amount[0].T + space.amount_base[route]
    uptake = points @ space.spread[-1] + space.base[route, -1]
    found = magnets(
        dict(zip(AMOUNTS, held.T, strict=True)), uptake, space.ways.of(route), space.constants, kelvins(duty)
    )
    over = slacks(found, duty, space.constants.recoil, case.deviations)
    values = np.stack([np.broadcast_to(np.asarray(one), len(route)) for one in over.values()])
    values = np.maximum(values, -1.0).reshape(len(over), count, len(steps)).transpose(1, 0, 2)
    bent = np.abs(values[:, :, 1 : wide + 1] + values[:, :, wide + 1 :] - 2 * values[:, :, :1])
    return bent, values[:, :, 0]
