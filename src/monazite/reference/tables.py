"""Read a CSV that ships beside this module into frozen records; refuse one whose columns are not the record's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from monazite.core.errors import InternalError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")
Converters = Mapping[str, Callable[[str], object]]
"""Column name to the function that turns the cell's text into the field's value; columns without one stay text."""


def read_table(name: str, record: type[Record], converters: Converters | None = None) -> tuple[Record, ...]:
    """All rows of one of this room's CSV files, in file order.

    Args:
        name: file name beside this module, such as ``oxides.csv``.
        record: the dataclass whose fields are the columns.
        converters: how to turn a column's text into the field's value.

    Raises:
        InternalError: when columns and fields differ, or a cell cannot be converted. A packaged table is ours.
    """
    text = resources.files("monazite.reference").joinpath(name).read_text(encoding="utf-8")
    try:
        return parse_table(text, record, converters, name)
    except ValueError as error:
        raise InternalError(str(error)) from error


def parse_table(
    text: str, record: type[Record], converters: Converters | None = None, name: str = ""
) -> tuple[Record, ...]:
    """The same for a text that was read elsewhere; its faults are then those of its author.

    Raises:
        ValueError: naming file, line and fault.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    expected = [column.name for column in fields(record)]
    if list(reader.fieldnames or ()) != expected:
        raise ValueError(f"{name}: expected the columns {expected}, found {reader.fieldnames}")
    return tuple(_record(row, record, converters or {}, f"{name}, line {reader.line_num}") for row in reader)


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds a list: ``Pr|Nd`` -> ``("Pr", "Nd")``; an empty cell is an empty list."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def optional(cell: str) -> str | None:
    """An empty cell as None."""
    return cell or None


def _record(row: Mapping[str, str], record: type[Record], converters: Converters, place: str) -> Record:
    if None in row or None in row.values():
        raise ValueError(f"{place}: the number of cells differs from the number of columns")
    try:
        return record(**{key: converters.get(key, str)(cell) for key, cell in row.items()})
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
