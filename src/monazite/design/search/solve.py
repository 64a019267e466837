"""Branch and bound (分支定界): boxes of all routes, the most promising first, until none can be much cheaper."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from monazite.design.search.local import Settled, settle, starts
from monazite.design.search.relax import Box, Planes, cheapest, halves, planes
from monazite.design.search.space import LEAST_EARTH, MOST_EARTH, Floats, Space, margins

GAP = 0.004
"""Gap at which the search ends."""
MOST_NODES = 150
TRIED = 3
"""Routes from which steps are taken before any box is looked at."""
NEAR = 0.03
"""A box's cheapest point that misses no more is worth steps to a recipe."""


@dataclass
class Tree:
    """Some spaces and what is known of them, kept between searches at other prices.

    Args:
        spaces: one a route.
        known: planes of boxes, by route and path of cuts.
        done: recipes that do the duty, by route.
    """

    spaces: Sequence[Space]
    known: dict[tuple[int, str], Planes] = field(default_factory=dict)
    done: list[tuple[int, Floats]] = field(default_factory=list)

    def bound(self, at: int, path: str) -> tuple[float, Floats] | None:
        """What no recipe of a box costs less than, and where; None where the box holds none.

        Args:
            at: index of the space.
            path: a digit a cut.
        """
        space = self.spaces[at]
        if (at, path) not in self.known:
            whole = Box(space.low, space.high, (LEAST_EARTH, MOST_EARTH))
            box = halves(self.known[at, path[:-1]])[int(path[-1])] if path else whole
            self.known[at, path] = planes(space, box)
        return cheapest(space, self.known[at, path])


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a search.

    Args:
        route: index of the space of the best recipe.
        best: the recipe, or the one that misses least.
        bound: no recipe of any route costs less, CNY per kg; infinite where every box was ruled out.
        nodes: boxes looked at.
    """

    route: int
    best: Settled
    bound: float
    nodes: int

    @property
    def is_feasible(self) -> bool:
        """Whether the recipe does the duty."""
        return self.best.missed == 0

    @property
    def is_certain(self) -> bool:
        """Whether, if the recipe does not, every box was ruled out."""
        return self.is_feasible or self.bound == np.inf


def solve(tree: Tree, gap: float = GAP, most_nodes: int = MOST_NODES) -> Found:
    """The cheapest point of some spaces, and a bound on what any point could cost.

    Args:
        tree: of the spaces; grows.
        gap: share of the cost within which the bound is to come.
        most_nodes: boxes at most.
    """
    best, order = first(tree), count()
    queue: list[tuple[float, int, int, str]] = []
    waiting = [(at, "") for at in range(len(tree.spaces))]
    nodes = 0
    while True:
        for at, path in waiting:
            nodes += 1
            low = tree.bound(at, path)
            if low is None or (best[1].missed == 0 and low[0] >= best[1].cost):
                continue
            heapq.heappush(queue, (low[0], next(order), at, path))
            if margins(tree.spaces[at], low[1][None]).min() > -NEAR:
                best = _better(tree, at, low[1], best)
        enough = best[1].cost * (1 - gap) if best[1].missed == 0 else np.inf
        if not queue or nodes >= most_nodes or queue[0][0] >= enough:
            top = best[1].cost if best[1].missed == 0 else np.inf
            return Found(*best, min([top] + [one[0] for one in queue[:1]]), nodes)
        _, _, at, path = heapq.heappop(queue)
        waiting = [(at, path + "0"), (at, path + "1")]


def first(tree: Tree) -> tuple[int, Settled]:
    """Steps from the last answers at these prices, or from random recipes of the routes that promise most.

    Args:
        tree: of the spaces.

    Raises:
        ValueError: where there is no space.
    """
    if tree.done:
        costs = [float(tree.spaces[at].price(point)) for at, point in tree.done]
        at, point = tree.done[int(np.argmin(costs))]
        return at, settle(tree.spaces[at], point)
    begun = sorted(
        ((worth, at, start) for at, space in enumerate(tree.spaces) for worth, start in [starts(space)]),
        key=lambda one: one[0],
    )
    best: tuple[int, Settled] | None = None
    for _, at, start in begun[:TRIED]:
        best = _better(tree, at, start, best)
    if best is None:
        raise ValueError("no space to search")
    return best


def _better(tree: Tree, at: int, start: Floats, best: tuple[int, Settled] | None) -> tuple[int, Settled]:
    found = settle(tree.spaces[at], start)
    if found.missed == 0:
        tree.done.append((at, found.point))
    ends = [(at, found)] if best is None else [best, (at, found)]
    return min(ends, key=lambda end: (end[1].missed, end[1].cost))
