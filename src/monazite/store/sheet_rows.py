"""Rows of a sheet as values of declared columns: a bad row is one Problem, an unknown column is refused by name.

A room declares its forms in ``forms.csv``: ``form``, ``name`` of the column, ``kind`` of its cells (one of
`monazite.store.cells` or of the room), ``is_required`` and ``is_key`` (yes or empty), ``aliases`` (other headings,
divided by ``|``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from monazite.core.problem import Problem
from monazite.store.cells import Cell, cells
from monazite.store.likeness import nearest
from monazite.store.problems import sentences_of
from monazite.store.sheet import Line, Sheet, wrong_cell

problem = sentences_of("monazite.store")
MOST_ROWS = 1_000_000
"""Rows of a sheet."""
MOST_PROBLEMS = 1000
"""Problems of one sheet; what is wrong in so many rows is wrong in the file."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a form.

    Args:
        name: its heading, and the key of its values.
        cell: kind of its cells.
        is_required: whether it must be there and filled; a blank in another one is None.
        is_key: whether it is part of what no two rows share.
        aliases: other headings of it.
    """

    name: str
    cell: Cell
    is_required: bool = True
    is_key: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as read: its place for people, its number from 1, and its values by column, None where blank or absent."""

    place: str
    row: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """The value of a column."""
        return self.values[name]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of a sheet that are sound, and the Problems of the others; with any, nothing should be computed."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]


def forms(package: str, own: Mapping[str, Cell] | None = None) -> Mapping[str, tuple[SheetColumn, ...]]:
    """The forms of a room by name, from its ``forms.csv``.

    Args:
        package: of the folder that holds it, such as ``monazite.plan.matching``.
        own: kinds of cells beside those of `cells`.
    """
    kinds = {**cells(), **(own or {})}
    found: dict[str, list[SheetColumn]] = {}
    for row in csv.DictReader((resources.files(package) / "forms.csv").read_text("utf-8").splitlines()):
        aliases = tuple(filter(None, row["aliases"].split("|")))
        found.setdefault(row["form"], []).append(
            SheetColumn(row["name"], kinds[row["kind"]], row["is_required"] == "yes", row["is_key"] == "yes", aliases)
        )
    return {form: tuple(columns) for form, columns in found.items()}


def fits(sheet: Sheet, columns: Sequence[SheetColumn]) -> bool:
    """Whether a sheet has every column that a form must have."""
    named = set(sheet.header)
    return all(named & {one.name, *one.aliases} for one in columns if one.is_required)


def read_rows(sheet: Sheet, columns: Sequence[SheetColumn]) -> SheetRows:
    """The rows of a sheet of a form.

    Args:
        sheet: as read.
        columns: of the form.
    """
    by_heading = {heading: one for one in columns for heading in (one.name, *one.aliases)}
    if not sheet.lines:
        return SheetRows((), sheet.problems)
    wrong = [*sheet.problems, *_headings(sheet, columns, by_heading)]
    if len(sheet.lines) > MOST_ROWS:
        wrong.append(problem("rows-many", sheet.name, limit=MOST_ROWS, found=len(sheet.lines)))
    if len(wrong) > len(sheet.problems):
        return SheetRows((), tuple(wrong))
    read = _Reading(sheet, [by_heading[heading] for heading in sheet.header], columns)
    for line in sheet.lines:
        row = read.row(line)
        if isinstance(row, SheetRow):
            read.rows.append(row)
        elif len(wrong) < MOST_PROBLEMS:
            wrong.append(row)
    return SheetRows(tuple(read.rows), tuple(wrong))


def _headings(sheet: Sheet, columns: Sequence[SheetColumn], known: Mapping[str, SheetColumn]) -> Iterable[Problem]:
    """What is wrong with the headings: one that is not known, one that stands twice by another name, one missing."""
    place = f"{sheet.name}:1"
    strange = [one for one in sheet.header if one not in known]
    names = [known[one].name for one in sheet.header if one in known]
    missing = [one for one in columns if one.is_required and one.name not in names]
    for one in missing:
        like = nearest(one.name, strange)
        yield problem("column-missing", place, wanted=one.name, found=like, nearest=like)
    if not missing:
        for heading in strange:
            listed = ", ".join(one.name for one in columns)
            yield problem("column-strange", place, found=heading, known=listed, nearest=nearest(heading, known))
    yield from (problem("column-twice", place, found=one) for one in sorted({n for n in names if names.count(n) > 1}))


class _Reading:
    """Rows of a sheet while it is read; it remembers the keys."""

    def __init__(self, sheet: Sheet, order: Sequence[SheetColumn], columns: Sequence[SheetColumn]) -> None:
        self.name, self.order = sheet.name, order
        self.absent = {one.name: None for one in columns}
        self.keys = [one.name for one in order if one.is_key]
        self.seen: dict[tuple[Any, ...], int] = {}
        self.rows: list[SheetRow] = []

    def row(self, line: Line) -> SheetRow | Problem:
        """A row, or the first thing wrong with it."""
        place = f"{self.name}:{line.row}"
        values: dict[str, Any] = dict(self.absent)
        for column, text in zip(self.order, line.cells, strict=True):
            try:
                values[column.name] = None if not text and not column.is_required else column.cell.read(text)
            except ValueError:
                return wrong_cell(place, column.name, column.cell.wanted, text)
        key = tuple(values[name] for name in self.keys)
        if self.keys and (before := self.seen.setdefault(key, line.row)) != line.row:
            written = ", ".join(str(one) for one in key if one is not None)
            return problem("row-twice", place, found=written, row=before)
        return SheetRow(place, line.row, values)
