"""The columns of an order sheet and the words of their values, from the CSV files of this folder; the template."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monazite.core import Language, Problem, Words
from monazite.ledger.said import shown
from monazite.store import said, unknown
from monazite.trace.acts.grid import csv_bytes, xlsx_bytes

HERE = "monazite.trade.orders_sheet"
MOST_ORDERS = 1000
"""Orders of one sheet."""
HELP_MARK = "※"
"""A row whose first cell begins so explains the columns, and is not read."""
FORMS = ("csv", "xlsx")
TITLE = Words("委托单", "orders")
EXAMPLE = Words("示例", "example")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an order sheet.

    Args:
        name: field of the command, save for ``price``.
        label: its heading.
        also: other headings that people use.
        is_required: whether every order has it.
        help: what stands in it.
        examples: of two orders.
    """

    name: str
    label: Words
    also: tuple[str, ...]
    is_required: bool
    help: Words
    examples: tuple[str, str]


@cache
def columns() -> Mapping[str, Column]:
    """The columns by name, in the order of the template."""
    return {
        row["column"]: Column(
            row["column"], Words(row["zh"], row["en"]), tuple(row["also"].split("|")), row["required"] == "yes",
            Words(row["help_zh"], row["help_en"]), (row["example"], row["second"]),
        )
        for row in _rows("columns.csv")
    }  # fmt: skip


@cache
def headings() -> Mapping[str, str]:
    """Every way to head a column, as `key` writes it, and the name of the column."""
    return {
        key(text): one.name
        for one in columns().values()
        for text in (one.name, one.label.zh, one.label.en, *one.also, _heading(one))
    }


@cache
def values(column: str) -> Mapping[str, str]:
    """The words for the values of a column, as `key` writes them, and the value that a command has."""
    found = [row for row in _rows("values.csv") if row["column"] == column]
    return {key(word): row["value"] for row in found for word in row["words"].split("|")}


def key(text: str) -> str:
    """A text as it is compared: full-width signs as plain ones, without blanks and underscores, in small letters.

    >>> key(" Ｐｏｓｔ_Only *")
    'postonly'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("_", "").replace("*", "").split())


def problem(code: str, place: str, **stated: object) -> Problem:
    """The problem of that code in ``problems.csv``, with texts of others cut and made visible."""
    return said(HERE, code, place, **{name: shown(value) for name, value in stated.items()})


def template(form: str, language: Language) -> bytes:
    """A sheet to fill in: a header in both languages, a row that explains, and an example that is not read.

    Args:
        form: ``csv`` or ``xlsx`` (with the example on a sheet of its own).
        language: of the row that explains.

    Raises:
        UsageError: for another form.
    """
    if form not in FORMS:
        raise unknown("value-unknown", "form", form, FORMS)
    header = [_heading(one) for one in columns().values()]
    explained = [one.help.in_language(language) for one in columns().values()]
    explained[0] = f"{HELP_MARK} {explained[0]}"
    examples = [[one.examples[place] for one in columns().values()] for place in (0, 1)]
    if form == "csv":
        return csv_bytes([header, explained, *([f"{HELP_MARK} {row[0]}", *row[1:]] for row in examples)])
    sheets = {TITLE.in_language(language): [header, explained], EXAMPLE.in_language(language): [header, *examples]}
    return xlsx_bytes(sheets, act="orders")


def _heading(column: Column) -> str:
    return f"{column.label.zh} / {column.label.en}"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(HERE).joinpath(name).read_text("utf-8").splitlines()))
