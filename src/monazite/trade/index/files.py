"""The public file of the index: JSON lines with method, weights, inputs and values (``docs/price-index.md``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from monazite.trade.index.fields import FORMAT
from monazite.trade.index.record import (
    Anchor,
    Assessment,
    Bids,
    Constituent,
    Deal,
    Inputs,
    Method,
    Point,
    Series,
    Value,
    Weight,
)
from monazite.trade.index.series import ordered

RECORDS: Mapping[str, type[Any]] = {
    "method": Method,
    "constituent": Constituent,
    "weight": Weight,
    "anchor": Anchor,
    "deal": Deal,
    "quote": Bids,
    "assessment": Assessment,
}
"""The record of each kind of line that is one."""
ORDER = (
    "index",
    "method",
    "constituent",
    "weight",
    "day",
    "anchor",
    "deal",
    "quote",
    "assessment",
    "value",
    "point",
    "end",
)
"""The kinds of line, in the order of the file."""

_NAMES = {record: tuple(field.name for field in fields(record)) for record in (*RECORDS.values(), Value, Point)}
_OPTION = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def dump(inputs: Inputs, series: Series) -> bytes:
    """The public file: anyone can recompute every value in it from the lines before them.

    Args:
        inputs: what the index follows from, participants under pseudonyms (`mask`).
        series: what it gives.

    Returns:
        UTF-8, one JSON object a line with sorted keys and no spaces, each line ended by a line feed. Inputs stand by
        day, product and id, so that the bytes follow from the inputs alone.
    """
    before = b"".join(line_bytes(line) for line in _lines(inputs, series))
    return before + end_line(before)


def end_line(before: bytes) -> bytes:
    """The last line: how many lines stand before it, and the SHA-256 of all their bytes."""
    return line_bytes({"kind": "end", "lines": before.count(b"\n"), "sha256": digest(before)})


def digest(content: bytes) -> str:
    """SHA-256 of a public file in lower-case hex, as the journal commits to it (``index_inputs``)."""
    return hashlib.sha256(content).hexdigest()


def line_bytes(value: object) -> bytes:
    """The only spelling of a decoded value: sorted keys, no spaces, a line feed at the end."""
    return orjson.dumps(value, option=_OPTION)


def value_line(value: Value) -> dict[str, Any]:
    """A product's value as a line of the file."""
    return {"kind": "value", **as_json(value)}


def point_line(point: Point) -> dict[str, Any]:
    """The index of a day as a line of the file."""
    return {"kind": "point", **as_json(point)}


def as_json(record: Any) -> dict[str, Any]:
    """A record with plain values: days and decimals as text, pairs as lists."""
    return {name: _plain(getattr(record, name)) for name in _NAMES[type(record)]}


def _lines(inputs: Inputs, series: Series) -> Iterator[dict[str, Any]]:
    it = ordered(inputs)
    yield {"kind": "index", "format": FORMAT}
    yield from _of("method", it.methods)
    yield from _of("constituent", it.constituents)
    yield from _of("weight", it.weights)
    yield from ({"kind": "day", "day": day.isoformat()} for day in it.days)
    yield from _of("anchor", it.anchors)
    yield from _of("deal", it.deals)
    yield from _of("quote", it.quotes)
    yield from _of("assessment", it.assessments)
    yield from map(value_line, series.values)
    yield from map(point_line, series.points)


def _of(kind: str, records: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return ({"kind": kind, **as_json(record)} for record in records)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
