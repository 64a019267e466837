"""A monthly report as a page shows it: the form with a link behind each number, and what differs from the filed one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from monazite.trace.reports import Form, MonthlyReport, MufRow, QuotaRow, StockRow, titles, tonnes
from monazite.web.trace.display import TraceDisplay

STOCK, QUOTA, MUF = "stock", "quota", "muf"
ENDS = {"opening_mg": 0, "closing_mg": 1}
ReportRow = StockRow | QuotaRow | MufRow
KEYS = {STOCK: ("stage", "klass", "product"), QUOTA: ("stage", "klass"), MUF: ("line",)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the form.

    Args:
        text: as printed.
        page: where its number comes from, empty for none.
        is_number: whether it stands to the right.
    """

    text: str
    page: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the form."""

    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A number that is not what was filed."""

    row: str
    column: str
    filed: str
    now: str
    difference: str


def parts_of(report: MonthlyReport) -> list[tuple[str, Sequence[ReportRow]]]:
    """The parts that the form prints, in its order."""
    parts: tuple[tuple[str, Sequence[ReportRow]], ...] = (
        (STOCK, report.stock), (QUOTA, report.quota), (MUF, report.muf),
    )  # fmt: skip
    return [(part, rows) for part, rows in parts if rows or part == STOCK]


def tables_of(report: MonthlyReport, form: Form, before: str, after: str) -> list[TableView]:
    """The tables of the form with the page behind each number.

    Args:
        report: the report.
        form: the same as printed.
        before: the month before, to which the opening stock leads.
        after: the month after.
    """
    found = []
    for (part, rows), table in zip(parts_of(report), form.tables, strict=True):
        keys = [key for key, _ in titles(part)]
        linked = tuple(
            tuple(
                _cell(key, text, _page(report, row, key, (before, after)))
                for key, text in zip(keys, texts, strict=True)
            )
            for row, texts in zip(rows, table.rows, strict=True)
        )
        heads = tuple((head, key.endswith("_mg")) for key, head in zip(keys, table.heads, strict=True))
        total = tuple(_cell(key, text, "") for key, text in zip(keys, table.total, strict=True))
        found.append(TableView(table.title, heads, linked, total))
    return found


def _cell(key: str, text: str, page: str) -> Cell:
    is_number = key.endswith("_mg")
    return Cell(_with_thousands(text) if is_number else text, page, is_number)


def _with_thousands(text: str) -> str:
    whole, point, decimals = text.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{decimals}" if digits.isdecimal() else text


def _page(report: MonthlyReport, row: ReportRow, key: str, beside: tuple[str, str]) -> str:
    """Where a number of a row comes from; the months beside it hold its opening and its closing stock."""
    if not key.endswith("_mg"):
        return ""
    here = f"/trace/reports/{quote(report.party, safe='')}"
    if isinstance(row, QuotaRow):
        return f"/trace/quota?year={report.month[:4]}"
    if isinstance(row, MufRow):
        return f"/trace/lines/{quote(row.line, safe='')}"
    if key in ENDS:
        return f"{here}/{beside[ENDS[key]]}"
    query = {"product": row.product, "stage": row.stage, "class": row.klass}
    if key == "made_year_mg":
        query["year"] = report.month[:4]
    column = "made_mg" if key == "made_year_mg" else key
    return f"{here}/{report.month}/movements?{urlencode(query)}#{column}"


def changes(filed: MonthlyReport, now: MonthlyReport, show: TraceDisplay) -> list[Change]:
    """Each number that differs between a report as filed and as it stands now, in tonnes."""
    found = []
    for part, keys in KEYS.items():
        old, new = (_by_key(getattr(one, part), keys) for one in (filed, now))
        for key in sorted({*old, *new}):
            for column, words in titles(part):
                was, is_now = (side.get(key, {}).get(column, 0) for side in (old, new))
                if column.endswith("_mg") and was != is_now:
                    row = " · ".join(show.coded("stage", one) or one for one in key if one)
                    shown = (_with_thousands(tonnes(one)) for one in (was, is_now, is_now - was))
                    found.append(Change(row, show.words(words), *shown))
    return found


def _by_key(rows: Sequence[ReportRow], keys: Sequence[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    values = [asdict(row) for row in rows]
    return {tuple(str(row[key]) for key in keys): row for row in values}


@cache
def column_of_act() -> Mapping[str, str]:
    """The column of the report in which each act counts; acts without one are other changes."""
    text = (files("monazite.trace.reports") / "columns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {act: row["column"] for row in rows for act in row["acts"].split("|") if act}


def by_column(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Movements by the column of the report in which they count, in the order of the form."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for key, _ in titles(STOCK):
        some = [row for row in rows if column_of_act().get(row["act"], "other_mg") == key and row["stock_sign"]]
        if some:
            found[key] = some
    return found


def signed(row: Mapping[str, Any], column: str) -> int:
    """What a movement adds to its column, in milligrams of REO: other changes count as they change the stock."""
    return int(row["reo_mg"]) * (int(row["stock_sign"]) if column == "other_mg" else 1)
