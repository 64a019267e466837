"""`monazite trade venues`, `instruments`, `receipts`, `trades`, `records`, `stock`: what there is."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.listing import ROWS, check_format, tell_total, wrote
from monazite.cli.terminal import Terminal
from monazite.cli.trace.lists import filters_of
from monazite.cli.trace.words import as_object, mass_text
from monazite.cli.trade.words import (
    cell,
    heading,
    instruments_of,
    mark,
    needed_day,
    some_mass,
    tell_table,
    told,
    unit_text,
)
from monazite.cli.workspace import open_workspace
from monazite.store import DeclaredList, ListQuery, Row, unknown

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.trade.receipts.stock import StockLine
    from monazite.trade.record import Instrument

CROPPED = frozenset({
    "id", "name_zh", "name_en", "profile", "licence", "sha256", "product", "method", "owner", "operator", "lot",
    "party", "warehouse", "lab", "certificate", "source", "target", "counterparty", "why", "segment_sha256",
    "state_sha256", "kind", "buyer", "seller", "is_simulated", "counter", "debtor", "creditor",
})  # fmt: skip
"""Columns that give way when a table is too wide; the others are never cut short."""


OPTIONAL = {
    "trades": ("method", "amount_fen"),
    "trading-days": ("turnover_fen", "open", "high", "low"),
    "members": ("since",),
}
"""Of a list, columns for which a narrow terminal may have no room."""


@cache
def shown_columns() -> Mapping[str, tuple[str, ...]]:
    """Of each list of the room, the columns that a terminal shows (``columns.csv``); files and JSON have all.

    ``name`` is the one in the person's language, ``unit`` that of the prices.
    """
    text = (resources.files("monazite.cli.trade") / "columns.csv").read_text("utf-8")
    return {row["list"]: tuple(row["columns"].split()) for row in csv.DictReader(text.splitlines())}


def list_any(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, name: str | None, where: Sequence[str], venue: str | None, limit: int | None,
    out: str | None,
) -> int:  # fmt: skip
    """List what the journal knows of the exchange; the names of the lists when none is named."""
    if name is None:
        return _list_all(terminal)
    return list_records(terminal, directory, name, where, venue, limit, out)


def list_venues(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, where: Sequence[str], venue: str | None, limit: int | None, out: str | None
) -> int:  # fmt: skip
    """List venues: all of them, as a venue is of no venue."""
    _ = venue
    return list_records(terminal, directory, "venues", where, None, limit, out)


def _list_all(terminal: Terminal) -> int:
    """The names of the lists there are."""
    known = _lists()
    if terminal.is_json:
        terminal.objects(
            {"list": one.name, "zh": one.title.zh, "en": one.title.en, "filters": [each.key for each in one.filters]}
            for one in known.values()
        )
        return 0
    rows = [
        [one.name, one.title.in_language(terminal.language), " ".join(each.key for each in one.filters)]
        for one in known.values()
    ]
    terminal.table(("list", "name", "filters"), rows, last=("filters",))
    return 0


def list_records(  # noqa: PLR0917  as the command line has them
    terminal: Terminal, directory: Path, name: str, where: Sequence[str], venue: str | None, limit: int | None,
    out: str | None,
) -> int:  # fmt: skip
    """List what the journal knows of the exchange.

    Args:
        terminal: where to.
        directory: of the workspace.
        name: of a declared list of the room.
        where: filters, each ``name=value``.
        venue: of this one only.
        limit: rows at most.
        out: file or ``-``.

    Raises:
        UsageError: for a list or a filter that is not known.
        ProblemError: for a venue that is not.
    """
    check_format(out)
    declared, filters = list_named(name), filters_of(where)
    with open_workspace(terminal, directory) as workspace:
        if venue:
            filters["venue"] = workspace.trade.venue(venue)
        records = workspace.records(declared, ListQuery(filters, limit=limit))
        if terminal.is_json or out:
            return wrote(terminal, out or "-", records)
        page = records.page(limit or ROWS)
        is_one = "venue" in filters or len(workspace.trade.venues()) == 1
        _tell_rows(terminal, declared, page.rows, _Contracts(workspace), is_one_venue=is_one)
        tell_total(terminal, len(page.rows), page.total)
        if any(row.get("is_simulated") for row in page.rows) and "is_simulated" not in shown_columns()[name]:
            terminal.say("trade.simulated")
    return 0


def _lists() -> dict[str, DeclaredList]:
    from monazite.trade.wiring import LISTS

    return {one.name: one for one in LISTS}


def list_named(name: str) -> DeclaredList:
    """A declared list of the room.

    Raises:
        UsageError: when there is none of that name; it names the nearest.
    """
    known = _lists()
    if name not in known:
        raise unknown("value-unknown", "LIST", name, list(known))
    return known[name]


class _Contracts:
    """The instruments that rows speak of, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[tuple[str, date], dict[str, Instrument]] = {}

    def of(self, row: Row) -> Instrument | None:
        """The instrument of a row as it was on the row's day."""
        venue, day, name = row.get("venue"), row.get("day"), row.get("instrument")
        if not (venue and day and name):
            return None
        if (venue, day) not in self._known:
            self._known[venue, day] = instruments_of(self._workspace, venue, day)
        return self._known[venue, day].get(name)


def _tell_rows(
    terminal: Terminal, declared: DeclaredList, rows: Sequence[Row], contracts: _Contracts, *, is_one_venue: bool
) -> None:
    """The chosen columns of rows; without those that are empty, and the venue where there is one only."""
    name = "name_en" if terminal.language == "en" else "name_zh"
    left_out = {"venue"} if is_one_venue else set()
    keys = [name if key == "name" else key for key in shown_columns()[declared.name] if key not in left_out]
    cells = [_cells(terminal, declared, keys, _named(row), contracts.of(row)) for row in rows]
    known = {one.key: one.label for one in declared.columns}
    header = [heading(terminal, key, known.get(key)) for key in keys]
    flexible = {place for place, key in enumerate(keys) if key in CROPPED}
    optional = [keys.index(key) for key in OPTIONAL.get(declared.name, ()) if key in keys]
    tell_table(terminal, header, cells, flexible, optional)


def _cells(
    terminal: Terminal, declared: DeclaredList, keys: Sequence[str], row: Row, contract: Instrument | None
) -> list[str]:
    """The cells of a row; ``unit`` is that of its prices."""

    def text(key: str) -> str:
        if key == "unit":
            return unit_text(terminal, contract)
        return cell(terminal, key, declared.column(key).unit, row[key], contract)

    return [text(key) for key in keys]


def _named(row: Row) -> Row:
    """A row whose English name is the Chinese one where it has none."""
    return row | {"name_en": row["name_en"] or row["name_zh"]} if "name_en" in row else row


def show_stock(terminal: Terminal, directory: Path, venue: str | None, day: str | None) -> int:
    """The stock of a venue at the end of a day, by instrument and warehouse."""
    wanted = needed_day(day, "--day") if day else None
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        on = wanted or last_day(workspace, found)
        lines, is_simulated = stock_of(workspace, found, on), workspace.trade.venues()[found]
    if terminal.is_json:
        about = {"venue": found, "day": on.isoformat(), "is_simulated": is_simulated}
        terminal.objects(about | as_object(line) for line in lines)
        return 0
    simulated = mark(terminal, is_simulated=is_simulated)
    terminal.line(f"{terminal.words('trade.stock', venue=found, day=on)}  {simulated}".rstrip())
    tell_stock(terminal, lines)
    return 0


def last_day(workspace: Workspace, venue: str) -> date:
    """The newest trading day that was closed; today where there is none."""
    rows = workspace.page(list_named("closed-days"), ListQuery({"venue": venue}, limit=1)).rows
    return rows[0]["day"] if rows else workspace.trace.today


def stock_of(workspace: Workspace, venue: str, day: date) -> list[StockLine]:
    """The stock of a venue at the end of a day."""
    from monazite.trade.receipts.stock import stock_lines

    with workspace.reading() as connection:
        return stock_lines(connection, venue, day)


def tell_stock(terminal: Terminal, lines: Sequence[StockLine]) -> None:
    """The lines of a stock report, with how many owners hold how much of each stock."""
    rows = [
        [one.instrument, one.warehouse, str(one.receipts), str(one.lots), mass_text(one.stock_mg),
         some_mass(one.in_mg), some_mass(one.out_mg), some_mass(one.offered_mg), some_mass(one.pledged_mg),
         "" if one.oldest_days is None else str(one.oldest_days), _bands(one)]
        for one in lines
    ]  # fmt: skip
    if not rows:
        terminal.say("list.none")
    columns = (
        "instrument", "warehouse", "receipts", "lots", "stock", "registered", "loaded_out", "offered", "pledged",
        "oldest", "bands",
    )  # fmt: skip
    told(terminal, columns, rows, set(range(4, 11)))


def _bands(line: StockLine) -> str:
    """Owners by share of the stock, such as ``40-50 %: 1``."""
    return ", ".join(f"{band} %: {count}" for band, count in line.bands.items() if count)
