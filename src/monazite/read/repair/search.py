"""The cheapest assignment of one option to every row, found exactly: best-first search under a chain's lower bound."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

Step = Callable[[int, int, int], float]
"""Cost of option ``b`` at row ``i`` after option ``a`` at row ``i - 1``: ``step(i, a, b)``."""
Pair = Callable[[int, int, int, int], float]
"""Cost, never negative, of option ``a`` at row ``j`` with option ``b`` at row ``i > j``: ``pair(j, a, i, b)``."""
MOST_NODES = 6000
"""Search is given up after so many partial assignments; the caller then abstains."""


class Effort:
    """The partial assignments that all searches of one table may still expand together.

    Args:
        left: how many.
    """

    def __init__(self, left: int) -> None:
        """Begin with that many."""
        self.left = left


@dataclass(frozen=True, slots=True)
class Best:
    """The cheapest assignment: its cost and the option of every row."""

    cost: float
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be decided.

    Args:
        unary: for each row the cost of each of its options.
        step: cost between neighbouring rows.
        pair: cost between any two rows.
        linked: for each row the earlier rows that ``pair`` may charge together with it.
    """

    unary: Sequence[Sequence[float]]
    step: Step
    pair: Pair
    linked: Sequence[Sequence[int]]


def cheapest(
    rows: Rows,
    banned: tuple[int, frozenset[int]] | None = None,
    *,
    limit: float = inf,
    most_nodes: int = MOST_NODES,
    effort: Effort | None = None,
) -> Best | None:
    """The cheapest assignment; of infinite cost where none is below the limit; None if the search grew too large.

    Args:
        rows: the rows and their costs.
        banned: a row and the options it may not take.
        limit: what costs this much or more is of no interest.
        most_nodes: how many partial assignments may be expanded.
        effort: what this search may expand together with others; what it expands is taken from it.
    """
    size = len(rows.unary)
    unary = [list(costs) for costs in rows.unary]
    if banned is not None:
        row, options = banned
        unary[row] = [inf if option in options else cost for option, cost in enumerate(unary[row])]
    ahead = _costs_ahead(rows, unary)
    queue: list[tuple[float, int, int, float, tuple[int, ...]]] = [(0.0, 0, 0, 0.0, ())]
    effort = effort or Effort(most_nodes)
    stop = max(0, effort.left - most_nodes)
    pushed = 0
    while queue:
        _, _, _, paid, chosen = heapq.heappop(queue)
        row = len(chosen)
        if row == size:
            return Best(paid, chosen)
        effort.left -= 1
        if effort.left < stop:
            return None
        for option, own in enumerate(unary[row]):
            cost = paid + own + _charged(rows, chosen, row, option)
            if cost + ahead[row][option] < limit:
                pushed += 1
                heapq.heappush(queue, (cost + ahead[row][option], -row, pushed, cost, (*chosen, option)))
    return Best(inf, ())


def _charged(rows: Rows, chosen: tuple[int, ...], row: int, option: int) -> float:
    cost = rows.step(row, chosen[-1], option) if row else 0.0
    for earlier in rows.linked[row]:
        cost += rows.pair(earlier, chosen[earlier], row, option)
    return cost


def _costs_ahead(rows: Rows, unary: list[list[float]]) -> list[list[float]]:
    """For each row and option the least cost of all later rows along the chain: a bound that never overestimates."""
    ahead = [[0.0] * len(costs) for costs in unary]
    for row in range(len(unary) - 2, -1, -1):
        later = [own + rest for own, rest in zip(unary[row + 1], ahead[row + 1], strict=True)]
        ahead[row] = [
            min((cost + rows.step(row + 1, a, b) for b, cost in enumerate(later)), default=inf)
            for a in range(len(unary[row]))
        ]
    return ahead
