"""A small book of rules, a derived table and a stream of entries, for trials of the journal apart from the trade.

Firms mine under quota, feed a line, take output from it, sell, count what the line holds, undo and adjust; some is
mined without quota and recorded as blocked. All names are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import Column, Connection, Integer, Table, Text

from monazite.core import ElementMass, Words, reo
from monazite.ledger import Book, Coupling, Entry, Journal, Kind, Leg, Policy, Posted, Projection, Role, Spread
from monazite.ledger.book import load_book
from monazite.ledger.log import Signer
from monazite.ledger.tables import MIGRATIONS
from monazite.reference import factors
from monazite.store import METADATA, Database, Migration, migrate

START = datetime(2022, 1, 1, tzinfo=UTC)
ELEMENTS = {"La": 260, "Ce": 500, "Pr": 55, "Nd": 165, "Sm": 12, "Gd": 5, "Tb": 1, "Dy": 2}
"""Milligrams of each in a gram of what is mined: light ore, round figures made up for the trial."""
NOBODY = Words("试验", "Trial")
MATTER, MONEY, QUOTA = "matter", "money:CNY", "quota:2022:mining:rock"
LIGHT = "quota:2022:mining:ion"
"""A class of which no quota was issued."""


def _role(name: str, policy: Policy, family: str, parts: int) -> Role:
    return Role(name, policy, frozenset({family}), parts, NOBODY)


def _kind(name: str, takes: dict[str, str], gives: dict[str, str], needs: str = "", *, blocked: str = "") -> Kind:
    sides = ({family: frozenset(roles.split()) for family, roles in side.items()} for side in (takes, gives))
    return Kind(name, *sides, frozenset(blocked.split()), frozenset(needs.split()), frozenset({"note"}), NOBODY)


ROLES = (
    _role("ground", Policy.BOUNDARY, "matter", 1),
    _role("lot", Policy.NEVER_NEGATIVE, "matter", 2),
    _role("line", Policy.MEASURED, "matter", 1),
    _role("loss", Policy.BOUNDARY, "matter", 1),
    _role("blocked", Policy.NEVER_NEGATIVE, "matter", 2),
    _role("unaccounted", Policy.BOUNDARY, "matter", 1),
    _role("issued", Policy.BOUNDARY, "quota", 1),
    _role("held", Policy.NEVER_NEGATIVE, "quota", 1),
    _role("used", Policy.NEVER_NEGATIVE, "quota", 1),
    _role("bank", Policy.BOUNDARY, "money", 1),
    _role("cash", Policy.NEVER_NEGATIVE, "money", 1),
)
KINDS = (
    _kind("deposit", {"money": "bank"}, {"money": "cash"}),
    _kind("issue", {"quota": "issued"}, {"quota": "held"}, "year"),
    _kind("mine", {"matter": "ground", "quota": "held"}, {"matter": "lot", "quota": "used"}, "lots", blocked="ground"),
    _kind("feed", {"matter": "lot"}, {"matter": "line"}, "run"),
    _kind("output", {"matter": "line"}, {"matter": "lot loss"}, "run"),
    _kind("sell", {"matter": "lot", "money": "cash"}, {"matter": "lot", "money": "cash"}, "price"),
    _kind("inventory", {"matter": "line unaccounted"}, {"matter": "line unaccounted"}),
)
MINING = Coupling(
    "mining-quota", "mine", None, "ground", -1, "quota", "mining", "reo", (), "held", "used", "", None, None, "trial"
)
BOOK = Book(
    {role.name: role for role in ROLES}, {kind.name: kind for kind in KINDS} | dict(load_book().kinds), (MINING,)
)
MOVES = Table(
    "trial_moves", METADATA,
    Column("entry_number", Integer, primary_key=True, autoincrement=False),
    Column("leg", Integer, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("milligrams", Integer, nullable=False),
)  # fmt: skip


class Moves:
    """A derived table: every leg of matter with its total."""

    tables = ("trial_moves",)

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Add the legs of these entries."""
        rows = [
            {"entry_number": one.number, "leg": place, "account": leg.account, "milligrams": leg.amount.total.mg}
            for one in posted
            for place, leg in enumerate(one.entry.legs)
            if isinstance(leg.amount, ElementMass)
        ]
        if rows:
            connection.execute(MOVES.insert(), rows)


PROJECTIONS: tuple[Projection, ...] = (Moves(),)


class SteppingClock:
    """A clock that is some milliseconds later each time it is asked."""

    def __init__(self, start: datetime = START + timedelta(days=365), step_ms: int = 7) -> None:
        self._now, self._step = start, timedelta(milliseconds=step_ms)

    def now(self) -> datetime:
        """The instant, in UTC."""
        self._now += self._step
        return self._now


def new_database(path: Path) -> Database:
    """A database with the journal's tables and the derived one."""
    database = Database(path)
    migrate(database, [*MIGRATIONS, Migration("trial-001", "trial", (MOVES.create,))], START.isoformat())
    return database


def signer(number: int = 1) -> Signer:
    """A signing key of the trial; each number gives another."""
    from monazite.ledger.log import origin  # noqa: PLC0415  beside its use

    private = bytes([number]) * 32
    return Signer(origin(Signer("x", private).verifier.public), private)


def journal(database: Database, *, key: int = 1, entropy: random.Random | None = None) -> Journal:
    """A journal of this book on a database."""
    rng = entropy or random.Random(7)  # noqa: S311  a trial must repeat itself
    return Journal(database, BOOK, signer(key), SteppingClock(), projections=PROJECTIONS, entropy=rng.randbytes)


class Firms:
    """Makes entries that follow each other, some thousand firms and lots."""

    def __init__(self, seed: int = 1, firms: int = 5) -> None:
        self.rng = random.Random(seed)  # noqa: S311  a trial must repeat itself
        self.firms = [f"F{number}" for number in range(firms)]
        self.number = 0
        self.whole: list[tuple[str, str, str, ElementMass]] = []
        self.runs: dict[str, int] = {}

    def entries(self, count: int) -> Iterator[Entry]:
        """That many entries, in order; all of them can be booked."""
        return islice(self._stream(), count)

    def _stream(self) -> Iterator[Entry]:
        for firm in self.firms:
            yield self._entry("deposit", firm, _scalars("bank", "cash", firm, MONEY, 10**14))
            yield self._entry("issue", firm, _scalars("issued", "held", firm, QUOTA, 10**15), {"year": 2022})
        while True:
            firm = self.rng.choice(self.firms)
            yield from self._act(firm)

    def _act(self, firm: str) -> Iterator[Entry]:
        drawn = self.rng.random()
        if drawn < 0.03:
            yield self._mined(firm, LIGHT)
        elif drawn < 0.35 or not self.whole:
            yield self._mined(firm, QUOTA)
        elif drawn < 0.38:
            yield self._undone()
        elif drawn < 0.40:
            yield self._adjusted()
        elif drawn < 0.42:
            yield from self._counted(firm)
        elif drawn < 0.60:
            yield self._sold()
        else:
            yield from self._run(firm)

    def matter(self, grams: int) -> ElementMass:
        """So much ore, a little different each time."""
        return ElementMass.of({s: mg * grams + self.rng.randrange(grams + 1) for s, mg in ELEMENTS.items()})

    def _mined(self, firm: str, unit: str) -> Entry:
        mass, lot = self.matter(self.rng.randrange(1_000, 90_000)), f"L{self.number:08}"
        used = reo(mass, factors()).mg
        quota = _scalars("held", "used", firm, unit, used)
        legs = (Leg("ground/P1", MATTER, -mass), Leg(f"lot/{firm}/{lot}", MATTER, mass), *quota)
        otherwise = (Leg("ground/P1", MATTER, -mass), Leg(f"blocked/{firm}/{lot}", MATTER, mass))
        entry = self._entry("mine", firm, legs, {"lots": {lot: {"net_mg": mass.total.mg}}}, otherwise=otherwise)
        if unit == QUOTA:
            self.whole.append((entry.id, firm, lot, mass))
        return entry

    def _take(self) -> tuple[str, str, str, ElementMass]:
        return self.whole.pop(self.rng.randrange(max(0, len(self.whole) - 50), len(self.whole)))

    def _undone(self) -> Entry:
        """Take back an entry that mined a lot which is whole, by negating its legs."""
        entry_id, firm, lot, mass = self._take()
        used = reo(mass, factors()).mg
        quota = _scalars("held", "used", firm, QUOTA, -used)
        legs = (Leg("ground/P1", MATTER, mass), Leg(f"lot/{firm}/{lot}", MATTER, -mass), *quota)
        return self._entry("reverse", firm, legs, {"reason": "typing error"}, relates=entry_id)

    def _adjusted(self) -> Entry:
        entry_id, firm, lot, mass = self._take()
        part = ElementMass.of({"Ce": mass["Ce"] // 10})
        self.whole.append((entry_id, firm, f"{lot}x", ElementMass()))
        self.whole.pop()
        legs = (Leg(f"lot/{firm}/{lot}", MATTER, -part), Leg(f"loss/{firm}", MATTER, part))
        return self._entry("adjust", firm, legs, {"reason": "weighed again"}, relates=entry_id)

    def _sold(self) -> Entry:
        entry_id, seller, lot, mass = self._take()
        buyer = self.rng.choice([firm for firm in self.firms if firm != seller])
        price = self.rng.randrange(1, 10**6)
        money = (Leg(f"cash/{buyer}", MONEY, -price), Leg(f"cash/{seller}", MONEY, price))
        legs = (Leg(f"lot/{seller}/{lot}", MATTER, -mass), Leg(f"lot/{buyer}/{lot}", MATTER, mass), *money)
        del entry_id
        return self._entry("sell", seller, legs, {"price": price})

    def _run(self, firm: str) -> Iterator[Entry]:
        """Feed a lot into the line of a firm and take most of it out again."""
        _, owner, lot, mass = self._take()
        line, run = f"line/{owner}", {"run": f"R{self.number}"}
        spread = _spread(mass, 2_000)
        yield self._entry(
            "feed", owner, (Leg(f"lot/{owner}/{lot}", MATTER, -mass), Leg(line, MATTER, mass, spread)), run
        )
        out = ElementMass.of({symbol: mg * 97 // 100 for symbol, mg in mass.parts})
        lost = ElementMass.of({symbol: mg // 50 for symbol, mg in mass.parts})
        legs = (
            Leg(line, MATTER, -(out + lost), _spread(out, 3_000)),
            Leg(f"lot/{owner}/O{self.number:08}", MATTER, out),
            Leg(f"loss/{owner}", MATTER, lost),
        )
        del firm
        yield self._entry("output", owner, legs, run)

    def _counted(self, firm: str) -> Iterator[Entry]:
        """A physical inventory that finds a little less than the book has."""
        missing = ElementMass.of({"Nd": 1 + self.rng.randrange(50)})
        spread = Spread(ElementMass.of(dict.fromkeys(ELEMENTS, 10**9)), (), is_reset=True)
        legs = (Leg(f"line/{firm}", MATTER, -missing, spread), Leg(f"unaccounted/{firm}", MATTER, missing))
        yield self._entry("inventory", firm, legs)

    def _entry(
        self, kind: str, actor: str, legs: tuple[Leg, ...], details: dict[str, object] | None = None, **more: object
    ) -> Entry:
        self.number += 1
        day = date(2022, 1, 1) + timedelta(days=self.number % 365)
        return Entry(f"E{self.number:09}", kind, day.isoformat(), actor, legs, details or {}, **more)  # type: ignore[arg-type]


def _scalars(source: str, target: str, firm: str, unit: str, amount: int) -> tuple[Leg, Leg]:
    return Leg(f"{source}/{firm}", unit, -amount), Leg(f"{target}/{firm}", unit, amount)


def _spread(mass: ElementMass, ppm: int) -> Spread:
    part = ElementMass.of({symbol: max(1, mg * ppm // 1_000_000) for symbol, mg in mass.parts})
    return Spread(part, (("scale-1", ElementMass.of({symbol: mg // 2 + 1 for symbol, mg in part.parts})),))
