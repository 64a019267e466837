"""Lines, runs and inventories while a batch of entries is applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Table, and_, select, tuple_
from sqlalchemy import Row as SqlRow

from monazite.core import ElementMass
from monazite.ledger.record import Posted, Spread
from monazite.store import insert_rows
from monazite.trace.lots.bulk import Values, change_rows
from monazite.trace.lots.legs import OuterLeg
from monazite.trace.lots.state import json_of, text_of
from monazite.trace.lots.tables import INVENTORIES, LINE_MOVES, RUNS
from monazite.trace.lots.weighing import reo_mg

RunKey = tuple[str, str, str]
"""Firm, line and run."""
RUN_VALUES = ("stage", "first_day", "last_day", "in_reo_mg", "out_reo_mg", "entries")


@dataclass(slots=True)
class _Run:
    stage: str
    first_day: str
    last_day: str
    in_reo_mg: int = 0
    out_reo_mg: int = 0
    entries: int = 0

    def count(self, day: str, in_reo_mg: int, out_reo_mg: int) -> None:
        """One more entry."""
        self.first_day, self.last_day = min(self.first_day, day), max(self.last_day, day)
        self.in_reo_mg += in_reo_mg
        self.out_reo_mg += out_reo_mg
        self.entries += 1

    def join(self, stored: _Run) -> None:
        """Go on from what is kept."""
        self.stage = stored.stage
        self.count(stored.first_day, stored.in_reo_mg, stored.out_reo_mg)
        self.count(stored.last_day, 0, 0)
        self.entries += stored.entries - 2


class _Origin(NamedTuple):
    run: str | None
    stage: str | None
    kind: str


@dataclass(slots=True)
class LineBatch:
    """What a batch does to lines; written at its end.

    Args:
        connection: to write to.
    """

    connection: Connection
    moves: list[Values] = field(default_factory=list)
    runs: dict[RunKey, _Run] = field(default_factory=dict)
    inventories: list[tuple[Posted, OuterLeg]] = field(default_factory=list)
    origins: dict[str, _Origin] = field(default_factory=dict)

    def add(self, posted: Posted, leg: OuterLeg, lots_reo_mg: int) -> None:
        """Book one leg on a line.

        Args:
            posted: the entry.
            leg: on the line.
            lots_reo_mg: oxides of the entry's lots; a run's recovery counts these, neither tailings nor losses.
        """
        entry = posted.entry
        origin = self._origin_of(posted, leg)
        spread = leg.leg.spread or Spread()
        reo, day = reo_mg(leg.matter), entry.time[:10]
        self.moves.append((
            leg.first, leg.last, posted.number, leg.ordinal, entry.id, day, entry.time[:7], entry.kind, origin.run,
            origin.stage, reo, json_of(leg.matter), json_of(spread.random_mg), shared_json(spread),
        ))  # fmt: skip
        if entry.kind == "inventory":
            self.inventories.append((posted, leg))
        if origin.run is not None:
            key = (leg.first, leg.last, origin.run)
            run = self.runs.get(key) or self.runs.setdefault(key, _Run(origin.stage or "", day, day))
            run.count(day, reo if origin.kind == "feed" else 0, lots_reo_mg if origin.kind == "output" else 0)

    def save(self) -> None:
        """Write moves, then the inventories, which need them, then the runs."""
        insert_rows(self.connection, LINE_MOVES, self.moves)
        insert_rows(self.connection, INVENTORIES, [self._inventory(posted, leg) for posted, leg in self.inventories])
        self._save_runs()

    def _origin_of(self, posted: Posted, leg: OuterLeg) -> _Origin:
        """Run, stage and kind: as stated, or, for an entry that corrects another, that one's."""
        entry = posted.entry
        if entry.relates is None:
            found = _Origin(entry.details.get("run"), entry.details.get("stage"), entry.kind)
            self.origins[entry.id] = found
            return found
        if entry.relates not in self.origins:
            self.origins[entry.relates] = self._stored_origin(entry.relates, leg)
        return self.origins[entry.relates]

    def _stored_origin(self, entry_id: str, leg: OuterLeg) -> _Origin:
        row = self.connection.execute(
            select(LINE_MOVES.c.run, LINE_MOVES.c.stage, LINE_MOVES.c.kind)
            .where(_on(LINE_MOVES, leg.first, leg.last), LINE_MOVES.c.entry_id == entry_id)
            .limit(1)
        ).first()
        return _Origin(*row) if row else _Origin(None, None, "")

    def _save_runs(self) -> None:
        stored = self._stored_runs()
        for key, run in self.runs.items():
            if key in stored:
                run.join(stored[key])
        new = [(*key, *_run_values(run)) for key, run in self.runs.items() if key not in stored]
        old = [(*_run_values(run), *key) for key, run in self.runs.items() if key in stored]
        insert_rows(self.connection, RUNS, new)
        change_rows(self.connection, RUNS, ("firm", "line", "id"), RUN_VALUES, old)

    def _stored_runs(self) -> dict[RunKey, _Run]:
        if not self.runs:
            return {}
        keys = tuple_(RUNS.c.firm, RUNS.c.line, RUNS.c.id)
        rows = self.connection.execute(select(RUNS).where(keys.in_(list(self.runs))))
        return {(row.firm, row.line, row.id): _run(row) for row in rows}

    def _inventory(self, posted: Posted, leg: OuterLeg) -> Values:
        """An inventory's row: the book is what all legs before it left on the line."""
        book = book_before(self.connection, leg.first, leg.last, posted.number)
        spread = leg.leg.spread or Spread()
        return (
            posted.number, leg.first, leg.last, posted.entry.time[:10], posted.entry.details.get("period", ""),
            json_of(book), json_of(book + leg.matter), json_of(-leg.matter), json_of(spread.random_mg),
            shared_json(spread),
        )  # fmt: skip


def book_before(connection: Connection, firm: str, line: str, entry_number: int) -> ElementMass:
    """What the journal says was in a line before an entry."""
    last = connection.exec_driver_sql(_LAST_INVENTORY, (firm, line, entry_number)).first()
    since = -1 if last is None else last[0]
    amounts: dict[str, int] = {} if last is None else orjson.loads(last[1])
    for (matter,) in connection.exec_driver_sql(_MOVES_BETWEEN, (firm, line, since, entry_number)):
        for element, amount in orjson.loads(matter).items():
            amounts[element] = amounts.get(element, 0) + amount
    return ElementMass.of(amounts)


_LAST_INVENTORY = (
    "SELECT entry_number, measured FROM trace_inventories WHERE firm = ? AND line = ? AND entry_number < ? "
    "ORDER BY entry_number DESC LIMIT 1"
)
_MOVES_BETWEEN = (
    "SELECT matter FROM trace_line_moves WHERE firm = ? AND line = ? AND entry_number > ? AND entry_number < ?"
)


def shared_json(spread: Spread) -> str:
    """The shared errors of a spread by instrument, as JSON."""
    return text_of({name: dict(error.parts) for name, error in spread.shared_mg})


def _on(table: Table, firm: str, line: str) -> ColumnElement[bool]:
    return and_(table.c.firm == firm, table.c.line == line)


def _run(row: SqlRow[Any]) -> _Run:
    first, last = row.first_day.isoformat(), row.last_day.isoformat()
    return _Run(row.stage, first, last, row.in_reo_mg, row.out_reo_mg, row.entries)


def _run_values(run: _Run) -> Values:
    return run.stage, run.first_day, run.last_day, run.in_reo_mg, run.out_reo_mg, run.entries
