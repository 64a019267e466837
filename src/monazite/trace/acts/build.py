"""From what a person said to the entry to post, or to every Problem with it. Nothing is booked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from monazite.core import Problem, ProblemError
from monazite.ledger import Entry
from monazite.store import said
from monazite.trace.acts.draft import Given, Places, read_draft
from monazite.trace.acts.form import act as act_named
from monazite.trace.acts.values import ROOM
from monazite.trace.acts.view import View


def build(
    connection: Connection | View,
    act: str,
    values: Mapping[str, Given],
    *,
    id: str,  # noqa: A002  the entry's own word
    actor: str,
    evidence: Mapping[str, str] | None = None,
    places: Places | None = None,
    today: date | None = None,
) -> Entry | list[Problem]:
    """The entry of an act.

    Args:
        connection: to look up what the act needs, or a `View` that knows the entries before it.
        act: name of the act.
        values: by field, texts as people write them; of a field that repeats, a list.
        id: of the entry.
        actor: who says so.
        evidence: hash of the submitted document and the like.
        places: where each value stands, for the Problems; the field's name where it is not said.
        today: the day in Asia/Shanghai; a later day of the event is a Problem.

    Returns:
        The entry, or all Problems, one for each bad field.

    Raises:
        UsageError: for an act that there is not.
    """
    from monazite.trace.acts.makers import builder  # noqa: PLC0415  loads the rooms of lots and permits

    view = connection if isinstance(connection, View) else View(connection)
    draft = read_draft(act_named(act), view, values, places or {})
    if today and str(draft.get("day") or "") > today.isoformat():
        draft.wrong("field-day-future", "day", found=draft.get("day"), today=today)
    if draft.problems:
        return draft.problems
    try:
        make = builder(draft)
        if draft.problems:
            return draft.problems
        entry = make(id=id, time=draft.get("day"), actor=actor)
    except ProblemError as error:
        return [error.problem]
    if not entry.legs and entry.kind in EMPTY_IS_WRONG:
        return [said(ROOM, "act-empty", act)]
    return replace(entry, evidence={**entry.evidence, **(evidence or {})})


EMPTY_IS_WRONG = frozenset({"output", "feed", "sell", "ship", "mine", "import", "receive"})
"""Kinds that say nothing when they move nothing."""
