"""Whether the details of an entry can be told; checked and encoded in one pass, since they are half of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from monazite.core import Problem
from monazite.ledger.encode import INTEGER_LIMIT, SCALARS, STRICT, detail_lines
from monazite.ledger.names import DEPTH, DETAILS, NAME_CHARACTERS, is_name
from monazite.ledger.record import Entry
from monazite.ledger.said import problem

_CONTAINERS = {dict, list}
_VALUES = SCALARS | _CONTAINERS
_TEXTS = {str}

Told = tuple[list[bytes], dict[str, Any]]
"""The lines of the details, and the details as they will be read again: in order, lists and objects plain."""


def told(entry: Entry) -> Told | Problem:
    """The details of an entry, encoded, or what is wrong with them."""
    details = entry.details
    if not details and type(details) is dict:
        return [], {}
    if not isinstance(details, Mapping) or len(details) > DETAILS:
        zh, en = f"不超过 {DETAILS} 项细节", f"{DETAILS} details at most"
        return problem("entry-malformed", entry.id, wanted_zh=zh, wanted=en, found=details)
    names = list(details)
    if set(map(type, names)) != _TEXTS:
        wrong = next(name for name in names if type(name) is not str)
        zh, en = "细节的名称", "the name of a detail"
        return problem("name-wrong", entry.id, limit=NAME_CHARACTERS, what_zh=zh, what=en, found=wrong)
    names.sort()
    lines: list[bytes] = []
    read: dict[str, Any] = {}
    dumps = orjson.dumps
    try:
        for name in names:
            value = details[name]
            if type(value) in SCALARS:
                lines.append(dumps(("detail", name, value), None, STRICT))
                read[name] = value
            elif not _is_told(value):
                return problem("detail-wrong", entry.id, name=name, found=value)
            else:
                read[name] = _members(name, value, lines)
    except TypeError:  # a text that is none, or a number beyond 53 bits, which may yet be within 64
        return _told_slowly(entry)
    return lines, read


def _members(name: str, value: Any, lines: list[bytes]) -> dict[str, Any] | list[Any]:
    """A list or an object as it will be read again; its lines are added, one for each member of an object."""
    if type(value) is list:
        lines.append(line := orjson.dumps(("detail", name, value), None, STRICT))
        return list(value) if SCALARS.issuperset(map(type, value)) else orjson.loads(line)[2]
    read: dict[str, Any] = {}
    for key in sorted(value):
        part = value[key]
        lines.append(line := orjson.dumps(("detail", name, key, part), None, STRICT))
        read[key] = part if type(part) in SCALARS else orjson.loads(line)[3]
    if not read:
        lines.append(orjson.dumps(("detail", name, read)))
    return read


def _told_slowly(entry: Entry) -> Told | Problem:
    for name, value in entry.details.items():
        if not (is_name(name) and (type(value) in SCALARS or _is_told(value)) and _are_within(value)):
            return problem("detail-wrong", entry.id, name=name, found=value)
    return detail_lines(entry.details)


def _is_told(value: Any) -> bool:
    return is_plain(value, DEPTH) and (type(value) is list or not value or set(map(type, value)) == _TEXTS)


def is_plain(value: Any, depth: int) -> bool:
    """Whether a value consists of whole numbers, texts, booleans, None, lists and objects of them, not too deep.

    The names in objects are left to the encoder, which takes texts only.

    >>> is_plain({"a": [1, "b", None]}, 3), is_plain([1.5], 3), is_plain([[[]]], 1)
    (True, False, False)
    """
    kind = type(value)
    if kind is not dict and kind is not list:
        return kind in SCALARS
    members = value.values() if kind is dict else value
    kinds = set(map(type, members))
    if kinds <= SCALARS:
        return True
    if depth <= 0 or not kinds <= _VALUES:
        return False
    return all([is_plain(member, depth - 1) for member in members if type(member) in _CONTAINERS])  # noqa: C419  faster


def _are_within(value: Any) -> bool:
    """Whether all whole numbers of a plain value are of 64 bits, and all its texts are texts."""
    if isinstance(value, dict):
        return all(map(_are_within, value)) and all(map(_are_within, value.values()))
    if isinstance(value, list):
        return all(map(_are_within, value))
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, int) or -INTEGER_LIMIT < value < INTEGER_LIMIT
