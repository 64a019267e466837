"""The printable form of a monthly report, in Chinese or English, and its workbook: REO tonnes with three decimals."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib import resources
from typing import Any, BinaryIO

from monazite.core import Words
from monazite.core.mass import MG_PER_TONNE
from monazite.core.words import Language
from monazite.trace.reports.record import MUF, QUOTA, STOCK, MonthlyReport, MufRow, QuotaRow, StockRow

_THREE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of the form: its title, the heads of its columns, its rows as printed, and their totals."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A report as it is printed.

    Args:
        title: of the form.
        about: pairs of a label and what stands behind it: party, month, day due, day filed.
        unit: of all amounts.
        tables: in order.
        mark: what must stand on every page, empty for nothing.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    unit: str
    tables: tuple[FormTable, ...]
    mark: str


def form_of(
    report: MonthlyReport,
    party_name: str,
    *,
    due_on: date | None = None,
    filed_on: date | None = None,
    simulated: bool = False,
    language: Language = "zh",
) -> Form:
    """The printable form of a report.

    Args:
        report: the report.
        party_name: as it is printed.
        due_on: last day to file it.
        filed_on: when it was filed, None for a draft.
        simulated: whether every page must say that it is invented.
        language: of the form.
    """
    about = (
        ("party", party_name),
        ("month", report.month),
        ("due", due_on.isoformat() if due_on else "—"),
        ("filed", filed_on.isoformat() if filed_on else "—"),
    )
    return Form(
        said_as("title", language), tuple((said_as(code, language), text) for code, text in about),
        said_as("unit", language), tuple(_tables(report, language)), said_as("simulated", language) * simulated,
    )  # fmt: skip


def tonnes(mg: int) -> str:
    """Milligrams as tonnes with three decimals, rounded half-even.

    >>> tonnes(1_234_567_890)
    '1.235'
    """
    return str((Decimal(mg) / MG_PER_TONNE).quantize(_THREE, ROUND_HALF_EVEN) + 0)


@cache
def _words() -> Mapping[str, Words]:
    text = (resources.files("monazite.trace.reports") / "words.csv").read_text("utf-8")
    return {row["code"]: Words(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def said_as(code: str, language: Language) -> str:
    """The words of a code of the form; what is no code, such as a product, stays as it is."""
    return _words()[code].in_language(language) if code in _words() else code


@cache
def titles(part: str) -> tuple[tuple[str, Words], ...]:
    """The columns of a part of a report with the titles that the trade uses."""
    text = (resources.files("monazite.trace.reports") / "columns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["column"], Words(row["zh"], row["en"])) for row in rows if row["part"] == part)


def _tables(report: MonthlyReport, language: Language) -> list[FormTable]:
    parts: tuple[tuple[str, Sequence[StockRow | QuotaRow | MufRow]], ...] = (
        (STOCK, report.stock), (QUOTA, report.quota), (MUF, report.muf),
    )  # fmt: skip
    return [_table(part, rows, language) for part, rows in parts if rows or part == STOCK]


def _table(part: str, rows: Sequence[StockRow | QuotaRow | MufRow], language: Language) -> FormTable:
    columns = titles(part)
    values = [asdict(row) for row in rows]
    total = tuple(
        tonnes(sum(row[key] for row in values)) if key.endswith("_mg") else _total(key, columns[0][0], language)
        for key, _ in columns
    )
    printed = tuple(tuple(_cell(key, row[key], language) for key, _ in columns) for row in values)
    heads = tuple(words.in_language(language) for _, words in columns)
    return FormTable(said_as(part, language), heads, printed, total)


def _total(key: str, first: str, language: Language) -> str:
    return said_as("total", language) if key == first else ""


def _cell(key: str, value: Any, language: Language) -> str:
    if isinstance(value, int):
        return tonnes(value)
    return said_as(value, language) if key in ("stage", "klass") else str(value)


def write_form(file: BinaryIO, form: Form) -> None:
    """Write a form as a workbook: one sheet, the amounts as numbers with three decimals."""
    from openpyxl import Workbook  # noqa: PLC0415  heavy

    book = Workbook()
    sheet = book.active
    sheet.title = "月报"
    lines: list[Sequence[str]] = [(form.title,), (form.mark,), *form.about, (form.unit,)]
    for table in form.tables:
        lines += [(), (table.title,), table.heads, *table.rows, table.total]
    for number, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            _write_cell(sheet.cell(number, column), text)
    book.save(file)


def _write_cell(cell: Any, text: str) -> None:
    """A number when it is one as this form prints them; else a text, never a formula."""
    if _is_amount(text):
        cell.value, cell.number_format = float(text), "0.000"
    else:
        cell.value, cell.data_type = text, "s"


def _is_amount(text: str) -> bool:
    whole, point, decimals = text.removeprefix("-").partition(".")
    return bool(point) and len(decimals) == len("000") and (whole + decimals).isdecimal()
