"""What people agree on in plan, register by register, from ``registers.csv``: one row a kind of entry.

Each entry of such a kind states one record under one detail. The projection keeps the record that stands in a table of
its own; the guard checks what the row says; the acts make it. What a record is, its folder's ``record.py`` says.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from typing import Any

Record = Mapping[str, Any]
"""A record as the journal keeps it: plain JSON values."""
ANYONE = "*"
BETWEEN = "/"
"""Stands between the parts of a subject that several fields name."""

READERS: Mapping[str, str] = {
    "bill_of_material": "explosion.stated.bill_of", "programme": "explosion.stated.programme_of",
    "demand": "matching.stated.demand_of", "capacity_group": "matching.stated.group_of",
    "plan_comment": "matching.stated.comment_of", "price_quotes": "journal.record.quotes_of",
    "commitment": "commitments.record.commitment_of",
    "consent": "journal.record.consent_of", "specification": "qualification.record.specification_of",
    "magnet_grade": "journal.record.grade_of",
    "magnet_test": "qualification.record.test_of", "qualification": "qualification.record.decision_of",
    "topic": "work.record.topic_of", "topic_note": "work.record.note_of", "minutes": "work.record.minutes_of",
}  # fmt: skip
"""By kind, the function that reads its record strictly; imported when it is first asked for."""


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of entry that states a record.

    Args:
        kind: of the entry.
        detail: under which the record stands.
        table: that keeps the records as they stand.
        key: fields that together name the subject of a record; a later record of the same subject replaces it.
        speakers: fields that name the parties who may say it; `ANYONE` for any registered party.
        parties: fields that name registered parties, one or several.
        refers: fields that name subjects of other registers, with their kind.
        is_final: whether a subject is stated once, and then only reversed.
    """

    kind: str
    detail: str
    table: str
    key: tuple[str, ...]
    speakers: tuple[str, ...]
    parties: tuple[str, ...]
    refers: Mapping[str, str]
    is_final: bool

    def subject(self, record: Record) -> str:
        """What a record is about: its id, or the parts of its key."""
        return BETWEEN.join(str(record[name]) for name in self.key)

    def read(self, record: Record) -> Any:
        """The record as its folder knows it.

        Raises:
            ProblemError: naming the first thing that is wrong.
        """
        return reader(self.kind)(record)


@cache
def reader(kind: str) -> Callable[[Record], Any]:
    """The function that reads records of a kind."""
    module, _, name = READERS[kind].rpartition(".")
    found: Callable[[Record], Any] = getattr(import_module(f"monazite.plan.{module}"), name)
    return found


def _registers() -> dict[str, Register]:
    rows = csv.DictReader((resources.files(__package__) / "registers.csv").read_text("utf-8").splitlines())
    return {
        row["kind"]: Register(
            row["kind"], row["detail"], row["table"], _names(row["key"]), _names(row["speakers"]),
            _names(row["parties"]), dict(_pair(one) for one in _names(row["refers"])), row["is_final"] == "yes",
        )
        for row in rows
    }  # fmt: skip


def _names(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _pair(text: str) -> tuple[str, str]:
    name, _, kind = text.partition("=")
    return name, kind


REGISTERS: Mapping[str, Register] = _registers()
"""By kind of entry, in the order in which their tables are filled."""


def listed(value: Any) -> list[Any]:
    """One value or several, as a list; nothing for none."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
