"""From what a person said to the entry to post, or to every Problem with it. Nothing is booked here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from monazite.core import Problem, ProblemError
from monazite.ledger import Entry
from monazite.store import said, sha256_of
from monazite.trace.acts.draft import Given, Places, read_draft, texts_of
from monazite.trace.acts.registry import TRACE, Registry
from monazite.trace.acts.values import ROOM, hidden
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
    among: Registry = TRACE,
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
        among: the acts of which it is one.

    Returns:
        The entry, or all Problems, one for each bad field.

    Raises:
        UsageError: for an act that there is not.
    """
    view = connection if isinstance(connection, View) else View(connection)
    draft = read_draft(among.act(act), view, values, places or {}, actor.strip())
    if today and str(draft.get("day") or "") > today.isoformat():
        draft.wrong("field-day-future", "day", found=draft.get("day"), today=today)
    if not actor.strip():
        draft.problems.append(said(ROOM, "actor-missing", "actor"))
    for who, text in (("id", id), ("actor", actor)):
        if (shown := hidden(text)) is not None:
            draft.problems.append(said(ROOM, "field-hidden", who, found=shown))
    if draft.problems:
        return draft.problems
    try:
        make = among.makers()[act](draft)
        if draft.problems:
            return draft.problems
        entry = make(id=id, time=draft.get("day"), actor=actor)
    except ProblemError as error:
        return [at_field(error.problem, values, places or {}, act)]
    if not entry.legs and entry.kind in EMPTY_IS_WRONG:
        return [said(ROOM, "act-empty", act)]
    return replace(entry, evidence=_evidence(entry.evidence, evidence or {}))


def _evidence(stated: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """All evidence: where an act names its own document, the sheet it came in is evidence ``sheet``."""
    renamed = {"sheet" if name == "document" and name in stated else name: value for name, value in given.items()}
    return {**stated, **renamed}


SUBMITTED = "submitted"
"""The evidence that is the hash of an act as it was submitted, for an id that the submitter chose."""


def submitted(act: str, values: Mapping[str, Given], actor: str) -> str:
    """SHA-256 of an act as a person submitted it: the same again has the same, whatever the journal holds by then.

    Args:
        act: name of the act.
        values: by field; those that are left out or empty say nothing.
        actor: who says so.
    """
    texts = {name: texts for name, value in sorted(values.items()) if any(texts := texts_of(value))}
    return sha256_of(json.dumps([act, actor, texts], ensure_ascii=False).encode("utf-8", "surrogatepass"))


def at_field(problem: Problem, values: Mapping[str, Given], places: Places, otherwise: str) -> Problem:
    """A Problem of the journal, said of the field whose value it names, not of an id or an account.

    Args:
        problem: whose place names an entry, an account or a lot, or which found that value.
        values: of the act.
        places: of the values, as `build` takes them.
        otherwise: the place when no field's value is named.
    """
    found = problem.found.en.strip("“”")
    named = [
        *(one for one in (found, found.partition(" ")[0]) if not one.isdecimal()),
        *re.split(r"[\s:/]+|(?<!\S)lots\.", problem.place),
    ]
    said_at = {
        text: places.get((name, index), name if not index else f"{name}[{index + 1}]")
        for name, value in values.items()
        for index, text in enumerate(texts_of(value))
        if text
    }
    if problem.place in said_at.values():
        return problem
    place = next((said_at[part] for part in reversed(named) if part in said_at), otherwise)
    return replace(problem, place=place)


EMPTY_IS_WRONG = frozenset({"output", "feed", "sell", "ship", "mine", "import", "receive"})
"""Kinds that say nothing when they move nothing."""
