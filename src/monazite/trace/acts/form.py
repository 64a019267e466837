"""Every act as data, from ``acts.csv``, ``fields.csv``, ``choices.csv`` and ``examples.csv`` of a room.

Forms, sheets, the command line and the Python face all read this one declaration. A room of a later verb declares its
acts in the same four files and makes a `Registry` of them; nothing here knows which rooms there are.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from monazite.core import Words
from monazite.store import unknown


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a field with few values.

    Args:
        value: as it is kept.
        label: what people call it.
        also: what else people write for it.
    """

    value: str
    label: Words
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an act.

    Args:
        name: in forms, sheets and on the command line.
        type: of its values: day, month, year, id, text, party, permit, lot, entry, product, mass, masses, change,
            amount, percent, money, integer, number, choice, choices, partition, composition, contents, matter, source,
            leg, list, hash, words (prose, kept as it is written).
        unit: of a bare number; empty where there is none.
        group: fields of one group repeat together (``lots``, ``parts``, ``lines``, ``children``, ``credits``,
            ``legs``); empty for a field that is given once.
        is_required: whether it must be given.
        choices: its values, where they are few.
        label: what people call it.
        help: one sentence.
        example: a value as people write it; empty where the example leaves it out.
    """

    name: str
    type: str
    unit: str
    group: str
    is_required: bool
    choices: tuple[Choice, ...]
    label: Words
    help: Words
    example: str

    @property
    def repeats(self) -> bool:
        """Whether it may be given several times."""
        return bool(self.group)

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "field": self.name, "type": self.type, "unit": self.unit or None, "required": self.is_required,
            "repeats": self.repeats, "choices": [choice.value for choice in self.choices],
            "zh": self.label.zh, "en": self.label.en, "example": self.example or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the trade.

    Args:
        name: in commands and addresses.
        kind: of the entry it makes.
        section: of the forms, such as parties, quota, export, lots, money, reports.
        label: what people call it.
        help: one sentence.
        fields: in order.
        example: a whole example: each field with its values.
    """

    name: str
    kind: str
    section: str
    label: Words
    help: Words
    fields: tuple[Field, ...]
    example: Mapping[str, tuple[str, ...]]

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        found = next((field for field in self.fields if field.name == name), None)
        if found is None:
            raise unknown("filter-unknown", self.name, name, [field.name for field in self.fields])
        return found

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        label = {"zh": self.label.zh, "en": self.label.en}
        fields = [field.as_json() for field in self.fields]
        return {"act": self.name, "kind": self.kind, "section": self.section, **label, "fields": fields}


Kept = Mapping[str, tuple[str, str, str]]
"""Sets of choices that other rooms keep: package, file, and column of the value."""


def load_acts(package: str, kept: Kept) -> Mapping[str, Act]:
    """The acts that a package declares.

    Args:
        package: that holds the four files; a set of choices that its own file lacks is that of the chain (``boolean``).
        kept: sets of choices that other rooms keep.
    """
    return MappingProxyType({row["act"]: _act(package, row, kept) for row in _rows(package, "acts.csv")})


@cache
def _rows(package: str, name: str) -> Sequence[dict[str, str]]:
    return list(csv.DictReader((resources.files(package) / name).read_text("utf-8").splitlines()))


def _act(package: str, row: dict[str, str], kept: Kept) -> Act:
    name = row["act"]
    example = _example(package, name)
    rows = [one for one in _rows(package, "fields.csv") if _is_of(one["acts"], name)]
    fields = tuple(_field(one, example, _choices(package, one["choices"], kept)) for one in rows)
    return Act(name, row["kind"], row["section"], _words(row, ""), _words(row, "help_"), fields, example)


def _is_of(listed: str, name: str) -> bool:
    return listed == "*" or name in listed.split(";")


def _field(row: dict[str, str], example: Mapping[str, tuple[str, ...]], choices: tuple[Choice, ...]) -> Field:
    name = row["field"]
    return Field(
        name, row["type"], row["unit"], row["group"], row["required"] == "yes", choices,
        _words(row, ""), _words(row, "help_"), example.get(name, ("",))[0],
    )  # fmt: skip


def _choices(package: str, name: str, kept: Kept) -> tuple[Choice, ...]:
    if not name:
        return ()
    if name in kept:
        source, file, column = kept[name]
        return tuple(Choice(row[column], _words(row, ""), ()) for row in _rows(source, file)
                     if row.get("basis") != "origin")  # fmt: skip
    own = [row for row in _rows(package, "choices.csv") if row["set"] == name]
    rows = own or [row for row in _rows(__package__, "choices.csv") if row["set"] == name]
    return tuple(Choice(row["value"], _words(row, ""), tuple(filter(None, row["also"].split("|")))) for row in rows)


def _example(package: str, name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(package, "examples.csv"):
        if row["act"] == name:
            found[row["field"]] = (*found.get(row["field"], ()), row["value"])
    return MappingProxyType(found)


def _words(row: dict[str, str], prefix: str) -> Words:
    return Words(row[f"{prefix}zh"], row[f"{prefix}en"])
