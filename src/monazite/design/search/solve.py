"""Branch and bound (分支定界) over boxes of all routes at once, until none can be much cheaper than the best recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from monazite.design.search.enclose import Floats
from monazite.design.search.local import Settled, settle, slack_at
from monazite.design.search.record import Duty
from monazite.design.search.relax import Boxes, Indices, Priced, at_prices, bends, bounds, boxes_of, joined
from monazite.design.search.space import Case, Space

GAP = 0.004
"""Share of the cost within which the bound is to come."""
MOST_BOXES = 60_000
AT_ONCE = 384
"""Boxes that are cut in a round."""
STARTS = 400
"""Random recipes of each route that are looked at before any box."""
TRIED = 3
"""Routes from which steps are taken first."""
SETTLED = 6
"""Times at most that steps are taken from the middle of a box."""
NEAR = 0.005
"""Share of the best cost within which the middle of a box, with what it misses, is worth steps."""
SKEW = 4
"""Power that makes most random recipes lean: additions are small in most magnets."""
SHORT_CNY = 1000.0
"""What a missed requirement counts among random recipes."""
SEED = 7


@dataclass
class Tree:
    """What is known of a space and a duty: boxes that cover it, and recipes that were found.

    Args:
        case: the duty, and all routes.
        leaves: boxes.
        known: bounds of the boxes when they were last looked at; None before.
        done: where steps came to rest, for the next search at other costs.
        is_kept: whether the boxes are to serve at other costs too: then none is cut by what its recipes cost.
    """

    case: Case
    leaves: Boxes
    known: Priced | None = None
    done: list[Settled] = field(default_factory=list)
    is_kept: bool = False


def planted(case: Case, *, is_kept: bool = False) -> Tree:
    """A tree of one box a route.

    Args:
        case: the duty and its space.
        is_kept: whether it is to serve at other costs too.
    """
    space = case.space
    return Tree(
        case, boxes_of(case, np.arange(len(space.routes)), space.low.copy(), space.high.copy()), is_kept=is_kept
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a search.

    Args:
        best: the cheapest recipe found, or the one that misses least.
        bound: no recipe costs less, CNY per kg; infinite where there is none.
        by_route: the same of each route, shape (R,).
        costs: of the cheapest recipe found by route.
        boxes: looked at.
    """

    best: Settled
    bound: float
    by_route: Floats
    costs: Mapping[int, float]
    boxes: int

    @property
    def is_feasible(self) -> bool:
        """Whether the recipe does the duty."""
        return self.best.missed == 0


def solve(tree: Tree, gap: float = GAP, most_boxes: int = MOST_BOXES) -> Found:
    """The cheapest recipe of a tree's space, and a bound on what any could cost.

    Args:
        tree: grows.
        gap: share of the cost within which the bound is to come.
        most_boxes: looked at.
    """
    space, search = tree.case.space, _Search(tree)
    search.settle_all()
    at, seen, rest = _looked(tree, search.enough(gap)), len(tree.leaves), SETTLED
    while True:
        enough = search.enough(gap)
        order = np.argsort(at.bound)[:AT_ONCE]
        now = order[at.bound[order] < enough]
        if not len(now) or seen >= most_boxes:
            break
        cut = _tightened(space, tree.leaves.of(now), at.of(now), np.inf if tree.is_kept else enough)
        bend, middle = bends(tree.case, cut)
        if rest and search.try_middle(cut, middle):
            rest -= 1
        kids, price = _halves(tree, cut, at.price[now], bend)
        later = np.setdiff1d(np.arange(len(tree.leaves)), now, assume_unique=True)
        at = at.of(later).joined(bounds(space, kids, price))
        tree.leaves, seen = joined(tree.leaves.of(later), kids), seen + len(kids)
    tree.known = at
    by_route = np.full(len(space.routes), np.inf)
    np.minimum.at(by_route, tree.leaves.route, at.bound)
    top = search.best.cost if search.best.missed == 0 else np.inf
    return Found(search.best, min(float(by_route.min()), top), by_route, search.costs, seen)


def reached(tree: Tree, duty: Duty, near: Sequence[Settled]) -> Settled:
    """The best recipe for a duty that steps alone find, from random recipes and from given ones.

    Args:
        tree: whose space is searched.
        duty: another than the tree's.
        near: where steps came to rest before.
    """
    search = _Search(Tree(replace(tree.case, duty=duty), tree.leaves))
    for one in near:
        search.settle(one.route, one.point)
        if search.best.missed == 0:
            return search.best
    return search.settle_all()


def _looked(tree: Tree, enough: float) -> Priced:
    """Bounds of the boxes of a tree; at other costs than before, only those are made better that are too low."""
    space, leaves = tree.case.space, tree.leaves
    if tree.known is None:
        return bounds(space, leaves, np.zeros((len(leaves), leaves.normal.shape[1] + space.rows.shape[1])))
    at = at_prices(space, leaves, tree.known.price, tree.known.pull)
    low = np.flatnonzero(at.bound < enough)
    better = bounds(space, leaves.of(low), at.price[low])
    for name in Priced.__slots__:
        getattr(at, name)[low] = getattr(better, name)
    return at


@dataclass
class _Search:
    """The best recipes so far."""

    tree: Tree
    costs: dict[int, float] = field(default_factory=dict)
    found: Settled | None = None

    @property
    def best(self) -> Settled:
        if self.found is None:
            raise ValueError("nothing was looked at")
        return self.found

    def enough(self, gap: float) -> float:
        """Bound from which a box needs no more care; below the best cost by the gap."""
        return self.best.cost * (1 - gap) if self.best.missed == 0 else np.inf

    def settle(self, route: int, start: Floats) -> None:
        """Steps from a point, kept if they end well."""
        one = settle(self.tree.case, route, start)
        if one.missed == 0:
            self.costs[route] = min(one.cost, self.costs.get(route, np.inf))
        if self.found is None or (one.missed, one.cost) < (self.found.missed, self.found.cost):
            self.found = one

    def settle_all(self) -> Settled:
        """Steps from all starts."""
        for start in _starts(self.tree):
            self.settle(*start)
        return self.best

    def try_middle(self, boxes: Boxes, slack: Floats) -> bool:
        """Steps from the middle of the box that promises most, if it promises enough."""
        points = (boxes.low + boxes.high) / 2
        space = self.tree.case.space
        cost = (space.cost[boxes.route] * points).sum(1) + space.fixed[boxes.route]
        over = np.einsum("Nmn,Nn->Nm", space.rows[boxes.route], points) - space.most[boxes.route]
        short = np.maximum(-slack.min(1, initial=0.0), 0) + np.maximum(over.max(1), 0)
        worth = cost + SHORT_CNY * short
        at = int(worth.argmin())
        if self.best.missed == 0 and worth[at] > self.best.cost * (1 + NEAR):
            return False
        self.settle(int(boxes.route[at]), points[at])
        return True


def _starts(tree: Tree) -> list[tuple[int, Floats]]:
    """Where steps begin: at the last answers, or at the best random recipes of the routes that promise most."""
    if tree.done:
        return [(one.route, one.point) for one in tree.done]
    space, draw = tree.case.space, np.random.default_rng(SEED)
    begun = []
    for route in range(len(space.routes)):
        low, high = space.low[route], space.high[route]
        share = draw.random((STARTS, len(low)))
        share[:, 1:] **= SKEW
        points = low + share * (high - low)
        slack = slack_at(tree.case, route, points)
        over = np.maximum(points @ space.rows[route].T - space.most[route], 0).max(1)
        worth = points @ space.cost[route] + space.fixed[route] + SHORT_CNY * (np.maximum(-slack.min(0), 0) + over)
        begun.append((float(worth.min()), route, points[int(worth.argmin())]))
    return [(route, point) for _, route, point in sorted(begun, key=lambda one: one[0])[:TRIED]]


def _tightened(space: Space, boxes: Boxes, at: Priced, enough: float) -> Boxes:
    """Boxes without the parts that break a plane or a limit, or in which everything costs enough."""
    rows = np.concatenate(
        [-boxes.normal, space.rows[boxes.route], (space.cost[boxes.route] + at.pull)[:, None]], axis=1
    )
    most = np.concatenate([boxes.offset, space.most[boxes.route]], axis=1)
    ends = np.where(rows > 0, rows * boxes.low[:, None], rows * boxes.high[:, None]).sum(2)
    room = np.concatenate([most - ends[:, :-1], (enough - at.bound)[:, None]], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(np.abs(rows) > ROUNDING, (np.maximum(room, 0)[:, :, None] + ROUNDING) / np.abs(rows), np.inf)
    high = np.minimum(boxes.high, (boxes.low[:, None] + np.where(rows > 0, reach, np.inf)).min(1))
    low = np.maximum(boxes.low, (boxes.high[:, None] - np.where(rows < 0, reach, np.inf)).max(1))
    cut = boxes.of(slice(None))
    cut.low, cut.high = np.minimum(low, high), high
    return cut


ROUNDING = 1e-9


def _halves(tree: Tree, boxes: Boxes, price: Floats, bend: Floats) -> tuple[Boxes, Floats]:
    """Boxes cut in two where what they cost bends most."""
    weight = np.maximum(price[:, : bend.shape[1]], 1.0)
    wide = (boxes.high - boxes.low) / np.maximum((tree.case.space.high - tree.case.space.low).max(0), ROUNDING)
    at = (np.einsum("Nj,Njn->Nn", weight, bend) + 1e-3 * wide).argmax(1)
    each: Indices = np.arange(len(boxes))
    upper, lower = boxes.high.copy(), boxes.low.copy()
    upper[each, at] = lower[each, at] = (boxes.low[each, at] + boxes.high[each, at]) / 2
    kids = boxes_of(
        tree.case, np.concatenate([boxes.route, boxes.route]),
        np.concatenate([boxes.low, lower]), np.concatenate([upper, boxes.high]),
    )  # fmt: skip
    return kids, np.concatenate([price, price])
