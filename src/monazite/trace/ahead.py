"""Origins ahead of the tables: pools as they will stand after the entries of a batch that are booked so far.

Loads numpy. Only what led to the pools that are asked for is worked out, each entry once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from monazite.ledger import Entry
from monazite.trace.accepted import Accepted
from monazite.trace.lots import reo_mg
from monazite.trace.origin.content import EMPTY, WIDTH, Content, Numbers, draw, matter_of, plus, single
from monazite.trace.origin.flow import Flow, Sides, amounts_by_side, sides_of
from monazite.trace.origin.names import Names
from monazite.trace.origin.pools import Pool, Sharing, drawn_by
from monazite.trace.origin.replay import rebuilt
from monazite.trace.origin.rows import fetch_by

POOLS = ("lot/", "line/")
"""How the sides of an entry begin that are pools; all others are sources and sinks."""
END = 2**62
"""A number beyond every entry."""


class Ahead:
    """The pools of a batch.

    Args:
        connection: to the tables as they stood before the batch.
        accepted: the entries of the batch.
    """

    def __init__(self, connection: Connection, accepted: Accepted) -> None:
        """Know what the tables know."""
        self._connection = connection
        self._accepted = accepted
        self._names = Names(connection)
        self._sides: list[Sides] = []
        self._touches: dict[str, list[int]] = defaultdict(list)
        self._pools: dict[str, Pool] = {}
        self._given: dict[str, int] = {}
        self._flows: dict[int, Flow] = {}
        self._sharings: dict[int, Sharing] = {}

    def reo_mg_from(self, entry: Entry, source: str) -> int:
        """Milligrams of REO in the lots an entry makes that come of sources whose ids begin so.

        Args:
            entry: not booked yet; nothing is drawn for it.
            source: such as ``import/``.
        """
        self._look()
        sides = sides_of(entry)
        if not sides:
            return 0
        self._work_out([side for side in sides if _draws(sides, side)], sides)
        flow = self._flow(sides)
        drawn = EMPTY
        for side, ref, row, draws in zip(sides, flow.refs, flow.mg, flow.draws, strict=True):
            if draws:
                drawn = plus(drawn, self._would_draw(side, ref, np.maximum(-row, 0)))
        sharing = Sharing(drawn, flow.parts)
        total = np.zeros(WIDTH, np.int64)
        for place, ref in enumerate(flow.outputs):
            if not ref & 1:
                part = sharing.part(place)
                total += part.mg[:, self._are_of(part.sources, source)].sum(axis=1)
        return reo_mg(matter_of(total))

    def _look(self) -> None:
        """Note which pools the entries that were booked since touch."""
        for place, entry in enumerate(self._accepted.entries[len(self._sides) :], len(self._sides)):
            sides = sides_of(entry)
            self._sides.append(sides)
            for side in sides:
                self._touches[side].append(place)

    def _flow(self, sides: Sides) -> Flow:
        return Flow([self._names.ref(side, about[0]) for side, about in sides.items()], amounts_by_side(sides))

    def _work_out(self, asked: Sequence[str], sides: Sides) -> None:
        """Bring pools up to the end of the batch, and before them those that gave to them, in order of the entries."""
        wanted, places, end = [*asked], set[int](), len(self._sides)
        until = dict.fromkeys(wanted, end)
        while wanted:
            side = wanted.pop()
            for place in self._touches.get(side, ()):
                if place >= until[side] or place in places or place in self._sharings:
                    continue
                places.add(place)
                for other in self._sides[place]:
                    if until.get(other, -1) < place and _draws(self._sides[place], other):
                        until[other] = place
                        wanted.append(other)
        told = [sides, *(self._sides[place] for place in places)]
        self._names.learn(self._connection, ((side, about[0]) for one in told for side, about in one.items()))
        self._flows |= {place: self._flow(self._sides[place]) for place in sorted(places)}
        nodes = {self._names.ref(side, side) >> 1: side for side in sorted(until.keys() - self._pools.keys())}
        for node, pool in rebuilt(self._connection, dict.fromkeys(nodes, END)).items():
            self._pools[nodes[node]] = pool
        for place in sorted(places):
            self._draw(place)
        for side in asked:
            self._receive(side, end)

    def _draw(self, place: int) -> None:
        sides, flow = self._sides[place], self._flows[place]
        for side in sides:
            if _draws(sides, side):
                self._receive(side, place)
        held = {ref >> 1: self._pools.get(side) or Pool() for side, ref in zip(sides, flow.refs, strict=True)
                if not ref & 1}  # fmt: skip
        self._sharings[place] = drawn_by(flow, held, self._names.unaccounted.__getitem__)

    def _receive(self, side: str, until: int) -> None:
        """Let a pool have what entries before one gave to it."""
        ref = self._names.ref(side, side)
        for place in self._touches.get(side, ()):
            if self._given.get(side, -1) < place < until:
                self._given[side] = place
                outputs = self._flows[place].outputs
                if ref in outputs:
                    self._pools[side].give(self._sharings[place], outputs.index(ref))

    def _would_draw(self, side: str, ref: int, amounts: Numbers) -> Content:
        if ref & 1:
            return single(ref >> 1, amounts)
        drawn, _, short = draw(self._pools[side].holds(), amounts)
        return drawn if short is None else plus(drawn, single(self._names.unaccounted[ref >> 1], short))

    def _are_of(self, sources: Numbers, beginning: str) -> Numbers:
        """Places of the sources whose ids begin so."""
        named = {number: name for name, number in self._names.sources.items()}
        unknown = [int(number) for number in sources if int(number) not in named]
        named |= dict(fetch_by(self._connection, "SELECT number, id FROM trace_sources WHERE number IN ({})", unknown))
        return np.flatnonzero([named[int(number)].startswith(beginning) for number in sources])


def _draws(sides: Sides, side: str) -> bool:
    """Whether an entry draws from a side that is a pool."""
    return side.startswith(POOLS) and any(mg < 0 for _, mg in sides[side][1])
