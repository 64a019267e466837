"""Frozen records of this room to JSON values and back, strictly: every wrong field is one Problem, nothing is guessed.

A record's own annotations are its form: texts, whole numbers, `Decimal` and `date` (as text), choices, lists (tuples),
other records. Items of a list are counted from 1 in the place of a Problem: ``tests.json results[2].values[1]``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from monazite.core import InternalError, Problem, ProblemError, Words
from monazite.plan.said import problem
from monazite.store import nearest
from monazite.store.cells import cells
from monazite.store.sheet import read_limited

Record = TypeVar("Record")
MOST_ITEMS = 20_000
"""Items of one list."""
MOST_CHARACTERS = 4000
"""Characters of one text."""
MOST_PROBLEMS = 1000
"""Problems of one record; what has so many is wrong as a whole."""
MOST_WHOLE = 10**15
"""Greatest whole number to either side: a million tonnes in milligrams."""
_HIDDEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""Characters that steer a terminal, and halves of characters: no text has them."""
_WANTED = {
    str: Words(
        f"1 至 {MOST_CHARACTERS} 字、无控制字符的文本", f"a text of 1 to {MOST_CHARACTERS} characters, none of control"
    ),
    int: Words("整数", "a whole number"),
    Decimal: Words("十进制数", "a decimal number"),
    dt.date: Words("日期，如 2026-01-31", "a date such as 2026-01-31"),
    bool: Words("true 或 false", "true or false"),
    dt.datetime: Words("带时区的时刻，如 2026-01-31T08:00:00+08:00", "a moment with its time zone"),
}


def plain(record: object) -> dict[str, Any]:
    """A record as an object of its fields, in their order; what is None or empty is left out.

    Raises:
        InternalError: when it is no record, or holds what JSON cannot say.
    """
    if not is_dataclass(record):
        raise InternalError(f"{type(record).__name__} is no record")
    values = {one.name: _plain(getattr(record, one.name)) for one in fields(record)}
    return {name: one for name, one in values.items() if one not in (None, "", [])}


def made(cls: type[Record], value: Any, place: str = "") -> Record:
    """The record that `plain` wrote.

    Args:
        cls: class of the record.
        value: as read from JSON.
        place: of the value, for people; the name of the class unless given.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    problems: list[Problem] = []
    record = read_record(cls, value, place or cls.__name__, problems)
    if record is None:
        raise ProblemError(problems[0])
    return record


def read_record(cls: type[Record], value: Any, place: str, problems: list[Problem]) -> Record | None:
    """The record, or None and what is wrong with it added to the problems.

    Args:
        cls: class of the record.
        value: as read from JSON.
        place: of the value, for people.
        problems: of the whole, in order.
    """
    if not isinstance(value, dict):
        problems.append(_wrong(place, Words("对象", "an object"), value))
        return None
    before, types = len(problems), _types(cast("type", cls))
    strange = [name for name in value if name not in types][:MOST_PROBLEMS]
    problems.extend(problem("form-field-strange", place, found=one, nearest=nearest(one, types)) for one in strange)
    found: dict[str, Any] = {}
    for one in fields(cast("Any", cls)):
        given = value.get(one.name)
        if given not in (None, ""):
            found[one.name] = _read(types[one.name], given, f"{place} {one.name}", problems)
        elif one.default is MISSING:
            problems.append(problem("form-field-missing", place, wanted=one.name))
    return cls(**found) if len(problems) == before else None


def read_json(path: Path) -> Any | Problem:
    """What a JSON file says, its numbers as decimals; or why it cannot be read.

    Args:
        path: of the file, in UTF-8 with or without a byte-order mark.
    """
    content = read_limited(path)
    if isinstance(content, Problem):
        return content
    try:
        return json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        return problem("form-json-wrong", path.name, found=str(error) or type(error).__name__)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} … {name}")
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else plain(value)


@cache
def _types(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {one.name: _needed(hints[one.name]) for one in fields(cls)}


def _needed(kind: Any) -> Any:
    """A type without its None."""
    if get_origin(kind) not in (UnionType, Union):
        return kind
    return next(one for one in get_args(kind) if one is not type(None))


def _read(kind: Any, value: Any, place: str, problems: list[Problem]) -> Any:
    """A value of a kind; None, and a Problem added, when it is none."""
    if get_origin(kind) is tuple:
        return _read_all(get_args(kind)[0], value, place, problems)
    if is_dataclass(kind):
        return read_record(cast("type", kind), value, place, problems)
    if get_origin(kind) is Literal:
        known = get_args(kind)
        if value in known:
            return value
        near = nearest(str(value), known)
        problems.append(problem("form-choice-wrong", place, known=" / ".join(known), found=value, nearest=near))
        return None
    read = _scalar(kind, value)
    if read is None:
        problems.append(_wrong(place, _WANTED[kind], value))
    return read


def _read_all(kind: Any, value: Any, place: str, problems: list[Problem]) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        problems.append(_wrong(place, Words(f"至多 {MOST_ITEMS} 项的列表", f"a list of at most {MOST_ITEMS}"), value))
        return ()
    found = []
    for number, one in enumerate(value, 1):
        if len(problems) > MOST_PROBLEMS:
            break
        found.append(_read(kind, one, f"{place}[{number}]", problems))
    return tuple(found)


def _scalar(kind: type, value: Any) -> Any:
    """A text, number, truth value or day; None for anything else."""
    if kind is str:
        is_text = isinstance(value, str) and len(value) <= MOST_CHARACTERS and not _HIDDEN.search(value)
        return (value.strip() or None) if is_text else None
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind is int:
        is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST_WHOLE
        return value if is_whole else None
    if kind is dt.datetime:
        return _moment(value)
    return _cell("day" if kind is dt.date else "number", value)


def _cell(kind: str, value: Any) -> Any:
    """A number or a day as the cell of a sheet would be read; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return cells()[kind].read(str(value).strip())
    except ValueError:
        return None


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _wrong(place: str, wanted: Words, value: Any) -> Problem:
    found = Words("空", "none") if value in (None, [], {}) else value
    return problem("form-field-wrong", place, wanted=wanted, found=found)
