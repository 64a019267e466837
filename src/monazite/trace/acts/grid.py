"""A sheet as a grid of texts, from xlsx or CSV in whatever encoding and with whatever separator; and back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from monazite.core import ProblemError
from monazite.store import said

ROOM = "monazite.trace"
MB = 1_000_000
MOST_MB = 50
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL = 4_000
MOST_UNPACKED_MB = 500
"""A workbook unpacks to at most so much: fifty times what one of 10 MB of numbers does."""
BLANK_ROWS = 2_000
"""Blank rows in a row after which a sheet is taken to have ended; Excel may keep a million of them."""
ENCODINGS = ("utf-8-sig", "gb18030")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = (",", ";", "\t", "，", "；")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What a number format shows as it stands: a percent sign in it does not make a hundredth of the value (ECMA-376)."""
LARGE = 1e18
"""No number of the trade is so large; such a one is shown as it is."""
BARE = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f(?:>| [^>]*>)[^<]*(?:</f>)?(?:<v ?/>|<v></v>)?</c>')
"""A cell of a workbook with a formula and no value (ECMA-376, 18.3.1.4)."""
MOST_FORMULA = 20_000
"""Bytes of the longest formula: Excel takes 8 192 characters of one."""
END_OF_FILE = "\x1a"
"""Control-Z, which DOS programs put at the end of a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number counted from 1, and its cells as texts."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet.

    Args:
        name: of the file.
        title: of the sheet in a workbook, else empty.
        act: that a workbook of ours names in its properties, else empty.
        lines: its rows.
    """

    name: str
    title: str
    act: str
    lines: tuple[Line, ...]


def read_grid(data: bytes, name: str) -> Grid:
    """The grid of a file.

    Raises:
        ProblemError: too large, too long, an old Excel file, another encoding, or neither xlsx nor CSV.
    """
    place = name or "sheet"
    if len(data) > MOST_MB * MB:
        raise ProblemError(said(ROOM, "sheet-too-large", place, size=len(data) // MB, most=MOST_MB))
    if data.startswith(OLD_EXCEL):
        raise ProblemError(said(ROOM, "sheet-old-excel", place))
    if data.startswith(ZIP):
        return _xlsx(data, place)
    return Grid(place, "", "", tuple(_checked(_csv_rows(_text(data, place), place), place)))


def _text(data: bytes, place: str) -> str:
    encodings = ("utf-16",) if data.startswith(UTF16) else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        cleaned = text.rstrip(END_OF_FILE + "\0\r\n ")
        if _is_binary(cleaned):
            raise ProblemError(said(ROOM, "sheet-unreadable", place))
        return cleaned
    code = "sheet-unreadable" if b"\0" in data else "sheet-encoding"
    raise ProblemError(said(ROOM, code, place))


def _is_binary(text: str) -> bool:
    head = text[:4_000]
    return "\0" in text or sum(ord(c) < 32 and c not in "\t\r\n" for c in head) * 50 > len(head)  # noqa: PLR2004  blank


def _csv_rows(text: str, place: str) -> Iterator[tuple[str, ...]]:
    head = text[:20_000].splitlines()[:20]
    counts = Counter({mark: sum(mark in line for line in head) for mark in SEPARATORS})
    many = Counter({mark: sum(line.count(mark) for line in head) for mark in SEPARATORS})
    separator = max(SEPARATORS, key=lambda mark: (counts[mark], many[mark]))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in rows:
            yield tuple(_unprotected(cell) for cell in row)
    except csv.Error as error:
        raise ProblemError(said(ROOM, "sheet-quote", f"{place}:{rows.line_num}")) from error


def _unprotected(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking a text for a formula."""
    return cell.removeprefix("'")


def _checked(rows: Iterator[tuple[str, ...]], place: str) -> Iterator[Line]:
    blank = 0
    for number, cells in enumerate(rows, 1):
        if not any(cells):
            blank += 1
            if blank > BLANK_ROWS:
                return
            continue
        blank = 0
        if number > MOST_ROWS or (len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:])):
            raise ProblemError(said(ROOM, "sheet-too-long", place, most=MOST_ROWS))
        yield Line(number, tuple(cell[:MOST_CELL] for cell in cells[:MOST_COLUMNS]))


def _xlsx(data: bytes, place: str) -> Grid:
    from openpyxl import load_workbook  # noqa: PLC0415  heavy

    try:
        _check_unpacked(data, place)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            _check_calculated(data, place)
            lines = tuple(_checked(_xlsx_rows(sheet), place))
            return Grid(place, str(sheet.title), str(book.properties.keywords or ""), lines)
        finally:
            book.close()
    except ProblemError:
        raise
    except Exception as error:  # a damaged workbook fails anywhere in the library
        raise ProblemError(said(ROOM, "sheet-unreadable", place)) from error


def _check_calculated(data: bytes, place: str) -> None:
    """A formula that no program has calculated has no value to read; a text that it calculated to nothing has."""
    cells = _uncalculated(data)
    if not cells:
        return
    from openpyxl import load_workbook  # noqa: PLC0415  heavy

    book = load_workbook(io.BytesIO(data), read_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in islice(sheet.iter_rows(), MOST_ROWS + BLANK_ROWS):
            for cell in row:
                if cell.data_type == "f" and cell.coordinate in cells:
                    raise ProblemError(said(ROOM, "sheet-formula-bare", f"{place} {cell.coordinate}"))
    finally:
        book.close()


def _uncalculated(data: bytes) -> set[str]:
    """The cells of any sheet of a workbook that have a formula and no value."""
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as part:
                rest = b""
                while piece := part.read(MB):
                    rest += piece
                    found.update(one[1].decode("ascii") for one in BARE.finditer(rest) if b't="str"' not in one[0])
                    rest = rest[-MOST_FORMULA:]
    return found


def _check_unpacked(data: bytes, place: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_UNPACKED_MB * MB:
        raise ProblemError(said(ROOM, "sheet-too-large", place, size=size // MB, most=MOST_UNPACKED_MB))


def _xlsx_rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    sheet.reset_dimensions()  # a wrong one, as other programs write it, would cut the sheet
    for row in islice(sheet.iter_rows(), MOST_ROWS + BLANK_ROWS):
        yield tuple(_cell(cell) for cell in row)


def _cell(cell: Any) -> str:  # noqa: PLR0911  one for each kind of value
    """A cell as text: whole numbers without a point, days without a time, percentages with their sign."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (form := str(cell.number_format)):
        scale = 100 if "%" in LITERAL.sub("", form) else 1
        return f"{_plain_number(value * scale)}%"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return _plain_number(value)
    return str(value).replace("_x000D_", " ").strip()


def _plain_number(value: float) -> str:
    """A number of a spreadsheet with the fifteen digits that it means, without an exponent."""
    return format(Decimal(f"{value:.15g}"), "f") if abs(value) < LARGE else repr(value)


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with a byte-order mark, which Chinese Excel opens with a double click."""
    from monazite.store.export_text import protected  # noqa: PLC0415  one use

    text = io.StringIO(newline="")
    csv.writer(text).writerows([protected(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[str]]], *, act: str) -> bytes:
    """Sheets as a workbook of texts, its header frozen and its columns wide enough; the act in its properties."""
    from openpyxl import Workbook  # noqa: PLC0415  heavy
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  as above

    book = Workbook()
    book.remove(book.active)
    book.properties.keywords = act
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value, cell.number_format = text, "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
                if cell.data_type == "f":
                    cell.data_type = "s"
        for column in range(1, len(rows[0]) + 1):
            sheet.column_dimensions[_letter(column)].width = 18
        sheet.freeze_panes = "B2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

    return str(get_column_letter(column))
