"""A journal of the trade for trials: a simulated year with reversals and adjustments, under invented names."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from monazite.core import ElementMass, FixedClock
from monazite.ledger import Entry, Journal, Leg, Posted
from monazite.ledger.queries import balances
from monazite.ledger.tables import MIGRATIONS
from monazite.store import Database, migrate
from monazite.trace import BOOK, PROJECTIONS, TradeGuard
from monazite.trace.lots.closing import adjust, reverse
from monazite.trace.simulate import entries as simulated
from monazite.trace.tables import MIGRATIONS as TRACE_MIGRATIONS
from small_book import START, SteppingClock, signer

BATCH = 1_000
TRIED = 400
"""Last entries of which some are reversed."""


def new_database(path: Path) -> Database:
    """A database with the tables of journal and trade."""
    database = Database(path)
    migrate(database, [*MIGRATIONS, *TRACE_MIGRATIONS], START.isoformat())
    return database


def journal(database: Database, *, key: int = 1) -> Journal:
    """A journal of the trade on a database."""
    rng = random.Random(7)  # noqa: S311  a trial must repeat itself
    return Journal(database, BOOK, signer(key), SteppingClock(), projections=PROJECTIONS, guard=TradeGuard(),
                   entropy=rng.randbytes)  # fmt: skip


def post_year(book: Journal, lots: int, seed: int, corrections: int = 10) -> list[Entry]:
    """Post a year, then take back and adjust some of it; all that was booked, as it was submitted.

    Args:
        book: to post to.
        lots: roughly how many.
        seed: of the year.
        corrections: reversals, and as many adjustments.
    """
    booked: list[Entry] = []
    waiting: list[Entry] = []
    for entry in simulated(2022, lots, seed):
        waiting.append(entry)
        if len(waiting) == BATCH:
            booked += _posted(book, waiting)
            waiting = []
    booked += _posted(book, waiting)
    return booked + _corrected(book, corrections)


def _posted(book: Journal, entries: Sequence[Entry]) -> list[Entry]:
    answers = book.post(entries)
    return [entry for entry, answer in zip(entries, answers, strict=True) if answer.status != "refused"]


def _corrected(book: Journal, wanted: int) -> list[Entry]:
    """Reverse what can still be reversed, from the end, and adjust the weight of lots that are in stock."""
    done: list[Entry] = []
    size = book.size()
    last: list[Posted] = list(book.entries(max(0, size - TRIED), size))
    for posted in reversed(last):
        if len(done) == wanted:
            break
        if posted.blocked is None and posted.entry.kind in {"mine", "divide", "consume", "feed", "receive"}:
            said = {"id": f"reverse-{posted.number}", "time": posted.entry.time, "actor": posted.entry.actor}
            done += _posted(book, [reverse(**said, simulated=True, posted=posted, reason="typing error")])
    return done + _adjusted(book, wanted)


def _adjusted(book: Journal, wanted: int) -> list[Entry]:
    with book.database.reading() as connection:
        stock = [(name, mass) for name, _, mass in balances(connection, prefix="lot/") if isinstance(mass, ElementMass)]
    made: list[Entry] = []
    for posted in book.entries():
        names = {leg.account for leg in posted.entry.legs if leg.unit == "matter"}
        found = next(((name, mass) for name, mass in stock if name in names and mass["Nd"] > 0), None)
        if found is None or posted.entry.kind not in {"output", "divide", "receive", "arrive"}:
            continue
        stock.remove(found)
        part = ElementMass.of({"Nd": max(1, found[1]["Nd"] // 1000)})
        firm = found[0].split("/")[1]
        legs = (Leg(found[0], "matter", -part), Leg(f"loss/{firm}/moisture", "matter", part))
        said = {"id": f"adjust-{posted.number}", "time": posted.entry.time, "actor": posted.entry.actor}
        made += _posted(book, [adjust(**said, simulated=True, posted=posted, reason="weighed again", legs=legs)])
        if len(made) == wanted:
            break
    return made


def late() -> FixedClock:
    """A clock after all of it."""
    return FixedClock(START.replace(year=2100))
