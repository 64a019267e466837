"""Records of origin and lineage: where matter came from, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monazite.core import ElementMass, share_out

WHOLE_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the matter of one lot came from, as it was made.

    Args:
        lot: its id.
        shares: source id and the milligrams of each element from it, in order of the sources' first appearance; of
            every element they add up to the lot exactly. A source is the boundary account the matter came from, with
            the year for ground: ``ground/P-1/S-1@2022``, ``import/MM/C-9``, ``recycled/unknown/R-3``.
        is_settled: False while a correction upstream is being worked in: the shares are being recomputed.
    """

    lot: str
    shares: tuple[tuple[str, ElementMass], ...]
    is_settled: bool = True

    @property
    def matter(self) -> ElementMass:
        """All sources together: the lot's matter as made."""
        total: dict[str, int] = {}
        for _, matter in self.shares:
            for symbol, amount in matter.parts:
                total[symbol] = total.get(symbol, 0) + amount
        return ElementMass.of(total)

    def share_ppm(self, element: str, source: str) -> int:
        """Parts per million of an element that come from one source, rounded with the other sources; 0 when none."""
        return self.by(lambda name: name, element).get(source, 0)

    def recycled_ppm(self, element: str) -> int:
        """Parts per million of an element from recycled stock, of stated and unknown origin together."""
        return sum(ppm for kind, ppm in self.by_kind(element).items() if kind.startswith("recycled/"))

    def by_kind(self, element: str) -> Mapping[str, int]:
        """Shares in ppm by kind, such as ``ground``, ``import``, ``recycled/stated``, ``recycled/unknown``."""
        return self.by(_kind, element)

    def by_country(self, element: str) -> Mapping[str, int]:
        """Shares in ppm by country; ground is ``CN``, what has no country stands under its kind."""
        return self.by(_country, element)

    def by_permit(self, element: str) -> Mapping[str, int]:
        """Shares in ppm by mining permit; matter from no ground of ours stands under its kind."""
        return self.by(lambda name: name.split("/")[1] if name.startswith("ground/") else _kind(name), element)

    def by(self, group: Callable[[str], str], element: str) -> dict[str, int]:
        """Shares in ppm by any grouping of the sources, rounded by the largest remainder so that they make 1 000 000.

        Args:
            group: from source id to the name of its group.
            element: symbol; an element that the lot does not hold has no shares.
        """
        amounts: dict[str, int] = {}
        for source, matter in self.shares:
            if matter[element]:
                name = group(source)
                amounts[name] = amounts.get(name, 0) + matter[element]
        if sum(amounts.values()) <= 0:
            return {}
        return dict(zip(amounts, share_out(WHOLE_PPM, list(amounts.values())), strict=True))


def _kind(source: str) -> str:
    first, *rest = source.split("/")
    return f"{first}/{rest[0]}" if first == "recycled" and rest else first


def _country(source: str) -> str:
    parts = source.split("/")
    if parts[0] == "ground":
        return "CN"
    return parts[1] if parts[0] == "import" else _kind(source)


@dataclass(frozen=True, slots=True)
class Node:
    """A lot, or a run of a process line, in a graph.

    Args:
        id: ``lot/<lot>`` or ``run/<firm>/<line>/<run>@<number of its first entry>``; a run that is taken up again after
            another one is a new node.
        level: steps from the lot that was asked for.
    """

    id: str
    level: int

    @property
    def is_lot(self) -> bool:
        """Whether it is a lot."""
        return self.id.startswith("lot/")


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a lot came from, or what came of it.

    Args:
        lot: its id.
        nodes: nearest first; the lot itself at level 0.
        edges: from parent to child, between the nodes given.
        left_out: how many nodes are beyond the number or the levels asked for.
        is_settled: False while a correction is being worked in.
    """

    lot: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    left_out: int
    is_settled: bool = True
