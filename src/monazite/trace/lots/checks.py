"""The part of the guard that knows lots: new ids are new, what is booked is what was weighed, nothing is swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from monazite.core import ElementMass, Problem
from monazite.ledger.record import Entry
from monazite.store import said
from monazite.trace.lots.legs import MAKING, Held, held_of, lots_named
from monazite.trace.lots.record import EMPTY
from monazite.trace.lots.reuse import Ids, stated_lots
from monazite.trace.lots.stated import PARENTS, ROOM, is_sound, mass_text, read_lot
from monazite.trace.lots.weighing import masses

MOVING = frozenset({"sell", "ship", "offer", "pledge", "release"})
"""Kinds in which every lot comes out of an entry as it went in."""
NAMING = MOVING | {"arrive", "export", "consume", "write_off", "confiscate"}
"""Kinds whose detail ``lots`` names the lots that their legs move."""


class LotChecks:
    """Checks entries on lots; a `monazite.ledger.Guard`.

    A check of a batch reads what it needs lot by lot, or at once for all entries that `prepare` was told of.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._ids = Ids()

    def begin(self, connection: Connection, _recorded_ms: int = 0) -> None:
        """Start a batch."""
        self._ids.begin(connection)

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read at once what the checks of these entries will ask for.

        Args:
            entries: of the batch that has begun.
        """
        self._ids.read({lot for entry in entries for lot in lots_named(entry)})

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked; None when lots have nothing against it."""
        found = next(self._problems(entry), None)
        if found is None:
            self._ids.accept(entry)
        return found

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""
        self._ids.forget(entry)

    def is_hard(self, problem: Problem) -> bool:
        """Whether lots are what is wrong: such an entry says nothing that could be recorded as blocked."""
        return problem.code.startswith("lot-")

    def blocked(self, entry: Entry) -> None:
        """The entry is recorded as blocked: its lots are there all the same."""
        self._ids.accept(entry)

    def _problems(self, entry: Entry) -> Iterator[Problem]:
        held = held_of(entry)
        kind = entry.kind
        if held or kind in MAKING:
            new = stated_lots(entry) if kind in MAKING else EMPTY
            if kind in MAKING:
                yield from self._new_lots(entry, held, new)
            yield from self._old_lots(entry, held, new)
        if kind in NAMING:
            yield from _named_wrong(entry, held)
        if kind in MOVING:
            yield from _swapped(entry, held)

    def _new_lots(self, entry: Entry, held: Sequence[Held], stated: Mapping[str, Any]) -> Iterator[Problem]:
        """New lots are new, can be, and are booked as they are weighed."""
        booked = {lot: amount for lot, amount in held if _is_in(amount)}
        for lot, weighed in stated.items():
            place = f"{entry.id}: lots.{lot}"
            if lot not in booked:
                yield said(ROOM, "lot-not-booked", place)
            if self._ids.made_on(lot) is not None and not self._ids.is_free(lot, entry):
                yield said(ROOM, "lot-id-taken", place, found=lot)
            yield from _weighed_wrong(lot, weighed, booked.get(lot), place, is_derived=entry.kind in _DERIVED)
        for lot in booked.keys() - stated.keys():
            yield said(ROOM, "lot-not-stated", f"{entry.id}: details.lots", found=lot)

    def _old_lots(self, entry: Entry, held: Sequence[Held], new: Mapping[str, Any]) -> Iterator[Problem]:
        """Lots that move are there, and were when it happened."""
        day, last, days = entry.time[:10], None, self._ids.days
        for lot, _ in held:
            if lot == last or lot in new:
                continue
            last = lot
            made = days[lot] if lot in days else self._ids.made_on(lot)
            if made is None and entry.kind != "adjust":
                yield said(ROOM, "lot-unknown", entry.id, found=lot)
            elif made is not None and day < made:
                yield said(ROOM, "lot-too-early", f"{entry.id}: {lot}", made=made, found=day)


_DERIVED = frozenset({"blend"})
"""Kinds whose new lots hold what went in, whatever they weigh."""


def _is_in(amount: ElementMass | int) -> bool:
    return isinstance(amount, ElementMass) and sum([mg for _, mg in amount.parts]) > 0


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
        yield said(
            ROOM,
            "lot-matter-differs",
            f"{place}: {element}",
            wanted=mass_text(matter[element]),
            found=mass_text(booked[element]),
        )


def _matter(weighed: Mapping[str, Any]) -> ElementMass:
    """The element masses of a lot in whose statement nothing is wrong."""
    get = weighed.get
    return masses(
        weighed["net_mg"], get("moisture_ppm", 0), get("reo_ppm"), get("partition_ppm", EMPTY), get("assay_ppm", EMPTY)
    )


def _named_wrong(entry: Entry, held: Sequence[Held]) -> Iterator[Problem]:
    """The lots that an entry names are those that it moves."""
    lots = entry.details.get("lots")
    if isinstance(lots, (list, tuple)):
        moved = {lot for lot, _ in held}
        if other := set(map(str, lots)) ^ moved:
            yield said(ROOM, "lot-named-wrong", f"{entry.id}: details.lots", found=min(other))


def _swapped(entry: Entry, held: Sequence[Held]) -> Iterator[Problem]:
    """Of each lot comes out what went in: one lot's matter never goes on under another's name."""
    if len(held) == 2:  # noqa: PLR2004  one lot, from one account to another: the usual case, and zero sum does it
        if held[0][0] != held[1][0]:
            yield said(ROOM, "lot-swapped", entry.id, found=held[1][0])
        return
    sums: dict[tuple[str, str], int] = {}
    for lot, matter in held:
        for element, amount in matter.parts if isinstance(matter, ElementMass) else ():
            sums[lot, element] = sums.get((lot, element), 0) + amount
    for (lot, _), left in sums.items():
        if left:
            yield said(ROOM, "lot-swapped", entry.id, found=lot)
            return
