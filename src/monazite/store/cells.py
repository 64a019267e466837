"""Kinds of cells: what each holds, in words, and how its text is read; a text that is none of its kind is refused."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from monazite.core.words import Words
from monazite.store.sheet import printed

LONGEST_NAME = 200
"""Characters of a name."""
WHOLE_DIGITS = 18
"""Digits of a whole number: it fits a column of any database."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "1", "是"), True),
    **dict.fromkeys(("no", "false", "0", "否"), False),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of cell.

    Args:
        wanted: what it holds, for people.
        read: from a trimmed text to the value; raises ValueError for a text that is none of its kind.
    """

    wanted: Words
    read: Callable[[str], Any]


def choice(values: Mapping[str, Any], wanted: Words) -> Cell:
    """A cell that holds one of a few texts, each standing for a value."""
    return Cell(wanted, lambda text: _one_of(values, text))


@cache
def cells() -> Mapping[str, Cell]:
    """The kinds by name: ``amount``, ``day``, ``monday`` …; their words stand in ``cells.csv``."""
    rows = csv.DictReader((resources.files("monazite.store") / "cells.csv").read_text("utf-8").splitlines())
    found = {row["kind"]: Cell(Words(row["zh"], row["en"]), READERS[row["kind"]]) for row in rows}
    return MappingProxyType(found)


def decimal_of(text: str, low: int | None = None, high: int | None = None, *, is_open: bool = False) -> Decimal:
    """A printed number within limits.

    Args:
        text: as printed, at most 40 characters.
        low: least value.
        high: greatest value.
        is_open: whether the least value itself is left out.

    Raises:
        ValueError: for a text that is no number, or one outside.

    >>> decimal_of("0.97", 0, 1)
    Decimal('0.97')
    """
    if printed(text) is None:
        raise ValueError(text)
    number = Decimal(text)
    if low is not None and (number < low or (is_open and number == low)):
        raise ValueError(text)
    if high is not None and number > high:
        raise ValueError(text)
    return number


def _one_of(values: Mapping[str, Any], text: str) -> Any:
    if text not in values:
        raise ValueError(text)
    return values[text]


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        raise ValueError(text)
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= WHOLE_DIGITS):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _monday(text: str) -> dt.date:
    day = _day(text)
    if day.weekday():
        raise ValueError(text)
    return day


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


READERS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "name": _name,
    "number": decimal_of,
    "amount": lambda text: decimal_of(text, 0),
    "positive": lambda text: decimal_of(text, 0, is_open=True),
    "share": lambda text: decimal_of(text, 0, 1),
    "positive_share": lambda text: decimal_of(text, 0, 1, is_open=True),
    "percent": lambda text: decimal_of(text, 0, 100),
    "whole": _whole,
    "day": _day,
    "monday": _monday,
    "moment": _moment,
    "yes": lambda text: _one_of(_YES, text.casefold()),
}
"""By kind of cell, how its text is read."""
