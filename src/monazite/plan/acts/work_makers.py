"""The work plan of a cooperation group: topics, progress, minutes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from monazite.facts import document_by_id
from monazite.plan.acts.look import needed, stated, wrong
from monazite.plan.work.record import Cited, Minutes, Note, Task, Topic
from monazite.trace.acts.draft import Draft

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build


def topic(draft: Draft) -> Build:
    """Set a topic."""
    record = Topic(
        id=draft.get("topic"), title_zh=draft.get("title_zh"), title_en=draft.get("title_en"),
        lead=draft.get("lead") or draft.actor, start=_day(draft.get("start")), due=_day(draft.get("due")),
        members=draft.get("members") or (), tests=draft.get("topic_tests") or (),
        standards=draft.get("standards") or (), group=draft.get("cooperation") or "",
    )  # fmt: skip
    return stated(draft, "topic", record, {"id": "topic", "tests": "topic_tests", "group": "cooperation"})


def progress(draft: Draft) -> Build:
    """Note the progress of a topic."""
    next_due = draft.get("next_due")
    record = Note(
        topic=draft.get("topic"), day=_day(draft.get("day")), by=draft.get("by") or draft.actor,
        status=draft.get("status"), text=draft.get("text") or "", next_by=draft.get("next_by"),
        next_due=None if next_due is None else _day(next_due), tests=draft.get("topic_tests") or (),
    )  # fmt: skip
    return stated(draft, "topic_note", record, {"tests": "topic_tests"})


def minutes(draft: Draft) -> Build:
    """Record the minutes that a document is: what it decides, and the tasks that it gives."""
    text = _text(draft)
    decisions = needed(draft, "decisions", "decision")
    record = Minutes(
        id=draft.get("minutes"), document=draft.get("document"), day=_day(draft.get("met") or draft.get("day")),
        decisions=tuple(_cited(draft, text, one["decision"], "decision", index) for index, one in enumerate(decisions)),
        tasks=tuple(_task(draft, text, one, index)
                    for index, one in enumerate(needed(draft, "tasks", "task", "task_by", "task_due", "task_quote"))),
        group=draft.get("cooperation") or "",
    )  # fmt: skip
    return stated(draft, "minutes", record, {"id": "minutes", "day": "met", "group": "cooperation"})


def _text(draft: Draft) -> str:
    """The text of the document for display; empty and a Problem where none was read by that id."""
    found = document_by_id(draft.view.connection, draft.get("document"))
    if found is None:
        wrong(draft, "book-document", "document", found=draft.get("document"))
        return ""
    return found.text


def _task(draft: Draft, text: str, member: dict[str, Any], index: int) -> Task:
    done = member.get("task_done")
    return Task(
        id=member["task"], by=member["task_by"], due=_day(member["task_due"]),
        cited=_cited(draft, text, member["task_quote"], "task_quote", index), topic=member.get("task_topic"),
        done=None if done is None else _day(done),
    )  # fmt: skip


def _cited(draft: Draft, text: str, quote: str, name: str, index: int) -> Cited:
    """Where the words stand in the document, blanks aside; they must stand there just once."""
    printed = [place for place, character in enumerate(text) if not character.isspace()]
    within, wanted = "".join(text[place] for place in printed), "".join(quote.split())
    times = within.count(wanted)
    if times != 1:
        if text:
            wrong(draft, "book-quote", name, index, found=quote, times=times)
        return Cited(quote, 0, len(quote))
    first = within.index(wanted)
    start, end = printed[first], printed[first + len(wanted) - 1] + 1
    return Cited(text[start:end], start, end)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
