"""Sheets in and out: a template of every act in xlsx and CSV, and what comes back filled in.

The first columns are those of the act, headed in Chinese and English; before them stands a reference of one's own
(业务单号): rows with the same reference are one act with several lots, parts or lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monazite.core import Language, Problem, ProblemError, Words
from monazite.store import nearest, said
from monazite.trace.acts.form import Act, Field
from monazite.trace.acts.grid import Grid, Line, csv_bytes, read_grid, xlsx_bytes
from monazite.trace.acts.registry import TRACE, Registry
from monazite.trace.acts.values import ROOM, plain

REFERENCE = "ref"
REFERENCE_LABEL = Words("业务单号", "reference")
REFERENCE_HELP = Words(
    "自定；同一单号的各行为一笔。可空。", "Of your own; rows with the same one are one act. May be empty."
)
EXAMPLE = Words("示例", "example")
HELP_MARK = "※"
"""A row whose first cell begins so explains the columns, and is not read."""
HEADER_ROWS = 10
"""Rows in which the header is looked for."""
BETWEEN = " / "
TITLE_CHARACTERS = 60
"""Of the title of a column where a Problem says it."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One act of a sheet.

    Args:
        row: where it begins, counted from 1.
        place: the same for people: name of the sheet and row.
        values: texts by field; of a field that repeats, one for each row.
        places: where each value stands, by field and its index.
    """

    row: int
    place: str
    values: Mapping[str, list[str]]
    places: Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read.

    Args:
        act: name of the act that its rows are.
        rows: the acts in order.
        problems: of the sheet itself; with any, no row is booked.
    """

    act: str
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]


def template(act: str | Act, form: str, language: Language) -> bytes:
    """A sheet to fill in: a header in both languages, a row that explains, and a whole example.

    Args:
        act: or the name of one of the chain.
        form: ``xlsx`` (with the example on a sheet of its own) or ``csv`` (with the example as a row that is not read).
        language: of the row that explains, and of the name of the sheet.

    Raises:
        UsageError: for an act or a form that there is not; it names the nearest.
    """
    found = TRACE.act(act) if isinstance(act, str) else act
    header = [_header(REFERENCE, REFERENCE_LABEL), *(_header(one.name, one.label) for one in found.fields)]
    explained = [
        f"{HELP_MARK} {REFERENCE_HELP.in_language(language)}",
        *(_explained(f, language) for f in found.fields),
    ]
    example = list(_example_rows(found))
    if form == "csv":
        return csv_bytes([header, explained, *([f"{HELP_MARK} {row[0]}", *row[1:]] for row in example)])
    title = found.label.in_language(language)
    sheets = {f"{found.name} {title}"[:31]: [header, explained], EXAMPLE.in_language(language): [header, *example]}
    return xlsx_bytes(sheets, act=found.name)


def _header(name: str, label: Words) -> str:
    return BETWEEN.join((label.zh, label.en, name))


def _explained(field: Field, language: Language) -> str:
    needed = Words("必填。", "Required. ").in_language(language) if field.is_required else ""
    values = ", ".join(f"{one.value} {one.label.zh}" for one in field.choices)
    return f"{needed}{field.help.in_language(language)}" + (f" [{values}]" if values else "")


def _example_rows(act: Act) -> Iterator[list[str]]:
    length = max((len(values) for values in act.example.values()), default=0)
    for index in range(length):
        cells = (act.example.get(one.name, ()) for one in act.fields)
        yield ["1", *(values[index] if index < len(values) else "" for values in cells)]


def read_sheet(data: bytes, act: str | None = None, name: str = "", among: Registry = TRACE) -> Sheet:
    """The acts of a sheet: xlsx, or CSV in UTF-8, GBK or GB18030 with commas, semicolons or tabs.

    Args:
        data: the file.
        act: of its rows; when None, as the sheet, its file name or its header says.
        name: of the file, for the Problems.
        among: the acts of which it is one.

    Raises:
        UsageError: for an act that there is not; it names the nearest.
    """
    try:
        grid = read_grid(data, name)
        found = among.act(act) if act else _act_of(grid, name, among)
    except ProblemError as error:
        if act and act not in among.acts:
            raise
        return Sheet(act or "", (), (error.problem,))
    return _read(found, grid)


def _act_of(grid: Grid, name: str, among: Registry) -> Act:
    """The act that a sheet names: its workbook, else the first word of its sheet or file that is one."""
    known = {one.label.zh: one for one in among.acts.values()} | dict(among.acts)
    for text in (grid.act, grid.title, name.rpartition(".")[0]):
        words = text.replace("-", " ").replace("_", " ").split()
        for first, second in zip(words, [*words[1:], ""], strict=False):
            if found := known.get(f"{first}_{second}") or known.get(first):
                return found
    raise ProblemError(said(ROOM, "sheet-act-unknown", name or "sheet"))


def _read(act: Act, grid: Grid) -> Sheet:
    lines = [line for line in grid.lines if not _is_help(line)]
    start = next((n for n, line in enumerate(lines[:HEADER_ROWS]) if _likeness(act, line) > 0), None)
    if start is None:
        first = " | ".join(lines[0].cells)[:80] if lines else ""
        code = "sheet-no-header" if first else "sheet-empty"
        return Sheet(act.name, (), (said(ROOM, code, grid.name, act=act.name, found=first),))
    columns, problems = _columns(act, lines[start], grid.name)
    problems += _outside(lines[start + 1 :], len(columns), grid.name)
    headed = Headed(act, tuple(columns), tuple(map(_title, lines[start].cells)), grid.name)
    rows = tuple(_rows(headed, lines[start + 1 :], problems))
    if not rows and not problems:
        problems.append(said(ROOM, "sheet-empty", grid.name))
    return Sheet(act.name, rows, tuple(problems))


def _is_help(line: Line) -> bool:
    return line.cells[0].lstrip().startswith(HELP_MARK) if line.cells else False


def _names(act: Act) -> dict[str, str]:
    """Every way to head a column, in lower case, to the name of its field."""
    found = {}
    for name, label in ((REFERENCE, REFERENCE_LABEL), *((one.name, one.label) for one in act.fields)):
        for text in (label.en, label.zh, _bare(label.zh), name, _header(name, label)):
            found[_key(text)] = name
    return found


def _key(text: str) -> str:
    return plain(text).lower().replace(" ", "").replace("_", "").rstrip("*")


def _bare(label: str) -> str:
    """A label without the unit in brackets."""
    return label.partition("（")[0]


def _field_of(names: Mapping[str, str], cell: str) -> str | None:
    whole = names.get(_key(cell))
    return whole or next((names[_key(part)] for part in reversed(cell.split("/")) if _key(part) in names), None)


def _likeness(act: Act, line: Line) -> int:
    """How many columns a row would head; a header heads more than half of its cells."""
    names = _names(act)
    filled = [cell for cell in line.cells if cell.strip()]
    known = sum(_field_of(names, cell) is not None for cell in filled)
    return known if known * 2 > len(filled) else 0


def _columns(act: Act, header: Line, place: str) -> tuple[list[str | None], list[Problem]]:
    """The field of each column, and what is wrong with the header."""
    names = _names(act)
    columns: list[str | None] = []
    problems = []
    for index, cell in enumerate(header.cells):
        field = _field_of(names, cell) if cell.strip() else None
        at = f"{place}:{header.row}:{_letter(index)}"
        if cell.strip() and field is None:
            meant = nearest(cell, [one.label.zh for one in act.fields]) or nearest(cell, [f.name for f in act.fields])
            problems.append(said(ROOM, "sheet-column-unknown", at, act=act.name, found=cell, nearest=meant))
        elif field is not None and field in columns:
            problems.append(said(ROOM, "sheet-column-twice", at, found=cell))
        columns.append(field)
    missing = [one for one in act.fields if one.is_required and one.name not in columns and not one.group]
    missing += [
        one for one in act.fields if one.is_required and one.group not in {"", "lots"} and one.name not in columns
    ]
    problems += [
        said(ROOM, "sheet-column-missing", f"{place}:{header.row}", zh=one.label.zh, en=one.label.en) for one in missing
    ]
    return columns, problems


def _outside(lines: Sequence[Line], width: int, place: str) -> list[Problem]:
    return [
        said(ROOM, "sheet-cell-outside", f"{place}:{line.row}:{_letter(width + index)}", found=cell)
        for line in lines
        for index, cell in enumerate(line.cells[width:])
        if cell.strip()
    ]


@dataclass(frozen=True, slots=True)
class Headed:
    """The header of a sheet.

    Args:
        act: of its rows.
        columns: field of each column, None for one that has no header.
        titles: of the columns as the sheet has them.
        place: name of the file.
    """

    act: Act
    columns: tuple[str | None, ...]
    titles: tuple[str, ...]
    place: str

    def cell(self, line: Line, column: int) -> str:
        """Where a cell is, for people: file, row, letter and title of its column."""
        return f"{self.place}:{line.row}:{_letter(column)} ({self.titles[column]})"


def _title(cell: str) -> str:
    """The title of a column without the name of its field, which the templates add."""
    parts = cell.strip().split(BETWEEN)
    return BETWEEN.join(parts[:2])[:TITLE_CHARACTERS]


def _rows(headed: Headed, lines: Sequence[Line], problems: list[Problem]) -> Iterator[SheetRow]:
    """Acts: lines with the same reference are one, the others one each; blank lines are none."""
    by_reference: dict[str, list[Line]] = {}
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        reference = _cell(line, headed.columns, REFERENCE) or f"\0{line.row}"
        by_reference.setdefault(reference, []).append(line)
    for group in by_reference.values():
        yield _row(headed, group, problems)


def _row(headed: Headed, lines: Sequence[Line], problems: list[Problem]) -> SheetRow:
    values: dict[str, list[str]] = {}
    places: dict[tuple[str, int], str] = {}
    for index, line in enumerate(lines):
        for column, name in enumerate(headed.columns):
            if name is None or name == REFERENCE:
                continue
            cell = line.cells[column].strip() if column < len(line.cells) else ""
            at = headed.cell(line, column)
            if cell.startswith("#") and cell.endswith(("!", "?", "#N/A")):
                problems.append(said(ROOM, "sheet-formula-error", at, found=cell))
            _put(headed.act.field(name), cell, at, index, values, places, problems)
    row = f"{headed.place}:{lines[0].row}"
    for one in headed.act.fields:
        places.setdefault((one.name, 0), f"{row} ({one.label.zh}{BETWEEN}{one.label.en})")
    return SheetRow(lines[0].row, row, values, places)


def _put(  # noqa: PLR0917  one cell and what it goes into
    field: Field, cell: str, at: str, index: int,
    values: dict[str, list[str]], places: dict[tuple[str, int], str], problems: list[Problem],
) -> None:  # fmt: skip
    """Keep a cell: of a field that repeats in its row's place; of another once, and the same in every row."""
    if field.group:
        values.setdefault(field.name, []).append(cell)
        places[field.name, index] = at
        return
    if not cell:
        return
    if (before := values.get(field.name)) and before[0] != cell:
        problems.append(said(ROOM, "sheet-differs", at, field=field.label.zh, found=cell))
    values[field.name] = [cell]
    places[field.name, 0] = at


def _cell(line: Line, columns: Sequence[str | None], name: str) -> str:
    index = columns.index(name) if name in columns else len(line.cells)
    return line.cells[index].strip() if index < len(line.cells) else ""


def _letter(index: int) -> str:
    """The letter of a column as spreadsheets show it.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
