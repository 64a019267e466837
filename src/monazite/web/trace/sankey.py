"""A Sankey diagram laid out in columns, ready for an SVG in a template: it needs no script and prints.

A flow to a column further right is a ribbon; one that goes back, such as scrap to a recycler, runs beneath all nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GAP, LEAST, BAR = 14.0, 1.5, 12.0
"""Pixels between two nodes of a column, the least height of a node, and the width of one."""
TURN, LANE = 30.0, 8.0
"""Pixels by which a ribbon that goes back bends out, and between two of them."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How much goes from one node to another, in any one unit; not negative."""

    source: str
    target: str
    amount: float


@dataclass(frozen=True, slots=True)
class Node:
    """A node as drawn: its rectangle in pixels, and what goes through it."""

    key: str
    column: int
    x: float
    y: float
    height: float
    amount: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow as drawn: the path of its middle line and its width in pixels."""

    source: str
    target: str
    amount: float
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Sankey:
    """A diagram as drawn, ``width`` by ``height`` pixels."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


def sankey(
    flows: Iterable[Flow], columns: Sequence[Sequence[str]], *, width: float = 1080, height: float = 420
) -> Sankey:
    """Lay out flows between nodes that stand in given columns, from top to bottom in the given order.

    Args:
        flows: of one unit; those of nothing are left out.
        columns: keys of nodes, column by column from left to right; nodes without flow are left out.
        width: of the diagram, pixels.
        height: of the diagram, pixels.

    Raises:
        ValueError: for a flow whose node stands in no column.

    >>> drawn = sankey([Flow("ore", "oxide", 3.0)], [["ore"], ["oxide"]], width=200, height=100)
    >>> [(node.key, node.x, node.height) for node in drawn.nodes], drawn.ribbons[0].width
    ([('ore', 0.0, 100.0), ('oxide', 188.0, 100.0)], 100.0)
    """
    wanted = [flow for flow in flows if flow.amount > 0]
    through = _through(wanted)
    shown = [[key for key in column if key in through] for column in columns]
    if missing := through.keys() - {key for column in shown for key in column}:
        raise ValueError(f"in no column: {', '.join(sorted(missing))}")
    shown = [column for column in shown if column]
    if not shown:
        return Sankey(width, height, (), ())
    column_of = {key: number for number, column in enumerate(shown) for key in column}
    back = [flow for flow in wanted if column_of[flow.target] <= column_of[flow.source]]
    beneath = sum(flow.amount for flow in back)
    free = height - LANE * len(back)
    scale = min((free - GAP * (len(c) - 1)) / (sum(through[key] for key in c) + beneath) for c in shown)
    step = (width - BAR) / max(1, len(shown) - 1)
    nodes = [
        node for index, column in enumerate(shown) for node in _stacked(column, index, index * step, through, scale)
    ]
    lanes = _lanes(back, max(node.y + node.height for node in nodes), scale)
    return Sankey(
        width, height, tuple(nodes), tuple(_ribbons(wanted, {node.key: node for node in nodes}, scale, lanes))
    )


def _through(flows: Iterable[Flow]) -> dict[str, float]:
    """What goes through each node: the larger of what comes in and what goes out."""
    came: dict[str, float] = {}
    went: dict[str, float] = {}
    for flow in flows:
        went[flow.source] = went.get(flow.source, 0.0) + flow.amount
        came[flow.target] = came.get(flow.target, 0.0) + flow.amount
    return {key: max(came.get(key, 0.0), went.get(key, 0.0)) for key in came | went}


def _stacked(column: Sequence[str], index: int, x: float, through: Mapping[str, float], scale: float) -> Iterable[Node]:
    y = 0.0
    for key in column:
        tall = max(LEAST, through[key] * scale)
        yield Node(key, index, round(x, 1), round(y, 1), round(tall, 1), through[key])
        y += tall + GAP


def _lanes(back: Iterable[Flow], bottom: float, scale: float) -> dict[int, float]:
    """Height of the middle of each flow that goes back, beneath all nodes."""
    lanes: dict[int, float] = {}
    for flow in back:
        wide = flow.amount * scale
        lanes[id(flow)] = bottom + LANE + wide / 2
        bottom += LANE + wide
    return lanes


def _ribbons(
    flows: Sequence[Flow], nodes: Mapping[str, Node], scale: float, lanes: Mapping[int, float]
) -> Iterable[Ribbon]:
    """The flows from top to bottom on both sides, so that ribbons of one node do not cross."""
    leaving = _offsets(flows, nodes, scale, is_source=True)
    coming = _offsets(flows, nodes, scale, is_source=False)
    for flow in flows:
        wide = flow.amount * scale
        x0, x1 = nodes[flow.source].x + BAR, nodes[flow.target].x
        y0, y1 = leaving[id(flow)] + wide / 2, coming[id(flow)] + wide / 2
        path = _path(x0, y0, x1, y1, lanes.get(id(flow)))
        yield Ribbon(flow.source, flow.target, flow.amount, path, round(max(wide, LEAST / 2), 1))


def _path(x0: float, y0: float, x1: float, y1: float, lane: float | None) -> str:
    """The middle line of a ribbon, along its lane where it goes back."""
    if lane is None:
        middle = (x0 + x1) / 2
        return f"M{x0:.1f},{y0:.1f}C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
    right, left = x0 + TURN, x1 - TURN
    down = f"M{x0:.1f},{y0:.1f}C{right:.1f},{y0:.1f} {right:.1f},{lane:.1f} {x0:.1f},{lane:.1f}"
    return f"{down}L{x1:.1f},{lane:.1f}C{left:.1f},{lane:.1f} {left:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"


def _offsets(flows: Sequence[Flow], nodes: Mapping[str, Node], scale: float, *, is_source: bool) -> dict[int, float]:
    """Where each flow begins on its node, from the top."""
    taken = {key: node.y for key, node in nodes.items()}
    offsets: dict[int, float] = {}
    for flow in sorted(flows, key=lambda f: nodes[f.target if is_source else f.source].y):
        key = flow.source if is_source else flow.target
        offsets[id(flow)] = taken[key]
        taken[key] += flow.amount * scale
    return offsets
