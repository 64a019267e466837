"""Statements of a member as pages and files: 结算单, 对账单, 交割单 as they are printed, a page behind each number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monazite.trade.settle.form import form_of
from monazite.trade.settle.statements import AccountStatement, DayStatement, DeliveryNote

if TYPE_CHECKING:
    from monazite.trace.reports import Form, FormTable
    from monazite.web.trade.display import TradeDisplay

Statement = DayStatement | AccountStatement | DeliveryNote
SHEET_NAME, NO_SHEET_NAME = 31, str.maketrans(dict.fromkeys("\\/*?:[]", " "))
"""Characters of the name of a sheet, at most, and those it may not hold (ECMA-376, 18.2.19)."""
Namer = Callable[[str], str]
"""Writes a name before an id; any other text as it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a statement.

    Args:
        text: as printed.
        page: where it leads, empty for nowhere.
        is_number: whether it stands to the right, and is a number in a workbook.
    """

    text: str
    page: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a statement."""

    title: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement as it is printed.

    Args:
        title: of it.
        about: label and text.
        unit: of all amounts.
        mark: that it is simulated, or empty.
        sheets: its tables.
    """

    title: str
    about: tuple[tuple[str, Cell], ...]
    unit: str
    mark: str
    sheets: tuple[Sheet, ...]


def printed(statement: Statement, show: TradeDisplay, *, is_simulated: bool) -> Printed:
    """A statement with names beside ids, thousands set apart, and the page behind each number."""
    form = form_of(statement, show.language, simulated=is_simulated)
    sheets = tuple(
        _sheet(table, links, numbers, _namer(statement.venue, show))
        for table, (links, numbers) in zip(form.tables, _parts(statement), strict=True)
    )
    return Printed(form.title, tuple(_about(form, statement.venue, show)), form.unit, form.mark, sheets)


def _namer(venue: str, show: TradeDisplay) -> Namer:
    """Writes a name before the id of a party or an instrument."""

    def named(text: str) -> str:
        if text in show.parties:
            return f"{show.party(text)} {text}"
        return f"{show.instrument(venue, text)} {text}" if (venue, text) in show.instruments else text

    return named


def _about(form: Form, venue: str, show: TradeDisplay) -> Iterator[tuple[str, Cell]]:
    named = _namer(venue, show)
    for label, text in form.about:
        if text in show.parties:
            yield label, Cell(named(text), _party(text))
        elif _is_amount(text):
            yield label, Cell(_thousands(text), is_number=True)
        else:
            yield label, Cell(named(text))


Part = tuple[list[dict[int, str]], frozenset[int]]
"""Pages of the cells of each row, by column; and the columns that hold numbers."""


def _parts(statement: Statement) -> list[Part]:
    if isinstance(statement, DayStatement):
        trades = [{0: _note(row.entry), 3: _party(row.counterparty), 7: _entry(row.entry), 8: _entry(row.entry)}
                  for row in statement.trades]  # fmt: skip
        money = [{0: _entry(row.entry), 2: _party(row.counterparty), 4: _entry(row.entry), 5: _entry(row.entry)}
                 for row in statement.money]  # fmt: skip
        return [(trades, frozenset({4, 5, 6, 7, 8})), (money, frozenset({4, 5}))]
    if isinstance(statement, AccountStatement):
        held = [{0: _receipt(row.receipt), 1: _lot(row.lot), 3: _party(row.warehouse), 5: _receipt(row.receipt),
                 6: _receipt(row.receipt)} for row in statement.receipts]  # fmt: skip
        return [(held, frozenset({5, 6}))]
    rows = [{0: _receipt(row.receipt), 1: _lot(row.lot), 2: _party(row.warehouse)} for row in statement.rows]
    value = [{1: _entry(statement.entry)}] * 4
    return [(rows, frozenset({3, 4, 5})), (value, frozenset({1}))]


def _sheet(table: FormTable, links: list[dict[int, str]], numbers: frozenset[int], named: Namer) -> Sheet:
    def cells(texts: Sequence[str], pages: dict[int, str]) -> tuple[Cell, ...]:
        return tuple(
            Cell(_thousands(text) if place in numbers else named(text), pages.get(place, ""), place in numbers)
            for place, text in enumerate(texts)
        )

    rows = tuple(cells(row, pages) for row, pages in zip(table.rows, links, strict=True))
    heads = tuple(Cell(head, is_number=place in numbers) for place, head in enumerate(table.heads))
    return Sheet(table.title, heads, rows, cells(table.total, {}))


def _is_amount(text: str) -> bool:
    whole, point, decimals = text.removeprefix("-").partition(".")
    return bool(point) and (whole + decimals).isdecimal()


def _thousands(text: str) -> str:
    whole, point, decimals = text.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{decimals}" if digits.isdecimal() else text


def _entry(entry: str) -> str:
    return f"/trace/log/entries/{quote(entry, safe='')}"


def _note(entry: str) -> str:
    return f"/trade/statements/deliveries/{quote(entry, safe='')}"


def _receipt(receipt: str) -> str:
    return f"/trade/receipts/{quote(receipt, safe='')}"


def _lot(lot: str) -> str:
    return f"/trace/lots/{quote(lot, safe='')}"


def _party(party: str | None) -> str:
    return f"/trace/parties/{quote(party, safe='')}" if party else ""


def as_csv(statement: Printed) -> bytes:
    """A statement as a file that Chinese Excel opens."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_safe(cell) for cell in line] for line in _lines(statement, lambda cell: _plain(cell.text)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(statement: Printed) -> bytes:
    """A statement as a workbook of one sheet; what is a number there is one here."""
    from openpyxl import Workbook  # noqa: PLC0415  heavy

    book = Workbook()
    sheet = book.active
    sheet.title = statement.title.translate(NO_SHEET_NAME)[:SHEET_NAME].strip()
    for number, line in enumerate(_lines(statement, lambda cell: cell), 1):
        for column, cell in enumerate(line, 1):
            _write(sheet.cell(number, column), cell if isinstance(cell, Cell) else Cell(str(cell)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(place: Any, cell: Cell) -> None:
    """A number where it is one; else a text, never a formula."""
    text = _plain(cell.text)
    if cell.is_number and text:
        decimals = len(text.partition(".")[2])
        place.value, place.number_format = float(text), f"#,##0{'.' if decimals else ''}{'0' * decimals}"
    else:
        place.value, place.data_type = text, "s"


def _lines(statement: Printed, cell_of: Callable[[Cell], Any]) -> Iterator[list[Any]]:
    """The lines of a file: title, mark, what stands above, then table by table."""
    yield [cell_of(Cell(statement.title))]
    if statement.mark:
        yield [cell_of(Cell(statement.mark))]
    for label, cell in statement.about:
        yield [cell_of(Cell(label)), cell_of(cell)]
    yield [cell_of(Cell(statement.unit))]
    for sheet in statement.sheets:
        yield []
        yield [cell_of(Cell(sheet.title))]
        yield [cell_of(Cell(head.text)) for head in sheet.heads]
        for row in (*sheet.rows, sheet.total):
            yield [cell_of(cell) for cell in row]


def _plain(text: str) -> str:
    """A number without its thousands and with a plain minus; any other text as it is."""
    bare = text.replace(",", "").replace("−", "-")
    return bare if _is_amount(bare) or bare.removeprefix("-").isdecimal() else text


def _safe(text: str) -> str:
    """A cell that a spreadsheet takes for no formula."""
    is_number = _is_amount(text) or text.removeprefix("-").isdecimal()
    return f"'{text}" if not is_number and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
