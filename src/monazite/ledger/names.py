"""What can be an id, the name of an account or a unit, and a time; how large an entry may be."""

from __future__ import annotations

import re
from datetime import date, datetime

NAME_CHARACTERS = 64
ACTOR_CHARACTERS = 200
AMOUNT_LIMIT = 10**17
"""Milligrams or fen of one leg, either way: a hundred million tonnes."""
LEGS = 1000
DETAILS = 100
DEPTH = 8
BODY_BYTES = 1 << 20

_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d))?", re.ASCII).fullmatch


def is_name(text: object) -> bool:
    """Whether a text can be an id or a part of an account or unit: 64 visible characters without space, slash, colon.

    >>> is_name("L-001"), is_name("a/b"), is_name("")
    (True, False, False)
    """
    return type(text) is str and 0 < len(text) <= NAME_CHARACTERS and "/" not in text and _is_plain(text)


def is_account(text: str) -> bool:
    """Whether a text consists of such names with slashes between.

    >>> is_account("lot/F1/L-001"), is_account("lot//L-001"), is_account("lot/F 1")
    (True, False, False)
    """
    names = text.split("/")
    return "" not in names and _is_plain(text) and max(map(len, names)) <= NAME_CHARACTERS


def _is_plain(text: str) -> bool:
    """Printable, and no space or colon; the space is the one white character that counts as printable."""
    return text.isprintable() and " " not in text and ":" not in text


def is_time(text: object) -> bool:
    """Whether a text is a day, or an instant with its zone, as the calendar has them."""
    if type(text) is not str or _TIME(text) is None:
        return False
    try:
        return bool(date.fromisoformat(text) if len(text) == len("2022-08-17") else datetime.fromisoformat(text))
    except ValueError:
        return False
