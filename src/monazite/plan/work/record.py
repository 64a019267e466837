"""Records of the work plan of a cooperation group (上下游合作机制工作计划): topics, progress, minutes.

Each has ``as_json()`` (plain JSON values, days as text) and is read back, strictly, by the function named after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from monazite.plan.form import made, plain

Status = Literal["planned", "under_way", "paused", "done", "dropped"]
"""未开始、进行中、暂停、完成、终止."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the work plan (议题).

    Args:
        id: of the topic.
        title_zh: its title.
        title_en: the same in English.
        lead: the firm that answers for it.
        members: other firms at work on it.
        start: first day.
        due: day by which it is to be done.
        tests: ids of its tests of magnets (`monazite.plan.qualification`).
        standards: plan numbers of its standards in the making.
        group: the cooperation group.
    """

    id: str
    title_zh: str
    title_en: str
    lead: str
    start: dt.date
    due: dt.date
    members: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    group: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of progress (进展); the status of a topic is that of its latest.

    Args:
        topic: id of the topic.
        day: of the note.
        by: the firm that says so.
        status: of the topic from that day.
        text: in the words of those who wrote it.
        next_by: the firm that must act next; the lead where it is None.
        next_due: by when.
        tests: ids of tests begun since.
    """

    topic: str
    day: dt.date
    by: str
    status: Status
    text: str = ""
    next_by: str | None = None
    next_due: dt.date | None = None
    tests: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage of a document: the words, and where they stand.

    Args:
        quote: exactly the characters of the document's text from ``start`` to ``end``.
        start: first character, counted from 0.
        end: one past the last.
    """

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """A task that minutes give somebody (任务).

    Args:
        id: of the task.
        by: the firm that must act.
        due: by when.
        cited: the passage that gives it.
        topic: id of the topic it belongs to.
        done: the day on which it was done.
    """

    id: str
    by: str
    due: dt.date
    cited: Cited
    topic: str | None = None
    done: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of a meeting (会议纪要), a document that `monazite.read` has read; a later record of one id replaces it.

    Args:
        id: of the minutes.
        document: id of the document.
        day: of the meeting.
        decisions: passages that decide something.
        tasks: that it gives.
        group: the cooperation group.
    """

    id: str
    document: str
    day: dt.date
    decisions: tuple[Cited, ...] = ()
    tasks: tuple[Task, ...] = ()
    group: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


def topic_of(value: Any) -> Topic:
    """The topic that `Topic.as_json` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return made(Topic, value)


def note_of(value: Any) -> Note:
    """The note that `Note.as_json` wrote; raises as `topic_of` does."""
    return made(Note, value)


def minutes_of(value: Any) -> Minutes:
    """The minutes that `Minutes.as_json` wrote; raises as `topic_of` does."""
    return made(Minutes, value)
