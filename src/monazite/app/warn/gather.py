"""What a workspace knows of a day, gathered for the watch: papers, index, quota, licences, venues, plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, or_, select

from monazite.app.warn.prices import Priced, of_index, of_papers
from monazite.core import Words
from monazite.facts.rows import fact_of
from monazite.facts.tables import DOCUMENT_ROWS
from monazite.store import Row
from monazite.trace.permits import licences, quota_use
from monazite.trade.tables import TABLES
from monazite.warn.targets import Known
from monazite.warn.watch import Seen, of_notices
from monazite.warn.watch.measures import (
    named,
    of_cover,
    of_halts,
    of_holders,
    of_licences,
    of_quota,
    of_scores,
    words,
)
from monazite.warn.watch.notices import Notice, controlled_in, phrases, term_in

if TYPE_CHECKING:
    from monazite.app.plan.views import ProgrammeView
    from monazite.app.workspace import Workspace

EU_PUBLISHED = date(2023, 3, 16)
"""On which the study with the EU's scores was published (COM(2023) 160)."""
NOTICE_TEXT = 6000
"""Characters of a notice in which elements are looked for."""
PREFIX = "history:"
"""Before the id of a fact of the public history that ships, which no workspace holds."""
AT_ONCE = 500
"""Ids of one query: fewer than any database allows."""


def known_facts(workspace: Workspace, *kinds: str) -> Iterator[Known]:
    """Facts of some kinds, each with the day of its paper."""
    return dated(workspace, (row for kind in kinds for row in workspace.facts(kind=kind)))


def dated(workspace: Workspace, rows: Iterable[Row]) -> Iterator[Known]:
    """Rows of the list of facts as facts, each with the day of its paper."""
    listed = list(rows)
    dates = _dates(workspace, {row["document_id"] for row in listed})
    return (Known(fact_of(row), dates.get(row["document_id"])) for row in listed)


def _dates(workspace: Workspace, documents: set[str]) -> dict[str, date | None]:
    wanted = sorted(documents)
    found: dict[str, date | None] = {}
    with workspace.reading() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            columns = select(DOCUMENT_ROWS.c.id, DOCUMENT_ROWS.c.date)
            rows = connection.execute(columns.where(DOCUMENT_ROWS.c.id.in_(wanted[start : start + AT_ONCE])))
            found |= {row.id: row.date for row in rows}
    return found


def gather(workspace: Workspace, day: date, priced: Iterable[Priced]) -> Iterator[Seen]:
    """Everything at hand that was known on a day.

    What the workspace keeps without a date (halts, receipts held, what is left of licences) is of today and is left
    out for an earlier day, so that nothing later is seen.

    Args:
        workspace: to look into.
        day: of which.
        priced: as `priced_on` has it.
    """
    is_today = day >= workspace.trace.today
    yield from of_history(day)
    yield from of_scores(eu_scores(), EU_PUBLISHED)
    yield from of_papers(priced, day)
    yield from of_index(workspace, day)
    told = [Notice(one.known_on, one.fact.quote, (one.fact.id,), until=term_in(one.fact.quote))
            for one in known_facts(workspace, "policy", "company_event") if one.known_on]  # fmt: skip
    with workspace.reading() as connection:
        yield from of_notices(_notices(connection, day), day)
        yield from of_notices(told, day)
        yield from of_quota(quota_use(connection, day.year, until=day), day)
        for one in of_licences(licences(connection), day):
            if is_today or one.kind != "licence-left":
                yield one
        if is_today:
            yield from of_holders(_held(connection), day)
    if is_today:
        yield from of_halts(halted(workspace), day)
    yield from of_programmes(workspace, day)


def of_programmes(workspace: Workspace, day: date) -> Iterator[Seen]:
    """Weeks for which stock and firm supply cover each element of each programme."""
    for view in programmes_on(workspace, day):
        by_element: dict[str, list[tuple[date, bool]]] = defaultdict(list)
        for one in view.covers:
            by_element[one.element].append((one.week, one.optional_mg == 0 and one.uncovered_mg == 0))
        for symbol, covered in by_element.items():
            name, plan = named(symbol), view.programme.record.id
            about = Words(f"{plan} 的{name.zh}", f"{name.en} of {plan}")
            yield from of_cover(symbol, about, covered, day, (view.programme.entry,))


def programmes_on(workspace: Workspace, day: date) -> Iterator[ProgrammeView]:
    """The programmes with their cover on a day.

    A programme whose weeks are over is left out. Plans are kept as they stand today: for an earlier day a programme is
    left out if it, its bill or a commitment that counts was stated later, and as long as stock on hand counts for it.
    """
    is_today = day >= workspace.trace.today
    stated = {one.record.id: one.stated_on for one in workspace.plan.commitments()}
    week = day - timedelta(days=day.weekday())
    for kept in workspace.plan.programmes(on=day):
        if all(one.week is not None and one.week < week for one in kept.record.weeks):
            continue
        view = workspace.plan.programme(kept.record.id, on=day)
        days = [view.programme.stated_on, view.bill.stated_on, *(stated.get(one, day) for one in view.commitments)]
        has_begun = bool(view.covers) and min(one.week for one in view.covers) + timedelta(days=6) < day
        if is_today or (has_begun and max(days) <= day):
            yield view


def of_history(day: date) -> Iterator[Seen]:
    """Controls and their suspensions from the public history that ships: what is in force is in force for everybody."""
    from monazite.warn.replay import load_2025  # noqa: PLC0415  reads a table
    from monazite.warn.replay.run import seen_of  # noqa: PLC0415  as above

    for fact in load_2025().facts:
        if fact.known_on <= day and fact.kind in {"control", "suspension"}:
            yield from (replace(one, ids=tuple(PREFIX + name for name in one.ids)) for one in seen_of(fact))


def eu_scores() -> dict[str, float]:
    """The EU's published supply risk by symbol, of the stage that counts for the element."""
    from monazite.reference import element_aliases, rare_earths  # noqa: PLC0415  tables
    from monazite.warn.criticality import scores  # noqa: PLC0415  tables

    known = {one.symbol for one in rare_earths()}
    found: dict[str, float] = {}
    for one in scores("eu-published", None)[0]:
        symbol = element_aliases().get(one.subject.lower(), "")
        if symbol in known and one.span is not None:
            found[symbol] = max(found.get(symbol, 0.0), float(one.span.value))
    return found


def _notices(connection: Connection, day: date) -> list[Notice]:
    """Papers whose title speaks of export control, with so much of their text as names the elements."""
    columns = DOCUMENT_ROWS.c
    says = or_(*(columns.title.icontains(phrase, autoescape=True) for phrase in phrases()))
    wanted = select(columns.id, columns.title, columns.date, func.substr(columns.text, 1, NOTICE_TEXT).label("text"))
    rows = connection.execute(wanted.where(columns.date.is_not(None), columns.date <= day, says).order_by(columns.id))
    return [
        Notice(row.date, row.title, (row.id,), controlled_in(row.title, row.text), term_in(row.text)) for row in rows
    ]


def _held(connection: Connection) -> dict[tuple[str, str], dict[str, int]]:
    """Lots by holder, of each instrument of each venue."""
    held, receipts = TABLES["trade_holdings"].c, TABLES["trade_receipts"].c
    wanted = (
        select(receipts.venue, receipts.instrument, held.holder, func.sum(held.last - held.first))
        .join_from(TABLES["trade_holdings"], TABLES["trade_receipts"], receipts.id == held.receipt)
        .group_by(receipts.venue, receipts.instrument, held.holder)
    )
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for venue, instrument, holder, lots in connection.execute(wanted):
        found[venue, instrument][holder] = int(lots)
    return found


def halted(workspace: Workspace) -> dict[str, list[str]]:
    """Halted instruments of the venues that this process has open; others know it in their own process."""
    found: dict[str, list[str]] = {}
    for venue in workspace.trade.all_opened():
        if desk := workspace.trade.opened(venue):
            found[venue] = desk.ask(_names_of_halted)
    return found


def _names_of_halted(machine: Any) -> list[str]:
    return [name for name, market in machine.state.markets.items() if market.phase == "halted"]


def missing(workspace: Workspace, day: date) -> tuple[Words, ...]:
    """What the watch could not look at, so that a calm page is not taken for a calm market."""
    with workspace.reading() as connection:
        has_papers = connection.execute(select(DOCUMENT_ROWS.c.id).limit(1)).first() is not None
    has = {
        "papers": has_papers, "venues": bool(workspace.trade.venues()), "journal": bool(workspace.trace.size()),
        "past": day >= workspace.trace.today,
    }  # fmt: skip
    return tuple(words(f"missing-{name}") for name, is_there in has.items() if not is_there)
