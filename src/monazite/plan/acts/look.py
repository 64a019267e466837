"""What the acts of plan share: records as entries, their faults at fields, and what the tables know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from sqlalchemy import select

from monazite.core import Problem, ProblemError
from monazite.ledger import Entry
from monazite.plan.journal.registers import REGISTERS, Record
from monazite.plan.said import problem
from monazite.plan.tables import SCHEMAS, TABLES
from monazite.store import nearest
from monazite.trace.acts.draft import Draft
from monazite.trace.lots.said import Said, entry

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Build

_WORD = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
"""A field in the place of a Problem, and which of several."""


class Writes(Protocol):
    """A record that writes itself as plain JSON values."""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""


def stated(draft: Draft, kind: str, record: Writes, fields: Mapping[str, str], **evidence: str | None) -> Build:
    """The builder of an entry that states a record; what is wrong with the record is said of the act's fields.

    Args:
        draft: of the act.
        kind: of the entry.
        record: that it states.
        fields: names of the record's fields, and those of the act that say them, where they differ.
        **evidence: hashes and ids by name; those that are None are left out.
    """
    told = record.as_json()
    try:
        REGISTERS[kind].read(told)
    except ProblemError as error:
        at(draft, error.problem, fields)
    return partial(_entry, kind, told, evidence={name: one for name, one in evidence.items() if one}, **marked(draft))


def _entry(kind: str, told: Record, **said: Unpack[Said]) -> Entry:
    return entry(kind, said, (), {REGISTERS[kind].detail: dict(told)})


def marked(draft: Draft) -> dict[str, Any]:
    """Whether an act is part of a simulation, as builders take it."""
    return {"simulated": True} if draft.get("simulated") == "true" else {}


def at(draft: Draft, found: Problem, fields: Mapping[str, str]) -> None:
    """Collect a Problem of a record at the field of the act that its place names last, else at the act."""
    known = {one.name for one in draft.act.fields}
    place = draft.act.name
    for word, number in _WORD.findall(found.place.removeprefix(draft.act.name)):
        if (name := fields.get(word, word)) in known:
            place = draft.place(name, int(number or 1) - 1)
    draft.problems.append(replace(found, place=place))


def wrong(draft: Draft, code: str, name: str, index: int = 0, **values: object) -> None:
    """Collect a Problem of this room at a field."""
    draft.problems.append(problem(code, draft.place(name, index), **values))


def is_yes(draft: Draft, name: str, *, otherwise: bool = False) -> bool:
    """A field of yes or no; what it is when it is left out."""
    value = draft.get(name)
    return otherwise if value is None else value == "true"


def needed(draft: Draft, group: str, *names: str) -> list[dict[str, Any]]:
    """The members of a group that may be left out, each with the fields without which it says nothing."""
    for index, member in enumerate(draft.members[group]):
        for name in names:
            if name not in member:
                label = draft.act.field(name).label
                draft.wrong("field-missing", name, index, zh=label.zh, en=label.en)
    return [member for member in draft.members[group] if all(name in member for name in names)]


def renamed(given: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """Values by the names of a record's fields.

    Args:
        given: by the names of the act's fields.
        fields: of the act, and those of the record that they are; others are left out.
    """
    return {of: given[name] for name, of in fields.items() if name in given}


def standing(draft: Draft, kind: str, subject: str) -> tuple[Record, str] | None:
    """The record of a subject as it stands, with its entry; None when there is none.

    Entries that earlier rows of the sheet make count.
    """
    register = REGISTERS[kind]
    for before in reversed(draft.view.entries):
        if before.kind == kind and register.subject(record := before.details[register.detail]) == subject:
            return record, before.id
    columns = TABLES[register.table].c
    wanted = select(columns.record, columns.entry).where(columns.subject == subject)
    row = draft.view.connection.execute(wanted).first()
    return None if row is None else (row.record, row.entry)


def known(draft: Draft, kind: str, name: str) -> tuple[Record, str] | None:
    """The record that a field names, as `standing`; a Problem where there is none."""
    found = standing(draft, kind, draft.get(name))
    if found is None:
        unknown(draft, kind, name)
    return found


def unknown(draft: Draft, kind: str, name: str) -> None:
    """Collect that nothing of a kind is known by the name that a field gives."""
    schema, found = SCHEMAS[REGISTERS[kind].table], draft.get(name)
    subjects = draft.view.connection.execute(select(schema.table.c.subject).limit(1000)).scalars().all()
    wrong(draft, "book-unknown", name, what=schema.label, found=found, nearest=nearest(str(found), subjects))
