"""Pools: what a lot or a line holds, by source and element, as entries draw from it and give to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from monazite.trace.origin.content import EMPTY, Content, Numbers, draw, plus, share, single
from monazite.trace.origin.flow import Flow


@dataclass(slots=True)
class Sharing:
    """A drawing that is shared out when someone asks; most outputs of a line are asked for once, waste never.

    Args:
        drawn: by the entry.
        parts: of its outputs in order. Shape (outputs, elements).
    """

    drawn: Content
    parts: Numbers
    shares: list[Content] | None = None

    def part(self, place: int) -> Content:
        """What the output at that place got."""
        if self.shares is None:
            self.shares = share(self.drawn, self.parts)
        return self.shares[place]


@dataclass(slots=True)
class Pool:
    """One well-mixed pool.

    Args:
        content: what it holds, without what is still owed to it.
        debt: what was drawn beyond what it held, by element; an element is never both held and owed. None for nothing.
        touches: entries that touched it so far.
        owed: shares that came in since, in order.
    """

    content: Content = field(default_factory=lambda: EMPTY)
    debt: Numbers | None = None
    touches: int = 0
    owed: list[tuple[Sharing, int]] = field(default_factory=list)

    def give(self, sharing: Sharing, place: int) -> None:
        """Matter comes in."""
        self.owed.append((sharing, place))

    def holds(self) -> Content:
        """What it holds now."""
        for sharing, place in self.owed:
            self._add(sharing.part(place))
        self.owed.clear()
        return self.content

    def _add(self, content: Content) -> None:
        self.content = plus(self.content, content)
        if self.debt is None:
            return
        repaid = np.minimum(self.debt, self.content.totals)
        _, self.content, _ = draw(self.content, repaid)
        left = self.debt - repaid
        self.debt = left if left.any() else None

    def is_emptied_by(self, amounts: Numbers) -> bool:
        """Take all it holds, without asking what that is; False, and nothing taken, when it holds more or less."""
        if self.debt is not None or len(self.content.sources) or len(self.owed) != 1:
            return False
        sharing, place = self.owed[0]
        if not np.array_equal(sharing.parts[place], amounts):
            return False
        self.owed.clear()
        return True

    def take(self, amounts: Numbers, unaccounted: int) -> Content:
        """Draw from it; what it does not hold comes from the source that stands for matter unaccounted for."""
        drawn, self.content, short = draw(self.holds(), amounts)
        if short is None:
            return drawn
        self.debt = short if self.debt is None else self.debt + short
        return plus(drawn, single(unaccounted, short))


def drawn_by(flow: Flow, pools: Mapping[int, Pool], unaccounted: Callable[[int], int]) -> Sharing:
    """Take out of the pools what a flow draws; nothing is told of a drawing that goes into no pool, such as an export.

    Args:
        flow: of one entry.
        pools: by node, those of the flow; they change.
        unaccounted: from a node to its source for matter unaccounted for.
    """
    drawn = EMPTY
    is_asked_for = any(gives and not ref & 1 for ref, gives in zip(flow.refs, flow.gives, strict=True))
    for ref, row, is_drawn in zip(flow.refs, flow.mg, flow.draws, strict=True):
        if is_drawn:
            taken = np.maximum(-row, 0)
            if is_asked_for:
                part = single(ref >> 1, taken) if ref & 1 else pools[ref >> 1].take(taken, unaccounted(ref >> 1))
                drawn = plus(drawn, part)
            elif not ref & 1 and not pools[ref >> 1].is_emptied_by(taken):
                pools[ref >> 1].take(taken, unaccounted(ref >> 1))
    return Sharing(drawn, flow.parts)


def give_out(flow: Flow, sharing: Sharing, pools: Mapping[int, Pool]) -> None:
    """Put a drawing into the pools a flow gives to, each its share."""
    for place, ref in enumerate(flow.outputs):
        if not ref & 1:
            pools[ref >> 1].give(sharing, place)
