"""What every chapter looks at: the workspace, the month and the day, and what several of them need, found once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from monazite.app.story.market import Closed, closed_in
from monazite.app.story.month import span
from monazite.app.story.shortage import Short, short_on
from monazite.trace.permits import parties

if TYPE_CHECKING:
    from monazite.app.design.views import Answer, Query
    from monazite.app.workspace import Workspace

Search = Callable[["Query"], "Answer | None"]
"""Finds the cheapest recipe, as `workspace.design.search` does; None from one that is still searching."""


class Scene:
    """Where and when the story plays.

    Args:
        workspace: to look into.
        month: such as ``2022-08``.
        search: for recipes.
    """

    def __init__(self, workspace: Workspace, month: str, search: Search) -> None:
        """Look at nothing yet."""
        self.workspace, self.month, self.search = workspace, month, search
        first, last = span(month)
        self.since, self.until = first.isoformat(), last.isoformat()
        self.day: dt.date = min(last, max(first, workspace.trace.today))

    @cached_property
    def invented(self) -> frozenset[str]:
        """Parties that are simulated."""
        with self.workspace.reading() as connection:
            return frozenset(one.id for one in parties(connection) if one.is_simulated)

    @cached_property
    def closed(self) -> list[Closed]:
        """The watched instruments on their last closed day of the month."""
        return closed_in(self.workspace, self.month)

    @cached_property
    def shorts(self) -> list[Short]:
        """The elements that programmes need in twelve weeks, the first to fail first."""
        return short_on(self.workspace, self.day)

    @cached_property
    def lacking(self) -> list[Short]:
        """Those that stock and firm supply do not cover."""
        return [one for one in self.shorts if one.first is not None]
