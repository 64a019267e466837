"""Products: the list, and one product with its prices as a chart and as a table, each point with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monazite.app import Workspace
from monazite.core import UsageError, shanghai_day
from monazite.facts import CORE_KINDS, FACTS, OTHER_KINDS, Fact, PricePoint, days_of
from monazite.reference import product_named
from monazite.store import said, unknown
from monazite.web.lists import fact_and_document, latest_prices, listing
from monazite.web.page import AnyPage, Page

router = APIRouter(prefix="/products", include_in_schema=False)
RECENT_MOVES = 12
RANGES = {"3m": 92, "1y": 366, "3y": 1096, "all": None}
"""Ranges of a chart, in days before the newest price."""


@dataclass(frozen=True, slots=True)
class Point:
    """A price as its row and its dot show it.

    Args:
        kept: the price as it is kept.
        low, high: in the reader's unit.
        unit: the reader's unit, or the price's own where it cannot be converted.
        series: prices of one series are joined by a line: same specification, region and length of period.
    """

    kept: PricePoint
    low: Decimal
    high: Decimal
    unit: str
    series: str


@router.get("")
def products(page: AnyPage) -> Response:
    """The list of products and other subjects."""
    found = listing(page.workspace, "products", page.request.query_params)
    return page.render("products.html", listing=found, latest=latest_prices(page.workspace))


@router.get("/{key:path}")
def product(page: AnyPage, key: str) -> Response:
    """One product."""
    workspace, known = page.workspace, product_named(key)
    subject = known.key if known else key
    kinds = _kinds(workspace, subject)
    prices = workspace.prices(subject)
    if known is None and not kinds:
        raise HTTPException(404)
    since, until, chosen = _range(page, prices)
    inside = [one for one in prices if _is_inside(one, since, until)]
    return page.render(
        "product.html",
        subject=subject,
        product=known,
        kinds=kinds,
        points=[_point(page, one) for one in reversed(inside)],
        prices_total=len(prices),
        ranges=tuple(RANGES),
        chosen=chosen,
        since=since,
        until=until,
        moves=_moves(workspace, subject),
    )


def _kinds(workspace: Workspace, subject: str) -> dict[str, int]:
    """How many facts of each kind speak of a subject, under any of its names; the most frequent first."""
    counts = {kind: workspace.count(FACTS, subject=subject, kind=kind) for kind in (*CORE_KINDS, *OTHER_KINDS)}
    return {kind: count for kind, count in sorted(counts.items(), key=lambda pair: -pair[1]) if count}


def _moves(workspace: Workspace, subject: str) -> list[tuple[Fact, str]]:
    """The newest facts that state a change of its price."""
    found: list[tuple[Fact, str]] = []
    for kind in ("price_move", "price"):
        rows = workspace.facts(subject=subject, kind=kind, sort=("-period_end",), limit=RECENT_MOVES * 4)
        found += [(fact, document) for fact, document in map(fact_and_document, rows) if fact.change is not None]
    newest = sorted(found, key=lambda pair: _last_day(pair[0]), reverse=True)
    once = {(fact.period, fact.canonical_value, fact.change): (fact, document) for fact, document in reversed(newest)}
    return list(reversed(once.values()))[:RECENT_MOVES]


def _last_day(fact: Fact) -> date:
    days = days_of(fact.period)
    return days[1] if days else date.min


def _range(page: Page, prices: Sequence[PricePoint]) -> tuple[str, str, str | None]:
    """First and last day to show, ISO, empty where open; and which of the ready ranges that is."""
    query = page.request.query_params
    since, until = (_iso(name, query.get(name, "")) for name in ("since", "until"))
    name = query.get("range", "")
    if since and until and since > until:
        raise UsageError(said("monazite.facts", "time-backwards", "since", since=since, until=until))
    if since or until:
        return since, until, None
    if name and name not in RANGES:
        raise unknown("value-unknown", "range", name, RANGES)
    days = RANGES.get(name)
    if days is None:
        return "", "", "all"
    newest = max((one.day for one in prices if one.day), default=shanghai_day(page.site.clock.now()).isoformat())
    return (date.fromisoformat(newest) - timedelta(days=days)).isoformat(), "", name


def _iso(name: str, text: str) -> str:
    """First day of the period that a field of the address names, ISO; empty for an empty field.

    Raises:
        UsageError: when it names none.
    """
    days = days_of(text.strip())
    if text.strip() and days is None:
        raise UsageError(said("monazite.facts", "period-wrong", name, found=text))
    return days[0 if name == "since" else 1].isoformat() if days else ""


def _is_inside(one: PricePoint, since: str, until: str) -> bool:
    if not since and not until:
        return True
    return one.day is not None and (not since or one.day >= since) and (not until or one.day <= until)


def _point(page: Page, kept: PricePoint) -> Point:
    low, high, unit = page.display.point(kept.low, kept.high, kept.unit or "CNY/kg")
    length = len((kept.period or "").partition("/")[0])
    return Point(kept, low, high, unit, f"{unit}|{kept.spec}|{kept.region}|{kept.org}|{length}")
