"""The few facts by which a page names many lots at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from monazite.trace.lots.tables import LOTS

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Brief:
    """A lot in a few words.

    Args:
        id: of the lot.
        product: standard name where there is one.
        stage: of the process that made it.
        holder: who holds most of it now, or held it last.
        status: stock, spent, exported, ...
        reo_mg: rare earths as oxides, as made.
        made_on: first day of it.
        is_simulated: whether it is part of a simulation.
    """

    id: str
    product: str
    stage: str | None
    holder: str
    status: str
    reo_mg: int
    made_on: date
    is_simulated: bool


def briefs(connection: Connection, lots: Iterable[str]) -> dict[str, Brief]:
    """Lots by id; an id that is not known is left out.

    Args:
        connection: to read from.
        lots: their ids.
    """
    wanted = list(dict.fromkeys(lots))
    columns = [LOTS.c[name] for name in Brief.__slots__]
    found: dict[str, Brief] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(select(*columns).where(LOTS.c.id.in_(wanted[start : start + AT_ONCE])))
        found |= {row.id: Brief(*row) for row in rows}
    return {lot: found[lot] for lot in wanted if lot in found}
