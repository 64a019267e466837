"""What the tests of the journal post: a small book of rules, small entries of it, a workspace of their own."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from monazite.core import ElementMass, FixedClock, reo
from monazite.ledger import MIGRATIONS, Book, Entry, Guard, Journal, Leg, Spread, reversal_legs
from monazite.ledger.book import build_book
from monazite.ledger.log import Signer
from monazite.reference import factors
from monazite.store import Database, migrate

DAY = "2022-08-17"
CLOCK = FixedClock(datetime(2022, 8, 18, tzinfo=UTC))
HOME = Path(__file__).parent / "book"
SIGNER = Signer("monazite/test", bytes(range(32)))
QUOTA = "quota:2022:mining:rock"
Amounts = Mapping[str, int]


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of the small book of rules."""
    return list(csv.DictReader((HOME / f"{name}.csv").read_text("utf-8").splitlines()))


def book() -> Book:
    return build_book(rows("roles"), rows("kinds"), rows("couplings"))


BOOK = book()


def entropy() -> Callable[[int], bytes]:
    """Bytes that are the same in each run."""
    count = [0]

    def draw(number: int) -> bytes:
        count[0] += 1
        return hashlib.shake_128(str(count[0]).encode()).digest(number)

    return draw


def journal_at(path: Path, guard: Guard | None = None) -> Journal:
    database = Database(path)
    migrate(database, MIGRATIONS, "2022-08-18T00:00:00Z")
    return Journal(database, BOOK, SIGNER, CLOCK, guard=guard, entropy=entropy())


@contextmanager
def journals(number: int = 1, guard: Callable[[], Guard] | None = None) -> Iterator[list[Journal]]:
    """Fresh journals, gone afterwards."""
    with TemporaryDirectory() as name:
        made = [journal_at(Path(name) / f"{index}.db", guard() if guard else None) for index in range(number)]
        yield made
        for journal in made:
            journal.database.close()


def leg(account: str, unit: str, amount: Amounts | int, spread: Spread | None = None) -> Leg:
    return Leg(account, unit, amount if isinstance(amount, int) else ElementMass.of(amount), spread)


def moves(unit: str, source: str, target: str, amount: Any) -> tuple[Leg, Leg]:
    mass = amount if isinstance(amount, int) else ElementMass.of(amount)
    return Leg(source, unit, -mass), Leg(target, unit, mass)


def reo_mg(matter: Amounts) -> int:
    return reo(ElementMass.of(matter), factors()).mg


def issue(name: str, amount: int, party: str = "F1") -> Entry:
    legs = moves(QUOTA, "issued/M", f"held/{party}", amount)
    return Entry(name, "issue", DAY, "M", legs, {"year": 2022, "batch": 1, "notice": "n"})


def mine(name: str, matter: Amounts, lot: str, firm: str = "F1", use: int | None = None) -> Entry:
    amount = reo_mg(matter) if use is None else use
    legs = moves("matter", "ground/P1/S1", f"lot/{firm}/{lot}", matter)
    blocked = moves("matter", "ground/P1/S1", f"blocked/{firm}/{lot}", matter)
    quota = moves(QUOTA, f"held/{firm}", f"used/{firm}", amount)
    return Entry(name, "mine", DAY, firm, legs + quota, {"lots": {lot: {"product": "ore"}}}, otherwise=blocked)


def sell(name: str, matter: Amounts, lot: str, seller: str = "F1", buyer: str = "F2") -> Entry:
    details = {"lots": [lot], "buyer": buyer, "seller": seller}
    return Entry(
        name, "sell", DAY, seller, moves("matter", f"lot/{seller}/{lot}", f"lot/{buyer}/{lot}", matter), details
    )


def feed(name: str, matter: Amounts, lot: str, spread: Spread | None = None, firm: str = "F1") -> Entry:
    mass = ElementMass.of(matter)
    legs = (Leg(f"lot/{firm}/{lot}", "matter", -mass), Leg(f"line/{firm}/1", "matter", mass, spread))
    return Entry(name, "feed", DAY, firm, legs, {"run": "R1", "stage": "concentration"})


def output(name: str, matter: Amounts, lot: str, spread: Spread | None = None, firm: str = "F1") -> Entry:
    mass = ElementMass.of(matter)
    legs = (Leg(f"line/{firm}/1", "matter", -mass, spread), Leg(f"lot/{firm}/{lot}", "matter", mass))
    details = {"run": "R1", "stage": "concentration", "lots": {lot: {}}}
    return Entry(name, "output", DAY, firm, legs, details)


def reverse(name: str, entry: Entry, legs: tuple[Leg, ...] | None = None) -> Entry:
    return Entry(
        name,
        "reverse",
        DAY,
        "F1",
        reversal_legs(entry) if legs is None else legs,
        {"reason": "error"},
        relates=entry.id,
    )


def inventory(name: str, before: Amounts, after: Amounts, spread: Spread, firm: str = "F1") -> Entry:
    difference = ElementMass.of(after) - ElementMass.of(before)
    legs = (Leg(f"line/{firm}/1", "matter", difference, spread), Leg(f"unaccounted/{firm}/1", "matter", -difference))
    return Entry(name, "inventory", DAY, firm, legs, {"line": "1", "period": "2022-08"})
