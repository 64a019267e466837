"""Ids of lots: which are taken since when, and which a reversal has freed for the corrected lot (冲销后重记).

The label stays on the drum: what was weighed wrong is reversed, and a new entry makes the lot again under its id. An id
is free when the entry that made the lot was reversed and nothing has touched the lot since; the same firm may use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from monazite.core import ElementMass
from monazite.ledger.record import Entry
from monazite.store import rows_where_in
from monazite.trace.lots.legs import HELD, MAKING, held_of
from monazite.trace.lots.record import EMPTY
from monazite.trace.lots.tables import LOTS

REMEMBERED = 200_000
TAKEN = ""
CORRECTING = frozenset({"adjust", "reverse"})


class Ids:
    """The ids of lots as a batch of entries finds them and changes them.

    Days on which lots were made are remembered from batch to batch until an entry is reversed, here or elsewhere.

    Args:
        days: by lot, the day on which it was made, as the tables have it; not of lots that were reversed.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.days: dict[str, str] = {}
        self._connection: Connection | None = None
        self._last_reversal: object = None
        self._reset()

    def _reset(self) -> None:
        self._gone: dict[str, str | None] = {}
        self._new: dict[str, tuple[str, str]] = {}
        self._freed: dict[str, str] = {}
        self._before: tuple[str, dict[str, tuple[str | None, str | None, tuple[str, str] | None]]] | None = None

    def begin(self, connection: Connection) -> None:
        """Start a batch."""
        self._connection = connection
        self._reset()
        last = connection.exec_driver_sql("SELECT max(entry_number) FROM journal_reversals").scalar()
        if last != self._last_reversal or len(self.days) > REMEMBERED:
            self.days = {}
        self._last_reversal = last

    def read(self, lots: set[str]) -> None:
        """Read at once what is known of lots."""
        wanted = lots - self.days.keys() - self._new.keys() - self._gone.keys()
        if self._connection is None or not wanted:
            return
        ids = [(lot,) for lot in sorted(wanted)]
        found: dict[str, str | None] = dict.fromkeys(wanted)
        for lot, made, status in rows_where_in(self._connection, LOTS, ("id", "made_on", "status"), ("id",), ids):
            if status == "reversed":
                found[lot] = made
            else:
                self.days[lot] = made
                del found[lot]
        self._gone |= found

    def made_on(self, lot: str) -> str | None:
        """The day on which a lot was made; None when there is none of that id."""
        new = self._new.get(lot)
        if new is not None:
            return new[0]
        if lot not in self.days and lot not in self._gone:
            self.read({lot})
        return self.days.get(lot) or self._gone.get(lot)

    def is_free(self, lot: str, entry: Entry) -> bool:
        """Whether an entry may make the lot of an id that is there already."""
        freed = self._freed.get(lot)
        if freed is None and (lot in self._new or lot in self.days):
            return False
        if any(each == lot and any(mg < 0 for _, mg in amount.parts) for each, amount in _matter_of(entry)):
            return False
        holder = self._freed_before(lot) if freed is None else freed
        return holder != TAKEN and holder == _firm_of(lot, entry)

    def accept(self, entry: Entry) -> None:
        """Count an entry as booked."""
        if entry.kind in MAKING:
            made = stated_lots(entry)
            if self.days.keys().isdisjoint(made) and self._freed.keys().isdisjoint(made):
                self._before = entry.id, dict.fromkeys(made, (None, None, None))
            else:
                self._before = entry.id, {lot: self._known(lot) for lot in made}
                for lot in made:
                    self.days.pop(lot, None)
                    self._freed.pop(lot, None)
            self._new.update(dict.fromkeys(made, (entry.time[:10], entry.id)))
        elif entry.kind in CORRECTING:
            held = {lot: None for lot, _ in held_of(entry)}
            self._before = entry.id, {lot: self._known(lot) for lot in held}
            for lot in held:
                is_back = entry.kind == "reverse" and self._maker(lot) == entry.relates
                self._freed[lot] = _firm_of(lot, entry) if is_back else TAKEN

    def forget(self, entry: Entry) -> None:
        """An entry was not booked after all; only the one accepted last may be forgotten."""
        if self._before is None or self._before[0] != entry.id:
            return
        for lot, (day, freed, new) in self._before[1].items():
            for known, value in ((self.days, day), (self._freed, freed), (self._new, new)):
                if value is None:
                    known.pop(lot, None)
                else:
                    known[lot] = value  # type: ignore[assignment]
        self._before = None

    def _known(self, lot: str) -> tuple[str | None, str | None, tuple[str, str] | None]:
        return self.days.get(lot), self._freed.get(lot), self._new.get(lot)

    def _maker(self, lot: str) -> str | None:
        """The id of the entry that made a lot."""
        if lot in self._new:
            return self._new[lot][1]
        return None if self._connection is None else self._connection.exec_driver_sql(_MAKER, (lot,)).scalar()

    def _freed_before(self, lot: str) -> str:
        """The firm that may use the id of a lot again, as the tables have it."""
        if self._connection is None:
            return TAKEN
        return self._connection.exec_driver_sql(_FREED, (lot,)).scalar() or TAKEN


_MAKER = "SELECT e.id FROM trace_lots l JOIN journal_entries e ON e.number = l.entry_number WHERE l.id = ?"
_FREED = (
    "SELECT l.holder FROM trace_lots l JOIN journal_reversals r ON r.reverses = l.entry_number "
    "WHERE l.id = ? AND l.status = 'reversed' AND NOT EXISTS "
    "(SELECT 1 FROM trace_lot_moves m WHERE m.lot = l.id AND m.entry_number > r.entry_number)"
)


def stated_lots(entry: Entry) -> Mapping[str, Any]:
    """The new lots that an entry states, by id; nothing when it states none."""
    lots = entry.details.get("lots")
    return lots if isinstance(lots, Mapping) else EMPTY


def _matter_of(entry: Entry) -> Iterator[tuple[str, ElementMass]]:
    return ((lot, amount) for lot, amount in held_of(entry) if isinstance(amount, ElementMass))


def _firm_of(lot: str, entry: Entry) -> str:
    """The firm on whose account an entry has a lot."""
    for leg in entry.legs:
        role, _, rest = leg.account.partition("/")
        if role in HELD and rest.partition("/")[2] == lot:
            return rest.partition("/")[0]
    return TAKEN
