"""Whether a record that an entry states can be one: its fields, its names, its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.reference import elements
from monazite.store import nearest, said

ROOM = "monazite.trace"
ID = re.compile(r"[^\s/:]{1,64}")
"""A name that may stand in an account."""
KINDS: Mapping[str, type] = {"str": str, "int": int, "bool": bool, "Mapping[str, int]": dict}
"""The kinds of a record's fields, as they are declared, and of the values that an entry holds."""
TEXT_CHARACTERS = 2_000
FIRST_DAY = "1949-10-01"
"""Days before it are slips: nothing that is booked here is older."""
SHOWN = 80
"""Characters of a wrong value that are quoted."""


def fault_of(record: type, value: Any, place: str) -> Problem | None:
    """What is wrong with the fields of a record: not an object, a field too many, one missing, an id that cannot be."""
    if not isinstance(value, Mapping):
        return said(ROOM, "record-missing", place)
    known = [one.name for one in fields(record)]
    needed = [one.name for one in fields(record) if one.default is MISSING and one.default_factory is MISSING]
    if (extra := next((name for name in value if name not in known), None)) is not None:
        return said(ROOM, "record-field-unknown", place, found=extra, nearest=nearest(extra, known))
    if (lacking := next((name for name in needed if value.get(name) in (None, "")), None)) is not None:
        return said(ROOM, "record-field-missing", place, field=lacking)
    kinds = {one.name: str(one.type).removesuffix(" | None") for one in fields(record)}
    if (odd := next((name for name in value if not _is_kind(value[name], kinds[name])), None)) is not None:
        return said(ROOM, "record-field-kind", f"{place}.{odd}", found=repr(value[odd])[:SHOWN])
    if "id" in needed and ID.fullmatch(value["id"]) is None:
        return said(ROOM, "id-wrong", place, found=value["id"])
    return None


def _is_kind(value: Any, kind: str) -> bool:
    """Whether a value is of the kind that a field of a record declares; a field left empty is."""
    return value is None or kind not in KINDS or type(value) is KINDS[kind]


def texts_fault(entry: Entry, *names: str) -> Problem | None:
    """What is wrong with details that are texts, where they are given."""
    for name in names:
        value = entry.details.get(name)
        if value is not None and (not isinstance(value, str) or not 0 < len(value) <= TEXT_CHARACTERS):
            return said(ROOM, "record-field-kind", f"{entry.id} {name}", found=repr(value)[:SHOWN])
    return None


def unknown_name(code: str, place: str, found: Any, known: Iterable[str]) -> Problem | None:
    """The problem of a name that is none of the known ones; None when it is."""
    names = list(known)
    if found in names:
        return None
    return said(ROOM, code, place, found=found, known=", ".join(names), nearest=nearest(str(found), names))


def day_fault(place: str, value: Mapping[str, Any], first: str, last: str | None = None) -> Problem | None:
    """What is wrong with the days of a record: not written as ISO 8601, or the last before the first."""
    names = [first] if last is None else [first, last]
    for name in names:
        if value.get(name) is not None and not is_day(value[name]):
            return said(ROOM, "day-wrong", f"{place}.{name}", found=value[name])
    if last is not None and value.get(last) is not None and value[last] < value[first]:
        return said(ROOM, "days-backwards", place, since=value[first], until=value[last])
    return None


def is_day(value: Any) -> bool:
    """Whether a value is a day as ISO 8601 writes it with dashes, and none that is too long ago."""
    if not isinstance(value, str) or len(value) != len("2022-08-17"):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return value >= FIRST_DAY


def mass_fault(place: str, masses: Any) -> Problem | None:
    """What is wrong with milligrams by element: not whole numbers above zero."""
    if not isinstance(masses, Mapping) or not masses:
        return said(ROOM, "record-field-missing", place, field="masses_mg")
    wrong = next((mg for mg in masses.values() if not isinstance(mg, int) or isinstance(mg, bool) or mg <= 0), None)
    known = [one.symbol for one in elements()]
    odd = next((element for element in masses if element not in known), None)
    if odd is not None:
        return said(ROOM, "element-wrong", place, found=odd, nearest=nearest(str(odd), known))
    return None if wrong is None else said(ROOM, "mass-wrong", place, found=wrong)
