"""The first page of plan: what is not covered, where the bottlenecks are, what is open, who must act."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.page import AnyPage, Page
from monazite.web.plan import commitments, matching, programmes
from monazite.web.plan.commitment_view import unpaid
from monazite.web.plan.display import asked_day, plan_display
from monazite.web.plan.matching_view import grid
from monazite.web.plan.programme_view import duties, monday_of, next_gap
from monazite.web.plan.qualification_view import counted

if TYPE_CHECKING:
    from monazite.plan.matching import Match

router = APIRouter(prefix="/plan", include_in_schema=False)
MOST = 6
"""Rows of each part; the page of the part has all."""


@router.get("")
def plan(page: AnyPage) -> Response:
    """The overview."""
    on, room = asked_day(page), page.workspace.plan
    listed = programmes.rows_of(page, on)
    agreed = commitments.rows_of(page, on)
    groups = room.standing("capacity_group", on=on)
    places, view = room.qualification(on=on), room.work(on=on)
    return page.render(
        "plan/index.html", show=plan_display(page), on=on, programmes=listed, most=MOST,
        duties=[(kept, one) for kept, each in listed if each for one in duties(each, on)],
        tight=_tight(page, on)[:MOST], names={one.record.id: one.record.name or one.record.id for one in groups},
        counts=grid(groups, matching.all_matches(page, on), None, None).counts(),
        commitments=agreed, silent=[one for one in agreed if one[1].silent],
        unpaid=[(kept, one) for kept, _, periods in agreed for one in unpaid(periods)],
        positions=places, qualified=counted(places), work=view, next_gap=next_gap,
        is_empty=not (listed or agreed or places or view.topics or room.standing("demand", on=on)),
        is_simulated=any(kept.is_simulated for kept in _kept(listed, agreed)),
    )  # fmt: skip


def _kept(*some: list[Any]) -> list[Any]:
    return [row[0] for rows in some for row in rows]


def _tight(page: Page, on: dt.date) -> list[Match]:
    """Weeks from that of the day on in which the planned capacity does not do."""
    found = [one for one in matching.all_matches(page, on) if one.verdict and one.verdict.colour != "green"]
    found.sort(key=lambda one: one.week)
    return [one for one in found if one.week >= monday_of(on)]
