"""Quota of a year in the journal: from the ministry's batch to the firm, used to date, filed, cut by penalties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS, Workspace
from monazite.app.trace.published import beside_published
from monazite.store import ListQuery
from monazite.trace.permits import batch_totals, filings, of_which, quota_use
from monazite.web.page import AnyPage
from monazite.web.plan.display import day_of
from monazite.web.trace.chain import wanted_year
from monazite.web.trace.display import named_display
from monazite.web.trace.quota_view import books_of

router = APIRouter(prefix="/trace/quota", include_in_schema=False)
MOST_ACTS = 1000
"""Acts of quota that one page looks through."""


@router.get("")
def quota(page: AnyPage) -> Response:
    """The quota book of a year, to date or as it stood on the day ``?until=``."""
    workspace = page.workspace
    acts = workspace.page(LISTS["quota-acts"], ListQuery(limit=MOST_ACTS)).rows
    years = sorted({row["year"] for row in acts}, reverse=True)
    year = wanted_year(page, years[0] if years else workspace.trace.today.year)
    asked = page.request.query_params.get("until", "")
    until = day_of(asked, "until") if asked else None
    show = named_display(page)
    with workspace.reading() as connection:
        uses, parts = quota_use(connection, year, until=until), of_which(connection, year)
        totals, filed = batch_totals(connection, year), filings(connection, year, workspace.trace.today)
    return page.render(
        "trace/quota.html",
        show=show,
        years=years,
        year=year,
        until=until,
        books=books_of(uses, parts),
        published=beside_published(totals, workspace.quotas(str(year))),
        filings=filed,
        acts=[row for row in acts if row["year"] == year],
        penalties=_penalties(workspace, year),
        is_simulated=any(show.is_simulated(use.party) for use in uses),
    )


def _penalties(workspace: Workspace, year: int) -> list[Mapping[str, Any]]:
    """Penalties that cut this year's quota, and those of this year, which cut the next."""
    rows = workspace.page(LISTS["penalties"], ListQuery(limit=MOST_ACTS)).rows
    return [row for row in rows if row["year"] in (year - 1, year) and row["reversed_by"] is None]
