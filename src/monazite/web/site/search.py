"""Search: one box that finds everything of the workspace, a group a kind."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app.find import kinds
from monazite.core.errors import UsageError
from monazite.facts import PRODUCTS
from monazite.web.listing import Asked, Listing, asked
from monazite.web.page import AnyPage
from monazite.web.site.found import address_of, site_pages

router = APIRouter(prefix="/search", include_in_schema=False)
SHOWN, SHOWN_ALONE = 5, 50
"""Hits of each kind where all are shown, and of the one that is shown alone."""
LONGEST_SHOWN = 200
"""Characters of a query that the box repeats."""


@router.get("")
def search(page: AnyPage) -> Response:
    """The search page."""
    query = page.request.query_params
    text, kind = query.get("q", "").strip(), query.get("kind", "")
    per = SHOWN_ALONE if kind else SHOWN
    paging = Asked({}, (), asked(PRODUCTS, query).page if kind else 1, per)
    answer, sentence = None, ""
    if text:
        wanted = (kind,) if kind else ()
        try:
            answer = page.workspace.finder.find(
                text, wanted=wanted, limit=per, offset=paging.offset, pages=site_pages()
            )
        except UsageError as error:
            sentence = error.problem.sentence(page.language)
    listing = Listing("search", paging, (), answer.total if answer and kind else 0)
    return page.render(
        "search.html", text=text[:LONGEST_SHOWN], answer=answer, sentence=sentence, kind=kinds().get(kind),
        listing=listing, address_of=address_of,
    )  # fmt: skip
