"""Lots: the list, and one lot with its composition, origin, lineage, recall, claims and history."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS
from monazite.store import ListQuery
from monazite.trace.lots import lot as lot_of
from monazite.trace.lots import status_labels
from monazite.trace.lots.brief import Brief, briefs
from monazite.trace.origin import entries_of, origin_of, recall
from monazite.web.lists import listing
from monazite.web.page import AnyPage
from monazite.web.trace.display import TraceDisplay, named_display
from monazite.web.trace.lot_view import composition, full_lineage, lineage_view, named, origin_view, weighed_of
from monazite.web.trace.lot_words import LotWords

router = APIRouter(prefix="/trace/lots", include_in_schema=False)
STAGES = ("mining", "concentration", "separation", "metal", "alloy", "magnet", "motor", "recycling")
HOLDERS = ("firm", "recycler", "warehouse")
FEW = 24
"""Lots of a recall that the page of a lot names."""
MOST_CLAIMS = 100


@router.get("")
def lots(page: AnyPage) -> Response:
    """The list of lots."""
    show = named_display(page)
    words = LotWords(show)
    found = listing(page.workspace, "lots", page.request.query_params)
    holders = [(one.id, show.party(one.id)) for one in show.parties.values() if one.kind in HOLDERS]
    return page.render(
        "trace/lots.html",
        show=show,
        words=words,
        listing=found,
        holders=holders,
        stages=[(stage, show.coded("stage", stage)) for stage in STAGES],
        statuses=[(status, words.status(status)) for status in status_labels()],
        is_simulated=any(row["is_simulated"] for row in found.rows),
    )


@router.get("/{lot_id}")
def lot(page: AnyPage, lot_id: str) -> Response:
    """One lot."""
    show = named_display(page)
    words = LotWords(show)
    with page.workspace.reading() as connection:
        found = lot_of(connection, lot_id)
        origin = origin_view(origin_of(connection, lot_id), words)
        lineage = lineage_view(connection, lot_id, words)
        recalled = recall(connection, lot_id)
        near = briefs(connection, recalled[:FEW])
        corrections = [number for number in entries_of(connection, lot_id) if number != found.entry_number]
    return page.render(
        "trace/lot.html",
        show=show,
        words=words,
        lot=found,
        weighed=weighed_of(found),
        parents=found.weighed.get("of", ()),
        composition=composition(found),
        origin=origin,
        lineage=lineage,
        recalled=recalled,
        near=near,
        corrections=corrections,
        acts=page.workspace.trace.acts(),
        can=words.acts([holding.role for holding in found.holdings]),
        receipts=page.workspace.page(LISTS["receipts"], ListQuery({"lot": lot_id}, limit=1)).total,
        claims=page.workspace.page(LISTS["claims"], ListQuery({"lot": lot_id}, limit=MOST_CLAIMS)).rows,
    )


@router.get("/{lot_id}/lineage")
def lineage(page: AnyPage, lot_id: str) -> Response:
    """All that a lot came from and that came of it, as lists."""
    show = named_display(page)
    words = LotWords(show)
    with page.workspace.reading() as connection:
        found = lot_of(connection, lot_id)
        sides = full_lineage(connection, lot_id)
        told = [named(connection, [node.id for node in side.nodes[1:]], words) for side in sides]
    return page.render(
        "trace/lineage.html",
        show=show,
        lot=found,
        sides=[
            (key, list(zip([node.level for node in side.nodes[1:]], said, strict=True)), side.left_out)
            for key, side, said in zip(("up", "down"), sides, told, strict=True)
        ],
    )


@router.get("/{lot_id}/recall")
def recalled(page: AnyPage, lot_id: str) -> Response:
    """Every lot that may hold matter of this one."""
    show = named_display(page)
    with page.workspace.reading() as connection:
        found = lot_of(connection, lot_id)
        known = briefs(connection, recall(connection, lot_id))
    return page.render("trace/recall.html", show=show, words=LotWords(show), lot=found, lots=list(known.values()))


@router.get("/{lot_id}/recall.csv")
def recalled_file(page: AnyPage, lot_id: str) -> Response:
    """The same as a file that Chinese Excel opens."""
    show = named_display(page)
    with page.workspace.reading() as connection:
        lot_of(connection, lot_id)
        known = briefs(connection, recall(connection, lot_id))
    headers = {"content-disposition": 'attachment; filename="recall.csv"'}
    return Response(_csv(known.values(), show), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(lots: Iterable[Brief], show: TraceDisplay) -> bytes:
    words, out = LotWords(show), io.StringIO()
    writer = csv.writer(out)
    heads = ("lots.id", "lots.product", "lots.stage", "lots.holder", "lots.status", "lots.reo_kg", "lots.made_on")
    writer.writerow([*(show.t(head) for head in heads), show.t("simulated.mark")])
    for one in lots:
        holder = f"{one.holder} {show.party(one.holder)}"
        kilograms = f"{one.reo_mg / 1_000_000:.6f}"
        mark = show.t("simulated.mark") if one.is_simulated else ""
        cells = (one.id, show.subject(one.product), show.coded("stage", one.stage), holder, words.status(one.status),
                 kilograms, one.made_on.isoformat(), mark)  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for no formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
