"""Documents: the list, one document with its facts in place, and its file as it came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.facts import PROBLEMS, Fact
from monazite.read.document import Format
from monazite.store import ListQuery
from monazite.web.lists import listing
from monazite.web.page import AnyPage
from monazite.web.read.marks import document_blocks

FORMATS: tuple[Format, ...] = get_args(Format)
router = APIRouter(prefix="/documents", include_in_schema=False)


@router.get("")
def documents(page: AnyPage) -> Response:
    """The list of documents."""
    found = listing(page.workspace, "documents", page.request.query_params)
    formats, problems = page.display.pairs("format", FORMATS), page.workspace.count(PROBLEMS)
    return page.render("documents.html", listing=found, formats=formats, problems=problems)


@router.get("/{document_id}")
def document(page: AnyPage, document_id: str) -> Response:
    """One document: its text with every fact in place, and what was found in it."""
    workspace = page.workspace
    kept = workspace.document(document_id)
    facts = workspace.facts_in(kept.id)
    loose = workspace.loose_numerals_in(kept.id)
    checks = workspace.checks_in(kept.id)
    return page.render(
        "document.html",
        document=kept,
        blocks=document_blocks(kept.text, kept.blocks, facts, loose),
        facts=[fact for fact, _ in facts],
        statuses=_by_status(fact for fact, shown in facts if shown.quote is not None),
        loose=loose,
        checks=sorted(checks, key=lambda check: (check.holds is not False, check.holds is not None)),
        problems=workspace.page(PROBLEMS, ListQuery({"sha256": kept.sha256})).rows,
    )


def _by_status(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """Ids of facts by status, in the order of the text."""
    found: dict[str, list[str]] = {}
    for fact in facts:
        found.setdefault(fact.status, []).append(fact.id)
    return found


@router.get("/{document_id}/original")
def original(page: AnyPage, document_id: str) -> Response:
    """The file that a document came in, byte for byte, to be saved and not shown."""
    kept = page.workspace.document(document_id)
    data = page.workspace.home.raw.bytes_of(kept.sha256)
    disposition = f"attachment; filename=\"document\"; filename*=UTF-8''{quote(kept.name, safe='')}"
    return Response(data, media_type="text/plain", headers={"content-disposition": disposition})
