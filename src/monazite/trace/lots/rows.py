"""The projection of lots: lots, their moves, lines, runs, inventories, movements and sales, all from the entries alone.

A batch is one pass in memory with one query for the lots it touches, and one statement a table at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, update

from monazite.ledger.record import Posted
from monazite.reference import product_named
from monazite.store import insert_rows
from monazite.trace.lots.bulk import Values
from monazite.trace.lots.changes import movement_rows
from monazite.trace.lots.legs import MAKING, HeldLeg, Measured, OuterLeg, matter_legs_of
from monazite.trace.lots.lines import LineBatch
from monazite.trace.lots.state import LotState, LotStates, json_of, text_of
from monazite.trace.lots.tables import INVENTORIES, LINE_MOVES, LOT_MOVES, LOTS, MOVEMENTS, RUNS, SALES
from monazite.trace.lots.weighing import reo_total_mg, total_of

REVIEWED = frozenset({"adjust"})
REASONED = frozenset({"write_off", "found", "confiscate", "adjust", "reverse"})
"""Kinds whose reason a lot keeps."""
REVERSED = "reversed"


class LotRows:
    """Keeps the tables of this sub-room up to the journal."""

    tables = tuple(table.name for table in (LOTS, LOT_MOVES, LINE_MOVES, INVENTORIES, RUNS, MOVEMENTS, SALES))

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        known: dict[str, Measured] = {}
        parsed = [(one, *matter_legs_of(one.entry, known)) for one in posted]
        batch = _Batch(connection, {leg.lot for _, held, _ in parsed for leg in held})
        for one, held, outer in parsed:
            if held or outer:
                batch.add(one, held, outer)
        batch.save()


PROJECTION = LotRows()


class _Batch:
    """What a batch of entries does to the tables; written by `save`."""

    def __init__(self, connection: Connection, lots: set[str]) -> None:
        self.connection = connection
        self.lots = LotStates(connection, lots)
        self.lines = LineBatch(connection)
        self.lot_moves: list[Values] = []
        self.movements: list[Values] = []
        self.sales: dict[str, Values] = {}
        self.reversed: list[str] = []

    def add(self, posted: Posted, held: Sequence[HeldLeg], outer: Sequence[OuterLeg]) -> None:
        """Apply one entry."""
        entry, number = posted.entry, posted.number
        kind, day = entry.kind, entry.time[:10]
        states, touched = self.lots.found, self.lots.touched
        if kind in MAKING:
            self._make(posted, held, outer)
        for leg in held:
            ordinal, role, holder, lot, matter, total_mg, reo_mg = leg
            state = touched[lot] = states.get(lot) or self._unstated(posted, leg)
            state.move(f"{role}/{holder}", total_mg, reo_mg)
            self.lot_moves.append((lot, number, ordinal, day, kind, role, holder, reo_mg, json_of(matter)))
        self._settle(posted, held)
        for other in outer:
            if other.role == "line":
                self.lines.add(posted, other, sum([leg.reo_mg for leg in held]))
        self.movements += movement_rows(posted, held, outer, states)
        self._sale(posted, held)

    def save(self) -> None:
        """Write everything, one statement a table."""
        self.lots.save()
        insert_rows(self.connection, LOT_MOVES, self.lot_moves)
        self.lines.save()
        insert_rows(self.connection, MOVEMENTS, self.movements)
        insert_rows(self.connection, SALES, list(self.sales.values()))
        if self.reversed:
            taken_back = update(SALES).where(SALES.c.entry_id.in_(self.reversed))
            self.connection.execute(taken_back.values(is_reversed=True))

    def _make(self, posted: Posted, held: Sequence[HeldLeg], outer: Sequence[OuterLeg]) -> None:
        """The new lots that an entry states; an id that is there already stays the lot that it is.

        What was reversed is made again under its number: the lot as it is now, its moves those of both.
        """
        stated = posted.entry.details.get("lots")
        if not isinstance(stated, Mapping):
            return
        states = self.lots.found
        parents = [states[leg.lot] for leg in held if leg.lot in states and leg.lot not in stated]
        for lot, weighed in stated.items():
            mine = [leg for leg in held if leg.lot == lot and leg.total_mg > 0]
            before = states.get(lot)
            if mine and (before is None or (before.status == REVERSED and not before.holdings)):
                line = next((leg.last for leg in outer if leg.role in {"line", "unaccounted"}), None)
                number = self.lots.next_number() if before is None else before.number
                made = self.lots.add(_new(number, posted, weighed, mine, parents=parents, line=line))
                made.is_kept = before is not None and before.is_kept

    def _unstated(self, posted: Posted, leg: HeldLeg) -> LotState:
        """A lot that an entry moves though none made it, such as an adjustment that names a new one."""
        return self.lots.add(_new(self.lots.next_number(), posted, {"id": leg.lot}, [leg]))

    def _settle(self, posted: Posted, held: Sequence[HeldLeg]) -> None:
        entry = posted.entry
        reason = posted.blocked or (entry.details.get("reason") if entry.kind in REASONED else None)
        site = entry.details.get("to_site")
        kind, touched = entry.kind, self.lots.touched
        for lot in {leg.lot for leg in held}:
            state = touched[lot]
            state.settle(kind)
            if site and kind == "arrive":
                state.site = site
            if reason or kind == "release":
                state.reason = reason
            if kind in REVIEWED:
                state.needs_review = True

    def _sale(self, posted: Posted, held: Sequence[HeldLeg]) -> None:
        entry = posted.entry
        if entry.kind == "reverse" and entry.relates:
            self._take_back(entry.relates)
        if entry.kind == "sell":
            says = entry.details
            sold = reo_total_mg(leg.matter for leg in held if leg.total_mg > 0)
            self.sales[entry.id] = (
                posted.number, entry.id, entry.time[:10], entry.time[:7], says.get("seller", ""), says.get("buyer", ""),
                sold, says.get("price"), says.get("invoice"), False,
            )  # fmt: skip

    def _take_back(self, entry_id: str) -> None:
        if entry_id in self.sales:
            self.sales[entry_id] = (*self.sales[entry_id][:-1], True)
        else:
            self.reversed.append(entry_id)


def _new(
    number: int,
    posted: Posted,
    weighed: Mapping[str, Any],
    legs: Sequence[HeldLeg],
    *,
    parents: Sequence[LotState] = (),
    line: str | None = None,
) -> LotState:
    """A lot as an entry makes it; what is not said of a child or a blend is that of its parents."""
    entry = posted.entry
    matter = total_of(leg.matter for leg in legs) if len(legs) > 1 else legs[0].matter
    reo = sum(leg.reo_mg for leg in legs)
    product = weighed.get("product") or (parents[0].product if parents else "")
    made = entry.kind == "output"
    return LotState(
        number=number,
        id=legs[0].lot,
        product=product,
        stage=_stage(posted, product, parents),
        klass=weighed.get("ore_class") or _shared({parent.klass for parent in parents}, "all"),
        holder=legs[0].holder,
        site=weighed.get("site") or (parents[0].site if parents else None),
        line=line if made else None,
        run=entry.details.get("run") if made else None,
        made_on=entry.time[:10],
        as_made=(
            entry.kind, weighed.get("net_mg"), weighed.get("gross_mg"), weighed.get("moisture_ppm"), reo,
            json_of(matter), bool(entry.details.get("simulated")), text_of(weighed), posted.number,
        ),
    )  # fmt: skip


def _stage(posted: Posted, product: str, parents: Sequence[LotState]) -> str | None:
    """The stage of the process that made a lot: as stated, its parents', or the one its product is known for."""
    entry = posted.entry
    if entry.kind == "mine":
        return "mining"
    if entry.kind == "output":
        stage: str | None = entry.details.get("stage")
        return stage
    return _shared({parent.stage for parent in parents}, None) if parents else _stage_of(product)


@cache
def _stage_of(product: str) -> str | None:
    known = product_named(product)
    return known.stage or None if known else None


def _shared(values: set[Any], otherwise: Any) -> Any:
    """The one value of all, or another when they differ or there are none."""
    return next(iter(values)) if len(values) == 1 else otherwise
