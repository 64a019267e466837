"""The part of the guard that knows lots: new ids are new, what is booked is what was weighed, nothing is swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import ElementMass, Problem
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.store import said
from monazite.trace.lots.bulk import look_up
from monazite.trace.lots.legs import HELD, MAKING, lots_named
from monazite.trace.lots.state import chunks
from monazite.trace.lots.record import EMPTY
from monazite.trace.lots.stated import PARENTS, ROOM, is_sound, read_lot
from monazite.trace.lots.tables import LOTS
from monazite.trace.lots.weighing import masses

MOVING = frozenset({"sell", "ship", "offer", "pledge", "release"})
"""Kinds in which every lot comes out of an entry as it went in."""
NAMING = MOVING | {"arrive", "export", "consume", "write_off", "confiscate"}
"""Kinds whose detail ``lots`` names the lots that their legs move."""
BLOCKABLE = frozenset({"mine", "output"})
"""Kinds that are recorded as blocked when they are not permitted; their lots are then there all the same."""
REMEMBERED = 200_000


class LotChecks:
    """Checks entries on lots; a `monazite.ledger.Guard`.

    A check of a batch reads what it needs lot by lot, or at once for all entries that `prepare` was told of. Days on
    which lots were made never change, so they are remembered from batch to batch.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._connection: Connection | None = None
        self._made: dict[str, str] = {}
        self._absent: set[str] = set()
        self._new: dict[str, str] = {}
        self._perhaps: dict[str, str] = {}

    def begin(self, connection: Connection, _recorded_ms: int = 0) -> None:
        """Start a batch."""
        self._connection = connection
        self._absent, self._new, self._perhaps = set(), {}, {}
        if len(self._made) > REMEMBERED:
            self._made = {}

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of these entries will ask for.

        Args:
            entries: of the batch that has begun.
        """
        wanted = {lot for entry in entries for lot in lots_named(entry)} - self._made.keys()
        if self._connection is None or not wanted:
            return
        for part in chunks(wanted):
            rows = self._connection.execute(select(LOTS.c.id, LOTS.c.made_on).where(LOTS.c.id.in_(part)))
            self._made.update((lot, made_on.isoformat()) for lot, made_on in rows)
        self._absent |= wanted - self._made.keys()

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked; None when lots have nothing against it."""
        found = next(self._problems(entry), None)
        if entry.kind in MAKING:
            made = dict.fromkeys(_stated(entry), entry.time[:10])
            if found is None:
                self._new.update(made)
            elif entry.kind in BLOCKABLE:
                self._perhaps.update(made)
        return found

    def forget(self, entry: Entry) -> None:
        """The entry was refused, or recorded as blocked; then its lots may be there all the same."""
        if entry.kind in MAKING:
            for lot in _stated(entry):
                day = self._new.pop(lot, None)
                if day is not None and entry.kind in BLOCKABLE:
                    self._perhaps[lot] = day

    def _problems(self, entry: Entry) -> Iterator[Problem]:
        held = [leg for leg in entry.legs if leg.unit == MATTER and leg.role in HELD]
        if entry.kind in MAKING:
            yield from self._new_lots(entry, held)
        yield from self._old_lots(entry, held)
        if entry.kind in NAMING:
            yield from _named_wrong(entry, held)
        if entry.kind in MOVING:
            yield from _swapped(entry, held)

    def _new_lots(self, entry: Entry, held: Sequence[Leg]) -> Iterator[Problem]:
        """New lots are new, can be, and are booked as they are weighed."""
        stated = _stated(entry)
        booked = {leg.account.rpartition("/")[2]: leg.amount for leg in held if _is_in(leg)}
        for lot, weighed in stated.items():
            place = f"{entry.id}: lots.{lot}"
            if lot not in booked:
                yield said(ROOM, "lot-not-booked", place)
            if self._day(lot) is not None:
                yield said(ROOM, "lot-id-taken", place, found=lot)
            yield from _weighed_wrong(lot, weighed, booked.get(lot), place, is_derived=entry.kind in _DERIVED)
        for lot in booked.keys() - stated.keys():
            yield said(ROOM, "lot-not-stated", f"{entry.id}: details.lots", found=lot)

    def _old_lots(self, entry: Entry, held: Sequence[Leg]) -> Iterator[Problem]:
        """Lots that move are there, and were when it happened."""
        new = _stated(entry) if entry.kind in MAKING else {}
        day = entry.time[:10]
        for lot in {leg.account.rpartition("/")[2]: None for leg in held}:
            if lot in new:
                continue
            made = self._day(lot)
            if made is None and entry.kind != "adjust":
                yield said(ROOM, "lot-unknown", entry.id, found=lot)
            elif made is not None and day < made:
                yield said(ROOM, "lot-too-early", f"{entry.id}: {lot}", made=made, found=day)

    def _day(self, lot: str) -> str | None:
        """The day on which a lot was made; None when there is none of that id."""
        for known in (self._made, self._new, self._perhaps):
            if lot in known:
                return known[lot]
        if lot in self._absent or self._connection is None:
            return None
        made = look_up(self._connection, LOTS, "id", "made_on", lot)
        if made is None:
            self._absent.add(lot)
            return None
        self._made[lot] = str(made)
        return self._made[lot]


_DERIVED = frozenset({"blend"})
"""Kinds whose new lots hold what went in, whatever they weigh."""


def _stated(entry: Entry) -> Mapping[str, Any]:
    lots = entry.details.get("lots")
    return lots if isinstance(lots, Mapping) else {}


def _is_in(leg: Leg) -> bool:
    return isinstance(leg.amount, ElementMass) and sum(mg for _, mg in leg.amount.parts) > 0


def _weighed_wrong(
    lot: str, weighed: object, booked: ElementMass | int | None, place: str, *, is_derived: bool
) -> Iterator[Problem]:
    if not isinstance(weighed, Mapping):
        yield said(ROOM, "lot-not-stated", place, found=lot)
        return
    if weighed.keys() <= {PARENTS}:
        return
    known = weighed if is_sound(weighed) else read_lot(weighed, place)
    if isinstance(known, Problem):
        yield known
        return
    if weighed["id"] != lot:
        yield said(ROOM, "lot-id-other", place, wanted=lot, found=weighed["id"])
    if not is_derived and isinstance(booked, ElementMass) and (matter := _matter(weighed)) != booked:
        element = next(symbol for symbol in (*matter, *booked) if matter[symbol] != booked[symbol])
        yield said(ROOM, "lot-matter-differs", f"{place}: {element}", wanted=matter[element], found=booked[element])


def _matter(weighed: Mapping[str, Any]) -> ElementMass:
    """The element masses of a lot in whose statement nothing is wrong."""
    get = weighed.get
    return masses(
        weighed["net_mg"], get("moisture_ppm", 0), get("reo_ppm"), get("partition_ppm", EMPTY), get("assay_ppm", EMPTY)
    )


def _named_wrong(entry: Entry, held: Sequence[Leg]) -> Iterator[Problem]:
    """The lots that an entry names are those that it moves."""
    lots = entry.details.get("lots")
    if isinstance(lots, (list, tuple)):
        moved = {leg.account.rpartition("/")[2] for leg in held}
        if other := set(map(str, lots)) ^ moved:
            yield said(ROOM, "lot-named-wrong", f"{entry.id}: details.lots", found=min(other))


def _swapped(entry: Entry, held: Sequence[Leg]) -> Iterator[Problem]:
    """Of each lot comes out what went in: one lot's matter never goes on under another's name."""
    if len(held) == 2:  # noqa: PLR2004  one lot, from one account to another: the usual case, and zero sum does it
        if held[0].account.rpartition("/")[2] != held[1].account.rpartition("/")[2]:
            yield said(ROOM, "lot-swapped", entry.id, found=held[1].account.rpartition("/")[2])
        return
    sums: dict[tuple[str, str], int] = {}
    for leg in held:
        lot = leg.account.rpartition("/")[2]
        for element, amount in leg.amount.parts if isinstance(leg.amount, ElementMass) else ():
            sums[lot, element] = sums.get((lot, element), 0) + amount
    for (lot, _), left in sums.items():
        if left:
            yield said(ROOM, "lot-swapped", entry.id, found=lot)
            return
