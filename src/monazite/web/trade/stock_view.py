"""A venue's day as its daily report shows it: prices, trades, stock and concentration, findings, the day's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monazite.app import LISTS
from monazite.store import ListQuery
from monazite.trade.ready import day_end
from monazite.trade.receipts.stock import StockLine, market_state, stock_lines
from monazite.trade.safeguards import StockReport, bands, stock_report
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace

Told = Mapping[str, Any]
SHOWN_TRADES = 300
"""Trades of a day that its page shows; the export has all."""


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of a trading day, as the journal has it.

    Args:
        about: hashes, number of commands, entry.
        findings: what the safeguards found, as they were recorded.
    """

    about: Told
    findings: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Report:
    """A day of a venue.

    Args:
        end: of the day.
        quotes: a row for each instrument: prices in ticks, volume, turnover.
        trades: newest first, so many as a page shows.
        trades_total: of the day.
        stock: by instrument and warehouse.
        concentration: the public report of stock and concentration.
        client_fen: what all members together have at the venue at the end of the day.
    """

    end: DayEnd
    quotes: Sequence[Told]
    trades: Sequence[Told]
    trades_total: int
    stock: Sequence[StockLine]
    concentration: StockReport
    client_fen: int

    @property
    def volume_lots(self) -> int:
        """Lots (手) traded."""
        return sum(row["volume_lots"] or 0 for row in self.quotes)

    @property
    def turnover_fen(self) -> int:
        """Their value in fen."""
        return sum(row["turnover_fen"] or 0 for row in self.quotes)

    @property
    def bands(self) -> list[str]:
        """The bands of concentration, in per cent of the stock."""
        return [name for name, _, _ in bands()]


def report_of(workspace: Workspace, venue: str, day: date) -> Report | None:
    """The daily report of a venue; None where the day was not closed."""
    return remembered(workspace, ("day-report", venue, day), lambda: _report(workspace, venue, day))


def _report(workspace: Workspace, venue: str, day: date) -> Report | None:
    text = day.isoformat()
    with workspace.reading() as connection:
        end = day_end(connection, venue, day)
        if end is None:
            return None
        stock = stock_lines(connection, venue, day)
        state = market_state(connection, venue, day)
    of_day = {"venue": venue, "since": text, "until": text}
    quotes = workspace.page(LISTS["trading-days"], ListQuery(of_day, ("instrument",), limit=None)).rows
    trades = workspace.page(LISTS["trades"], ListQuery(of_day, ("-entry_number",), limit=SHOWN_TRADES))
    return Report(
        DayEnd(end, end["findings"] or []), quotes, trades.rows, trades.total, stock, stock_report(state),
        state.client_fen,
    )  # fmt: skip
