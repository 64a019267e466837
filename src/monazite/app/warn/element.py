"""All that a workspace knows of one element, for its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monazite.app.warn.gather import dated, programmes_on
from monazite.core import Words
from monazite.facts import Fact
from monazite.reference import element, element_aliases, products
from monazite.trace.permits import quota_use
from monazite.warn.criticality import Cell, Score, methods
from monazite.warn.signals.record import Series
from monazite.warn.watch import Standing, standings
from monazite.warn.watch.measures import words

if TYPE_CHECKING:
    from monazite.app.warn.verb import Warn
    from monazite.app.workspace import Workspace
    from monazite.facts import PricePoint
    from monazite.plan.cover import Cover
    from monazite.plan.qualification import Answer
    from monazite.trace.permits import QuotaUse

FACTS = 200
"""Facts that are shown; the list of facts has all."""
GRADES = 20
"""Grades for which substitutes are looked for."""
HEAVY_CLASS, LIGHT_CLASS = "ion", "rock"
"""Classes of quota: heavy rare earths come from ion-adsorption ore, light ones from rock."""


@dataclass(frozen=True, slots=True)
class ElementView:
    """An element on a day.

    Args:
        symbol: of the element.
        day: of which.
        standing: its level and the signals behind it.
        prices: points of each of its products that has some, by product.
        series: the same as series, one for each product and unit.
        quota: use of the quotas of the class that its ore belongs to, in the year of the day.
        risk: scores by all methods whose figures ship, that are about the element or all rare earths.
        stages: its row of the matrix of stages.
        covers: cover by programme and week; see `monazite.app.warn.gather.programmes_on`.
        substitutes: by grade that a motor may be fitted with, what may replace it without this element.
        facts: about its products and itself, the newest first.
        products: keys of the products that hold it.
        missing: what is missing, and why.
    """

    symbol: str
    day: date
    standing: Standing
    prices: dict[str, tuple[PricePoint, ...]]
    series: tuple[Series, ...]
    quota: tuple[QuotaUse, ...]
    risk: tuple[Score, ...]
    stages: tuple[Cell, ...]
    covers: tuple[tuple[str, Cover], ...]
    substitutes: tuple[tuple[str, Answer], ...]
    facts: tuple[Fact, ...]
    products: tuple[str, ...]
    missing: tuple[Words, ...]


def element_view(warn: Warn, symbol: str, day: date) -> ElementView:
    """All that is known of an element on a day.

    Args:
        warn: of the workspace.
        symbol: of a rare earth.
        day: nothing later is shown.
    """
    workspace = warn.workspace
    names = tuple(one.key for one in products() if symbol in one.elements)
    prices = {name: tuple(one for one in workspace.prices(name) if one.day and one.day <= day.isoformat())
              for name in names}  # fmt: skip
    with workspace.reading() as connection:
        quota = tuple(one for one in quota_use(connection, day.year, until=day) if _is_of(one.klass, symbol))
    standing = next(one for one in standings(warn.signals(day)) if one.element == symbol)
    stages = tuple(one for one in warn.matrix() if one.element == symbol)
    priced = {name: points for name, points in prices.items() if points}
    covers = _covers(workspace, symbol, day)
    return ElementView(
        symbol, day, standing, priced, _series(priced), quota, _risk(warn, symbol), stages, covers,
        _substitutes(workspace, symbol, day), _facts(warn, symbol, day), names, _missing(priced, quota, covers),
    )  # fmt: skip


def _covers(workspace: Workspace, symbol: str, day: date) -> tuple[tuple[str, Cover], ...]:
    return tuple((view.programme.record.id, one) for view in programmes_on(workspace, day)
                 for one in view.covers if one.element == symbol)  # fmt: skip


def _substitutes(workspace: Workspace, symbol: str, day: date) -> tuple[tuple[str, Answer], ...]:
    grades = sorted({grade for one in workspace.plan.qualification(on=day) for grade in one.grades})
    found = ((grade, workspace.plan.substitutes(grade, without=(symbol,), on=day)) for grade in grades[:GRADES])
    return tuple((grade, answer) for grade, answer in found if answer.replacements or answer.not_known)


def _is_of(klass: str, symbol: str) -> bool:
    """Whether a class of quota is that of an element's ore; a class that says neither is of all."""
    other = LIGHT_CLASS if element(symbol).series == "heavy" else HEAVY_CLASS
    return other not in klass


def _series(prices: dict[str, tuple[PricePoint, ...]]) -> tuple[Series, ...]:
    """One series for each product and unit: the mean of all points of a day."""
    found = []
    for name, points in prices.items():
        for unit in sorted({one.unit or "" for one in points}):
            days: dict[str, list[float]] = {}
            for one in points:
                if (one.unit or "") == unit and one.day:
                    days.setdefault(one.day, []).append((one.low + one.high) / 2)
            ordered = sorted(days)
            values = tuple(sum(days[day]) / len(days[day]) for day in ordered)
            found.append(Series(name, unit, tuple(map(date.fromisoformat, ordered)), values))
    return tuple(found)


def _risk(warn: Warn, symbol: str) -> tuple[Score, ...]:
    """Scores of the methods that run on what ships, of the element where they have it, else of all rare earths."""
    found: list[Score] = []
    for name, method in methods().items():
        if set(method.needs) <= set(method.ships):
            of_method = warn.risk(name)
            mine = [one for one in of_method if element_aliases().get(one.subject.lower()) == symbol]
            found += mine or _newest(one for one in of_method if one.subject == "Rare earth")
    return tuple(found)


def _newest(scores: Iterable[Score]) -> list[Score]:
    listed = list(scores)
    last = max((one.year or 0 for one in listed), default=0)
    return [one for one in listed if (one.year or 0) == last]


def _facts(warn: Warn, symbol: str, day: date) -> tuple[Fact, ...]:
    """Facts whose subject names the element, of papers that were known on the day, the newest first."""
    rows = warn.workspace.facts(subject=element(symbol).zh, until=day.isoformat(), limit=FACTS, sort=("-period",))
    return tuple(one.fact for one in dated(warn.workspace, rows) if one.known_on is None or one.known_on <= day)


def _missing(
    prices: dict[str, tuple[PricePoint, ...]], quota: tuple[QuotaUse, ...], covers: tuple[tuple[str, Cover], ...]
) -> tuple[Words, ...]:
    has = {"price": prices, "quota": quota, "cover": covers}
    return tuple(words(f"missing-{name}") for name, found in has.items() if not found)
