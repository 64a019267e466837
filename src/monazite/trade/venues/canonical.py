"""Records as plain JSON, and the one way to write and hash them: sorted keys, no blanks (orjson), SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any

import orjson

from monazite.core import Words


def as_object(record: Any) -> dict[str, Any]:
    """A frozen record as an object of JSON: every field under its name, sets as sorted lists."""
    return {one.name: plain(getattr(record, one.name)) for one in fields(record)}


def plain(value: Any) -> Any:
    """A value of a record as JSON has it; equal values give equal JSON.

    >>> plain({"b": (1, 2), "a": frozenset({"y", "x"})})
    {'a': ['x', 'y'], 'b': [1, 2]}
    """
    if isinstance(value, Words):
        return {"en": value.en, "zh": value.zh}
    if is_dataclass(value):
        return as_object(value)
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, AbstractSet):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value


def canonical_bytes(value: Any) -> bytes:
    """The bytes of which hashes are taken: JSON with sorted keys and no blanks, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256_of_json(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical bytes.

    >>> sha256_of_json({})[:8]
    '44136fa3'
    """
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
