"""The fields of the public file: the table ``file_fields.csv``, and how each type is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from monazite.core import Words
from monazite.trade.index.mask import DIGITS, PREFIX
from monazite.trade.index.method import rows

FORMAT = "monazite-index/1"
GREATEST = 10**15
NAME_LENGTH, TEXT_LENGTH, DECIMAL_LENGTH = 128, 400, 24
MILLION = 1_000_000
Read = Callable[[Any], Any]
"""Turns a decoded JSON value into a field's; raises TypeError or ValueError for one that is not of its type."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of line.

    Args:
        name: of the field.
        read: how its value is read.
        meaning: what it is.
        wanted: what its type allows.
    """

    name: str
    read: Read
    meaning: Words
    wanted: Words


def is_sha256(text: str) -> bool:
    """Whether a text is a SHA-256 in lower-case hex."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


@cache
def fields_of() -> Mapping[str, tuple[Field, ...]]:
    """The fields of each kind of line with inputs, in the order of the table."""
    wanted = {row["type"]: Words(row["zh"], row["en"]) for row in rows("file_types.csv")}
    found: dict[str, tuple[Field, ...]] = {}
    for row in rows("file_fields.csv"):
        kind, name = row["kind"], row["type"]
        one = Field(row["field"], _READ[name], Words(row["zh"], row["en"]), wanted[name])
        found[kind] = (*found.get(kind, ()), one)
    return found


def _whole(value: Any, least: int = 0, most: int = GREATEST) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError
    return value


def _positive(value: Any) -> int:
    if type(value) is not int or not 0 < value <= GREATEST:
        raise ValueError
    return value


@lru_cache(10_000)
def _day_of(value: str) -> date:
    day = date.fromisoformat(value)
    if day.isoformat() != value:
        raise ValueError
    return day


def _day(value: Any) -> date:
    if type(value) is not str:
        raise TypeError
    return _day_of(value)


def _decimal(value: Any) -> Decimal:
    digits, dot, rest = _text(value, DECIMAL_LENGTH).partition(".")
    if not _is_digits(digits) or bool(dot) != bool(rest) or (rest and not _is_digits(rest)):
        raise ValueError
    number = Decimal(value)
    if number <= 0:
        raise ValueError
    return number


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _name(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return _name_of(value)


@lru_cache(100_000)
def _name_of(value: str) -> str:
    """Members come again and again: each name is looked at once."""
    if not 0 < len(value) <= NAME_LENGTH or not value.isprintable() or " " in value:
        raise ValueError
    return value


def _text(value: Any, most: int = TEXT_LENGTH) -> str:
    if type(value) is not str or len(value) > most or not value.isprintable():
        raise ValueError
    return value


def _hex(start: str, digits: int) -> Read:
    """Reads text that is ``start`` and so many lower-case hex digits, and nothing else."""
    form = re.compile(re.escape(start) + f"[0-9a-f]{{{digits}}}")

    def read(value: Any) -> str:
        if type(value) is not str or form.fullmatch(value) is None:
            raise ValueError
        return value

    return read


def _one_of(*allowed: object) -> Read:
    def read(value: Any) -> Any:
        for one in allowed:
            if type(value) is type(one) and value == one:
                return one
        raise ValueError

    return read


_READ: Mapping[str, Read] = {
    "format": _one_of(FORMAT),
    "whole": _whole,
    "positive": _positive,
    "share": lambda value: _whole(value, 0, MILLION),
    "day": _day,
    "decimal": _decimal,
    "name": _name,
    "text": _text,
    "pseudonym": _hex(PREFIX, DIGITS),
    "sha256": _hex("", 64),
    "group": _one_of("ore", "light", "heavy"),
    "splice": _one_of("every", "first"),
    "flag": _one_of(True, False),
}
