"""The words of codes, and the units of measure, from the CSV files of this folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from monazite.core import Words

ROOM = "monazite.plan.matching"
PREFIX = "unit:"
"""Before a unit in the messages of CX-0128."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means: its words, and how the standard writes it (a colour by its hexadecimal value)."""

    words: Words
    code: str


@cache
def codes(kind: str) -> Mapping[str, Code]:
    """The codes of a kind by key.

    Args:
        kind: result, colour, category or comment.

    >>> codes("result")["bottleneck"].words
    Words(zh='瓶颈', en='Bottleneck')
    """
    rows = [row for row in _rows("codes.csv") if row["kind"] == kind]
    return MappingProxyType({row["key"]: Code(Words(row["zh"], row["en"]), row["code"]) for row in rows})


@cache
def units() -> Mapping[str, Words]:
    """The units of measure by key."""
    return MappingProxyType({row["key"]: Words(row["zh"], row["en"]) for row in _rows("units.csv")})


def unit_key(text: str) -> str | None:
    """The key of a unit as written, or None where there is no such unit; empty where none is written.

    >>> unit_key("unit:piece"), unit_key("公斤"), unit_key("stone")
    ('piece', 'kilogram', None)
    """
    plain = text.strip().removeprefix(PREFIX)
    return plain if not plain or plain in units() else _aliases().get(plain)


@cache
def _aliases() -> Mapping[str, str]:
    return {alias: row["key"] for row in _rows("units.csv") for alias in (row["en"], *row["aliases"].split("|"))}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files(ROOM) / name).read_text("utf-8").splitlines()))
