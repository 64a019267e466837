"""The home page: the story of the month, then what is kept, what came last, what deserves a look."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import Workspace
from monazite.core import UsageError, shanghai_day
from monazite.facts import CHECKS, DOCUMENTS, FACTS, PRODUCTS, STATUSES, Fact, days_of
from monazite.store import ListQuery, said
from monazite.web.lists import FactRow, check_and_document, fact_and_document, latest_prices, titles
from monazite.web.page import AnyPage, Page
from monazite.web.site.story_view import is_searching, shown, story_of
from monazite.web.trade.display import trade_display
from monazite.web.warn.front import WEEK, front_parts
from monazite.web.warn.view import front_of

router = APIRouter(include_in_schema=False)
LATEST, NOTABLE, QUOTED, RANKED = 8, 6, 9, 100
MONTH = re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])", re.ASCII)
"""Documents, findings and prices on the home page, and the most quoted products, which order the prices of a day."""


@router.get("/")
def home(page: AnyPage) -> Response:
    """The home page."""
    workspace = page.workspace
    told = story_of(workspace, asked_month(page))
    statuses = {status: workspace.count(FACTS, status=status) for status in STATUSES}
    checks = workspace.page(CHECKS, ListQuery({"holds": "no"}, limit=NOTABLE))
    failed = [check_and_document(row) for row in checks.rows]
    quoted = workspace.page(PRODUCTS, ListQuery({"priced": "yes"}, ("-prices",), limit=RANKED))
    newest = latest_prices(workspace) if quoted.total else {}
    return page.render(
        "home.html",
        day=shanghai_day(page.site.clock.now()),
        story=told,
        chapters=shown(told, trade_display(page)),
        is_searching=is_searching(told),
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
        warning=_warning(page),
    )


def asked_month(page: Page) -> str:
    """The month up to today that the address asks for; empty for the one of which most is known.

    Raises:
        UsageError: for what is no month.
    """
    text = page.request.query_params.get("month", "").strip()
    if text and not (MONTH.fullmatch(text) and text <= f"{page.workspace.trace.today:%Y-%m}"):
        raise UsageError(said("monazite.facts", "period-wrong", "month", found=text[:40]))
    return text


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
