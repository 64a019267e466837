"""Every act as data, from ``acts.csv``, ``fields.csv``, ``choices.csv`` and ``examples.csv``.

Forms, sheets, the command line and the Python face all read this one declaration.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from monazite.core import UsageError, Words
from monazite.store import near, nearest, said, unknown

SHOWN = 60
"""Characters of a name that a Problem quotes."""


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
        type: of its values: day, month, year, id, text, party, permit, lot, entry, product, mass, change, amount,
            percent, money, integer, choice, partition, composition, matter, source, leg, list.
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


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the trade.

    Args:
        name: in commands and addresses.
        kind: of the entry it makes.
        section: of the forms: parties, quota, export, lots, runs, moves, blocked, claims, money, reports, corrections.
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


@cache
def acts() -> Mapping[str, Act]:
    """Every act by name, in the order of a chain: parties, quota, lots, moves, corrections.

    >>> acts()["mine"].field("net").unit
    'kg'
    """
    return MappingProxyType({row["act"]: _act(row) for row in _rows("acts.csv")})


def act(name: str) -> Act:
    """The act of that name.

    Raises:
        UsageError: when there is none; it names the nearest.
    """
    found = acts().get(name)
    if found is None:
        meant = near(name, acts()) or nearest(name, acts())
        raise UsageError(said("monazite.trace", "act-unknown", "act", found=name[:SHOWN], nearest=meant))
    return found


@cache
def _rows(name: str) -> Sequence[dict[str, str]]:
    return list(csv.DictReader((resources.files(__package__) / name).read_text("utf-8").splitlines()))


def _act(row: dict[str, str]) -> Act:
    name = row["act"]
    example = _example(name)
    fields = tuple(_field(one, example) for one in _rows("fields.csv") if _is_of(one["acts"], name))
    return Act(name, row["kind"], row["section"], _words(row, ""), _words(row, "help_"), fields, example)


def _is_of(listed: str, name: str) -> bool:
    return listed == "*" or name in listed.split(";")


def _field(row: dict[str, str], example: Mapping[str, tuple[str, ...]]) -> Field:
    name = row["field"]
    return Field(
        name, row["type"], row["unit"], row["group"], row["required"] == "yes", _choices(row["choices"]),
        _words(row, ""), _words(row, "help_"), example.get(name, ("",))[0],
    )  # fmt: skip


KEPT_ELSEWHERE = {
    "party_kind": ("permits", "party_kinds.csv", "kind"), "permit_type": ("permits", "permit_types.csv", "type"),
    "ground": ("permits", "grounds.csv", "ground"), "model": ("claims", "models.csv", "model"),
}  # fmt: skip
"""Sets of choices that other rooms keep: room, file, and column of the value."""


@cache
def _choices(name: str) -> tuple[Choice, ...]:
    if name in KEPT_ELSEWHERE:
        room, file, column = KEPT_ELSEWHERE[name]
        kept = csv.DictReader((resources.files(f"monazite.trace.{room}") / file).read_text("utf-8").splitlines())
        return tuple(Choice(row[column], _words(row, ""), ()) for row in kept if row.get("basis") != "origin")
    rows = [row for row in _rows("choices.csv") if row["set"] == name]
    return tuple(Choice(row["value"], _words(row, ""), tuple(filter(None, row["also"].split("|")))) for row in rows)


def _example(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("examples.csv"):
        if row["act"] == name:
            found[row["field"]] = (*found.get(row["field"], ()), row["value"])
    return MappingProxyType(found)


def _words(row: dict[str, str], prefix: str) -> Words:
    return Words(row[f"{prefix}zh"], row[f"{prefix}en"])
