"""From a point down to a recipe that no small step makes cheaper: linear programmes in sequence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from monazite.design.search.space import LEAST_EARTH, MOST_EARTH, Floats, Space, margins

ROUNDS = 40
ROUNDING = 1e-9
STEP = 2e-6
"""Of the differences that make gradients, share of mass."""
KEPT = 2e-5
"""Margin by which every requirement is exceeded, so that rounding to whole ppm breaks none."""
TRUST = 0.01
"""Greatest step at first, share of mass."""
LEAST_TRUST = 1e-6
RANDOM = 1000
SKEW = 4
"""Power that makes most random recipes lean: additions are small in most magnets."""
SEED = 7
SHORT_CNY = 1000.0
"""What a missed requirement counts among random recipes."""
MISSED_CNY = 1e5
"""What a missed requirement costs: more than any element."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the steps came to rest.

    Args:
        point: shape (coordinates,).
        cost: CNY per kg.
        missed: by how much the worst requirement is missed; nought where all are met.
        margins: of the requirements, times the share of rare earth over 0.3.
    """

    point: Floats
    cost: float
    missed: float
    margins: Floats


def settle(space: Space, start: Floats, trust: float = TRUST) -> Settled:
    """Steps from a point; each is the best of a linear programme, and is taken only if it is better in truth.

    Args:
        space: to stay in.
        start: shape (coordinates,).
        trust: greatest step at first.
    """
    best = _judged(space, np.clip(start, space.low, space.high))
    for _ in range(ROUNDS):
        step = _step(space, best, trust)
        if step is None:
            return best
        after = _judged(space, step)
        gained = _worth(best) - _worth(after)
        if gained > 0:
            best = after
            trust = min(trust * 1.5, TRUST)
        else:
            trust /= 4
        if trust < LEAST_TRUST or 0 <= gained < 1e-6 * best.cost:
            return best
    return best


def _worth(one: Settled) -> float:
    return one.cost + MISSED_CNY * one.missed


def _judged(space: Space, point: Floats) -> Settled:
    found = margins(space, point[None])[0]
    broken = np.maximum(space.rows @ point - space.most, 0).max()
    missed = max(float(np.maximum(KEPT / 2 - found, 0).max()), float(broken) if broken > ROUNDING else 0.0)
    return Settled(point, float(space.price(point)), missed, found)


def _step(space: Space, at: Settled, trust: float) -> Floats | None:
    """The best step in a box around a point, requirements taken as straight; a slack bears those missed."""
    count = len(at.point)
    around = np.vstack([at.point, at.point + STEP * np.eye(count)])
    values = margins(space, around)
    slope = ((values[1:] - values[0]) / STEP).T
    slack = np.ones((len(slope) + len(space.rows), 1))
    rows = np.hstack([np.vstack([-slope, space.rows]), -slack])
    most = np.concatenate([values[0] - KEPT, space.most - space.rows @ at.point])
    low = np.append(np.maximum(space.low - at.point, -trust), 0)
    high = np.append(np.minimum(space.high - at.point, trust), 10)
    cost = np.append(space.cost, MISSED_CNY)
    found = linprog(cost, A_ub=rows, b_ub=most, bounds=np.column_stack([low, high]), method="highs-ds")
    return np.clip(at.point + found.x[:-1], space.low, space.high) if found.status == 0 else None


def starts(space: Space) -> tuple[float, Floats]:
    """The random recipe of a space that is cheapest for what it misses, with the cost of both.

    Args:
        space: with its costs.
    """
    draw = np.random.default_rng(SEED)
    points = space.low + draw.random((RANDOM, len(space.low))) ** SKEW * (space.high - space.low)
    light = space.is_light
    wanted = LEAST_EARTH + draw.random(RANDOM) * (MOST_EARTH - LEAST_EARTH)
    left = np.maximum(wanted - points[:, ~light] @ space.earth[~light], 0)
    if light.any():
        points[:, light] = draw.dirichlet(np.full(int(light.sum()), 0.3), RANDOM) * left[:, None]
    points = np.minimum(points, space.high)
    short = np.maximum(-margins(space, points).min(1), 0) + np.maximum(points @ space.rows.T - space.most, 0).max(1)
    worth = space.price(points) + SHORT_CNY * short
    return float(worth.min()), points[int(worth.argmin())]
