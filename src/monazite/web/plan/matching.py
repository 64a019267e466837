"""Demand against capacity (供需匹配) as in CX-0128: groups and weeks, and one group with its weeks, links, history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.plan.matching import match
from monazite.store import unknown
from monazite.web.page import AnyPage, Page
from monazite.web.plan.display import asked_day, day_of, plan_display
from monazite.web.plan.matching_view import Change, changes, grid, last_change, linked, match_chart
from monazite.web.plan.programme_view import monday_of
from monazite.web.plan.tables import matching_sheet, table_file
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.plan.journal.find import Kept
    from monazite.plan.matching import Deviation, Match

router = APIRouter(prefix="/plan/matching", include_in_schema=False)
LONGEST = 64
MEASURED = dt.timedelta(weeks=4)
"""How long before a deviation is measured where no demand was changed: the interval of CX-0128."""
SHOWN = dt.timedelta(weeks=53)
"""Weeks that the grid shows unless others are asked for."""
SCENARIOS = range(1, 9)
NOT_FOUND = 404


def all_matches(page: Page, on: dt.date) -> list[Match]:
    """Every group and week as a day knew them, compared once until the journal grows."""
    plan = page.workspace.plan

    def made() -> list[Match]:
        demands, groups = ([one.record for one in plan.standing(kind, on=on)] for kind in ("demand", "capacity_group"))
        return list(match(demands, groups))

    return remembered(page.workspace, ("plan-match", on), made)


def _ends(page: Page) -> tuple[dt.date | None, dt.date | None]:
    """First and last week that the address asks for."""
    first, last = (page.request.query_params.get(name, "") for name in ("first", "last"))
    return (day_of(first, "first") if first else None, day_of(last, "last") if last else None)


@router.get("")
def matching(page: AnyPage) -> Response:
    """The grid of groups and weeks."""
    on = asked_day(page)
    groups, (first, last) = _chosen(page, on), _ends(page)
    matches, known = all_matches(page, on), _groups(page, on)
    if first is None and last is None and matches:
        first = _beginning([one.week for one in matches], on)
        last = first + SHOWN
    demands = page.workspace.plan.standing("demand", on=on)
    return page.render(
        "plan/matching.html", show=plan_display(page), on=on, first=first, last=last, demands=demands,
        grid=grid(groups, matches, first, last), has_groups=bool(known),
        suppliers=sorted({one.record.supplier for one in known}), scenarios=SCENARIOS,
        customers=sorted({one.record.customer for one in known}),
        is_simulated=any(one.is_simulated for one in (*groups, *demands)),
    )  # fmt: skip


def _beginning(weeks: list[dt.date], on: dt.date) -> dt.date:
    """Where the grid begins: with the first week, or where there are too many, with that of the day."""
    first, last = min(weeks), max(weeks)
    return first if last - first <= SHOWN else min(max(first, monday_of(on)), last)


def _groups(page: Page, on: dt.date) -> list[Kept]:
    return page.workspace.plan.standing("capacity_group", on=on)


def _chosen(page: Page, on: dt.date) -> list[Kept]:
    supplier, customer = (page.request.query_params.get(name, "") for name in ("supplier", "customer"))
    return [one for one in _groups(page, on)
            if supplier in ("", one.record.supplier) and customer in ("", one.record.customer)]  # fmt: skip


@router.get("/weeks.{form}")
def weeks_file(page: AnyPage, form: str) -> Response:
    """Every group and week as a file."""
    on = asked_day(page)
    wanted = {one.record.id: one for one in _chosen(page, on)}
    matches = [one for one in all_matches(page, on) if one.group in wanted]
    is_simulated = any(one.is_simulated for one in wanted.values())
    found = table_file(matching_sheet(matches, plan_display(page), is_simulated=is_simulated), form, "matching")
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


@router.get("/{group_id}")
def group(page: AnyPage, group_id: str) -> Response:
    """One group: its weeks, what it links, comments, what changed."""
    on, plan = asked_day(page), page.workspace.plan
    found = next((one for one in _groups(page, on) if one.record.id == group_id), None)
    if found is None:
        raise unknown(
            "value-unknown", "group", group_id[:LONGEST], [one.record.id for one in _groups(page, on)] or ["-"]
        )
    matches = [one for one in all_matches(page, on) if one.group == group_id]
    links = linked(found, plan.standing("demand", on=on))
    demands = {one.record.id: one for _, some in links for one in some}
    history = _history(page, found, list(demands))
    comments = [one for one in plan.standing("plan_comment", on=on) if one.record.about in {group_id, *demands}]
    since = _since(page, history, on)
    return page.render(
        "plan/group.html", show=plan_display(page), on=on, group=found, record=found.record, matches=matches,
        chart=match_chart(matches), links=links, history=history, since=since, scenarios=SCENARIOS,
        deviations=_deviations(page, group_id, since, on),
        comments=comments, commented={week for one in comments for week in one.record.weeks},
    )  # fmt: skip


def _history(page: Page, group: Kept, demands: list[str]) -> list[Change]:
    """Every version of a group and of its demands, newest first."""
    plan = page.workspace.plan
    found = changes("capacity_group", group.record.id, plan.versions("capacity_group", group.record.id))
    for one in demands:
        found += changes("demand", one, plan.versions("demand", one))
    return sorted(found, key=lambda one: -one.version.number)


def _since(page: Page, history: list[Change], on: dt.date) -> dt.date:
    """The day whose demand that of the day is held against: the one before the last change."""
    text = page.request.query_params.get("since", "")
    if text:
        return day_of(text, "since")
    changed = last_change(one for one in history if one.kind == "demand" and one.version.stated_on <= on)
    return changed - dt.timedelta(days=1) if changed else on - MEASURED


def _deviations(page: Page, group_id: str, since: dt.date, on: dt.date) -> list[Deviation]:
    found = page.workspace.plan.deviations(since, on=on)
    return [one for one in found if one.group == group_id and one.absolute]
