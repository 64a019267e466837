"""A layered layout of lineage: what a lot came from above it, what came of it below. Pure: a graph in, places out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]
"""From parent to child."""

WIDTH, HEIGHT = 156.0, 40.0
"""Of a node."""
ACROSS, DOWN = 18.0, 34.0
"""Between nodes of a layer, and between layers."""
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its upper left corner."""

    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """An edge with its path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A graph ready to draw.

    Args:
        width: of the drawing.
        height: of the drawing.
        nodes: with their places.
        links: with their paths.
    """

    width: float
    height: float
    nodes: tuple[Placed, ...]
    links: tuple[Link, ...]


def layers_of(nodes: Sequence[str], edges: Iterable[Edge]) -> list[list[str]]:
    """Nodes by layer: every child is below all of its parents, and every root right above its first child.

    An edge of a circle, which no journal has, is left out of account.

    >>> layers_of(["c", "a", "b"], [("a", "b"), ("b", "c"), ("a", "c")])
    [['a'], ['b'], ['c']]
    """
    known = set(nodes)
    children: dict[str, list[str]] = {node: [] for node in nodes}
    waits: dict[str, int] = dict.fromkeys(nodes, 0)
    for parent, child in dict.fromkeys(edges):
        if parent in known and child in known and parent != child:
            children[parent].append(child)
            waits[child] += 1
    depth = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waits[node]]
    for node in ready:
        for child in children[node]:
            depth[child] = max(depth[child], depth[node] + 1)
            waits[child] -= 1
            if not waits[child]:
                ready.append(child)
    for node in reversed(ready):
        if children[node]:
            depth[node] = max(depth[node], min(depth[child] for child in children[node]) - 1)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in nodes:
        layers[depth[node]].append(node)
    return [layer for layer in layers if layer]


def ordered(layers: Sequence[Sequence[str]], edges: Iterable[Edge]) -> list[list[str]]:
    """Layers in an order of nodes that makes few links cross: by the middle of their neighbours, up and down."""
    near: dict[str, list[str]] = {}
    for parent, child in edges:
        near.setdefault(parent, []).append(child)
        near.setdefault(child, []).append(parent)
    found = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        place = {node: _middle(layer, at) for layer in found for at, node in enumerate(layer)}
        rows = found if sweep % 2 == 0 else found[::-1]
        for above, layer in pairwise(rows):
            place |= {node: _middle(above, at) for at, node in enumerate(above)}
            layer.sort(key=lambda node: _mean([place[one] for one in near.get(node, ()) if one in place], place[node]))
            place |= {node: _middle(layer, at) for at, node in enumerate(layer)}
    return found


def _middle(layer: Sequence[str], at: int) -> float:
    return at - (len(layer) - 1) / 2


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def layout(nodes: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """Places of nodes and paths of edges.

    Args:
        nodes: ids, in an order that breaks ties.
        edges: between them; others are left out.
    """
    known = set(nodes)
    shown = [edge for edge in dict.fromkeys(edges) if set(edge) <= known and edge[0] != edge[1]]
    rows = ordered(layers_of(nodes, shown), shown)
    widest = max((len(row) for row in rows), default=0)
    width = widest * (WIDTH + ACROSS) - ACROSS if widest else 0.0
    places = {
        node: Placed(
            node,
            round(width / 2 + _middle(row, at) * (WIDTH + ACROSS) - WIDTH / 2, 2),
            round(level * (HEIGHT + DOWN), 2),
        )
        for level, row in enumerate(rows)
        for at, node in enumerate(row)
    }
    links = tuple(Link(parent, child, _path(places[parent], places[child])) for parent, child in shown)
    return Layout(width, len(rows) * (HEIGHT + DOWN) - DOWN if rows else 0.0, tuple(places.values()), links)


def _path(parent: Placed, child: Placed) -> str:
    """A curve from the foot of a node to the head of another."""
    x, y = parent.x + WIDTH / 2, parent.y + HEIGHT
    to_x, to_y = child.x + WIDTH / 2, child.y
    bend = max(DOWN / 2, abs(to_y - y) / 2)
    return f"M{x:g},{y:g}C{x:g},{y + bend:g} {to_x:g},{to_y - bend:g} {to_x:g},{to_y:g}"


def nearest(levels: Mapping[str, int], most: int) -> list[str]:
    """The nodes nearest to the middle, at most so many, in the order given."""
    return sorted(levels, key=lambda node: abs(levels[node]))[:most]
