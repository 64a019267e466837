"""JSON read strictly into frozen records: unknown fields refused with the nearest name, one Problem a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import partial
from typing import Any

from monazite.core import Problem, Words
from monazite.trade.venues.said import like, problem

PPM = 1_000_000
"""Parts in a whole."""
ID = re.compile(r"[^\s/:]{1,64}")
SESSION = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
HASH = re.compile(r"[0-9a-f]{64}|")
FIRST_DAY = "1949-10-01"
TEXT_CHARACTERS = 500
PARTS = 200
"""Entries of a list or an object that is read."""
Problems = list[Problem]
Reader = Callable[[Any, str, Problems], Any]
"""Takes the value, its place and the list to which it adds what is wrong; gives the value as the record has it."""


def read_record(record: type, readers: Mapping[str, Reader], stated: Any, place: str, wrong: Problems) -> Any:
    """The record of an object; None, with what is wrong added to the list, when it cannot be read.

    Args:
        record: the dataclass.
        readers: of every field of it.
        stated: the object as submitted.
        place: where it stands.
        wrong: to which Problems are added, one a field.
    """
    if not isinstance(stated, Mapping):
        wrong.append(problem("venue-object", place or record.__name__, found=stated))
        return None
    before, known = len(wrong), tuple(readers)
    wrong.extend(
        problem("venue-field-unknown", at(place, str(name)), found=name, nearest=like(name, known))
        for name in list(stated)[:PARTS]
        if name not in readers
    )
    wrong.extend(
        problem("venue-field-missing", at(place, one.name), field=one.name)
        for one in fields(record)
        if one.name not in stated and one.default is MISSING and one.default_factory is MISSING
    )
    optional = {one.name for one in fields(record) if one.default is None}
    values = {
        name: None if value is None and name in optional else readers[name](value, at(place, name), wrong)
        for name, value in stated.items()
        if name in readers
    }
    return record(**values) if len(wrong) == before else None


def nested(record: type, readers: Mapping[str, Reader]) -> Reader:
    """Of an object within the object."""
    return partial(read_record, record, readers)


def whole(least: int, most: int) -> Reader:
    """Of a whole number between two, both allowed."""

    def read(value: Any, place: str, wrong: Problems) -> int:
        if type(value) is not int or not least <= value <= most:
            wrong.append(problem("venue-number", place, least=least, most=most, found=value))
            return least
        return value

    return read


def text(pattern: re.Pattern[str] | None = None, wanted: Words | None = None) -> Reader:
    """Of a text, which a pattern may limit.

    Args:
        pattern: that the whole text must match.
        wanted: what that is, in words.
    """
    zh, en = wanted or Words(f"1 至 {TEXT_CHARACTERS} 个字符的文字", f"a text of 1 to {TEXT_CHARACTERS} characters")

    def read(value: Any, place: str, wrong: Problems) -> str:
        is_text = isinstance(value, str) and len(value) <= TEXT_CHARACTERS
        is_good = is_text and (bool(value.strip()) if pattern is None else pattern.fullmatch(value) is not None)
        if not is_good:
            wrong.append(problem("venue-text", place, zh=zh, en=en, found=value))
            return ""
        return str(value)

    return read


def day(value: Any, place: str, wrong: Problems) -> str:
    """A day as ISO 8601 writes it with dashes."""
    if not is_day(value):
        wrong.append(problem("venue-day", place, found=value))
        return FIRST_DAY
    return str(value)


def is_day(value: Any) -> bool:
    """Whether a value is a day as ISO 8601 writes it with dashes, and none that is too long ago."""
    if not isinstance(value, str) or len(value) != len(FIRST_DAY):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return value >= FIRST_DAY


def words(value: Any, place: str, wrong: Problems) -> Words:
    """The same thing in Chinese and in English: an object of ``zh`` and ``en``."""
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        zh, en = value["zh"], value["en"]
        if all(isinstance(part, str) and 0 < len(part) <= TEXT_CHARACTERS for part in (zh, en)):
            return Words(str(zh), str(en))
    wrong.append(problem("venue-words", place, found=value))
    return Words("", "")


def choice(known: tuple[str, ...]) -> Reader:
    """Of one of some names."""

    def read(value: Any, place: str, wrong: Problems) -> str:
        if value not in known:
            values = {"known": "、".join(known), "nearest": like(value, known)}
            wrong.append(problem("venue-choice", place, found=value, **values))
            return known[0]
        return str(value)

    return read


def texts(read_one: Reader) -> Reader:
    """Of a list of different texts, as a tuple."""

    def read(value: Any, place: str, wrong: Problems) -> tuple[str, ...]:
        is_list = isinstance(value, list) and len(value) <= PARTS and all(isinstance(one, str) for one in value)
        if not is_list or len(set(value)) < len(value):
            wrong.append(problem("venue-list", place, most=PARTS, found=value))
            return ()
        return tuple(read_one(one, f"{place}[{number}]", wrong) for number, one in enumerate(value, 1))

    return read


def chosen(known: tuple[str, ...]) -> Reader:
    """Of a list of some of the names, at least one, as a set."""
    read_list = texts(choice(known))

    def read(value: Any, place: str, wrong: Problems) -> frozenset[str]:
        found = frozenset(read_list(value, place, wrong))
        if value == []:
            wrong.append(problem("venue-choice", place, found=value, known="、".join(known), nearest=known[0]))
        return found

    return read


def table(read_name: Reader, read_one: Reader) -> Reader:
    """Of an object of names and values."""

    def read(value: Any, place: str, wrong: Problems) -> dict[str, Any]:
        if not isinstance(value, Mapping) or len(value) > PARTS:
            wrong.append(problem("venue-object", place, found=value))
            return {}
        return {
            read_name(name, at(place, str(name)), wrong): read_one(one, at(place, str(name)), wrong)
            for name, one in value.items()
        }

    return read


def limits(value: Any, place: str, wrong: Problems) -> tuple[int, int]:
    """Least and most of a share: a list of two whole parts per million, the first not above the second."""
    is_pair = isinstance(value, list) and len(value) == len(("least", "most")) and {type(one) for one in value} == {int}
    if not is_pair or not 0 <= value[0] <= value[1] <= PPM:
        wrong.append(problem("venue-limits", place, found=value))
        return (0, PPM)
    return (value[0], value[1])


IDENTITY = text(
    ID, Words("1 至 64 个字符、不含空白、斜杠和冒号的名称", "1 to 64 characters without blanks, slashes or colons")
)
"""Of a name that may stand in an account."""


def at(place: str, name: str) -> str:
    """The place of a field."""
    return f"{place}.{name}" if place else name
