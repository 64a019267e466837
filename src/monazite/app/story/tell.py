"""The story told: chapter after chapter, each from its room; a room that holds nothing yet says what to do first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from monazite.app.story.acts import acts
from monazite.app.story.lots import lots
from monazite.app.story.market import market
from monazite.app.story.month import best_month, known_months
from monazite.app.story.papers import papers
from monazite.app.story.quota import quota
from monazite.app.story.record import Chapter, Sentence, Story, Verb
from monazite.app.story.scene import Scene, Search
from monazite.app.story.shortage import shortages

if TYPE_CHECKING:
    from monazite.app.workspace import Workspace

Teller = Callable[[Scene], Iterator[Sentence]]

CHAPTERS: tuple[tuple[str, Verb, str, Teller], ...] = (
    ("papers", "read", "/facts?since={first}&until={last}", papers),
    ("quota", "trace", "/trace/quota?year={year}", quota),
    ("lots", "trace", "/trace/lots", lots),
    ("market", "trade", "/trade", market),
    ("shortage", "warn", "/warn?day={day}", shortages),
    ("acts", "design", "/design", acts),
)
"""Key, verb, page to go on and teller of each chapter, in the order of the telling."""
TOLD_BY, MOST_MONTHS = 2, 12
"""Rooms that must know something of a month for it to be offered; months that are offered, the newest."""


def story(workspace: Workspace, month: str = "", search: Search | None = None) -> Story:
    """What a buyer of magnets should know of a month, as far as the workspace knows it.

    Args:
        workspace: to look into.
        month: such as ``2022-08``; the one of which it knows most when empty.
        search: for recipes; that of ``workspace.design`` when None.
    """
    known = known_months(workspace)
    scene = Scene(workspace, month or best_month(known, workspace.trace.today), search or workspace.design.search)
    pages = {"first": scene.since, "last": scene.until, "day": scene.day, "year": scene.day.year}
    chapters = tuple(
        _chapter(key, verb, page.format(**pages), tuple(teller(scene))) for key, verb, page, teller in CHAPTERS
    )
    others = [name for name, rooms in known.items() if rooms >= TOLD_BY][:MOST_MONTHS]
    return Story(scene.month, scene.day, chapters, tuple(others))


def _chapter(key: str, verb: Verb, page: str, sentences: tuple[Sentence, ...]) -> Chapter:
    """A chapter; where nothing is told, its one sentence says what to do first."""
    return Chapter(key, verb, page, sentences or (Sentence(f"{key}.none"),), is_told=bool(sentences))
