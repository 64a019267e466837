"""Parties: the tree from ministry to line, and of one party its permits, findings, quota, lots, lines and reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.app import LISTS, Workspace
from monazite.store import ListQuery, Row
from monazite.trace.lots import stock
from monazite.trace.permits import (
    StoredParty,
    children,
    findings_of,
    grounds,
    licences,
    party,
    party_kinds,
    permit_types,
    quota_use,
)
from monazite.web.lists import listing
from monazite.web.page import AnyPage
from monazite.web.trace.chain import wanted_year
from monazite.web.trace.display import named_display
from monazite.web.trace.party_view import chain_above, tree_of

router = APIRouter(prefix="/trace/parties", include_in_schema=False)
MOST_IN_TREE = 600
"""Parties of a tree that a page still shows whole; above it the list stands alone."""
LATEST, MOST_PERMITS = 20, 5000
"""Movements of quota and reports that the page of a party shows, and permits that are looked through for its own."""


@router.get("")
def parties_page(page: AnyPage) -> Response:
    """The tree of all parties, or the list of those that pass the filters."""
    found = listing(page.workspace, "parties", page.request.query_params)
    show = named_display(page)
    is_tree = not found.filters and not found.asked.sort and found.page == 1 and len(show.parties) <= MOST_IN_TREE
    return page.render(
        "trace/parties.html",
        show=show,
        listing=found,
        tree=tree_of(show.parties.values()) if is_tree else (),
        kinds=[(kind, show.words(one.label)) for kind, one in party_kinds().items()],
        kind_names={kind: show.words(one.label) for kind, one in party_kinds().items()},
        groups=[(one.id, show.party(one.id)) for one in show.parties.values() if one.kind == "group"],
        regions=sorted({one.region for one in show.parties.values() if one.region}),
        is_simulated=any(row["is_simulated"] for row in found.rows),
    )


@router.get("/{party_id}")
def party_page(page: AnyPage, party_id: str) -> Response:
    """One party."""
    workspace, show = page.workspace, named_display(page)
    today = workspace.trace.today
    year = wanted_year(page, 0)
    latest = workspace.page(LISTS["quota-legs"], ListQuery({"party": party_id}, limit=LATEST))
    year = year or (latest.rows[0]["year"] if latest.rows else today.year)
    legs = workspace.page(LISTS["quota-legs"], ListQuery({"party": party_id, "year": str(year)}, limit=LATEST))
    with workspace.reading() as connection:
        found = party(connection, party_id)
        below = children(connection, party_id)
        findings = findings_of(connection, party_id)
        uses = [use for use in quota_use(connection, year) if party_id in (use.party, use.group)]
        held = stock(connection, party_id)
        exports = licences(connection, party_id)
    mine = (one for one in show.parties.values() if party_id in (one.firm, one.group_id, one.parent))
    return page.render(
        "trace/party.html",
        show=show,
        party=found,
        above=list(chain_above(found, dict(show.parties)))[::-1],
        kind=show.words(party_kinds()[found.kind].label),
        below=below,
        permits=[
            (one, show.words(permit_types()[one["type"]].label), validity_of(one, today))
            for one in _permits(workspace, show.parties, party_id)
        ],
        findings=[(one, show.words(grounds()[one.ground].label)) for one in findings],
        year=year,
        uses=uses,
        legs=legs,
        held=held,
        licences=exports,
        lines=[one for one in mine if one.kind == "line"],
        reports=workspace.page(LISTS["monthly-reports"], ListQuery({"party": party_id}, limit=LATEST)),
    )


def _permits(workspace: Workspace, known: Mapping[str, StoredParty], party_id: str) -> list[Row]:
    """The permits of a party and of all that belongs to it."""
    rows = workspace.page(LISTS["permits"], ListQuery(limit=MOST_PERMITS)).rows
    mine = {one.id for one in known.values() if party_id in (one.id, one.firm)}
    return [row for row in rows if row["party"] in mine and row["reversed_by"] is None]


def validity_of(permit: Row, today: date) -> str:
    """``valid``, ``expired`` or ``future`` on a day."""
    if permit["valid_until"] is not None and permit["valid_until"] < today:
        return "expired"
    return "future" if permit["valid_from"] > today else "valid"
