"""Entries of the journal: the list, and one of them as people read it, with its raw lines and its proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.ledger.lists import ENTRY_LIST, reversal_of
from monazite.ledger.proof import proof_bytes
from monazite.web.lists import declared_list, listing_of
from monazite.web.page import AnyPage, Page
from monazite.web.plan.entry import plan_page
from monazite.web.trace.display import TraceDisplay, named_display
from monazite.web.trace.entry_view import MOST_LINES, details_of, kind_label, names_to_show, units_of

if TYPE_CHECKING:
    from monazite.ledger import Posted

router = APIRouter()
LONGEST_KEY = 65
"""Characters of an id or a number, and one more, so that what is longer is none."""
ANSWERS = ("accepted", "duplicate")


@router.get("")
def all_entries(page: AnyPage) -> Response:
    """The list of entries, newest first."""
    show, book = named_display(page), page.workspace.trace.journal.book
    kinds = [(name, show.words(kind_label(book, name))) for name in (*book.kinds, "reverse", "adjust")]
    return page.render(
        "trace/entries.html", show=show, kinds=list(dict(kinds).items()), kind_names=dict(kinds),
        listing=listing_of(page.workspace, ENTRY_LIST, page.request.query_params), recorded=recorded,
        is_exported=declared_list(ENTRY_LIST.name) is not None,
    )  # fmt: skip


def recorded(recorded_ms: int) -> str:
    """When an entry was recorded, to the second, in UTC."""
    return datetime.fromtimestamp(recorded_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


@router.get("/{key}")
def one_entry(page: AnyPage, key: str) -> Response:
    """One entry by its number or its id."""
    trace, show = page.workspace.trace, named_display(page)
    posted = trace.entry(key[:LONGEST_KEY])
    proof, book = trace.prove(posted.number), trace.journal.book
    with page.workspace.reading() as connection:
        reversed_by = reversal_of(connection, posted.number)
    answer = page.request.query_params.get("posted", "")
    entry = posted.entry
    return page.render(
        "trace/entry.html",
        show=show,
        posted=posted,
        entry=entry,
        kind=show.words(kind_label(book, entry.kind)),
        units=units_of(entry.legs, book, show),
        details=details_of(entry.details, show),
        related=_number_of(page, entry.relates) if entry.relates else None,
        reversed_by=reversed_by,
        recorded=recorded(posted.recorded_ms),
        answer=answer if answer in ANSWERS else "",
        proof=proof,
        lines=[field["line"] for field in proof["fields"]][:MOST_LINES],
        names=names_to_show(proof["fields"]),
        is_simulated=_is_simulated(posted, show),
        lots=_lots_of(posted),
        plan_page=plan_page(entry),
    )


def _number_of(page: Page, entry_id: str) -> int | None:
    """Number of the entry of an id; None when it is not here."""
    try:
        return page.workspace.trace.journal.posted(entry_id).number
    except ProblemError:
        return None


def _is_simulated(posted: Posted, show: TraceDisplay) -> bool:
    return posted.entry.details.get("simulated") is True or show.is_simulated(posted.entry.actor)


def _lots_of(posted: Posted) -> list[str]:
    """Lots that the entry touches."""
    names = (leg.account.split("/")[-1] for leg in posted.entry.legs if leg.role in {"lot", "blocked", "transit"})
    return list(dict.fromkeys(names))


@router.get("/{key}/proof.json")
def proof_file(page: AnyPage, key: str) -> Response:
    """The proof of an entry as a file, with all fields or with those that are named alone."""
    posted = page.workspace.trace.entry(key[:LONGEST_KEY])
    show = [name for name in page.request.query_params.getlist("show") if name]
    proof = page.workspace.trace.prove(posted.number, show or None)
    name = f"proof-{posted.number}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache, private"}
    return Response(proof_bytes(proof), media_type="application/json", headers=headers)
