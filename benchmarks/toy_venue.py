"""A toy venue for trials of the command log and the gateway: one product, one price, lots one by one, a small journal.

The machine keeps the whole contract of `monazite.trade.log.Machine`, and its settlements move lots and money in a real
journal, so that nothing of what log, gateway and journal promise depends on the rules of a real session.
"""

from __future__ import annotations

import hashlib
import random
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from monazite.core import ElementMass, Problem, Words
from monazite.ledger import Book, Entry, Journal, Kind, Leg, Policy, Role
from monazite.ledger.book import load_book
from monazite.ledger.tables import MIGRATIONS
from monazite.store import Database, migrate
from monazite.trade.log import Outcome
from monazite.trade.record import Effect
from small_book import signer

VENUE = "toy"
START = datetime(2022, 8, 15, 1, tzinfo=UTC)
FEN = 100
"""The price of a lot."""
LOT = ElementMass.of({"Nd": 1_000, "Pr": 300})
MEMBERS = tuple(f"M{number}" for number in range(8))
CASH, LOTS = 10**9, 10**6
"""What each member has at the start."""
MONEY = "money:CNY"
NOBODY = Words("试验", "Trial")


def _role(name: str, policy: Policy, family: str, parts: int) -> Role:
    return Role(name, policy, frozenset({family}), parts, NOBODY)


def _kind(name: str, takes: Mapping[str, str], gives: Mapping[str, str], needs: str) -> Kind:
    sides = ({family: frozenset(roles.split()) for family, roles in side.items()} for side in (takes, gives))
    return Kind(name, *sides, frozenset(), frozenset(needs.split()), frozenset({"note"}), NOBODY)


BOOK = Book(
    {
        role.name: role
        for role in (
            _role("ground", Policy.BOUNDARY, "matter", 1),
            _role("bank", Policy.BOUNDARY, "money", 1),
            _role("offered", Policy.NEVER_NEGATIVE, "matter", 1),
            _role("escrow", Policy.NEVER_NEGATIVE, "money", 1),
        )
    },
    {
        kind.name: kind
        for kind in (
            _kind("fund", {"money": "bank", "matter": "ground"}, {"money": "escrow", "matter": "offered"}, ""),
            _kind("sell", {"matter": "offered", "money": "escrow"}, {"matter": "offered", "money": "escrow"}, "price"),
            _kind("day_end", {}, {}, "day commands segment_sha256 state_sha256"),
        )
    }
    | dict(load_book().kinds),
    (),
)


class ToyMachine:
    """Buys and sells lots at one price, first come first served."""

    state_version = 1

    def __init__(self) -> None:
        """Every member has cash and lots."""
        self.cash = dict.fromkeys(MEMBERS, CASH)
        self.lots = dict.fromkeys(MEMBERS, LOTS)
        self.waiting: dict[str, deque[tuple[int, str]]] = {"buy": deque(), "sell": deque()}
        self.ids: dict[str, tuple[int, str]] = {}
        self.until_ms: int | None = None
        self.ticks, self.day = 0, ""

    def apply(self, number: int, time_ms: int, actor: str, command: Mapping[str, Any]) -> Outcome:
        """See `Machine`."""
        kind = command["kind"]
        if kind == "order":
            return self._order(number, time_ms, actor, command)
        if kind == "close_day":
            if command["day"] <= self.day:
                return Outcome("duplicate")
            self.day = command["day"]
            end = Effect(id=f"{VENUE}.{number}.0", kind="day_end", time_ms=time_ms, data={"day": command["day"]})
            return Outcome("accepted", events=({"kind": "day", "day": command["day"]},), effects=(end,))
        if kind == "countdown":
            self.until_ms = time_ms + command["ms"]
        elif kind == "tick":
            self.ticks += 1
            self.until_ms = None
        elif kind == "break":
            raise RuntimeError("out of order")
        else:
            return Outcome("refused", _problem("kind", actor))
        return Outcome("accepted")

    def next_ms(self) -> int | None:
        """See `Machine`."""
        return self.until_ms

    def dump(self) -> bytes:
        """See `Machine`."""
        waiting = {side: list(orders) for side, orders in self.waiting.items()}
        state = [self.cash, self.lots, waiting, self.ids, self.until_ms, self.ticks, self.day]
        return orjson.dumps(state, option=orjson.OPT_SORT_KEYS)

    def load(self, data: bytes) -> None:
        """See `Machine`."""
        self.cash, self.lots, waiting, ids, self.until_ms, self.ticks, self.day = orjson.loads(data)
        self.waiting = {side: deque((number, actor) for number, actor in orders) for side, orders in waiting.items()}
        self.ids = {name: (number, said) for name, (number, said) in ids.items()}

    def state_sha256(self) -> str:
        """See `Machine`."""
        return hashlib.sha256(self.dump()).hexdigest()

    def _order(self, number: int, time_ms: int, actor: str, command: Mapping[str, Any]) -> Outcome:
        key, said = f"{actor} {command['id']}", str(command["side"])
        if key in self.ids:
            first, before = self.ids[key]
            if before == said:
                return Outcome("duplicate", events=({"kind": "duplicate", "to": actor, "of": first},))
            return Outcome("refused", _problem("id", actor))
        if actor not in self.cash:
            return Outcome("refused", _problem("member", actor))
        self.ids[key] = number, said
        others = self.waiting["sell" if said == "buy" else "buy"]
        if not others:
            self.waiting[said].append((number, actor))
            return Outcome("accepted", events=({"kind": "book", "instrument": "X", "order": number},))
        _, other = others.popleft()
        buyer, seller = (actor, other) if said == "buy" else (other, actor)
        self.cash[buyer] -= FEN
        self.cash[seller] += FEN
        self.lots[buyer] -= -1
        self.lots[seller] -= 1
        data = {"buyer": buyer, "seller": seller}
        effect = Effect(id=f"{VENUE}.{number}.0", kind="settle", time_ms=time_ms, data=data)
        return Outcome(
            "accepted", events=({"kind": "trade", "instrument": "X", "trade": effect.id},), effects=(effect,)
        )


def _problem(code: str, actor: str) -> Problem:
    wrong = Words("试验", "a trial")
    return Problem(f"toy-{code}", actor, wrong, wrong, wrong)


def entry_of(effect: Effect) -> Entry:
    """The journal's entry of an effect."""
    day = (START + timedelta(hours=8)).date().isoformat()
    if effect.kind == "day_end":
        return Entry(effect.id, "day_end", day, VENUE, (), dict(effect.data))
    buyer, seller = effect.data["buyer"], effect.data["seller"]
    legs = (_leg("escrow", buyer, MONEY, -FEN), _leg("escrow", seller, MONEY, FEN)) if buyer != seller else ()
    moved = (_leg("offered", seller, "matter", -LOT), _leg("offered", buyer, "matter", LOT)) if buyer != seller else ()
    return Entry(effect.id, "sell", day, VENUE, (*moved, *legs), {"price": FEN})


def _leg(role: str, member: str, unit: str, amount: ElementMass | int) -> Leg:
    return Leg(f"{role}/{member}", unit, amount)


def journal(path: Path) -> Journal:
    """A journal in which every member has what the machine says."""
    is_new = not path.exists()
    database = Database(path)
    migrate(database, MIGRATIONS, START.isoformat())
    rng = random.Random(7)  # noqa: S311  a trial must repeat itself
    book = Journal(database, BOOK, signer(), Clock(days=30), entropy=rng.randbytes)
    if is_new:
        day, lots = START.date().isoformat(), ElementMass.of({symbol: mg * LOTS for symbol, mg in LOT.parts})
        book.post([
            Entry(f"fund-{member}", "fund", day, VENUE,
                  (_leg("bank", member, MONEY, -CASH), _leg("escrow", member, MONEY, CASH),
                   _leg("ground", member, "matter", -lots), _leg("offered", member, "matter", lots)))
            for member in MEMBERS
        ])  # fmt: skip
    return book


class Clock:
    """A clock that is a millisecond later each time it is asked."""

    def __init__(self, *, days: int = 0) -> None:
        """Begin so many days after the start of the trial."""
        self.instant = START + timedelta(days=days)

    def now(self) -> datetime:
        """The instant, in UTC."""
        self.instant += timedelta(milliseconds=1)
        return self.instant
