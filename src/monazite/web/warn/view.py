"""What the pages of warn show, kept as long as nothing new is known: the first page, elements, methods side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monazite.app.warn.cover import CoverLine, Planned, cover_lines, planned_until
from monazite.app.warn.gather import halted
from monazite.app.warn.sources import Behind, behind
from monazite.core import UsageError
from monazite.facts import DOCUMENTS, FACTS, Fact, PricePoint, fact_of
from monazite.reference import products
from monazite.store import said
from monazite.warn.alerts.message import mail
from monazite.warn.criticality import Score
from monazite.warn.signals import LEVELS
from monazite.web.remember import remembered
from monazite.web.warn import risk_view

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.warn.element import ElementView
    from monazite.app.warn.verb import Front
    from monazite.warn.alerts import Alert
    from monazite.warn.signals import Level, Signal
    from monazite.warn.targets import Target
    from monazite.warn.watch import Standing
    from monazite.web.page import Page

GRAVEST = tuple(reversed(LEVELS))
"""Levels, the gravest first."""
EU = "eu-published"
RECENT_PRICES = 400
WEEK = timedelta(days=7)
SENDER, PREVIEW = "monazite@localhost", "preview"
"""Of a message that is only shown."""
MOST_SOURCES = 200
"""Ids that are looked up for one page."""


@dataclass(frozen=True, slots=True)
class Group:
    """Signals of one kind and level that are told together.

    Args:
        signals: in their order.
        before: their level on the earlier day; None for what was not watched then.
    """

    signals: tuple[Signal, ...]
    before: Level | None = None

    @property
    def first(self) -> Signal:
        """The one that speaks for all."""
        return self.signals[0]

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of all that is behind them, each once."""
        return tuple(dict.fromkeys(name for one in self.signals for name in one.facts))


@dataclass(frozen=True, slots=True)
class ElementRow:
    """A rare earth in the list of all.

    Args:
        standing: its level with the signals behind it.
        price: newest price fact of one of its pure products; None where there is none.
        covers: of programmes that need it, the first to fail first.
        eu: the EU's published supply risk, of the stage that counts; None where there is none.
    """

    standing: Standing
    price: Fact | None
    covers: tuple[CoverLine, ...]
    eu: Score | None


def asked_day(page: Page, name: str, usual: date) -> date:
    """A day that the address asks for.

    Raises:
        UsageError: for what is no day.
    """
    text = page.request.query_params.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError as error:
        raise UsageError(said("monazite.facts", "period-wrong", name, found=text[:40])) from error


def _kept_for(workspace: Workspace, *key: Hashable) -> tuple[Hashable, ...]:
    """A key that changes with the papers and what is halted; `remembered` adds the journal, which holds all else."""
    halts = tuple((venue, tuple(some)) for venue, some in halted(workspace).items())
    return (*key, workspace.count(DOCUMENTS), workspace.count(FACTS), halts)


def front_of(workspace: Workspace, day: date, since: date) -> Front:
    """What changed, what is short, who must act."""
    key = _kept_for(workspace, "warn-front", day, since)
    return remembered(workspace, key, lambda: workspace.warn.front(day, since))


def covers_of(workspace: Workspace, day: date) -> tuple[CoverLine, ...]:
    """How long supply lasts, by programme and element."""
    return remembered(workspace, ("warn-covers", day), lambda: cover_lines(workspace, day))


def planned(workspace: Workspace, day: date) -> Planned | None:
    """Until when programmes were planned, where that is over by a day."""
    found = remembered(workspace, "warn-planned", lambda: planned_until(workspace))
    return found if found is not None and found.last_week < day and found.begun_on < day else None


def element_of(workspace: Workspace, name: str, day: date) -> ElementView:
    """An element's page.

    Raises:
        UsageError: for what is no rare earth.
    """
    key = _kept_for(workspace, "warn-element", name, day)
    return remembered(workspace, key, lambda: workspace.warn.element(name, day))


def sources_of(workspace: Workspace, signals: Iterable[Signal]) -> dict[str, Behind]:
    """What is behind some signals, by its id."""
    names = tuple(dict.fromkeys(name for one in signals for name in one.facts))[:MOST_SOURCES]
    key = _kept_for(workspace, "warn-behind", names)
    return remembered(workspace, key, lambda: {name: behind(workspace, name) for name in names})


def grouped(signals: Iterable[Signal]) -> list[Group]:
    """Signals of one kind and level together, in their order."""
    found: dict[Hashable, list[Signal]] = {}
    for one in signals:
        found.setdefault((one.kind, one.level), []).append(one)
    return [Group(tuple(some)) for some in found.values()]


def changed(front: Front) -> list[Group]:
    """What changed, graver things first, then what went calm."""
    found: dict[Hashable, list[Signal]] = {}
    for one in front.changes:
        found.setdefault((one.before, one.signal.kind, one.signal.level), []).append(one.signal)
    before = {id(one.signal): one.before for one in front.changes}
    return [Group(tuple(some), before[id(some[0])]) for some in found.values()]


def element_rows(workspace: Workspace, day: date, standings: Sequence[Standing]) -> list[ElementRow]:
    """All rare earths, as they were given."""
    prices, covers, eu = _prices(workspace, day), covers_of(workspace, day), _eu(workspace)
    return [
        ElementRow(one, prices.get(one.element), tuple(line for line in covers if line.element == one.element),
                   eu.get(one.element))
        for one in standings
    ]  # fmt: skip


def _prices(workspace: Workspace, day: date) -> dict[str, Fact]:
    """The newest price of a pure product of each element up to a day: of its oxide, else of its metal or another."""
    facts = workspace.facts(kind="price", until=day.isoformat(), sort=("-period_end",), limit=RECENT_PRICES)
    pure = {one.key: (one.elements[0], one.form != "oxide") for one in products() if len(one.elements) == 1}
    found: dict[str, tuple[bool, Fact]] = {}
    for fact in map(fact_of, facts):
        if fact.canonical_value is not None and fact.subject in pure:
            symbol, is_other = pure[fact.subject]
            if symbol not in found or (found[symbol][0] and not is_other):
                found[symbol] = (is_other, fact)
    return {symbol: fact for symbol, (_, fact) in found.items()}


def _eu(workspace: Workspace) -> dict[str, Score]:
    """The EU's published score of each element, the higher of its stages."""
    column = next(one for one in risk_view.compared(workspace) if one.method.name == EU)
    return {symbol: cell.score for symbol, cell in column.cells.items() if cell.score}


def price_points(view: ElementView, product: str) -> list[PricePoint]:
    """The prices of a product of an element, the newest first."""
    return sorted(view.prices.get(product, ()), key=lambda one: one.day or "", reverse=True)


def targets_of(workspace: Workspace, day: date) -> tuple[Target, ...]:
    """Each target beside what was measured, the first to fall due first."""
    return remembered(
        workspace, _kept_for(workspace, "warn-targets", day), lambda: tuple(workspace.warn.targets(day))
    )  # fmt: skip


def digest_of(workspace: Workspace, user: str) -> dict[str, tuple[int, str]]:
    """By rule of a user, how many alerts would go out now, and the text of the mail; empty where nothing is news."""
    today = workspace.trace.today
    signals = front_of(workspace, today, today - WEEK).signals
    found = workspace.warn.alerts.preview(user, signals)
    return {rule: (len(alerts), text_of(alerts)) for rule, alerts in found.items()}


def text_of(alerts: Sequence[Alert]) -> str:
    """Subject and text of the mail that alerts make; empty for none."""
    if not alerts:
        return ""
    message = mail(alerts, SENDER, PREVIEW)
    return f"{message['Subject']}\n\n{message.get_content().strip()}"
