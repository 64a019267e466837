"""What a command may say, as `commands.csv` lists it: fields, their types, and who may say it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.trade.record import Side
from monazite.trade.session.said import problem
from monazite.trade.session.state import Phase, Tif

LOTS_MOST = 10**9
"""Lots (手) that one command may name."""
TICKS_MOST = 10**12
"""Ticks of the highest price."""
FEN_MOST = 10**17
"""Fen that one command may name."""
TIME_MOST = 10**14
"""Milliseconds since 1970: the year 5138."""
LISTED_MOST = 1000
"""Items of a list in a command."""
TEXT_MOST = 1000
NAME_LONGEST = 64
AUCTIONS = ("auction_up", "auction_down", "tender", "sealed")
OWN_ID = Words("自定编号", "id of your own: the same again is one command")
Check = Callable[[Any], bool]


def is_name(value: object) -> bool:
    """An id: 1 to 64 visible characters without blank, slash and colon."""
    return (
        type(value) is str and 0 < len(value) <= NAME_LONGEST and value.isprintable() and " " not in value
        and "/" not in value and ":" not in value
    )  # fmt: skip


def _whole(least: int, most: int) -> Check:
    def check(value: object) -> bool:
        return type(value) is int and least <= value <= most

    return check


def _one_of(*names: str) -> Check:
    known = frozenset(names)

    def check(value: object) -> bool:
        return type(value) is str and value in known

    return check


def _is_day(value: object) -> bool:
    try:
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_names(value: object) -> bool:
    return type(value) is list and 0 < len(value) <= LISTED_MOST and all(is_name(name) for name in value)


def _by_name(least: int, most: int) -> Check:
    number = _whole(least, most)

    def check(value: object) -> bool:
        return isinstance(value, Mapping) and all(is_name(name) and number(price) for name, price in value.items())

    return check


CHECKS: Mapping[str, Check] = {
    "name": is_name,
    "names": _is_names,
    "text": lambda value: type(value) is str and len(value) <= TEXT_MOST and value.isprintable(),
    "bool": lambda value: type(value) is bool,
    "count": _whole(1, LOTS_MOST),
    "number": _whole(1, 2**63 - 1),
    "integer": _whole(-FEN_MOST, FEN_MOST),
    "ticks": _whole(1, TICKS_MOST),
    "ticks_by": _by_name(1, TICKS_MOST),
    "fen_by": _by_name(1, FEN_MOST),
    "fen": _whole(1, FEN_MOST),
    "fen0": _whole(0, FEN_MOST),
    "mass": _whole(1, 10**18),
    "time": _whole(1, TIME_MOST),
    "day": _is_day,
    "side": _one_of(*get_args(Side)),
    "tif": _one_of(*get_args(Tif)),
    "phase": _one_of(*get_args(Phase)),
    "auction": _one_of(*AUCTIONS),
    "deliver_to": _one_of("venue", "member"),
    "object": lambda value: isinstance(value, Mapping),
    "objects": lambda value: type(value) is list and all(isinstance(each, Mapping) for each in value),
}
"""By type of `commands.csv`, whether a value is of it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a command, and what it means for those who say it."""

    name: str
    type: str
    check: Check
    is_required: bool
    meaning: Words


@dataclass(frozen=True, slots=True)
class Spec:
    """What a kind of command may say, and who may.

    Args:
        who: ``venue``, ``member`` or ``any``.
        fields: in the order of the table, the client id first.
        checks: of the fields, by name.
        required: names of those that may not be left out.
    """

    who: str
    fields: tuple[Field, ...]
    checks: Mapping[str, Check]
    required: tuple[str, ...]


@cache
def specs() -> Mapping[str, Spec]:
    """What every kind of command may say."""
    text = files("monazite.trade.session").joinpath("commands.csv").read_text("utf-8")
    rows: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        rows.setdefault(row["kind"], []).append(row)
    return {kind: _spec(of) for kind, of in rows.items()}


def _spec(rows: list[dict[str, str]]) -> Spec:
    fields = _fields(rows)
    required = tuple(field.name for field in fields if field.is_required)
    return Spec(rows[0]["who"], fields, {field.name: field.check for field in fields}, required)


def _fields(rows: list[dict[str, str]]) -> tuple[Field, ...]:
    is_by_member = rows[0]["who"] == "member"
    stated = [
        Field(row["field"], row["type"], CHECKS[row["type"]], row["required"] == "yes",
              Words(row["meaning_zh"], row["meaning_en"]))
        for row in rows if row["field"]
    ]  # fmt: skip
    return (Field("id", "name", is_name, is_by_member, OWN_ID), *stated)


def fault(kind: str, spec: Spec, command: Mapping[str, Any]) -> Problem | None:
    """What is wrong with the fields of a command; None for nothing.

    Args:
        kind: of the command.
        spec: of that kind.
        command: as it was said.
    """
    checks = spec.checks
    for name, value in command.items():
        check = checks.get(name)
        if check is None:
            if name != "kind":
                return _unknown(kind, spec, name)
        elif value is not None and not check(value):
            return wrong_value(kind, next(field for field in spec.fields if field.name == name), value)
    for name in spec.required:
        if command.get(name) is None:
            return problem("field-missing", kind, field=name)
    return None


def wrong_value(kind: str, field: Field, value: Any) -> Problem:
    """That a field of a kind of command cannot have a value: what it can have."""
    if type(value) is int and value <= 0 and field.type in {"count", "ticks", "fen", "mass"}:
        return problem("not-positive", f"{kind}, {field.name}", found=value)
    return problem(f"field-{field.type}", f"{kind}, {field.name}", found=value)


def _unknown(kind: str, spec: Spec, found: str) -> Problem:
    names = [field.name for field in spec.fields]
    return problem("field-unknown", kind, found=found, nearest=nearest(str(found), names), known=", ".join(names))


def kind_unknown(kind: object) -> Problem:
    """A kind that no command has, with the nearest known one."""
    like = nearest(str(kind), specs())
    return problem("kind-unknown", "kind", found=kind, nearest=like, known=", ".join(specs()))
