"""Origins ahead of the tables: how much of what an entry would make comes of some sources. Loads numpy."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from monazite.ledger import Entry
from monazite.trace.lots import reo_mg
from monazite.trace.origin.content import EMPTY, WIDTH, Content, Numbers, draw, matter_of, plus, share, single
from monazite.trace.origin.engine import Engine
from monazite.trace.origin.flow import amounts_by_side, sides_of
from monazite.trace.origin.pools import Pool

POOLS = ("lot/", "line/")
"""How the sides of an entry begin that are pools; all others are sources and sinks."""
UNNAMED = 2**40
"""Numbers from here on stand for sources that have none yet."""
MISSING = 2**41
"""Stands for the source of what a pool does not hold."""


def reo_mg_from(connection: Connection, engine: Engine, entry: Entry, beginning: str) -> int:
    """Milligrams of REO in the lots an entry makes that come of sources whose ids begin so.

    Args:
        connection: to read from.
        engine: origins up to all entries before it.
        entry: not booked yet; nothing is drawn for it.
        beginning: such as ``import/``.
    """
    sides = sides_of(entry)
    if not sides:
        return 0
    mg = amounts_by_side(sides)
    taken = {side: np.maximum(-row, 0) for side, row in zip(sides, mg, strict=True) if (row < 0).any()}
    pools = engine.pools_of(connection, {side: sides[side][0] for side in taken})
    drawn, unnamed = EMPTY, {MISSING: ""}
    for place, (side, amounts) in enumerate(taken.items(), UNNAMED):
        unnamed[place] = side
        number = engine.names.sources.get(side, place)
        drawn = plus(drawn, _taken(pools[side], amounts) if side.startswith(POOLS) else single(number, amounts))
    named = unnamed | engine.names.sources_of(connection, set(drawn.sources.tolist()) - unnamed.keys())
    total = np.zeros(WIDTH, np.int64)
    parts = np.maximum(mg, 0)[(mg > 0).any(axis=1)]
    gives = [side for side, row in zip(sides, mg, strict=True) if (row > 0).any()]
    for side, content in zip(gives, share(drawn, parts), strict=True):
        if side.startswith(POOLS):
            are_of = [named[number].startswith(beginning) for number in content.sources.tolist()]
            total += content.mg[:, np.flatnonzero(are_of)].sum(axis=1)
    return reo_mg(matter_of(total))


def _taken(pool: Pool, amounts: Numbers) -> Content:
    """What would be drawn from a pool; what it does not hold comes from nowhere that is named."""
    drawn, _, short = draw(pool.holds(), amounts)
    return drawn if short is None else plus(drawn, single(MISSING, short))
