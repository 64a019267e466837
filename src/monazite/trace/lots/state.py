"""Lots as they stand while a batch of entries is applied: read once, changed in memory, written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from monazite.core import ElementMass
from monazite.store import insert_rows, rows_where_in
from monazite.trace.lots.bulk import Values, change_rows
from monazite.trace.lots.tables import LOTS, words_of

CHANGED = ("holder", "site", "left_reo_mg", "holdings", "status", "reason", "needs_review")
_READ = (
    "number", "id", "product", "stage", "class", "holder", "site", "line", "run", "made_on", "left_reo_mg", "holdings",
    "status", "reason", "needs_review",
)  # fmt: skip


@dataclass(slots=True)
class LotState:
    """One lot, as far as entries change it or movements repeat it.

    ``as_made`` is set for lots that this batch makes; ``is_kept`` says that the table has a lot of that id.
    """

    number: int
    id: str
    product: str
    stage: str | None
    klass: str
    holder: str
    site: str | None
    line: str | None
    run: str | None
    made_on: str
    left_reo_mg: int = 0
    holdings: dict[str, int] = field(default_factory=dict)
    status: str = "stock"
    reason: str | None = None
    needs_review: bool = False
    as_made: Values | None = None
    is_kept: bool = False

    def move(self, account: str, total_mg: int, reo_mg: int) -> None:
        """Book what one of its accounts receives or gives."""
        left = self.holdings.get(account, 0) + total_mg
        if left:
            self.holdings[account] = left
        else:
            self.holdings.pop(account, None)
        self.left_reo_mg += reo_mg

    def settle(self, kind: str) -> None:
        """Say where it stands after an entry: by where most of it is, or by what used it up."""
        if self.holdings:
            role, _, holder = max(self.holdings, key=lambda account: self.holdings[account]).partition("/")
            self.holder, self.status = holder, status_of_roles()[role]
        else:
            self.left_reo_mg = 0
            self.status = status_of_kinds().get(kind, "spent")


class LotStates:
    """The lots that a batch touches, by id."""

    def __init__(self, connection: Connection, wanted: set[str]) -> None:
        """Read those that are kept already.

        Args:
            connection: to read from.
            wanted: ids that the batch names.
        """
        self.connection = connection
        self.found = {state.id: state for state in _stored(connection, wanted)}
        self.touched: dict[str, LotState] = {}
        self._next: int | None = None

    def next_number(self) -> int:
        """The number of a new lot."""
        if self._next is None:
            last = self.connection.execute(select(func.max(LOTS.c.number))).scalar_one_or_none()
            self._next = 0 if last is None else last + 1
        else:
            self._next += 1
        return self._next

    def add(self, state: LotState) -> LotState:
        """A new lot."""
        self.found[state.id] = self.touched[state.id] = state
        return state

    def save(self) -> None:
        """Write all that changed: one statement for new lots, one for old ones."""
        new = [_row(state, made) for state in self.touched.values() if (made := state.as_made) and not state.is_kept]
        again = [_row(state, made) for state in self.touched.values() if (made := state.as_made) and state.is_kept]
        old = [_changes(state) for state in self.touched.values() if not state.as_made]
        insert_rows(self.connection, LOTS, new)
        insert_rows(self.connection, LOTS, again, replace=True)
        change_rows(self.connection, LOTS, ("number",), CHANGED, old)


def json_of(matter: ElementMass) -> str:
    """Matter as a JSON object of whole milligrams."""
    return orjson.dumps(dict(matter.parts)).decode()


def text_of(value: Mapping[str, Any]) -> str:
    """An object as JSON."""
    return orjson.dumps(value).decode()


@cache
def status_of_roles() -> Mapping[str, str]:
    """The status of a lot by the role of the account that holds it."""
    return {row["role"]: row["status"] for row in words_of("statuses.csv") if row["role"]}


@cache
def status_of_kinds() -> Mapping[str, str]:
    """The status of a lot of which nothing is left, by the kind of entry that used it up."""
    return {row["kind"]: row["status"] for row in words_of("statuses.csv") if row["kind"]}


def _stored(connection: Connection, wanted: set[str]) -> Iterator[LotState]:
    for row in rows_where_in(connection, LOTS, _READ, ("id",), [(lot,) for lot in sorted(wanted)]):
        values = list(row)
        values[11] = orjson.loads(values[11])
        values[14] = bool(values[14])
        state = LotState(*values)
        state.is_kept = True
        yield state


def _row(state: LotState, made: Values) -> Values:
    kind, net_mg, gross_mg, moisture_ppm, reo_mg, matter, is_simulated, lot, entry_number = made
    return (
        state.number, state.id, state.product, state.stage, state.klass, state.holder, state.site, state.line,
        state.run, state.made_on, kind, net_mg, gross_mg, moisture_ppm, reo_mg, state.left_reo_mg, matter,
        text_of(state.holdings), state.status, state.reason, state.needs_review, is_simulated, lot, entry_number,
    )  # fmt: skip


def _changes(state: LotState) -> Values:
    return (
        state.holder, state.site, state.left_reo_mg, text_of(state.holdings), state.status, state.reason,
        state.needs_review, state.number,
    )  # fmt: skip
