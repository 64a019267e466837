"""Tables from outside by their form, strictly: a file is known by its columns, a bad row is one Problem."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from monazite.core import Problem, Words
from monazite.store import nearest
from monazite.store.sheet import Line, Sheet, printed, read_sheet, wrong_cell
from monazite.warn.criticality.countries import OTHERS, code_of, names
from monazite.warn.said import problem, shown

ROOM = "monazite.warn.criticality"
YEAR = "YEAR"
"""Stands in ``forms.csv`` for all columns that are headed by a year."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
FEW = 4
"""Columns of a form below which a file without one of them is of the form only if another column is named alike."""
NOTHING = frozenset({"", "NA", "nan", "NaN", "None", ".."})
"""What tables write where a country has no code, or a cell no value."""
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its name, the kind of its cells, whether it must be there, whether it is part of the key."""

    name: str
    kind: str
    is_required: bool
    is_key: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as read: where it stands and its values by column; a wide row has its years under ``YEAR``."""

    place: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a form.

    Args:
        form: name of the form.
        name: of the file.
        entries: its rows.
        problems: of bad rows; with any, no score should be made of the table.
        twice: rows whose key an earlier row had, with the key; in tables of governance they matter only where used.
        rows: where each key first stands.
    """

    form: str
    name: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    twice: tuple[tuple[tuple[Any, ...], Problem], ...] = ()
    rows: Mapping[tuple[Any, ...], int] = field(default_factory=dict)


@cache
def forms() -> Mapping[str, tuple[Column, ...]]:
    """The forms by name, from ``forms.csv``."""
    found: dict[str, list[Column]] = {}
    for row in csv.DictReader((resources.files(ROOM) / "forms.csv").read_text("utf-8").splitlines()):
        column = Column(row["column"], row["kind"], row["is_required"] == "true", row["is_key"] == "true")
        found.setdefault(row["form"], []).append(column)
    return {name: tuple(columns) for name, columns in found.items()}


def form_of(header: Sequence[str]) -> str | None:
    """The form whose columns a header has, None for a table of another kind.

    >>> form_of(["t", "i", "j", "k", "v", "q"]), form_of(["country", "baci_code", "iso3", "2023"]), form_of(["date"])
    ('imports', 'production_wide', None)
    """
    whole = [(len(required(name)), name) for name in forms() if required(name) <= _named(header)]
    return max(whole)[1] if whole else None


def required(form: str) -> frozenset[str]:
    """The columns that a form must have."""
    return frozenset(column.name for column in forms()[form] if column.is_required)


def _named(header: Iterable[str]) -> frozenset[str]:
    return frozenset(YEAR if _YEAR.fullmatch(name) else name for name in header)


def read_tables(paths: Iterable[Path], wanted: Iterable[str]) -> tuple[Table, ...]:
    """The tables of the wanted forms among files; files of other kinds are passed over.

    A file with all columns of a wanted form but one is a faulty one of that form: its Problem names the column.

    Args:
        paths: of files.
        wanted: names of forms.
    """
    names_of = tuple(wanted)
    tables = []
    for path in paths:
        sheet = read_sheet(path)
        form = form_of(sheet.header)
        if form in names_of:
            tables.append(_table(sheet, str(form)))
        elif form is None:
            tables += _faulty(sheet, names_of)
    return tuple(tables)


def _faulty(sheet: Sheet, wanted: Sequence[str]) -> list[Table]:
    """A file that is nearly of a wanted form, as a table of that form with nothing but Problems."""
    for form in wanted:
        lacking = sorted(required(form) - _named(sheet.header))
        others = [name for name in sheet.header if name not in required(form)]
        if len(lacking) == 1 and (len(required(form)) >= FEW or nearest(lacking[0], others)):
            column = lacking[0]
            found = nearest(column, others) or ", ".join(sheet.header)
            wrong = problem("column-missing", f"{sheet.name}:1", wanted=column, found=found)
            return [Table(form, sheet.name, (), (wrong,))]
    return []


def _table(sheet: Sheet, form: str) -> Table:
    columns = {column.name: column for column in forms()[form]}
    problems = [*sheet.problems, *_strange(sheet, columns)]
    if problems and problems[-1].code == "column-strange":
        return Table(form, sheet.name, (), tuple(problems))
    entries: list[Entry] = []
    twice: list[tuple[tuple[Any, ...], Problem]] = []
    rows: dict[tuple[Any, ...], int] = {}
    for line in sheet.lines:
        place = f"{sheet.name}:{line.row}"
        values = _values(sheet.header, line, columns)
        if isinstance(values, _WrongCell):
            problems.append(values.at(place))
            continue
        key = _key(values, columns)
        if key in rows and key != (None,):
            written = [values.get(name) for name, column in columns.items() if column.is_key]
            twice.append((key, row_twice(written, place, str(rows[key]))))
        rows.setdefault(key, line.row)
        entries.append(Entry(place, values))
    if form != "stability":
        problems += (wrong for _, wrong in twice)
    return Table(form, sheet.name, tuple(entries), tuple(problems), tuple(twice), rows)


def _key(values: Mapping[str, Any], columns: Mapping[str, Column]) -> tuple[Any, ...]:
    """What no other row of a table shares: a country by its code, whatever its name."""
    return tuple(
        code_of(values[name]) or values[name] if column.kind == "country" else values.get(name)
        for name, column in columns.items()
        if column.is_key
    )


def row_twice(key: Iterable[Any], place: str, before: str) -> Problem:
    """The problem of a row whose key another row has."""
    found = ", ".join(str(part) for part in key if part)
    return problem("row-twice", place, found=found, row=before)


def _strange(sheet: Sheet, columns: Mapping[str, Column]) -> list[Problem]:
    known = [name for name in columns if name != YEAR]
    return [
        problem("column-strange", f"{sheet.name}:1", found=name, known=", ".join(known), nearest=nearest(name, known))
        for name in sheet.header
        if name not in columns and not (YEAR in columns and _YEAR.fullmatch(name))
    ][:1]


@dataclass(frozen=True, slots=True)
class _WrongCell:
    column: str
    kind: str
    text: str

    def at(self, place: str) -> Problem:
        """The problem of the row that holds it."""
        if self.kind == "country":
            return problem("country-unknown", place, found=self.text, nearest=nearest(self.text, names()))
        return wrong_cell(place, shown(self.column), kinds()[self.kind], self.text)


def _values(header: Sequence[str], line: Line, columns: Mapping[str, Column]) -> dict[str, Any] | _WrongCell:
    """The values of a row by column, or its first cell that is none."""
    values: dict[str, Any] = {}
    for name, text in zip(header, line.cells, strict=True):
        column = columns.get(name) or columns[YEAR]
        value = READERS[column.kind](text)
        if value is WRONG:
            return _WrongCell(name, column.kind, text)
        if name in columns:
            values[name] = value
        else:
            values.setdefault(YEAR, {})[int(name)] = value
    return values


@cache
def kinds() -> Mapping[str, Words]:
    """What each kind of cell holds, in words, from ``kinds.csv``."""
    rows = csv.DictReader((resources.files(ROOM) / "kinds.csv").read_text("utf-8").splitlines())
    return {row["kind"]: Words(row["zh"], row["en"]) for row in rows}


WRONG = object()
"""What a reader of cells gives for a text that is none of its kind."""


def _year(text: str) -> Any:
    return int(text) if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR else WRONG


def _code(text: str) -> Any:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else WRONG


def _country(text: str) -> Any:
    return text if text.casefold() in OTHERS or code_of(text) is not None else WRONG


def _number(least: int, most: int | None, *, is_open: bool = False) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        found = printed(text)
        if found is None or found.value < least or (is_open and found.value == least):
            return WRONG
        return WRONG if most is not None and found.value > most else found

    return read


def _blank(read: Callable[[str], Any], blanks: frozenset[str] = frozenset({""})) -> Callable[[str], Any]:
    return lambda text: None if text in blanks else read(text)


_AMOUNT, _SHARE, _PERCENT = _number(0, None), _number(0, 1), _number(0, 100)
READERS: Mapping[str, Callable[[str], Any]] = {
    "year": _year,
    "code": _code,
    "blank_code": _blank(_code, NOTHING),
    "country": _country,
    "text": str,
    "name": lambda text: text or WRONG,
    "amount": _AMOUNT,
    "blank_amount": _blank(_AMOUNT, NOTHING),
    "positive": _number(0, None, is_open=True),
    "share": _SHARE,
    "blank_share": _blank(_SHARE, NOTHING),
    "percent": _PERCENT,
    "blank_percent": _blank(_PERCENT),
}
"""By kind of cell, how its text is read."""
