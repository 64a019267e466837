"""The work plan of the cooperation groups: topics, tests under way, standards in the making, minutes, who acts next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.web.lists import titles
from monazite.web.page import AnyPage
from monazite.web.plan.display import asked_day, plan_display

if TYPE_CHECKING:
    from monazite.plan.journal.find import Kept
    from monazite.plan.work.progress import TopicState

router = APIRouter(prefix="/plan/work", include_in_schema=False)


@router.get("")
def work(page: AnyPage) -> Response:
    """The work plan."""
    on, plan = asked_day(page, is_ahead=False), page.workspace.plan
    view = plan.work(on=on)
    topics = plan.standing("topic", on=on)
    documents = {one.document for one in view.minutes} | {each for one in view.standards for each in one.documents}
    return page.render(
        "plan/work.html", show=plan_display(page), on=on, view=view, groups=_groups(view.topics),
        topics={one.record.id: one for one in topics}, notes=_notes(plan.standing("topic_note", on=on), on),
        titles=titles(page.workspace, documents),
        minutes={one.record.id: one for one in plan.standing("minutes", on=on)},
        tests={one.record.id: one for one in plan.standing("magnet_test", on=on)},
        is_simulated=any(one.is_simulated for one in topics),
    )  # fmt: skip


def _groups(states: tuple[TopicState, ...]) -> list[tuple[str, list[TopicState]]]:
    """The topics of each cooperation group."""
    found: dict[str, list[TopicState]] = {}
    for one in states:
        found.setdefault(one.topic.group, []).append(one)
    return list(found.items())


def _notes(some: list[Kept], on: dt.date) -> dict[str, list[Kept]]:
    """The notes of each topic up to a day, the newest first."""
    found: dict[str, list[Kept]] = {}
    for one in sorted(some, key=lambda each: each.record.day, reverse=True):
        if one.record.day <= on:
            found.setdefault(one.record.topic, []).append(one)
    return found
