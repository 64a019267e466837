"""A box of the space seen from outside: planes above every requirement, and the linear programme they bound.

Where a requirement is nearly straight, a plane lies close above it, and the cheapest point under all planes costs
little less than any recipe in the box. Planes are fitted by least squares to the model at corners and within the box,
where a requirement is nearly met, and raised by the greatest residual there, widened. The bound is as good as the
samples show the model, and no interval proof. Planes do not depend on prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from monazite.design.search.space import Floats, Space, margins

SAMPLES = 320
WIDENED = 1.1
LEAST_LIFT = 1e-6
SEED = 20260101
NARROW = 1e-9
FAR = 0.03
"""Margin below which a requirement is so far from met that its plane need not hold."""
FEWEST = 60
"""Samples that a plane is fitted to at least: those that come closest."""
LEAN = 2
"""Power that makes samples within a box lean towards its lower ends: most additions are small."""


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds of the coordinates and of the share of rare earth.

    Args:
        low: shape (coordinates,).
        high: shape (coordinates,).
        earth: least and greatest share of rare earth.
    """

    low: Floats
    high: Floats
    earth: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Planes:
    """Above the requirements in a box: normal @ x + offset >= each margin that is near nought or above.

    Args:
        box: where.
        normal: shape (requirements, coordinates).
        offset: shape (requirements,).
        split: coordinate to cut the box at; -1 is the share of rare earth.
    """

    box: Box
    normal: Floats
    offset: Floats
    split: int


def planes(space: Space, box: Box) -> Planes:
    """The planes of a box.

    Args:
        space: with its model.
        box: in it.
    """
    points = _samples(space, box)
    values = margins(space, points)
    centre = (box.low + box.high) / 2
    span = np.maximum(box.high - box.low, NARROW)
    local = np.column_stack([np.ones(len(points)), (points - centre) / span])
    fitted, lift, left = zip(*(_plane(local, one) for one in values.T), strict=True)
    normal = np.array([one[1:] for one in fitted]) / span
    offset = np.array([one[0] for one in fitted]) + np.array(lift) - normal @ centre
    return Planes(box, normal, offset, _split(space, box, points, np.column_stack(left)))


def _plane(local: Floats, values: Floats) -> tuple[Floats, float, Floats]:
    """A plane, its lift, and what it leaves; only where the requirement is nearly met, as nowhere else it matters."""
    order = np.argsort(-values)
    near = order[: max(int((values > -FAR).sum()), FEWEST)]
    part = local[near]
    square = part.T @ part + 1e-9 * np.eye(part.shape[1])
    fitted = np.linalg.solve(square, part.T @ values[near])
    off = np.zeros(len(values))
    off[near] = values[near] - part @ fitted
    return np.asarray(fitted, float), float(off.max() * WIDENED + LEAST_LIFT), off


def _samples(space: Space, box: Box) -> Floats:
    """Points of a box, a third of them at its corners; the light rare earths fill up to a share of rare earth."""
    draw = np.random.default_rng(SEED)
    at = draw.random((SAMPLES, len(box.low) + 1))
    third = SAMPLES // 3
    at[:third] = at[:third] > 0.5  # noqa: PLR2004  a corner is at one end or the other
    at[third:, :-2] **= LEAN
    points = box.low + at[:, :-1] * (box.high - box.low)
    wanted = box.earth[0] + at[:, -1] * (box.earth[1] - box.earth[0])
    light = space.is_light
    left = np.maximum(wanted - points[:, ~light] @ space.earth[~light], 0)
    own = points[:, light] + NARROW
    points[:, light] = own / own.sum(1)[:, None] * left[:, None]
    return points


def _split(space: Space, box: Box, points: Floats, left: Floats) -> int:
    """Where the requirements bend most: the square of each coordinate, fitted to what the planes leave."""
    coordinates = np.flatnonzero((box.high - box.low > NARROW) & ~space.is_light)
    axes = np.column_stack([points @ space.earth, points[:, coordinates]])
    centred = (axes - axes.mean(0)) / np.maximum(np.ptp(axes, axis=0), NARROW)
    square = np.column_stack([np.ones(len(points)), centred**2])
    bend = np.linalg.solve(square.T @ square + 1e-6 * np.eye(square.shape[1]), square.T @ left)[1:]
    most = int(np.abs(bend).max(1).argmax())
    return -1 if most == 0 else int(coordinates[most - 1])


def halves(one: Planes) -> tuple[Box, Box]:
    """A box cut in two where its requirements bend most.

    Args:
        one: its planes.
    """
    box, at = one.box, one.split
    if at < 0:
        low, high = box.earth
        middle = (low + high) / 2
        return Box(box.low, box.high, (low, middle)), Box(box.low, box.high, (middle, high))
    middle = (box.low[at] + box.high[at]) / 2
    upper, lower = box.high.copy(), box.low.copy()
    upper[at] = lower[at] = middle
    return Box(box.low, upper, box.earth), Box(lower, box.high, box.earth)


def cheapest(space: Space, one: Planes) -> tuple[float, Floats] | None:
    """The cheapest point of a box under its planes, with its cost; None where there is none.

    Args:
        space: with its costs and limits.
        one: planes of a box.
    """
    rows = np.vstack([space.rows, space.earth, -space.earth, -one.normal])
    most = np.concatenate([space.most, [one.box.earth[1], -one.box.earth[0]], one.offset])
    bounds = np.column_stack([one.box.low, one.box.high])
    found = linprog(space.cost, A_ub=rows, b_ub=most, bounds=bounds, method="highs-ds")
    return (float(found.fun) + space.fixed_cost, np.asarray(found.x)) if found.status == 0 else None
