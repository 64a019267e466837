"""The JSON interface under /api/v1: the same lists and filters as the pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from monazite.app import Workspace
from monazite.reference import product_named
from monazite.store import DeclaredList, ListQuery, Page, unknown
from monazite.web.lists import declared_list
from monazite.web.page import page_of
from monazite.web.site.found import answer_json, site_pages

MOST = 1000


class Rows(BaseModel):
    """A page of a list: ``total`` rows in all; ``after`` is the cursor of the next page, null on the last."""

    total: int
    after: str | None
    rows: list[dict[str, Any]]


class Paging(BaseModel):
    """Where a page begins and how long it is: by ``after`` (stable on long lists) or by ``offset``."""

    limit: int = 100
    offset: int = 0
    after: str | None = None
    sort: str = ""


def _paging(
    limit: Annotated[int, Query(ge=1, le=MOST, description="rows of one page")] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="rows to skip")] = 0,
    after: Annotated[str | None, Query(max_length=2000, description="cursor of the page before")] = None,
    sort: Annotated[str, Query(max_length=200, description="columns, comma between, a minus for downwards")] = "",
) -> Paging:
    return Paging(limit=limit, offset=offset, after=after, sort=sort)


def _workspace(request: Request) -> Workspace:
    return page_of(request).workspace


Space = Annotated[Workspace, Depends(_workspace)]
Asked = Annotated[Paging, Depends(_paging)]
Text = Annotated[str | None, Query(max_length=200)]


def refuse_unknown(request: Request) -> None:
    """Refuse parameters that the route does not know, naming the nearest one it does."""
    operation = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    known = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    for key in request.query_params:
        if key not in known:
            raise unknown("filter-unknown", key, key, known)


def rows_of(workspace: Workspace, name: str, paging: Paging, filters: dict[str, str | None]) -> Rows:
    """One page of a list as JSON, with the filters that are set."""
    declared = _declared(name)
    wanted = {key: value for key, value in filters.items() if value}
    sort = tuple(key for key in paging.sort.split(",") if key)
    page = workspace.page(declared, ListQuery(wanted, sort, paging.limit, paging.offset, paging.after))
    return Rows(total=page.total, after=page.after, rows=_objects(declared, page))


def _declared(name: str) -> DeclaredList:
    declared = declared_list(name)
    if declared is None:
        raise KeyError(name)
    return declared


def _objects(declared: DeclaredList, page: Page) -> list[dict[str, Any]]:
    shown = [column.key for column in declared.shown]
    return [declared.as_json(row) if declared.as_json else {key: row[key] for key in shown} for row in page.rows]


def list_route(name: str) -> Callable[..., Rows]:
    """A handler of one declared list, with a parameter for each of its filters."""
    declared = _declared(name)
    keyword, text = inspect.Parameter.KEYWORD_ONLY, str | None

    def handler(**asked: Any) -> Rows:
        filters = {one.key: asked[f"{one.key}_"] for one in declared.filters}
        return rows_of(asked["space"], name, asked["paging"], filters)

    wanted = [inspect.Parameter(key, keyword, annotation=one) for key, one in (("space", Space), ("paging", Asked))]
    for one in declared.filters:
        query = Query(alias=one.key, max_length=200, description=one.label.en)
        wanted.append(inspect.Parameter(f"{one.key}_", keyword, default=None, annotation=Annotated[text, query]))
    handler.__signature__ = inspect.Signature(wanted, return_annotation=Rows)  # type: ignore[attr-defined]
    handler.__doc__ = f"{declared.title.en}, with the filters and the order of their page."
    return handler


router = APIRouter(prefix="/api/v1", tags=["read"], dependencies=[Depends(refuse_unknown)])


@router.get("/documents")
def documents(
    space: Space,
    paging: Asked,
    *,
    text: Text = None,
    form: Annotated[str | None, Query(alias="format", max_length=200)] = None,
    publisher: Text = None,
    year: Text = None,
) -> Rows:
    """Documents that were read."""
    return rows_of(space, "documents", paging, {"text": text, "format": form, "publisher": publisher, "year": year})


@router.get("/facts")
def facts(
    space: Space,
    paging: Asked,
    *,
    kind: Text = None,
    subject: Text = None,
    period: Text = None,
    status: Text = None,
    since: Text = None,
    until: Text = None,
    text: Text = None,
    doc: Text = None,
    org: Text = None,
    statement: Text = None,
) -> Rows:
    """Facts, each with its citation, its status and the ids of the checks that used it."""
    filters = {
        "kind": kind, "subject": subject, "period": period, "status": status, "since": since, "until": until,
        "text": text, "doc": doc, "org": org, "statement": statement,
    }  # fmt: skip
    return rows_of(space, "facts", paging, filters)


@router.get("/facts/{fact_id}")
def fact(space: Space, fact_id: str) -> dict[str, Any]:
    """One fact with its checks, its repair, the other records of its statement and the conflicts among them."""
    return space.fact(fact_id).as_json()


@router.get("/checks")
def checks(
    space: Space, paging: Asked, *, rule: Text = None, holds: Text = None, doc: Text = None, statement: Text = None
) -> Rows:
    """Checks: both sides worked out, as intervals of the printed digits. ``holds`` is ``yes``, ``no`` or ``open``."""
    return rows_of(space, "checks", paging, {"rule": rule, "holds": holds, "doc": doc, "statement": statement})


@router.get("/products")
def products(space: Space, paging: Asked, text: Text = None, priced: Text = None) -> Rows:
    """Subjects that facts speak of, with the number of their prices."""
    return rows_of(space, "products", paging, {"text": text, "priced": priced})


@router.get("/products/{key}/prices")
def prices(space: Space, key: str, spec: Text = None) -> dict[str, Any]:
    """The prices of a product in order of time, in canonical units, tax included as the trade quotes them."""
    known = product_named(key)
    subject = known.key if known else key
    points = space.prices(subject, spec=spec)
    return {"subject": subject, "total": len(points), "rows": [asdict(point) for point in points]}


@router.get("/quotas")
def quotas(space: Space, year: Text = None) -> dict[str, Any]:
    """Quota figures in tonnes REO by year, batch, subject and holder; ``org`` is null for a total."""
    lines = space.quotas(year)
    return {"total": len(lines), "rows": [asdict(line) for line in lines]}


@router.get("/search")
def search(
    space: Space,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    kind: Annotated[list[str] | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """Everything that fits every word, each with the page of it: an exact number first, then a group a kind."""
    return answer_json(space.finder.find(q, wanted=kind or (), limit=limit, offset=offset, pages=site_pages()))
