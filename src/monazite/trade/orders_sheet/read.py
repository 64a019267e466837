"""Reads an order sheet: finds its header, then each row becomes a command or Problems at its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monazite.core import Problem, ProblemError
from monazite.store import nearest, sha256_of
from monazite.trace.acts.grid import Grid, Line, read_grid
from monazite.trade.orders_sheet.columns import HELP_MARK, MOST_ORDERS, columns, headings, key, problem, values
from monazite.trade.record import Instrument
from monazite.trade.session import ticks_of
from monazite.trade.session.spec import LOTS_MOST, is_name

HEADER_ROWS = 10
"""Rows in which the header is looked for."""
LEAST_KNOWN = 3
"""Columns that make a row a header."""
SHA_SHOWN = 16
"""Hexadecimal digits of the sheet's hash in the ids of rows that have none of their own."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order of a sheet.

    Args:
        row: where it stands, counted from 1.
        place: the same for people: name of the sheet and row.
        command: what it says to a venue.
    """

    row: int
    place: str
    command: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """A sheet as read.

    Args:
        rows: its orders.
        problems: of everything that could not be read; with any, no order of it should be said.
        sha256: of the file.
    """

    rows: tuple[OrderRow, ...]
    problems: tuple[Problem, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class _Header:
    """Name of the sheet, and of each column its field (None for one without a heading)."""

    name: str
    fields: tuple[str | None, ...]

    def cell(self, line: Line, field: str) -> str:
        """A cell for people: file, row, letter and heading."""
        at = f"{self.name}:{line.row}"
        label = columns()[field].label
        letter = _letter(self.fields.index(field)) if field in self.fields else ""
        return f"{at}:{letter} ({label.zh} / {label.en})" if letter else f"{at} ({label.zh} / {label.en})"


def read_orders(data: bytes, instruments: Mapping[str, Instrument], *, name: str = "") -> OrderSheet:
    """The orders of a sheet.

    Args:
        data: the file, CSV or xlsx.
        instruments: that are listed, by id.
        name: of the file, for the Problems.
    """
    sha256 = sha256_of(data)
    try:
        grid = read_grid(data, name)
    except ProblemError as error:
        is_unreadable = error.problem.code == "sheet-unreadable"
        found = problem("orders-unreadable", error.problem.place) if is_unreadable else error.problem
        return OrderSheet((), (found,), sha256)
    lines = [line for line in grid.lines if not line.cells[0].lstrip().startswith(HELP_MARK)]
    start = next((place for place, line in enumerate(lines[:HEADER_ROWS]) if _known(line) >= LEAST_KNOWN), None)
    if start is None:
        heads = " | ".join(lines[0].cells) if lines else ""
        return OrderSheet((), (problem("orders-header-missing", grid.name, found=heads),), sha256)
    header, problems = _header(grid, lines[start])
    body = [line for line in lines[start + 1 :] if any(cell.strip() for cell in line.cells)]
    if not body:
        problems.append(problem("orders-empty", grid.name))
    if len(body) > MOST_ORDERS:
        problems.append(problem("orders-too-many", grid.name, most=MOST_ORDERS, found=len(body)))
    if problems:
        return OrderSheet((), tuple(problems), sha256)
    return _orders(header, body, instruments, sha256)


def _orders(header: _Header, body: Sequence[Line], instruments: Mapping[str, Instrument], sha256: str) -> OrderSheet:
    rows: list[OrderRow] = []
    problems: list[Problem] = []
    ids: dict[str, int] = {}
    for line in body:
        command, wrong = _command(header, line, instruments)
        name = command.setdefault("id", f"{sha256[:SHA_SHOWN]}.{line.row}")
        if name in ids:
            wrong.append(problem("orders-id-twice", header.cell(line, "id"), found=name, row=ids[name]))
        ids.setdefault(name, line.row)
        problems += wrong
        if not wrong:
            rows.append(OrderRow(line.row, f"{header.name}:{line.row}", command))
    return OrderSheet(tuple(rows), tuple(problems), sha256)


def _known(line: Line) -> int:
    return sum(key(cell) in headings() for cell in line.cells if cell.strip())


def _header(grid: Grid, line: Line) -> tuple[_Header, list[Problem]]:
    """The fields of the columns, and what is wrong with the header."""
    fields: list[str | None] = []
    problems = []
    for place, cell in enumerate(line.cells):
        field = headings().get(key(cell)) if cell.strip() else None
        at = f"{grid.name}:{line.row}:{_letter(place)}"
        if cell.strip() and field is None:
            meant = nearest(cell, [text for one in columns().values() for text in (one.label.zh, one.label.en)])
            problems.append(problem("orders-column-unknown", at, found=cell, nearest=meant))
        elif field is not None and field in fields:
            problems.append(problem("orders-column-twice", at, found=cell))
        fields.append(field)
    for one in columns().values():
        if one.is_required and one.name not in fields:
            at = f"{grid.name}:{line.row}"
            problems.append(problem("orders-column-missing", at, zh=one.label.zh, en=one.label.en))
    return _Header(grid.name, tuple(fields)), problems


def _command(
    header: _Header, line: Line, instruments: Mapping[str, Instrument]
) -> tuple[dict[str, Any], list[Problem]]:
    """What a row says, and what is wrong with its cells."""
    cells = dict.fromkeys(columns(), "")
    problems = []
    for place, cell in enumerate(line.cells):
        field = header.fields[place] if place < len(header.fields) else None
        if field is not None:
            cells[field] = cell.strip()
        elif cell.strip():
            at = f"{header.name}:{line.row}:{_letter(place)}"
            problems.append(problem("orders-cell-outside", at, found=cell))
    command: dict[str, Any] = {"kind": "order"}
    for name, column in columns().items():
        at = header.cell(line, name)
        if cells[name]:
            found = _value(name, cells, at, instruments)
        elif column.is_required:
            found = problem("orders-cell-missing", at, zh=column.label.zh, en=column.label.en)
        else:
            continue
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            command["price_ticks" if name == "price" else name] = found
    return command, problems


def _value(
    name: str, cells: Mapping[str, str], place: str, instruments: Mapping[str, Instrument]
) -> str | int | bool | Problem | None:
    """What a cell that is not empty means; None for a price whose instrument is not known."""
    text = cells[name]
    if name in {"instrument", "price"}:
        known = {key(one): one for one in instruments}.get(key(cells["instrument"]))
        if name == "price":
            return _price(text, instruments[known], place) if known else None
        return known or problem("orders-instrument", place, found=text, nearest=nearest(text, instruments))
    if name == "lots":
        digits = text.replace(",", "").replace("，", "").removesuffix("手").strip()
        lots = int(digits) if digits.isdecimal() and len(digits) <= len(str(LOTS_MOST)) else 0
        return lots if 0 < lots <= LOTS_MOST else problem("orders-lots", place, found=text, most=LOTS_MOST)
    if name == "id":
        return text if is_name(text) else problem("orders-id", place, found=text)
    value = values(name).get(key(text))
    if value is None:
        return problem("orders-value", place, found=text, known="、".join(values(name)))
    return value == "yes" if name == "post_only" else value


def _price(text: str, instrument: Instrument, place: str) -> int | Problem:
    ticks = ticks_of(text, instrument)
    return replace(ticks, place=place) if isinstance(ticks, Problem) else ticks


def _letter(place: int) -> str:
    """The letter of a column as spreadsheets show it."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
