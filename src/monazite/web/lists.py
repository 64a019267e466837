"""The lists of `read` as the pages, the exports and the JSON interface name them: one way to ask for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.datastructures import QueryParams

from monazite.app import LISTS, Workspace
from monazite.facts import Check, Fact, check_of, fact_of
from monazite.store import DeclaredList, ListQuery
from monazite.web.listing import Listing, asked

RECENT_PRICES = 400
"""Newest price facts that are looked through for the latest price of each product."""

FactRow = tuple[Fact, str]
"""A fact and the id of its document."""


def declared_list(name: str) -> DeclaredList | None:
    """The list of that name, or None."""
    return LISTS.get(name)


def listing(
    workspace: Workspace,
    name: str,
    query: QueryParams,
    *,
    made: Callable[[dict[str, Any]], Any] = dict,
    sort: tuple[str, ...] = (),
) -> Listing:
    """One page of a list as an address asks for it.

    Args:
        workspace: to read from.
        name: of the list.
        query: of the address.
        made: from a row to what the template shows.
        sort: the order where the address asks for none.

    Raises:
        UsageError: for a filter's value or a column that is not known.
    """
    return listing_of(workspace, LISTS[name], query, made=made, sort=sort)


def listing_of(
    workspace: Workspace,
    declared: DeclaredList,
    query: QueryParams,
    *,
    made: Callable[[dict[str, Any]], Any] = dict,
    sort: tuple[str, ...] = (),
) -> Listing:
    """As `listing`, of a list that is at hand."""
    wanted = asked(declared, query)
    order = wanted.sort or sort
    page = workspace.page(declared, ListQuery(wanted.filters, order, wanted.per, wanted.offset))
    return Listing(declared.name, wanted, tuple(made(row) for row in page.rows), page.total)


def whole(workspace: Workspace, name: str, query: QueryParams) -> tuple[DeclaredList, Any]:
    """Every row of a list with an address's filters and order, streamed."""
    declared = LISTS[name]
    wanted = asked(declared, query)
    return declared, workspace.records(declared, ListQuery(wanted.filters, wanted.sort, limit=None))


def fact_and_document(row: dict[str, Any]) -> FactRow:
    """A row of the facts list as a fact and the id of its document."""
    return fact_of(row, tuple((row["checks"] or "").split())), row["document_id"]


def check_and_document(row: dict[str, Any]) -> tuple[Check, str]:
    """A row of the checks list as a check and the id of its document."""
    return check_of(row), row["document_id"]


def latest_prices(workspace: Workspace) -> dict[str, Fact]:
    """The newest price of each product among the newest prices of all, by its standard name."""
    rows = workspace.page(LISTS["facts"], ListQuery({"kind": "price"}, ("-period_end",), limit=RECENT_PRICES)).rows
    facts = [fact for fact, _ in map(fact_and_document, rows) if fact.canonical_value is not None and fact.period]
    return {fact.subject: fact for fact in reversed(facts)}


def titles(workspace: Workspace, documents: set[str]) -> dict[str, str]:
    """Titles of documents by id, their file names where they have none."""
    return workspace.titles(documents)
