"""Blocked matter (封存) by firm: why, since when, how much, and what may be done with it by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.lists import listing
from monazite.web.page import AnyPage
from monazite.web.trace.display import TraceDisplay, named_display
from monazite.web.trace.lot_words import LotWords

router = APIRouter(prefix="/trace/blocked", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Firm:
    """The blocked lots of one firm, of one page of the list.

    Args:
        id: of the firm.
        group: it belongs to, or empty.
        region: it is in, or empty.
        rows: its lots.
    """

    id: str
    group: str
    region: str
    rows: tuple[dict[str, Any], ...]

    @property
    def reo_mg(self) -> int:
        """What of the lots is left, as oxides."""
        return sum(row["left_reo_mg"] for row in self.rows)


@router.get("")
def blocked(page: AnyPage) -> Response:
    """Blocked matter."""
    show = named_display(page)
    found = listing(page.workspace, "blocked_lots", page.request.query_params, sort=("holder", "-number"))
    holders = [one.id for one in show.parties.values() if one.kind in {"firm", "recycler"}]
    return page.render(
        "trace/blocked.html",
        show=show,
        words=LotWords(show),
        listing=found,
        firms=_firms(found.rows, show),
        holders=[(one, show.party(one)) for one in holders],
        acts=page.workspace.trace.acts(),
        is_simulated=any(row["is_simulated"] for row in found.rows),
    )


def _firms(rows: tuple[dict[str, Any], ...], show: TraceDisplay) -> list[Firm]:
    """Rows by firm, in order."""
    by_firm: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_firm.setdefault(row["holder"], []).append(row)
    return [_firm(firm, mine, show) for firm, mine in by_firm.items()]


def _firm(firm: str, rows: list[dict[str, Any]], show: TraceDisplay) -> Firm:
    party = show.parties.get(firm)
    return Firm(firm, (party.group_id if party else "") or "", (party.region if party else "") or "", tuple(rows))
