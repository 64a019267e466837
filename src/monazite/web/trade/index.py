"""The price index (价格指数): its days, its products, and one day with every input, weight and exclusion."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.store import said
from monazite.trade.index import aggregate_labels, in_force, labels
from monazite.web.page import AnyPage, Page
from monazite.web.trade.api_reports import published
from monazite.web.trade.floor import Floor, floor_display, floor_of, floors
from monazite.web.trade.index_view import aggregates, day_rows, history, inputs_on, product_rows

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.trade.price_index import PublishedIndex

router = APIRouter(prefix="/trade/index", include_in_schema=False)
NONE_YET = frozenset({"index-missing", "index-no-day"})
LONGEST = 64


def index_or_none(workspace: Workspace, venue: str, day: date | None = None) -> PublishedIndex | None:
    """The index of a venue as published, of a day or the newest; None where it was not.

    Raises:
        ProblemError: when its file is lost or damaged.
    """
    try:
        return published(workspace, venue, day)
    except ProblemError as error:
        if error.problem.code in NONE_YET:
            return None
        raise


def index_floor(page: Page, known: dict[str, Floor]) -> tuple[Floor, PublishedIndex | None]:
    """The venue that a page about an index is about, and its index: the one asked for, else the first that has one."""
    if not page.request.query_params.get("venue"):
        for floor in known.values():
            if (found := index_or_none(page.workspace, floor.id)) is not None:
                return floor, found
    floor = floor_of(page, known)
    return floor, index_or_none(page.workspace, floor.id)


@router.get("")
def index(page: AnyPage) -> Response:
    """The index by day and by product; with ``?product=`` the days of one product."""
    known = floors(page)
    if not known:
        return page.render("trade/no_venue.html")
    floor, found = index_floor(page, known)
    shared: dict[str, Any] = {
        "show": floor_display(page, known), "floors": list(known.values()), "floor": floor, "labels": labels(),
    }  # fmt: skip
    if found is None:
        return page.render("trade/index_none.html", **shared)
    product = page.request.query_params.get("product", "")
    if product:
        if product not in {item.product for item in found.inputs.constituents}:
            raise ProblemError(said("monazite.app", "index-missing", floor.id, found=product[:LONGEST], nearest="-"))
        return page.render(
            "trade/index_product.html", found=found, product=product, rows=history(found.series, product), **shared
        )
    rows = day_rows(found.series)
    products = product_rows(found, found.day)
    return page.render(
        "trade/index.html",
        found=found,
        rows=list(reversed(rows)),
        products=[row for row in products if row.value.level],
        without=[row for row in products if not row.value.level],
        method=in_force(found.inputs.methods, found.day),
        aggregates=aggregates(found, found.day),
        aggregate_names=aggregate_labels(),
        **shared,
    )


@router.get("/{day}")
def index_of_day(page: AnyPage, day: date) -> Response:
    """One day of the index: every product's value with every input, its weight, and the rule that left it out."""
    known = floors(page)
    floor, newest = index_floor(page, known)
    of_day = index_or_none(page.workspace, floor.id, day)
    found = of_day or newest
    days = [] if found is None else [point.day for point in found.series.points]
    if found is None or newest is None or day not in days:
        raise ProblemError(said("monazite.app", "index-missing", floor.id, found=day, nearest="-"))
    all_days = [point.day for point in newest.series.points]
    at = all_days.index(day)
    rows = product_rows(found, day)
    views = inputs_on(page.workspace, found, day)
    groups = aggregates(found, day)
    weights = [one.weight for one in groups if one.weight]
    return page.render(
        "trade/index_day.html",
        show=floor_display(page, known),
        floors=list(known.values()),
        floor=floor,
        found=found,
        row=next(one for one in day_rows(found.series) if one.point.day == day),
        is_of_day=of_day is not None,
        later=_index_of(newest, day) if of_day is not None and newest.sha256 != of_day.sha256 else None,
        products=[row for row in rows if row.item.product in views or row.value.level],
        views=views,
        aggregates=groups,
        sources=list(dict.fromkeys((one.source, one.locator, one.year) for one in weights)),
        aggregate_names=aggregate_labels(),
        method=in_force(found.inputs.methods, day),
        labels=labels(),
        before=all_days[at - 1] if at else None,
        after=all_days[at + 1] if at + 1 < len(all_days) else None,
    )


def _index_of(found: PublishedIndex, day: date) -> object:
    return next(point.index for point in found.series.points if point.day == day)
