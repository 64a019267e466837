"""The part of the guard that knows lines: an inventory (盘点) closes a period, and what is closed stays as it was.

An entry that concerns the content of a line lies in its open period, from the day of its last inventory on. An output
is a fact and is recorded as blocked when it does not; the same when nothing had been fed yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from monazite.core import Problem
from monazite.ledger.record import Entry
from monazite.store import said
from monazite.trace.lots.stated import ROOM

CONCERNED = frozenset({"feed", "output", "inventory", "adjust", "reverse"})
FILLING = frozenset({"feed", "inventory", "adjust"})
"""Kinds after which a line may hold something."""
REMEMBERED = 10_000
"""Lines in memory from batch to batch at most."""
MONTH = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class LineState:
    """A line as far as days matter.

    Args:
        closed_on: day of its last inventory; None before the first.
        period: month that it closed.
        filled_on: a day on which something was in it; None before anything was.
        is_first: whether no earlier day is known to the tables.
    """

    closed_on: str | None = None
    period: str = ""
    filled_on: str | None = None
    is_first: bool = False


class LineChecks:
    """Checks days on lines; a `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Know no line yet."""
        self._lines: dict[str, LineState] = {}
        self._before: tuple[str, dict[str, LineState]] = "", {}

    def begin(self, connection: Connection, _recorded_ms: int = 0) -> None:
        """Start a batch."""
        self._connection = connection
        self._lines = {}

    @property
    def states(self) -> dict[str, LineState]:
        """The lines known so far, by account, with the entries of the batch."""
        return self._lines

    def take_up(self, states: dict[str, LineState]) -> None:
        """Go on from the states of the batch before, which was booked as it was checked and corrected nothing."""
        if len(states) < REMEMBERED:
            self._lines = states

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked; None when the days of its lines have nothing against it."""
        if entry.kind not in CONCERNED:
            return None
        accounts = dict.fromkeys(leg.account for leg in entry.legs if leg.account.startswith("line/"))
        for account in accounts:
            if (problem := self._problem(entry, account)) is not None:
                return problem
        self._accept(entry, accounts)
        return None

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        if self._before[0] == entry.id:
            self._lines |= self._before[1]

    def _problem(self, entry: Entry, account: str) -> Problem | None:
        state, day = self._line(account), entry.time[:10]
        if state.closed_on is not None and day < state.closed_on:
            return said(ROOM, _closed_code(entry.kind), f"{entry.id}: {account}", closed=state.closed_on,
                        period=state.period, found=day)  # fmt: skip
        if entry.kind == "inventory":
            return _period_problem(entry, account, state)
        if entry.kind == "output":
            return self._unfed(entry, account)
        return None

    def _unfed(self, entry: Entry, account: str) -> Problem | None:
        """An output before anything was in the line."""
        day, state = entry.time[:10], self._line(account)
        if (state.filled_on is None or day < state.filled_on) and not state.is_first:
            first = self._connection.exec_driver_sql(_FIRST, tuple(account.split("/")[1:])).scalar()
            days = [each for each in (first, state.filled_on) if each is not None]
            state = self._lines[account] = replace(state, filled_on=min(days, default=None), is_first=True)
        if state.filled_on is not None and day >= state.filled_on:
            return None
        code = "output-unfed" if state.filled_on is None else "output-early"
        return said(ROOM, code, f"{entry.id}: {account}", first=state.filled_on, found=day)

    def _accept(self, entry: Entry, accounts: Iterable[str]) -> None:
        self._before = entry.id, {account: self._line(account) for account in accounts}
        if entry.kind not in FILLING:
            return
        day = entry.time[:10]
        for account, state in self._before[1].items():
            filled = day if state.filled_on is None else min(day, state.filled_on)
            new = replace(state, filled_on=filled)
            if entry.kind == "inventory":
                new = replace(new, closed_on=day, period=str(entry.details.get("period")))
            self._lines[account] = new

    def _line(self, account: str) -> LineState:
        if account not in self._lines:
            names = tuple(account.split("/")[1:])
            last = self._connection.exec_driver_sql(_LAST, names).first()
            filled = self._connection.exec_driver_sql(_FILLED, names).scalar()
            closed_on, period = (None, "") if last is None else last
            self._lines[account] = LineState(closed_on, period, filled)
        return self._lines[account]


_LAST = "SELECT day, period FROM trace_inventories WHERE firm = ? AND line = ? ORDER BY entry_number DESC LIMIT 1"
_OF_LINE = "FROM trace_line_moves WHERE firm = ? AND line = ? AND kind IN ('feed', 'inventory', 'adjust')"
_FILLED = f"SELECT day {_OF_LINE} ORDER BY entry_number LIMIT 1"
_FIRST = f"SELECT min(day) {_OF_LINE}"


def _closed_code(kind: str) -> str:
    return "inventory-before" if kind == "inventory" else "period-closed"


def _period_problem(entry: Entry, account: str, state: LineState) -> Problem | None:
    """Whether an inventory closes a month, one that has begun and comes after the last one closed."""
    period, place = entry.details.get("period"), f"{entry.id}: period"
    if not isinstance(period, str) or not MONTH.fullmatch(period):
        return said(ROOM, "inventory-period", place, found=period)
    if period > entry.time[:7]:
        return said(ROOM, "inventory-period-ahead", place, found=period, day=entry.time[:10])
    if state.closed_on is not None and period <= state.period:
        code = "inventory-twice" if period == state.period else "inventory-period-before"
        return said(ROOM, code, f"{entry.id}: {account}", found=period, period=state.period, closed=state.closed_on)
    return None
