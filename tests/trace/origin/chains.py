"""Chains of entries for the laws of origin, and what they must come to, computed slowly."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from monazite.core import ElementMass, share_out
from monazite.ledger.record import Entry, Leg, Posted
from monazite.store import Database
from monazite.trace.origin import PROJECTION
from monazite.trace.origin.projection import OriginProjection
from monazite.trace.tables import SCHEMAS

ELEMENTS = ("La", "Ce", "Nd", "Dy", "Fe")
POOL_ROLES = {"lot", "offered", "pledged", "transit", "blocked", "line"}


def mass(**mg: int) -> ElementMass:
    return ElementMass.of(mg)


def entry(
    name: str, kind: str, *legs: tuple[str, ElementMass], relates: str | None = None, day: str = "2022-03-01",
    **details: Any,
) -> Entry:  # fmt: skip
    made = tuple(Leg(account, "matter", matter) for account, matter in legs)
    return Entry(name, kind, day, "tester", made, details=details, relates=relates)


def numbered(entries: Sequence[Entry], start: int = 0) -> list[Posted]:
    return [Posted(number, number, each) for number, each in enumerate(entries, start)]


@contextmanager
def database(path: Path) -> Iterator[Database]:
    """A database with the tables of this room, and the journal's table of entries for the ids."""
    kept = Database(path)
    with kept.writing() as connection:
        for name in PROJECTION.tables:
            SCHEMAS[name].table.create(connection)
    try:
        yield kept
    finally:
        kept.close()


def post(connection: Connection, posted: Sequence[Posted], projection: OriginProjection = PROJECTION) -> None:
    projection.apply(connection, posted)


def tables_of(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for name in PROJECTION.tables:
        table = SCHEMAS[name].table
        found[name] = [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
    return found


class Slow:
    """Origins by Python integers and fractions, one entry after the other, corrections merged beforehand."""

    def __init__(self) -> None:
        self.pools: dict[str, dict[tuple[str, str], int]] = {}
        self.debts: dict[str, dict[str, int]] = {}
        self.made: dict[str, dict[tuple[str, str], int]] = {}
        self.order: dict[str, int] = {}
        self.firm: dict[str, str] = {}

    def name(self, account: str, day: str) -> str:
        role, _, rest = account.partition("/")
        if role == "line":
            self.order.setdefault(f"unaccounted/{rest}", len(self.order))
            return account
        if role in POOL_ROLES:
            firm, _, lot = rest.partition("/")
            if f"lot/{lot}" not in self.firm:
                self.firm[f"lot/{lot}"] = firm
                self.order.setdefault(f"unaccounted/{firm}/corrections", len(self.order))
            return f"lot/{lot}"
        source = f"{account}@{day[:4]}" if role == "ground" else account
        self.order.setdefault(source, len(self.order))
        return source

    def run(self, entries: Sequence[Entry]) -> None:
        nets = [self.net(each) for each in entries]
        place = {each.id: number for number, each in enumerate(entries)}
        for number, each in enumerate(entries):
            if each.kind in {"reverse", "adjust"} and each.relates:
                root = place[each.relates]
                while entries[root].kind in {"reverse", "adjust"}:
                    root = place[entries[root].relates or ""]
                for side, matter in nets[number].items():
                    nets[root][side] = nets[root].get(side, ElementMass()) + matter
                nets[number] = {}
        for net in nets:
            self.book(net)

    def net(self, each: Entry) -> dict[str, ElementMass]:
        sides: dict[str, ElementMass] = {}
        for leg in each.legs:
            side = self.name(leg.account, each.time)
            assert isinstance(leg.amount, ElementMass)
            sides[side] = sides.get(side, ElementMass()) + leg.amount
        return sides

    def book(self, net: Mapping[str, ElementMass]) -> None:
        drawn: dict[tuple[str, str], int] = {}
        for side, matter in net.items():
            for symbol, amount in matter.parts:
                if amount < 0:
                    for source, mg in self.take(side, symbol, -amount).items():
                        drawn[source, symbol] = drawn.get((source, symbol), 0) + mg
        given = {side: {s: a for s, a in matter.parts if a > 0} for side, matter in net.items()}
        given = {side: amounts for side, amounts in given.items() if amounts}
        for place, (side, amounts) in enumerate(given.items()):
            is_last = place == len(given) - 1
            for symbol in ELEMENTS:
                there = self.rising({source: mg for (source, s), mg in drawn.items() if s == symbol and mg})
                amount = sum(there.values()) if is_last else amounts.get(symbol, 0)
                if amount:
                    parts = dict(zip(there, share_out(amount, list(there.values())), strict=True))
                    for source, mg in parts.items():
                        drawn[source, symbol] -= mg
                    self.give(side, symbol, parts)

    def rising(self, there: dict[str, int]) -> dict[str, int]:
        return dict(sorted(there.items(), key=lambda item: self.order[item[0]]))

    def column(self, side: str, symbol: str) -> dict[str, int]:
        pool = self.pools.setdefault(side, {})
        return self.rising({source: mg for (source, s), mg in pool.items() if s == symbol and mg})

    def take(self, side: str, symbol: str, amount: int) -> dict[str, int]:
        if side.partition("/")[0] not in {"lot", "line"}:
            return {side: amount}
        there = self.column(side, symbol)
        held = min(amount, sum(there.values()))
        parts = dict(zip(there, share_out(held, list(there.values())), strict=True)) if held else {}
        for source, mg in parts.items():
            self.pools[side][source, symbol] -= mg
        if amount > held:
            debts = self.debts.setdefault(side, {})
            debts[symbol] = debts.get(symbol, 0) + amount - held
            source = f"unaccounted/{self.firm[side]}/corrections" if side in self.firm else "unaccounted" + side[4:]
            parts[source] = parts.get(source, 0) + amount - held
        return parts

    def give(self, side: str, symbol: str, parts: Mapping[str, int]) -> None:
        if side.partition("/")[0] not in {"lot", "line"}:
            return
        pool, made = self.pools.setdefault(side, {}), self.made.setdefault(side, {})
        for source, mg in parts.items():
            pool[source, symbol] = pool.get((source, symbol), 0) + mg
            made[source, symbol] = made.get((source, symbol), 0) + mg
        debts = self.debts.setdefault(side, {})
        there = self.column(side, symbol)
        repaid = min(debts.get(symbol, 0), sum(there.values()))
        if repaid:
            for source, mg in zip(there, share_out(repaid, list(there.values())), strict=True):
                pool[source, symbol] -= mg
            debts[symbol] -= repaid


class Dice:
    """A chain of random acts: some whole lots, some parts, lines that run short, corrections at any time."""

    def __init__(self, seed: int, top: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a chain of no secrets
        self.top = top
        self.entries: list[Entry] = []
        self.feeds: list[Entry] = []
        self.lots: dict[str, tuple[str, dict[str, int]]] = {}
        self.runs = {"line/F1/A": "r0", "line/F2/B": "r0"}

    def add(self, kind: str, *legs: tuple[str, ElementMass], relates: str | None = None, **details: Any) -> None:
        day = f"{2022 + self.random.randint(0, 1)}-05-06"
        self.entries.append(entry(f"E{len(self.entries)}", kind, *legs, relates=relates, day=day, **details))

    def matter(self, scale: int) -> ElementMass:
        return ElementMass.of({symbol: self.random.randint(0, scale) for symbol in ELEMENTS})

    def new_lot(self, made: ElementMass) -> str:
        lot = f"L{len(self.entries)}-{len(self.lots)}"
        self.lots[lot] = (self.random.choice(["F1", "F2"]), dict(made.parts))
        return f"lot/{self.lots[lot][0]}/{lot}"

    @property
    def stocked(self) -> list[str]:
        return [lot for lot, (_, held) in self.lots.items() if any(held.values())]

    def taken(self, lot: str) -> tuple[str, ElementMass]:
        firm, held = self.lots[lot]
        is_whole = self.random.random() < 0.5
        part = ElementMass.of({s: mg if is_whole else self.random.randint(0, mg) for s, mg in held.items()})
        for symbol, mg in part.parts:
            held[symbol] -= mg
        return f"lot/{firm}/{lot}", -part

    def some_taken(self, most: int) -> tuple[list[tuple[str, ElementMass]], ElementMass]:
        picked = self.random.sample(self.stocked, min(len(self.stocked), self.random.randint(1, most)))
        parts = [self.taken(lot) for lot in picked]
        return parts, -sum((part for _, part in parts), ElementMass())

    def line(self) -> str:
        return self.random.choice(list(self.runs))

    def mine(self) -> None:
        made = self.matter(self.top)
        source = self.random.choice(["ground/P1/S1", "ground/P2/S2", "import/MM/C1", "recycled/unknown/R1"])
        self.add("mine", (source, -made), (self.new_lot(made), made))

    def feed(self) -> None:
        line = self.line()
        parts, total = self.some_taken(3)
        if self.random.random() < 0.3:
            self.runs[line] = f"r{len(self.entries)}"
        self.add("feed", *parts, (line, total), run=self.runs[line])
        self.feeds.append(self.entries[-1])

    def output(self) -> None:
        line = self.line()
        made = [self.matter(self.top // 3) for _ in range(self.random.randint(1, 3))]
        waste = self.matter(self.top // 30)
        gives = [(self.new_lot(each), each) for each in made]
        self.add("output", (line, -sum(made, waste)), *gives, ("tailings/F1/T", waste), run=self.runs[line])

    def blend(self) -> None:
        parts, total = self.some_taken(2)
        self.add("blend", *parts, (self.new_lot(total), total))

    def divide(self) -> None:
        account, part = self.taken(self.random.choice(self.stocked))
        first = ElementMass.of({s: self.random.randint(0, -mg) for s, mg in part.parts})
        second = -part - first
        self.add("divide", (account, part), (self.new_lot(first), first), (self.new_lot(second), second))

    def sell(self) -> None:
        lot = self.random.choice(self.stocked)
        seller, held = self.lots[lot]
        whole = ElementMass.of(held)
        self.lots[lot] = ("F3", held)
        self.add("sell", (f"lot/{seller}/{lot}", -whole), (f"lot/F3/{lot}", whole))

    def lose(self) -> None:
        account, part = self.taken(self.random.choice(self.stocked))
        self.add("write_off", (account, part), ("loss/F1/dust", -part))

    def count(self) -> None:
        line = self.line()
        most = self.top // 50
        change = ElementMass.of({s: self.random.randint(-most, most) for s in ELEMENTS})
        self.add("inventory", (line, change), ("unaccounted" + line[4:], -change))

    def reverse(self) -> None:
        if not self.feeds:
            return
        back = self.feeds.pop(self.random.randrange(len(self.feeds)))
        legs = [(leg.account, -leg.amount) for leg in back.legs if isinstance(leg.amount, ElementMass)]
        for account, matter in legs:
            for symbol, mg in matter.parts if account.startswith("lot/") else ():
                held = self.lots[account.split("/")[2]][1]
                held[symbol] = held.get(symbol, 0) + mg
        self.add("reverse", *legs, relates=back.id)

    def adjust(self) -> None:
        lot = self.random.choice(self.stocked)
        target = next(e for e in self.entries if any(leg.account.endswith(f"/{lot}") for leg in e.legs))
        more = self.matter(self.top // 10)
        firm, held = self.lots[lot]
        for symbol, mg in more.parts:
            held[symbol] = held.get(symbol, 0) + mg
        self.add("adjust", ("ground/P2/S2", -more), (f"lot/{firm}/{lot}", more), relates=target.id)

    def swap(self) -> None:
        was = self.random.choice([each for each in self.entries if each.kind == "mine"])
        amount = was.legs[1].amount
        assert isinstance(amount, ElementMass)
        less = ElementMass.of({s: mg // 2 for s, mg in amount.parts})
        self.add("adjust", (was.legs[0].account, less), ("import/XX/true", -less), relates=was.id)


def random_chain(seed: int, length: int, *, top: int = 10**6) -> list[Entry]:
    """A chain of mines, feeds, outputs, blends, divisions, sales, losses, inventories, reversals and adjustments."""
    dice = Dice(seed, top)
    acts = [dice.mine, dice.mine, dice.feed, dice.feed, dice.output, dice.output, dice.blend, dice.divide, dice.sell,
            dice.lose, dice.count, dice.reverse, dice.adjust, dice.swap]  # fmt: skip
    dice.mine()
    while len(dice.entries) < length:
        dice.random.choice(acts)() if dice.stocked else dice.mine()
    return dice.entries
