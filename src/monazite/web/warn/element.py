"""The rare earths, each with its level, price, cover and risk; and the page of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from monazite.app import LISTS
from monazite.warn.criticality import stages
from monazite.web.page import AnyPage, Page
from monazite.web.warn import outlook_view, risk_view
from monazite.web.warn import view as warn_view
from monazite.web.warn.display import warn_display
from monazite.web.warn.front import asked_days

if TYPE_CHECKING:
    from datetime import date

    from monazite.app.warn.element import ElementView
    from monazite.warn.outlook import Balance

router = APIRouter(prefix="/warn/elements", include_in_schema=False)
SHOWN_FACTS, SHOWN_REPLACEMENTS, SHOWN_PRICES = 12, 4, 60
OUTLOOK_YEARS = (2030, 2035)


@router.get("")
def elements(page: AnyPage) -> Response:
    """All rare earths on a day, the gravest first."""
    day, since = asked_days(page)
    found = warn_view.front_of(page.workspace, day, since)
    return page.render(
        "warn/elements.html",
        show=warn_display(page),
        rows=warn_view.element_rows(page.workspace, day, found.standings),
        day=day,
        since=since,
        is_simulated=_is_simulated(page),
    )


@router.get("/{symbol}")
def one_element(page: AnyPage, symbol: str) -> Response:
    """One rare earth on a day."""
    day, _ = asked_days(page)
    view = warn_view.element_of(page.workspace, symbol[:40], day)
    programme = _chosen(page, "programme", [name for name, _ in view.covers])
    return page.render(
        "warn/element.html",
        show=warn_display(page),
        view=view,
        day=day,
        at=f"?day={day}" if page.request.query_params.get("day") else "",
        groups=warn_view.grouped(view.standing.signals),
        sources=warn_view.sources_of(page.workspace, view.standing.signals),
        compared=risk_view.of_element(page.workspace, view.symbol),
        runs=risk_view.runs,
        stages=list(zip(stages(), view.stages, strict=True)),
        lines=[one for one in warn_view.covers_of(page.workspace, day) if one.element == view.symbol],
        programme=programme,
        programmes=list(dict.fromkeys(name for name, _ in view.covers)),
        weeks=[one for name, one in view.covers if name == programme],
        outlook=_outlook(view.symbol),
        shown_facts=SHOWN_FACTS,
        shown_replacements=SHOWN_REPLACEMENTS,
        is_simulated=_is_simulated(page),
        **_prices(page, view, day),
    )


def _prices(page: Page, view: ElementView, day: date) -> dict[str, Any]:
    """The prices of the product that the address asks for, of the one with the most prices without."""
    usual = sorted(view.prices, key=lambda name: (-len(view.prices[name]), name))
    product = _chosen(page, "product", usual)
    kept = warn_view.price_points(view, product)
    points = [(one, *page.display.point(one.low, one.high, one.unit or "CNY/kg")) for one in kept[:SHOWN_PRICES]]
    return {"product": product, "priced": usual, "points": points, "prices_total": len(kept), "until": day}


def _chosen(page: Page, name: str, known: list[str]) -> str:
    """What the address asks for, the first without; empty where there is none."""
    wanted = page.request.query_params.get(name, "")
    return wanted if wanted in known else next(iter(known), "")


def _outlook(symbol: str) -> list[Balance]:
    """Demand, supply and gap of the element in the usual scenario; none for an element that it does not hold."""
    found = outlook_view.found(outlook_view.asked(QueryParams("")).settings)
    if symbol not in found.elements:
        return []
    return [one for one in outlook_view.years_of(found, symbol) if one.year in OUTLOOK_YEARS]


def _is_simulated(page: Page) -> bool:
    return page.workspace.count(LISTS["lots"], simulated="yes") > 0
