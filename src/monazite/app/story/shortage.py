"""What is short in twelve weeks: elements that stock and firm supply of the programmes do not cover."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.app.story.record import Mass, Named, Part, Sentence
from monazite.app.warn.gather import programmes_on

if TYPE_CHECKING:
    from monazite.app.plan.views import ProgrammeView
    from monazite.app.story.scene import Scene
    from monazite.app.workspace import Workspace
    from monazite.plan.cover import Cover

HORIZON = dt.timedelta(weeks=12)
"""Weeks that are told, that of the day included."""


@dataclass(frozen=True, slots=True)
class Short:
    """An element over the weeks of the horizon, of all programmes; masses in milligrams.

    Args:
        element: symbol.
        programme: the first to fail.
        first: first week that stock and firm supply do not cover; None where they cover all.
        demand_mg: of the weeks.
        optional_mg: that commitments would still bring.
        uncovered_mg: that nothing brings.
        commitments: ids of those that count for it.
        is_simulated: whether a programme is invented.
    """

    element: str
    programme: str
    first: dt.date | None
    demand_mg: int
    optional_mg: int
    uncovered_mg: int
    commitments: tuple[str, ...]
    is_simulated: bool

    @property
    def open_mg(self) -> int:
        """What stock and firm supply do not cover."""
        return self.optional_mg + self.uncovered_mg


def short_on(workspace: Workspace, day: dt.date) -> list[Short]:
    """The elements that programmes need in the horizon, the first to fail first."""
    found: dict[str, list[tuple[ProgrammeView, Cover]]] = defaultdict(list)
    monday = day - dt.timedelta(days=day.weekday())
    for view in programmes_on(workspace, day):
        for one in view.covers:
            if monday <= one.week < monday + HORIZON:
                found[one.element].append((view, one))
    shorts = [_short(element, some) for element, some in found.items()]
    return sorted(shorts, key=lambda one: (one.first or dt.date.max, one.element))


def _short(element: str, covers: list[tuple[ProgrammeView, Cover]]) -> Short:
    lacking = [(one.week, view.programme.record.id) for view, one in covers if one.optional_mg or one.uncovered_mg]
    first, programme = min(lacking, default=(None, covers[0][0].programme.record.id))
    views = {view.programme.record.id: view for view, _ in covers}
    return Short(
        element, programme, first, sum(one.demand_mg for _, one in covers), sum(one.optional_mg for _, one in covers),
        sum(one.uncovered_mg for _, one in covers),
        tuple(dict.fromkeys(name for view in views.values() for name in view.commitments)),
        any(view.programme.is_simulated for view in views.values()),
    )  # fmt: skip


def shortages(scene: Scene) -> Iterator[Sentence]:
    """Each element that is short; that none is where programmes are covered."""
    day = scene.day
    for one in scene.lacking:
        page, programme = f"/warn/elements/{one.element}?day={day}", f"/plan/programmes/{one.programme}"
        weeks = f"{programme}?element={one.element}#h-weeks"
        parts = {
            "element": Part(Named("element", one.element), page), "programme": Part(one.programme, programme),
            "week": Part(one.first or day, weeks), "need": Part(Mass(one.demand_mg), weeks),
            "open": Part(Mass(one.open_mg), weeks),
        }  # fmt: skip
        yield Sentence("shortage.open", parts, page, is_simulated=one.is_simulated)
    if scene.shorts and not scene.lacking:
        page, is_simulated = f"/warn?day={day}", any(one.is_simulated for one in scene.shorts)
        parts = {"elements": Part(len(scene.shorts), page)}
        yield Sentence("shortage.covered", parts, page, is_simulated=is_simulated)
