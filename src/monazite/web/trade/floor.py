"""A venue as the pages of trade see it: its state where this process has it open, else what the journal has of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from monazite.app import LISTS
from monazite.core import Problem, ProblemError, shanghai_day
from monazite.store import ListQuery, nearest, said
from monazite.trade.receipts.find import instruments_on, rules
from monazite.trade.receipts.stock import stock_lines
from monazite.trade.record import Instrument
from monazite.trade.venues import rules_on
from monazite.web.remember import remembered
from monazite.web.trade.display import TradeDisplay, trade_display
from monazite.web.trade.venue_desk import looked

if TYPE_CHECKING:
    from datetime import date

    from monazite.app import Workspace
    from monazite.trade.session import Machine
    from monazite.trade.venues import RuleVersion
    from monazite.web.page import Page

T = TypeVar("T")
Told = Mapping[str, Any]
LATEST = 200
"""Newest closed days that are looked through for the last day of each instrument."""


@dataclass(frozen=True, slots=True)
class Floor:
    """One venue (交易场所) on a page.

    Args:
        workspace: whose.
        about: its row of the list of venues.
        instruments: what is listed, by id, as the contracts are today.
        rules: in force today; None before the first.
        now_ms: the time, UTC milliseconds since 1970.
    """

    workspace: Workspace
    about: Told
    instruments: Mapping[str, Instrument]
    rules: RuleVersion | None
    now_ms: int

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.about["id"])

    @property
    def is_simulated(self) -> bool:
        """Whether it is invented."""
        return bool(self.about["is_simulated"])

    @property
    def has_book(self) -> bool:
        """Whether its rules in force allow orders in a book: 集合竞价 or 连续竞价."""
        return self.rules is not None and not {"call", "continuous"}.isdisjoint(self.rules.parameters.methods)

    def look(self, view: Callable[[Machine], T]) -> T | None:
        """What a view of its state gives; None when another process has it open."""
        return looked(self.workspace, self.id, view)

    def instrument(self, name: str) -> Instrument:
        """A contract that is listed.

        Raises:
            ProblemError: ``instrument-unknown``.
        """
        found = self.listed(name)
        if isinstance(found, Problem):
            raise ProblemError(found)
        return found

    def listed(self, name: str) -> Instrument | Problem:
        """A contract, or the Problem of one that is not listed."""
        return self.instruments[name] if name in self.instruments else _unlisted(name, list(self.instruments))

    def stock(self) -> dict[str, tuple[int, int]]:
        """Lots and net mass in mg in its warehouses at this moment, by instrument."""
        day = _today(self.workspace)

        def make() -> dict[str, tuple[int, int]]:
            found: dict[str, tuple[int, int]] = {}
            with self.workspace.reading() as connection:
                for line in stock_lines(connection, self.id, day):
                    lots, mass = found.get(line.instrument, (0, 0))
                    found[line.instrument] = (lots + line.lots, mass + line.stock_mg)
            return found

        return remembered(self.workspace, ("stock", self.id, day), make)

    def closed_days(self) -> dict[str, Told]:
        """The last closed day of each instrument."""
        query = ListQuery({"venue": self.id}, ("-day",), limit=LATEST)
        rows = self.workspace.page(LISTS["trading-days"], query).rows
        return {row["instrument"]: row for row in reversed(rows)}


def _unlisted(name: str, known: list[str]) -> Problem:
    like = nearest(name, known)
    return said("monazite.trade.session", "instrument-unknown", "instrument", found=name, nearest=like)


def _today(workspace: Workspace) -> date:
    return shanghai_day(workspace.clock.now())


def floors(page: Page) -> dict[str, Floor]:
    """Every venue by its id, those with a licence first."""
    workspace = page.workspace
    day = _today(workspace)
    now_ms = int(workspace.clock.now().timestamp() * 1000)
    rows = workspace.page(LISTS["venues"], ListQuery(limit=None)).rows

    def make(venue: str) -> tuple[Mapping[str, Instrument], RuleVersion | None]:
        with workspace.reading() as connection:
            return instruments_on(connection, venue, day), rules_on(rules(connection, venue), day.isoformat())

    found = {}
    for row in sorted(rows, key=lambda row: (row["licence"] is None, row["id"])):
        listed, in_force = remembered(workspace, ("floor", row["id"], day), lambda row=row: make(row["id"]))  # type: ignore[misc]
        found[row["id"]] = Floor(workspace, row, listed, in_force, now_ms)
    return found


def floor_of(page: Page, known: Mapping[str, Floor], instrument: str | None = None) -> Floor:
    """The venue that a page is about: the one its address names, else the first that fits.

    Args:
        page: with ``?venue=`` or without it.
        known: all venues.
        instrument: that it lists.

    Raises:
        ProblemError: ``venue-unknown``, ``venue-none``.
    """
    asked = page.request.query_params.get("venue")
    if asked or not known:
        return known[page.workspace.trade.venue(asked)]
    fits = [one for one in known.values() if instrument is None or instrument in one.instruments]
    return (fits or list(known.values()))[0]


def floor_display(page: Page, known: Mapping[str, Floor]) -> TradeDisplay:
    """The display of a page about these venues."""
    return trade_display(page, {(venue, name): one for venue, floor in known.items()
                                for name, one in floor.instruments.items()})  # fmt: skip
