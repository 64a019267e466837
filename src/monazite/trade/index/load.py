"""A public file read back: inputs as records, values as they are printed; the first fault is one Problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

import orjson

from monazite.core import Problem
from monazite.store import nearest, said
from monazite.trade.index.fields import Field, Read, fields_of
from monazite.trade.index.files import ORDER, RECORDS
from monazite.trade.index.record import Inputs

ROOM = "monazite.trade.index"
MEGABYTES = 256
VALUES = 1_000_000
"""Products times days that a file may have: 22 products for 180 years."""
SHOWN = 60
NEEDED = ("index", "method", "constituent", "day")
"""Kinds of which a file has a line at least."""
PRINTED = ("value", "point")
"""Kinds that are compared and not read."""
_PLACE = {kind: place for place, kind in enumerate(ORDER)}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "index": ("format",),
    "method": ("effective",),
    "constituent": ("product",),
    "weight": ("year", "aggregate"),
    "anchor": ("day",),
    "day": ("day",),
    "deal": ("id",),
    "quote": ("id",),
    "assessment": ("id",),
}
"""The fields that no two lines of a kind share."""
_KEY_OF = {kind: itemgetter(*names) for kind, names in _KEYS.items()}
_PRICED = frozenset({"deal", "quote", "assessment"})
_DATED = _PRICED | {"anchor"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A public file.

    Args:
        inputs: what the index follows from.
        printed: the lines with values and points, each with its number.
    """

    inputs: Inputs
    printed: Sequence[tuple[int, Mapping[str, Any]]]


class _FaultError(Exception):
    """The first fault of a file; carries what its Problem says."""

    def __init__(self, line: int, code: str, **values: object) -> None:
        super().__init__(code)
        self.line, self.code, self.values = line, code, values


@dataclass(slots=True)
class _Lines:
    """What was read so far."""

    found: dict[str, list[Any]] = field(default_factory=lambda: {kind: [] for kind in ORDER})
    keys: dict[str, set[Any]] = field(default_factory=lambda: {kind: set() for kind in ORDER})
    printed: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    at: int = 0
    owners: dict[tuple[date, str], str] = field(default_factory=dict)


def load(content: bytes, name: str) -> Loaded | Problem:
    """Read a public file.

    Args:
        content: its bytes.
        name: what people call it; the place of a Problem is ``name:line``.

    Returns:
        What it holds, or what is wrong with its first wrong line.
    """
    if len(content) > MEGABYTES << 20:
        return said(ROOM, "index-file-large", name, limit=MEGABYTES, found=len(content) >> 20)
    try:
        return _loaded(content)
    except _FaultError as fault:
        return said(ROOM, fault.code, f"{name}:{fault.line}", **fault.values)


def _loaded(content: bytes) -> Loaded:
    lines = _Lines()
    number = 0
    for number, line in _numbered(content):
        _take(lines, line, number)
    if not lines.found["end"]:
        raise _FaultError(number + 1, "index-end-missing", wanted=number, found="—")
    for kind in NEEDED:
        if not lines.found[kind]:
            raise _FaultError(1, "index-part-missing", wanted=kind)
    size = len(lines.found["day"]) * len(lines.found["constituent"])
    if size > VALUES:
        raise _FaultError(1, "index-values-many", limit=VALUES, found=size)
    return Loaded(_inputs(lines), lines.printed)


def _numbered(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n"), 1):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise _FaultError(number, "index-line-malformed", found=_shown(line.decode("utf-8", "replace")))
        yield number, value


def _take(lines: _Lines, line: dict[str, Any], number: int) -> None:
    kind = line.pop("kind", None)
    place = _PLACE.get(kind, -1) if isinstance(kind, str) else -1
    if place < 0:
        raise _FaultError(number, "index-kind-unknown", wanted=", ".join(ORDER), found=_shown(kind))
    if place < lines.at or lines.found["end"]:
        raise _FaultError(number, "index-kind-order", wanted=", ".join(ORDER), found=_shown(kind))
    lines.at = place
    if kind in PRINTED:
        line["kind"] = kind
        lines.printed.append((number, line))
        return
    values = _values(kind, line, number)
    if kind in _KEYS:
        _once(lines, kind, values, number)
    _known(lines, kind, values, number)
    if kind == "deal":
        _owned(lines, values, number)
    lines.found[kind].append(RECORDS[kind](**values) if kind in RECORDS else values)


def _values(kind: str, line: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The fields of a line, each of its type, and none besides."""
    readers = _readers(kind)
    try:
        values = {name: read(line[name]) for name, read in readers}
    except (KeyError, TypeError, ValueError):
        raise _fault_in(kind, line, number) from None
    if len(line) > len(readers):
        names = [name for name, _ in readers]
        extra = next(name for name in line if name not in values)
        raise _FaultError(
            number, "index-field-unknown", wanted=nearest(extra, names) or " / ".join(names), found=_shown(extra)
        )
    return values


@cache
def _readers(kind: str) -> tuple[tuple[str, Read], ...]:
    return tuple((item.name, item.read) for item in fields_of()[kind])


def _fault_in(kind: str, line: Mapping[str, Any], number: int) -> _FaultError:
    """What is wrong with the first field that is."""
    for item in fields_of()[kind]:
        if item.name not in line:
            return _missing(item, number)
        try:
            item.read(line[item.name])
        except (TypeError, ValueError):
            break
    return _wrong(item, line[item.name], number)


def _missing(item: Field, number: int) -> _FaultError:
    meaning = item.meaning
    return _FaultError(number, "index-field-missing", field=item.name, meaning=meaning.en, meaning_zh=meaning.zh)


def _wrong(item: Field, value: object, number: int) -> _FaultError:
    return _FaultError(
        number, "index-field-wrong", field=item.name, meaning=item.meaning.en, meaning_zh=item.meaning.zh,
        wanted=item.wanted.en, wanted_zh=item.wanted.zh, found=_shown(value),
    )  # fmt: skip


def _once(lines: _Lines, kind: str, values: Mapping[str, Any], number: int) -> None:
    """No two lines of a kind share what they go by; days rise."""
    key = _KEY_OF[kind](values)
    known = lines.keys[kind]
    if key in known:
        found = " ".join(str(values[name]) for name in _KEYS[kind])
        raise _FaultError(number, "index-twice", field=", ".join(_KEYS[kind]), found=_shown(found))
    known.add(key)
    if kind == "day" and lines.found[kind] and values["day"] < lines.found[kind][-1]["day"]:
        raise _FaultError(number, "index-days-order", found=values["day"])


def _known(lines: _Lines, kind: str, values: Mapping[str, Any], number: int) -> None:
    """Prices are of products and days that the file lists; the count at its end is right."""
    if kind in _PRICED and values["product"] not in lines.keys["constituent"]:
        raise _FaultError(number, "index-unknown", field="product", found=_shown(values["product"]))
    if kind in _DATED and values["day"] not in lines.keys["day"]:
        raise _FaultError(number, "index-unknown", field="day", found=values["day"])
    if kind == "end" and values["lines"] != number - 1:
        raise _FaultError(number, "index-end-missing", wanted=number - 1, found=values["lines"])
    if kind == "day" and not lines.found["day"]:
        first = min((method.effective for method in lines.found["method"]), default=None)
        if first is None or first > values["day"]:
            raise _FaultError(number, "index-method-early", day=values["day"], found=first or "—")


def _owned(lines: _Lines, values: Mapping[str, Any], number: int) -> None:
    """A participant has one owner on a day, on whichever side it stands."""
    day = values["day"]
    for side in ("buyer", "seller"):
        party, owner = values[side], values[f"{side}_owner"]
        known = lines.owners.setdefault((day, party), owner)
        if known != owner:
            raise _FaultError(number, "index-owners-two", day=day, party=party, known=known, found=owner)


def _inputs(lines: _Lines) -> Inputs:
    found = lines.found
    return Inputs(
        methods=tuple(found["method"]),
        constituents=tuple(found["constituent"]),
        weights=tuple(found["weight"]),
        days=tuple(item["day"] for item in found["day"]),
        anchors=tuple(found["anchor"]),
        deals=tuple(found["deal"]),
        quotes=tuple(found["quote"]),
        assessments=tuple(found["assessment"]),
    )


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    plain = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text[:SHOWN])
    return plain + "…" if len(text) > SHOWN else plain
