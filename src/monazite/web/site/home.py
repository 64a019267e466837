"""The home page: what is kept, what came last, what deserves a look, how the chain stands; and verbs not built yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS, Workspace
from monazite.core import shanghai_day
from monazite.facts import CHECKS, DOCUMENTS, FACTS, PRODUCTS, STATUSES, Fact, days_of
from monazite.store import ListQuery
from monazite.web.lists import FactRow, check_and_document, fact_and_document, latest_prices, titles
from monazite.web.page import AnyPage, Page
from monazite.web.trace.display import named_display
from monazite.web.trace.figures import Figure, month_figures, month_of, quota_figures
from monazite.web.verbs import VERBS
from monazite.web.warn.front import WEEK, front_parts
from monazite.web.warn.view import front_of

router = APIRouter(include_in_schema=False)
LATEST, NOTABLE, QUOTED, RANKED = 8, 6, 9, 100
"""Documents, findings and prices on the home page, and the most quoted products, which order the prices of a day."""


@router.get("/")
def home(page: AnyPage) -> Response:
    """The home page."""
    workspace = page.workspace
    statuses = {status: workspace.count(FACTS, status=status) for status in STATUSES}
    checks = workspace.page(CHECKS, ListQuery({"holds": "no"}, limit=NOTABLE))
    failed = [check_and_document(row) for row in checks.rows]
    quoted = workspace.page(PRODUCTS, ListQuery({"priced": "yes"}, ("-prices",), limit=RANKED))
    newest = latest_prices(workspace) if quoted.total else {}
    return page.render(
        "home.html",
        day=shanghai_day(page.site.clock.now()),
        statuses=statuses,
        facts=sum(statuses.values()),
        documents=workspace.count(DOCUMENTS),
        checks=workspace.count(CHECKS),
        priced=quoted.total,
        failed=failed,
        failed_total=checks.total,
        names=titles(workspace, {document for _, document in failed}),
        latest=workspace.page(DOCUMENTS, ListQuery(limit=LATEST)).rows,
        prices=_newest_first(newest, [row["subject"] for row in quoted.rows])[:QUOTED],
        repaired=[*_facts(workspace, status="repaired", kind="price"), *_facts(workspace, status="repaired")][:NOTABLE],
        contradicted=_facts(workspace, status="contradicted"),
        chain=_chain(page),
        warning=_warning(page),
        is_simulated=workspace.count(LISTS["lots"], simulated="yes") > 0,
    )


def _chain(page: Page) -> list[Figure]:
    """The key figures of the latest year of the journal; none while no lot is in it."""
    newest = page.workspace.page(LISTS["lots"], ListQuery(limit=1)).rows
    if not newest:
        return []
    year, show = newest[0]["made_on"].year, named_display(page)
    quota = quota_figures(page.workspace.trace.quota(year), year, show)
    return [*quota, *month_figures(page.workspace, month_of(year, page.workspace.trace.today), show)]


def _warning(page: Page) -> dict[str, Any]:
    """How the elements stand today, for the strip that leads to the first page of warn."""
    day = page.workspace.trace.today
    return front_parts(page, front_of(page.workspace, day, day - WEEK))


def _newest_first(prices: Mapping[str, Fact], ranked: Sequence[str]) -> list[Fact]:
    """Latest prices, the newest first; of one day, the products that are quoted most."""
    rank = {subject: number for number, subject in enumerate(ranked)}
    often = sorted(prices.values(), key=lambda fact: (rank.get(fact.subject, len(rank)), fact.subject))
    return sorted(often, key=lambda fact: (days_of(fact.period) or (date.min, date.min))[1], reverse=True)


def _facts(workspace: Workspace, **filters: str) -> list[FactRow]:
    query = ListQuery(filters, ("-period_end",), limit=NOTABLE)
    return [fact_and_document(row) for row in workspace.page(FACTS, query).rows]


def _add_unbuilt(path: str, key: str) -> None:
    def unbuilt(page: AnyPage) -> Response:
        """A verb that is not built yet, said so."""
        return page.render("unbuilt.html", key=key)

    router.add_api_route(path, unbuilt, methods=["GET"], name=key)


for _verb in VERBS:
    if not _verb.is_built:
        _add_unbuilt(_verb.address, _verb.key)
