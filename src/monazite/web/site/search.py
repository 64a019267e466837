"""Search: documents, facts and products that hold the words."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core.errors import UsageError
from monazite.facts import PRODUCTS
from monazite.store import ListQuery
from monazite.web.listing import Asked, Listing, asked
from monazite.web.page import AnyPage

router = APIRouter(prefix="/search", include_in_schema=False)
DOCUMENTS_SHOWN = 20
PRODUCTS_SHOWN = 12
LONGEST = 200
"""Characters of a query; what is longer is cut."""


@router.get("")
def search(page: AnyPage) -> Response:
    """The search page."""
    query = page.request.query_params
    text = query.get("q", "").strip()[:LONGEST]
    if not text:
        return page.render("search.html", text="", result=None, listing=None, products=(), sentence=None)
    paging = Asked({}, (), asked(PRODUCTS, query).page, DOCUMENTS_SHOWN)
    try:
        result = page.workspace.search(text, limit=DOCUMENTS_SHOWN, offset=paging.offset)
    except UsageError as error:
        sentence = error.problem.sentence(page.language)
        return page.render("search.html", text=text, result=None, listing=None, products=(), sentence=sentence)
    products = page.workspace.page(PRODUCTS, ListQuery({"text": text}, limit=PRODUCTS_SHOWN)).rows
    found = Listing("documents", paging, result.documents, result.total)
    return page.render("search.html", text=text, result=result, listing=found, products=products, sentence=None)
