"""Facts: the list with its filters, and one fact with everything that speaks for and against it."""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.facts import CORE_KINDS, OTHER_KINDS, STATUSES, Fact, Shown, StoredDocument, StoredFact
from monazite.web.display import Display
from monazite.web.lists import fact_and_document, listing, titles
from monazite.web.page import AnyPage

EMPTY_LINES = re.compile(r"\n\s*\n")
router = APIRouter(prefix="/facts", include_in_schema=False)
CONTEXT_CHARACTERS = 120
"""How much of the text stands to either side of a quote."""


@router.get("")
def facts(page: AnyPage) -> Response:
    """The list of facts."""
    found = listing(page.workspace, "facts", page.request.query_params, made=fact_and_document)
    names = titles(page.workspace, {document for _, document in found.rows})
    return page.render(
        "facts.html",
        listing=found,
        kinds=(*CORE_KINDS, *OTHER_KINDS),
        statuses=STATUSES,
        show=Display(page.language, page.preferences, names),
    )


@router.get("/{fact_id}")
def fact(page: AnyPage, fact_id: str) -> Response:
    """One fact."""
    kept = page.workspace.fact(fact_id)
    document = page.workspace.document(kept.document)
    before, quote, after = in_context(document, kept.fact, kept.shown)
    return page.render(
        "fact.html",
        kept=kept,
        fact=kept.fact,
        document=document,
        before=before,
        quote=quote,
        after=after,
        others=_others(kept),
        show=Display(page.language, page.preferences, {document.id: document.title or document.name}),
    )


def in_context(document: StoredDocument, fact: Fact, shown: Shown) -> tuple[str, str, str]:
    """What stands before a quote, the quote as it is displayed, and what stands after it."""
    if shown.quote is None:
        return "", fact.quote, ""
    start, end = shown.quote.start, shown.quote.end
    before = _closed_up(document.text[max(0, start - CONTEXT_CHARACTERS) : start])
    after = _closed_up(document.text[end : end + CONTEXT_CHARACTERS])
    first = "…" if start > CONTEXT_CHARACTERS else ""
    last = "…" if end + CONTEXT_CHARACTERS < len(document.text) else ""
    return first + before, document.text[start:end], after + last


def _closed_up(text: str) -> str:
    """Text without empty lines."""
    return EMPTY_LINES.sub("\n", text)


def _others(kept: StoredFact) -> list[tuple[Fact, bool]]:
    """The other records of the statement, those that conflict with this one first."""
    against = {fact.id for fact in kept.conflicts}
    return sorted(((fact, fact.id in against) for fact in kept.same), key=lambda pair: not pair[1])
