"""What elements carry besides their price: supply risk and exposure to quota, per kilogram (供应风险、指标敞口).

*Supply risk* is the EU's published score of each rare earth (2023; critical from 1), so many points a kilogram: of a
magnet, the sum of scores times shares of mass. *Quota exposure* is how many kilograms of rare-earth oxide under mining
quota a kilogram of element takes, those of a scarce class counted by as many times more as the class is scarcer: total
quota of the year over that of the class that the element's ore belongs to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from monazite.app.design.prices import table, words
from monazite.app.design.views import Carried, Query
from monazite.app.warn.element import HEAVY_CLASS, LIGHT_CLASS
from monazite.app.warn.gather import eu_scores as read_scores
from monazite.design.search.record import Burden
from monazite.reference import factor, rare_earths

if TYPE_CHECKING:
    from monazite.app.workspace import Workspace

RISK, QUOTA = "supply-risk", "quota-exposure"
MINING = "mining"
MG_PER_TONNE = 10**9
EU_SOURCE = "European Commission, Study on the critical raw materials for the EU 2023"


@cache
def eu_scores() -> Mapping[str, float]:
    """The EU's score of each rare earth, read once."""
    return read_scores()


def supply_risk(query: Query | None = None) -> Carried:
    """The supply risk of each rare earth.

    Args:
        query: that puts a price on it, or a limit.
    """
    price, most = (query.risk_price_cny, query.most_risk) if query else (0.0, None)
    burden = Burden(RISK, eu_scores(), price, most)
    return Carried(burden, words("risk.unit"), words("risk.meaning"), EU_SOURCE)


def quota_exposure(workspace: Workspace | None, day: dt.date, query: Query | None = None) -> Carried:
    """The quota exposure of each rare earth on a day.

    Args:
        workspace: whose journal says what was issued in the year; where it says nothing, the notice that ships counts.
        day: of which.
        query: that puts a price on it, or a limit.
    """
    issued, source = (None if workspace is None else _issued(workspace, day)) or _shipped()
    whole = sum(issued.values())
    per_kg = {
        one.symbol: float(factor(one.symbol)) * whole / issued["heavy" if one.series == "heavy" else "light"]
        for one in rare_earths() if one.symbol in eu_scores()
    }  # fmt: skip
    price, most = (query.quota_price_cny, query.most_quota) if query else (0.0, None)
    times = {f"{name}_times": f"{whole / tonnes:.3g}" for name, tonnes in issued.items()}
    return Carried(Burden(QUOTA, per_kg, price, most), words("quota.unit"), words("quota.meaning", **times), source)


def _issued(workspace: Workspace, day: dt.date) -> tuple[Mapping[str, float], str] | None:
    """Tonnes of REO of mining quota of the year by kind of ore, as the journal has them; None unless it has both."""
    from monazite.trace.permits import quota_use  # noqa: PLC0415  loads the room

    with workspace.reading() as connection:
        rows = [one for one in quota_use(connection, day.year, until=day) if one.stage == MINING]
    found = {
        kind: sum(one.issued_mg + one.amended_mg for one in rows if one.klass == klass) / MG_PER_TONNE
        for kind, klass in (("heavy", HEAVY_CLASS), ("light", LIGHT_CLASS))
    }
    return (found, f"quota {day.year}") if min(found.values()) > 0 else None


def _shipped() -> tuple[Mapping[str, float], str]:
    rows = table("quota.csv")
    return {row["kind"]: float(row["reo_tonnes"]) for row in rows}, f"{rows[0]['source']}, {rows[0]['locator']}"
