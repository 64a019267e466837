"""From a point down to a recipe that no small step makes cheaper: linear programmes in sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from monazite.design.search.amounts import AMOUNTS
from monazite.design.search.asked import kelvins, slacks
from monazite.design.search.enclose import Floats
from monazite.design.search.model import magnets
from monazite.design.search.space import Case, Space

ROUNDS = 30
STEP = 1e-6
"""Of the differences that make gradients, share of mass."""
KEPT = 1e-4
"""Slack by which every requirement is exceeded, so that rounding to whole ppm breaks none."""
CUTS = 6
"""Last points whose straightened requirements are kept: most requirements are concave, so that all of them hold."""
TRUST = 0.01
"""Greatest step at first, share of mass."""
LEAST_TRUST = 1e-6
MISSED_CNY = 3e3
"""What a missed unit of slack costs at first: more than most prices of slack, yet so little that a step which curves a
little out of bounds is taken, and put right by the next."""
DEAREST_CNY = 3e6
"""The same at last, where what is missed would not go away."""
CLOSE = 1e-6
"""Share of the cost that a step must save to be followed by another."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the steps came to rest.

    Args:
        route: index of it.
        point: shape (n,).
        cost: CNY per kg.
        missed: by how much the worst requirement or limit is missed; nought where all are met.
        slack: of the requirements.
        price: CNY per kg for a unit of slack of each requirement, then of each limit, then of each coordinate's room.
    """

    route: int
    point: Floats
    cost: float
    missed: float
    slack: Floats
    price: Floats

    def worth(self, missed_cny: float) -> float:
        """Cost, with what is missed at a price."""
        return self.cost + missed_cny * self.missed


def slack_at(case: Case, route: int, points: Floats) -> Floats:
    """Slack of each requirement at points of one route, shape (requirements, N).

    Args:
        case: the duty and its space.
        route: of the points.
        points: shape (N, n).
    """
    space = case.space
    held = space.amount[0] @ points.T + space.amount_base[route][:, None]
    uptake = points @ space.spread[-1] + space.base[route, -1]
    ways = space.ways.of(np.full(len(points), route))
    found = magnets(dict(zip(AMOUNTS, held, strict=True)), uptake, ways, space.constants, kelvins(case.duty))
    over = slacks(found, case.duty, space.constants.recoil, case.deviations)
    return np.array([np.broadcast_to(np.asarray(one), len(points)) for one in over.values()])


def settle(case: Case, route: int, start: Floats, trust: float = TRUST, *, is_any: bool = False) -> Settled:
    """Steps from a point; each is the best of a linear programme, and is taken only if it is better in truth.

    Args:
        case: the duty, and the space to stay in.
        route: to stay on.
        start: shape (n,).
        trust: greatest step at first.
        is_any: whether any recipe that misses nothing will do, whatever it costs.
    """
    space = case.space
    steps = np.vstack([np.zeros(len(start)), STEP * np.eye(len(start))])

    def seen(point: Floats) -> tuple[Settled, Floats]:
        values = slack_at(case, route, point + steps)
        missed = max(float(np.maximum(KEPT / 2 - values[:, 0], 0).max(initial=0)),
                     float((space.rows[route] @ point - space.most[route]).max()) - CLOSE, 0.0)  # fmt: skip
        cost = space.price(route, point)
        return Settled(route, point, cost, missed, values[:, 0], np.zeros(0)), (values[:, 1:] - values[:, :1]) / STEP

    best, rate = seen(np.clip(start, space.low[route], space.open_high[route]))
    cuts, missed_cny = [(rate, best.slack - rate @ best.point)], DEAREST_CNY if is_any else MISSED_CNY
    for _ in range(ROUNDS):
        if is_any and best.missed == 0:
            break
        step, promised, price = _step(space, best, cuts[-CUTS:], trust, missed_cny)
        best = replace(best, price=price)
        promise = best.worth(missed_cny) - promised
        after, rate = seen(step)
        cuts.append((rate, after.slack - rate @ after.point))
        gained = best.worth(missed_cny) - after.worth(missed_cny)
        if gained > 0:
            trust, best = min(trust * 2, TRUST), replace(after, price=price)
        else:
            trust = min(trust, float(np.abs(step - best.point).max())) / 2
        if trust < LEAST_TRUST or promise < CLOSE * best.cost:
            if best.missed == 0 or missed_cny >= DEAREST_CNY:
                break
            missed_cny, trust = missed_cny * 10, max(trust, best.missed)
    return best


def _step(
    space: Space, at: Settled, cuts: Sequence[tuple[Floats, Floats]], trust: float, missed_cny: float
) -> tuple[Floats, float, Floats]:  # fmt: skip
    """The best step within reach; requirements are taken as what all cuts allow, and a slack bears what is missed.

    Returns:
        The point, its worth as promised, and the price of each requirement and limit.
    """
    limits = space.rows[at.route]
    rows = np.vstack([*(-rate for rate, _ in cuts), limits])
    most = np.concatenate([*(level - KEPT for _, level in cuts), space.most[at.route]]) - rows @ at.point
    low = np.append(np.maximum(space.low[at.route] - at.point, -trust), 0)
    high = np.append(np.minimum(space.open_high[at.route] - at.point, trust), np.inf)
    found = linprog(
        np.append(space.cost[at.route], missed_cny), A_ub=np.hstack([rows, -np.ones((len(rows), 1))]), b_ub=most,
        bounds=np.column_stack([low, high]), method="highs-ds",
    )  # fmt: skip
    price, count = -np.asarray(found.ineqlin.marginals), len(limits)
    own = price[: len(price) - count].reshape(len(cuts), -1).sum(0)
    return at.point + found.x[:-1], at.cost + float(found.fun), np.concatenate([own, price[len(price) - count :]])
