"""The chain on one page: a Sankey diagram of a year by mass, its table, and the key figures, each with its page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monazite.app import LISTS, Workspace
from monazite.core import UsageError
from monazite.store import said, unknown
from monazite.trace.lots.flows import Flow, chain_flows, year_span
from monazite.web.page import AnyPage, Page
from monazite.web.remember import remembered
from monazite.web.trace.chain_chart import chain_of
from monazite.web.trace.display import named_display
from monazite.web.trace.figures import figures

router = APIRouter(prefix="/trace", include_in_schema=False)
RARE_EARTHS = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc")
ALL = "REO"
YEAR_DIGITS, LONGEST_SHOWN = 4, 40


@router.get("")
def trace() -> Response:
    """The first page of trace."""
    return RedirectResponse("/trace/chain", status_code=307)


@router.get("/chain")
def chain(page: AnyPage) -> Response:
    """The chain of a year."""
    workspace = page.workspace
    span = remembered(workspace, "span", lambda: _span(workspace))
    years = list(range(span[1], span[0] - 1, -1)) if span else []
    year = wanted_year(page, years[0] if years else workspace.trace.today.year)
    element = _element(page)
    show = named_display(page)
    flows = flows_of(workspace, year, element)
    whole = flows if element is None else flows_of(workspace, year, None)
    return page.render(
        "trace/chain.html",
        show=show,
        years=years,
        year=year,
        element=element or ALL,
        elements=(ALL, *RARE_EARTHS),
        chain=chain_of(flows, show, year),
        figures=figures(workspace, year, show, whole) if years else [],
        is_simulated=workspace.count(LISTS["lots"], simulated="yes") > 0,
    )


def _span(workspace: Workspace) -> tuple[int, int] | None:
    with workspace.reading() as connection:
        return year_span(connection)


def flows_of(workspace: Workspace, year: int, element: str | None) -> tuple[Flow, ...]:
    """The flows of a year, found once until the journal grows."""

    def found() -> tuple[Flow, ...]:
        with workspace.reading() as connection:
            return chain_flows(connection, year, element)

    return remembered(workspace, ("flows", year, element), found)


def wanted_year(page: Page, otherwise: int) -> int:
    """The year that the address asks for.

    Raises:
        UsageError: when it is none.
    """
    text = page.request.query_params.get("year", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) == YEAR_DIGITS and int(text)):
        wanted = {"wanted_zh": "年份", "wanted_en": "a year"}
        raise UsageError(said("monazite.store", "value-wrong", "year", found=text[:LONGEST_SHOWN], **wanted))
    return int(text) if text else otherwise


def _element(page: Page) -> str | None:
    """The element that the address asks for; None for all, as oxides."""
    text = page.request.query_params.get("element", "") or ALL
    known = {name.lower(): name for name in (ALL, *RARE_EARTHS)}
    if text.lower() not in known:
        raise unknown("value-unknown", "element", text[:LONGEST_SHOWN], list(known.values()))
    found = known[text.lower()]
    return None if found == ALL else found
