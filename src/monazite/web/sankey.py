"""A Sankey diagram laid out in columns, ready for an SVG in a template: it needs no script and prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GAP, LEAST, BAR = 14.0, 1.5, 12.0
"""Pixels between two nodes of a column, the least height of a node, and the width of one."""


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
    scale = min((height - GAP * (len(c) - 1)) / sum(through[key] for key in c) for c in shown)
    step = (width - BAR) / max(1, len(shown) - 1)
    nodes = [
        node for index, column in enumerate(shown) for node in _stacked(column, index, index * step, through, scale)
    ]
    return Sankey(width, height, tuple(nodes), tuple(_ribbons(wanted, {node.key: node for node in nodes}, scale)))


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


def _ribbons(flows: Sequence[Flow], nodes: Mapping[str, Node], scale: float) -> Iterable[Ribbon]:
    """The flows from top to bottom on both sides, so that ribbons of one node do not cross."""
    leaving = _offsets(flows, nodes, scale, is_source=True)
    coming = _offsets(flows, nodes, scale, is_source=False)
    for flow in flows:
        wide = flow.amount * scale
        start, end = nodes[flow.source], nodes[flow.target]
        x0, x1 = start.x + BAR, end.x
        y0, y1 = leaving[id(flow)] + wide / 2, coming[id(flow)] + wide / 2
        middle = (x0 + x1) / 2
        path = f"M{x0:.1f},{y0:.1f}C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
        yield Ribbon(flow.source, flow.target, flow.amount, path, round(max(wide, LEAST / 2), 1))


def _offsets(flows: Sequence[Flow], nodes: Mapping[str, Node], scale: float, *, is_source: bool) -> dict[int, float]:
    """Where each flow begins on its node, from the top."""
    taken = {key: node.y for key, node in nodes.items()}
    offsets: dict[int, float] = {}
    for flow in sorted(flows, key=lambda f: nodes[f.target if is_source else f.source].y):
        key = flow.source if is_source else flow.target
        offsets[id(flow)] = taken[key]
        taken[key] += flow.amount * scale
    return offsets
