"""Process lines: the last balance of each, and one line's balances, runs and recovery."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.core import ProblemError
from monazite.store import nearest, said
from monazite.trace.balance import line_balance
from monazite.web.page import AnyPage
from monazite.web.trace.display import named_display
from monazite.web.trace.line_view import contents, line_rows, line_view, runs_of, whole_recovery
from monazite.web.trace.lot_words import LotWords

router = APIRouter(prefix="/trace/lines", include_in_schema=False)
LONGEST_ELEMENT = 2


@router.get("")
def lines(page: AnyPage) -> Response:
    """The list of lines."""
    show = named_display(page)
    known = [party for party in show.parties.values() if party.kind == "line"]
    stage = page.request.query_params.get("stage", "")
    rows = line_rows(page.workspace, [party for party in known if not stage or party.stage == stage])
    return page.render(
        "trace/lines.html",
        show=show,
        rows=rows,
        stage=stage,
        stages=list(dict.fromkeys(party.stage for party in known if party.stage)),
        is_simulated=any(row.party.is_simulated for row in rows),
    )


@router.get("/{line_id}")
def line(page: AnyPage, line_id: str) -> Response:
    """One line."""
    show = named_display(page)
    party = show.parties.get(line_id)
    if party is None or party.kind != "line":
        near = nearest(line_id, [one.id for one in show.parties.values() if one.kind == "line"])
        raise ProblemError(said("monazite.trace", "party-unknown", "line", found=line_id, nearest=near))
    with page.workspace.reading() as connection:
        found = line_balance(connection, line_id)
    firm = found[0].firm if found else party.firm or ""
    content = contents(page.workspace, firm).get(line_id, 0)
    runs = runs_of(page.workspace, line_id)
    view = line_view(found, page.request.query_params.get("element", "")[:LONGEST_ELEMENT])
    return page.render(
        "trace/line.html",
        show=show,
        words=LotWords(show),
        line=party,
        firm=firm,
        view=view,
        content_mg=content,
        runs=runs,
        recovery=whole_recovery(runs, content),
        expected=runs[0].expected if runs else None,
    )
