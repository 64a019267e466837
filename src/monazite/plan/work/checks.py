"""What is wrong with the records of a work plan: every fault one Problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monazite.core import Problem
from monazite.plan.said import problem
from monazite.plan.work.record import Cited, Minutes, Note, Topic
from monazite.store import nearest


def check(topics: Sequence[Topic], notes: Iterable[Note], minutes: Iterable[Minutes]) -> tuple[Problem, ...]:
    """What is wrong with a work plan: ids twice, days in the wrong order, topics that are not known.

    Args:
        topics: of the plan.
        notes: of progress.
        minutes: of its meetings.
    """
    return tuple(_problems(topics, notes, minutes))


def check_citations(minutes: Minutes, text: str) -> tuple[Problem, ...]:
    """Whether every passage of minutes stands in the document just where it is said to stand.

    Args:
        minutes: that cite.
        text: of the document, as `monazite.read` decoded it.
    """
    passages = [(f"{minutes.id} decisions[{n}]", one) for n, one in enumerate(minutes.decisions, 1)]
    passages += [(f"{minutes.id} {one.id}", one.cited) for one in minutes.tasks]
    return tuple(found for place, one in passages if (found := _cited(place, one, text)))


def _problems(topics: Sequence[Topic], notes: Iterable[Note], minutes: Iterable[Minutes]) -> Iterator[Problem]:
    known = {one.id for one in topics}
    for name, count in Counter(one.id for one in topics).items():
        if count > 1:
            yield problem("work-twice", name, found=name)
    for topic in topics:
        if topic.due < topic.start:
            yield problem("work-due", topic.id, first=topic.start, found=topic.due)
        if topic.lead in topic.members:
            yield problem("work-lead", topic.id, found=topic.lead)
    for number, note in enumerate(notes, 1):
        place = f"notes[{number}]"
        if note.topic not in known:
            yield problem("work-topic", place, found=note.topic, nearest=nearest(note.topic, known))
        if note.next_due and note.next_due < note.day:
            yield problem("work-due", place, first=note.day, found=note.next_due)
    for one in minutes:
        yield from _of_minutes(one, known)


def _of_minutes(minutes: Minutes, known: set[str]) -> Iterator[Problem]:
    for name, count in Counter(one.id for one in minutes.tasks).items():
        if count > 1:
            yield problem("work-twice", minutes.id, found=name)
    for task in minutes.tasks:
        place = f"{minutes.id} {task.id}"
        if task.topic and task.topic not in known:
            yield problem("work-topic", place, found=task.topic, nearest=nearest(task.topic, known))
        for day in (task.due, task.done):
            if day and day < minutes.day:
                yield problem("work-due", place, first=minutes.day, found=day)


def _cited(place: str, one: Cited, text: str) -> Problem | None:
    found = text[one.start : one.end] if 0 <= one.start < one.end else ""
    return (
        None if one.quote and found == one.quote else problem("work-cited", place, wanted=one.quote[:40], found=found)
    )
