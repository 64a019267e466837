"""Where the work plan stands on a day: status of each topic, what is overdue, and who must act next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from monazite.core import Words
from monazite.plan.work.record import Minutes, Note, Status, Task, Topic

SETTLED: tuple[Status, ...] = ("done", "dropped")
"""Statuses after which nobody must act."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic on a day.

    Args:
        topic: of the work plan.
        status: of its latest note; ``planned`` before the first.
        note: the latest; None before the first.
        next_by: the firm that must act next; None once it is settled.
        next_due: by when.
        days_overdue: since the topic was due; 0 in time or settled.
        days_next_overdue: since the next act was due; 0 in time or settled.
        is_late_start: whether its first day is over and nobody has noted a beginning.
        tests: ids of all its tests.
        tests_under_way: of those that have no result yet.
    """

    topic: Topic
    status: Status
    note: Note | None
    next_by: str | None
    next_due: dt.date | None
    days_overdue: int
    days_next_overdue: int
    is_late_start: bool
    tests: tuple[str, ...]
    tests_under_way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a firm must do next.

    Args:
        firm: that must act.
        due: by when.
        days_overdue: since then; 0 in time.
        kind: ``topic`` or ``task``.
        id: of the topic, or of the task.
        what: title of the topic, or the words of the minutes.
        minutes: id of the minutes that give the task; None for a topic.
    """

    firm: str
    due: dt.date
    days_overdue: int
    kind: Literal["topic", "task"]
    id: str
    what: Words
    minutes: str | None = None


def topic_states(
    topics: Iterable[Topic], notes: Iterable[Note], on: dt.date, finished: Collection[str] = ()
) -> tuple[TopicState, ...]:
    """Every topic on a day, in order; later notes are not seen, and of two on one day the last in order holds.

    Args:
        topics: of the work plan.
        notes: of progress, in the order in which they were recorded.
        on: the day.
        finished: ids of tests that have a result.
    """
    by_topic: dict[str, list[Note]] = {}
    for note in sorted((one for one in notes if one.day <= on), key=lambda one: one.day):
        by_topic.setdefault(note.topic, []).append(note)
    return tuple(_state(topic, by_topic.get(topic.id, []), on, finished) for topic in topics)


def current_minutes(minutes: Iterable[Minutes], on: dt.date) -> tuple[Minutes, ...]:
    """Minutes up to a day, the last record of each id alone.

    Args:
        minutes: in the order in which they were recorded.
        on: the day.
    """
    return tuple({one.id: one for one in minutes if one.day <= on}.values())


def duties(states: Iterable[TopicState], minutes: Iterable[Minutes], on: dt.date) -> tuple[Duty, ...]:
    """Who must act next, the longest overdue first.

    Args:
        states: as `topic_states` gives them for the day.
        minutes: of the group, in the order in which they were recorded.
        on: the day.
    """
    found = [_of_topic(one) for one in states if one.next_by and one.next_due]
    found += [
        _of_task(task, one, on) for one in current_minutes(minutes, on) for task in one.tasks if _is_open(task, on)
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.firm, one.kind, one.id)))


def _state(topic: Topic, notes: Sequence[Note], on: dt.date, finished: Collection[str]) -> TopicState:
    latest = notes[-1] if notes else None
    status: Status = latest.status if latest else "planned"
    tests = tuple(dict.fromkeys([*topic.tests, *(test for note in notes for test in note.tests)]))
    is_open = status not in SETTLED
    next_due = (latest.next_due if latest and latest.next_due else topic.due) if is_open else None
    next_by = (latest.next_by if latest and latest.next_by else topic.lead) if is_open else None
    return TopicState(
        topic, status, latest, next_by, next_due, _late(topic.due, on) if is_open else 0, _late(next_due, on),
        status == "planned" and topic.start <= on, tests, tuple(one for one in tests if one not in finished),
    )  # fmt: skip


def _late(due: dt.date | None, on: dt.date) -> int:
    """Days since something was due; 0 on the day itself and before."""
    return max(0, (on - due).days) if due else 0


def _is_open(task: Task, on: dt.date) -> bool:
    return task.done is None or task.done > on


def _of_topic(one: TopicState) -> Duty:
    firm, due = one.next_by or one.topic.lead, one.next_due or one.topic.due
    title = Words(one.topic.title_zh, one.topic.title_en)
    return Duty(firm, due, one.days_next_overdue, "topic", one.topic.id, title)


def _of_task(task: Task, minutes: Minutes, on: dt.date) -> Duty:
    quoted = Words(task.cited.quote, task.cited.quote)
    return Duty(task.by, task.due, _late(task.due, on), "task", task.id, quoted, minutes.id)
