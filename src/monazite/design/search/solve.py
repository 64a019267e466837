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
AT_ONCE = 512
"""Boxes that are cut in a round."""
HARD = 15_000
"""Boxes after which a question is hard, and steps are taken once on each route that may still hold a better recipe."""
MOST_CUTS = 4
"""Times that a box is cut in a round at most."""
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
    seen, rest = 0 if tree.known else len(tree.leaves), SETTLED
    at = _looked(tree, search.enough(gap))
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
        if seen >= HARD:
            search.try_route(cut.route)
        kids, priced = _renewed(tree, *_parts(tree, cut, at.price[now], bend), enough)
        later = np.setdiff1d(np.arange(len(tree.leaves)), now, assume_unique=True)
        at = at.of(later).joined(priced)
        tree.leaves, seen = joined(tree.leaves.of(later), kids), seen + len(kids)
    tree.known = at
    by_route = np.full(len(space.routes), np.inf)
    np.minimum.at(by_route, tree.leaves.route, at.bound)
    top = search.best.cost if search.best.missed == 0 else np.inf
    return Found(search.best, min(float(by_route.min()), top), by_route, search.costs, seen)


def reached(tree: Tree, duty: Duty, near: Sequence[Settled]) -> Settled:
    """A recipe for a duty that steps find from where they came to rest before, or the one that misses least.

    Args:
        tree: whose space is searched.
        duty: another than the tree's.
        near: where steps came to rest before, of which one or more.
    """
    case = replace(tree.case, duty=duty)
    tried = []
    for one in near:
        tried.append(settle(case, one.route, one.point, is_any=True))
        if tried[-1].missed == 0:
            break
    return min(tried, key=lambda one: one.missed)


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
    tried: set[int] = field(default_factory=set)

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

    def try_route(self, routes: Indices) -> None:
        """Steps from the middle of the first route that had none yet: first to any recipe, then to cheap ones."""
        route = next((one for one in routes.tolist() if one not in self.tried), None)
        if route is None:
            return
        self.tried.add(route)
        space = self.tree.case.space
        any_one = settle(self.tree.case, route, (space.low[route] + space.high[route]) / 2, is_any=True)
        self.settle(route, any_one.point)

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


def _parts(tree: Tree, boxes: Boxes, price: Floats, bend: Floats) -> tuple[Boxes, Floats]:
    """Boxes cut in two where what they cost bends most; few boxes are cut again and again, since a round has its price.

    Boxes that are to serve at other costs are cut once, so that they stay few.

    Returns:
        The parts, with the planes of the whole, and the prices of the whole.
    """
    weight = np.maximum(price[:, : bend.shape[1]], 1.0)
    wide = (boxes.high - boxes.low) / np.maximum((tree.case.space.high - tree.case.space.low).max(0), ROUNDING)
    score = np.einsum("Nj,Njn->Nn", weight, bend) + 1e-3 * wide
    own, low, high = np.arange(len(boxes)), boxes.low, boxes.high
    cuts = 1 if tree.is_kept else max(1, min(MOST_CUTS, int(np.log2(AT_ONCE * 2 / len(boxes)))))
    for _ in range(cuts):
        each, at = np.arange(len(own)), score.argmax(1)
        upper, lower = high.copy(), low.copy()
        upper[each, at] = lower[each, at] = (low[each, at] + high[each, at]) / 2
        score[each, at] /= 4
        own, score = np.concatenate([own, own]), np.concatenate([score, score])
        low, high = np.concatenate([low, lower]), np.concatenate([upper, high])
    parts = boxes.of(own)
    parts.low, parts.high = low, high
    return parts, price[own]


def _renewed(tree: Tree, parts: Boxes, price: Floats, enough: float) -> tuple[Boxes, Priced]:
    """Parts with planes of their own and with bounds; where the planes of the whole are enough, with these."""
    space = tree.case.space
    at = bounds(space, parts, price)
    low, is_low = np.flatnonzero(at.bound < enough), at.bound < enough
    if not len(low):
        return parts, at
    cut = _tightened(space, parts.of(low), at.of(low), np.inf if tree.is_kept else enough)
    new = boxes_of(tree.case, cut.route, cut.low, cut.high)
    return joined(parts.of(~is_low), new), at.of(~is_low).joined(bounds(space, new, at.price[low]))
