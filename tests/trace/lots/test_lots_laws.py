"""Laws over random chains: what the builders say, the journal takes; nothing is made or lost; batches do not matter."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import ElementMass
from monazite.ledger import Entry, Posted
from monazite.trace.lots import PROJECTION, AsWeighed, Part, lot, matter_of, reo_mg, stock, total_of
from monazite.trace.lots import acts as act

T = 10**9
FIRMS = ("A", "B")


class Walk:
    """A random chain that knows what every firm holds of every lot, and posts only what can be."""

    def __init__(self, books: Any, seed: int) -> None:
        self.books, self.dice = books, random.Random(seed)  # noqa: S311  not for secrets
        self.held: dict[tuple[str, str, str], ElementMass] = {}
        self.lines: dict[str, ElementMass] = dict.fromkeys(FIRMS, ElementMass())
        self.lots, self.month = 0, 1
        self.whole: dict[str, tuple[str, Entry, ElementMass]] = {}
        self.next: list[Entry] = []

    def lot(self, largest: int = 10**12) -> AsWeighed:
        self.lots += 1
        return AsWeighed(
            id=f"L{self.lots}", product="氧化镨钕", net_mg=self.dice.randint(10, largest), reo_ppm=900_000,
            moisture_ppm=self.dice.randint(0, 200_000), partition_ppm={"Nd": 750_001, "Pr": 249_999}, scale="W",
            scale_random_ppm=900, scale_shared_ppm=400,
        )  # fmt: skip

    def add(self, role: str, firm: str, lot_id: str, matter: ElementMass) -> None:
        key = (role, firm, lot_id)
        self.held[key] = self.held.get(key, ElementMass()) + matter

    def part(self, role: str) -> tuple[str, Part] | None:
        """Some of what lies on an account of a role."""
        full = [key for key, matter in self.held.items() if key[0] == role and matter]
        if not full:
            return None
        _, firm, lot_id = key = self.dice.choice(full)
        taken = ElementMass.of({e: self.dice.randint(0, mg) for e, mg in self.held[key].parts})
        return (firm, Part(lot_id, taken or self.held[key]))

    def step(self) -> Entry | None:
        if self.next:
            return self.next.pop()
        said, firm = self.books.said(f"2022-{self.month:02d}-09"), self.dice.choice(FIRMS)
        kind = self.dice.choice(("mine", "import", "collect", "ship", "arrive", "sell", "feed", "output", "divide",
                                 "blend", "offer", "withdraw", "consume", "write_off", "inventory",
                                 "again"))  # fmt: skip
        if kind == "again":
            return self.made_again(said)
        if kind in {"mine", "import", "collect"}:
            new = self.lot()
            self.add("lot", firm, new.id, matter_of(new))
            entry = {
                "mine": lambda: act.mine(firm=firm, permit="P", site="S", klass="rock", lots=[new], **said),
                "import": lambda: act.import_lots(firm=firm, country="AU", consignment="C", lots=[new], **said),
                "collect": lambda: act.collect(firm=firm, origin="unknown", collection="C", lots=[new], **said),
            }[kind]()
            self.whole[new.id] = firm, entry, matter_of(new)
            return entry
        if kind in {"output", "inventory"}:
            return self.on_line(kind, firm, said)
        found = self.part({"arrive": "transit", "withdraw": "offered"}.get(kind, "lot"))
        return None if found is None else self.move(kind, *found, said)

    def made_again(self, said: Any) -> Entry | None:
        """A lot that has never moved was weighed wrong: reversed, and made again under its id."""
        if not self.whole:
            return None
        key = self.dice.choice(sorted(self.whole))
        firm, entry, matter = self.whole.pop(key)
        new = replace(self.lot(), id=key)
        self.add("lot", firm, key, matter_of(new) - matter)
        again = self.books.said(said["time"])
        self.next = [act.collect(firm=firm, origin="stated", collection="C", lots=[new], **again)]
        return act.reverse(posted=Posted(0, 0, entry), reason="weighed wrong", **said)

    def on_line(self, kind: str, firm: str, said: Any) -> Entry | None:
        book = self.lines[firm]
        if kind == "inventory":
            measured = ElementMass.of({e: self.dice.randint(0, 2 * max(mg, 0)) for e, mg in book.parts})
            if self.month > 11:
                return None
            self.lines[firm] = measured
            period, self.month = f"2022-{self.month:02d}", self.month + 1
            return act.inventory(firm=firm, line="X", period=period, measured=measured, spread=act_spread(),
                                 book=book, **said)  # fmt: skip
        if min(book["Nd"], book["Pr"]) < 10**6:
            return None
        new = self.lot(min(book["Nd"], book["Pr"]))
        self.lines[firm] = book - matter_of(new)
        self.add("lot", firm, new.id, matter_of(new))
        return act.output(firm=firm, line="X", run="R", stage="metal", lots=[new], **said)

    def move(self, kind: str, firm: str, part: Part, said: Any) -> Entry:
        other = FIRMS[1 - FIRMS.index(firm)]
        self.whole.pop(part.lot, None)
        source = {"arrive": "transit", "withdraw": "offered"}.get(kind, "lot")
        self.add(source, firm, part.lot, -part.matter)
        to: dict[str, tuple[str, str]] = {"ship": ("transit", firm), "arrive": ("lot", firm), "sell": ("lot", other),
                                          "offer": ("offered", firm), "withdraw": ("lot", firm)}  # fmt: skip
        if kind in to:
            self.add(*to[kind], part.lot, part.matter)
        if kind == "feed":
            self.lines[firm] += part.matter
        if kind in {"divide", "blend"}:
            self.lots += 1
            self.add("lot", firm, f"L{self.lots}", part.matter)
        parts = [part]
        made: dict[str, Callable[[], Entry]] = {
            "ship": lambda: act.ship(firm=firm, parts=parts, from_site="s", to_site="t", **said),
            "arrive": lambda: act.arrive(firm=firm, parts=parts, to_site="t", **said),
            "sell": lambda: act.sell(seller=firm, buyer=other, parts=parts, **said),
            "offer": lambda: act.offer(firm=firm, parts=parts, **said),
            "withdraw": lambda: act.withdraw(firm=firm, parts=parts, **said),
            "feed": lambda: act.feed(firm=firm, line="X", run="R", stage="metal", parts=parts, **said),
            "divide": lambda: act.divide(
                firm=firm, lot=part.lot, children=[Part(f"L{self.lots}", part.matter)], **said
            ),
            "blend": lambda: act.blend(firm=firm, parts=parts, lot=f"L{self.lots}", **said),
            "consume": lambda: act.consume(firm=firm, parts=parts, end_use="motors", units=2, **said),
            "write_off": lambda: act.write_off(firm=firm, parts=parts, cause="spill", reason="spilt", **said),
        }
        return made[kind]()


def act_spread() -> Any:
    from monazite.ledger import Spread  # noqa: PLC0415  only here

    return Spread(ElementMass.of({"Nd": 5, "Pr": 5}))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_random_chains_are_taken_and_conserve(open_books: Any, seed: int) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        books, again = open_books(Path(one) / "ws"), open_books(Path(two) / "ws")
        for each in (books, again):
            for firm in FIRMS:
                each.quota(firm, ("mining", "rock", 10**15))
        walk = Walk(books, seed)
        entries = [*(entry for _ in range(60) if (entry := walk.step())), *walk.next]
        for entry in entries:
            assert not total_of(leg.amount for leg in entry.legs if isinstance(leg.amount, ElementMass))
        books.booked(*entries)
        for entry in entries:
            again.booked(entry)
        assert tables(books) == tables(again)
        for (role, firm, lot_id), matter in walk.held.items():
            assert books.held(f"{role}/{firm}/{lot_id}") == matter
        for firm in FIRMS:
            assert books.held(f"line/{firm}/X") == walk.lines[firm]
        stands_as_held(books, walk)


def stands_as_held(books: Any, walk: Walk) -> None:
    """Lots hold what the accounts do, and the movements add up to the stock, rounding of single oxides aside."""
    held: dict[str, int] = {}
    with books.reading() as connection:
        for lot_id in {key[2] for key in walk.held}:
            found = lot(connection, lot_id)
            matter = {(one.role, one.holder): one.matter for one in found.holdings}
            assert matter == {key[:2]: mass for key, mass in walk.held.items() if key[2] == lot_id and mass}
            assert abs(found.left_reo_mg - sum(one.reo_mg for one in found.holdings)) <= len(found.history)
            for one in found.holdings:
                held[one.holder] = held.get(one.holder, 0) + reo_mg(one.matter)
        for firm in FIRMS:
            left = sum(one.reo_mg for one in stock(connection, firm))
            assert abs(left - held.get(firm, 0)) <= len(walk.held) + 60


def tables(books: Any) -> dict[str, list[Any]]:
    """All rows but for when they were recorded: each batch is a little later than the one before."""
    with books.reading() as connection:
        return {
            name: [
                tuple(value for column, value in row.items() if column != "recorded_ms")
                for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2, 3").mappings()  # noqa: S608
            ]
            for name in PROJECTION.tables
        }
