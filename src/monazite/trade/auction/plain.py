"""Frozen records to plain JSON values and back, exactly: what snapshots and the state hash are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from monazite.core.errors import InternalError

Record = TypeVar("Record")
Plain = dict[str, Any]
"""Texts, whole numbers, truth values, None, lists and objects of these."""


def to_plain(record: object) -> Plain:
    """A record as an object of its fields, in their order; tuples become lists.

    Args:
        record: a frozen dataclass of texts, whole numbers, truth values, None, tuples and other records.

    Raises:
        InternalError: when it holds anything else.

    >>> from monazite.trade.auction.record import Advance
    >>> to_plain(Advance(5))
    {'at_ms': 5}
    """
    if not is_dataclass(record):
        raise InternalError(f"{type(record).__name__} is no record")
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def from_plain(cls: type[Record], value: Mapping[str, Any]) -> Record:
    """The record that `to_plain` made this of.

    Args:
        cls: class of the record.
        value: as read from JSON.

    Raises:
        InternalError: when fields are missing, unknown, or of another type: a snapshot is ours.

    >>> from monazite.trade.auction.record import Advance
    >>> from_plain(Advance, {"at_ms": 5})
    Advance(at_ms=5)
    """
    types = _types(cast("type", cls))
    if not isinstance(value, Mapping) or set(value) != set(types):
        raise InternalError(f"{cls.__name__}: expected the fields {sorted(types)}")
    return cls(**{name: _read(types[name], value[name], f"{cls.__name__}.{name}") for name in types})


def _plain(value: object) -> Any:
    if value is None or type(value) in {str, int, bool}:
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return to_plain(value)


@cache
def _types(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _read(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        return (
            None if value is None else _read(next(one for one in get_args(kind) if one is not type(None)), value, place)
        )
    if origin is tuple:
        return _read_all(get_args(kind)[0], value, place)
    if origin is Literal:
        return _known(value, value in get_args(kind), place)
    if is_dataclass(kind) and isinstance(kind, type):
        return from_plain(kind, value)
    return _known(value, type(value) is kind, place)


def _read_all(kind: Any, value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise InternalError(f"{place}: expected a list")
    return tuple(_read(kind, one, place) for one in value)


def _known(value: Any, is_right: bool, place: str) -> Any:  # noqa: FBT001  a check's result
    if not is_right:
        raise InternalError(f"{place}: not of its type")
    return value
