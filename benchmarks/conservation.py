"""After every one of N random operations of M members: money, lots and matter exact, by a second set of books.

    python benchmarks/conservation.py [operations] [members] [seed]

The second set of books (`Shadow`) knows nothing of the session: it keeps who owns each numbered lot of each receipt,
and every member's money, from the deposits said and the effects alone, and refuses an effect that moves a lot which its
giver does not own. After every operation all members' money is added up and compared; every `WHOLE` operations each lot
is. Half of the operations run with full funding, half on margin.
"""

from __future__ import annotations

import random
import sys
import time
from collections import deque
from itertools import islice
from typing import Any

from monazite.trade.log.record import Outcome
from monazite.trade.record import Effect
from monazite.trade.session import Machine
from monazite.trade.session.clock import day_of
from monazite.trade.session.laws import breaches
from monazite.trade.venues import instrument_as_json, standard_instruments

VENUE = "sim"
OPENS = 1_660_698_000_000
"""2022-08-17 09:00 in Shanghai, in milliseconds."""
DAY_MS = 86_400_000
WHOLE = 10_000
"""Operations between two checks of every lot."""
METHODS = ["listing", "negotiated", "auction_up", "auction_down", "tender", "sealed", "call", "continuous"]
LICENCE = {"id": "L1", "venue": VENUE, "profile": "national", "authority": "a ministry", "since": "2022-01-01"}
NAMES = ("PrNd-M", "PrNd-O", "Dy-O")
MIDDLE = 1000
"""Ticks around which members quote."""
REUSED = 0.01
"""How often a client id is used again."""
DAY_OPERATIONS = 20_000
RECENT = 400
"""Orders among which members look for one to cancel."""
Command = dict[str, Any]


class Shadow:
    """A second set of books, from what was deposited and what the effects say."""

    def __init__(self) -> None:
        self.money: dict[str, int] = {"fees": 0}
        self.owner: dict[tuple[str, int], str] = {}
        self.receipts: dict[str, Command] = {}
        self.deposited = self.withdrawn = 0

    def cash_in(self, member: str, fen: int) -> None:
        """Cash that a member brought."""
        self.money[member] = self.money.get(member, 0) + fen
        self.deposited += fen

    def lots_in(self, member: str, receipt: Command) -> None:
        """A receipt that a member brought."""
        self.receipts[receipt["id"]] = receipt
        for lot in range(receipt["lots"]):
            assert (receipt["id"], lot) not in self.owner
            self.owner[receipt["id"], lot] = member

    def book(self, effect: Effect) -> None:
        """Book an effect; every lot it moves belongs to its giver, and weighs what its receipt says."""
        data = effect.data
        if effect.kind == "settle":
            self._settle(data)
        elif effect.kind == "deliver_out":
            self._move(data["slices"], data["member"], None)
        elif effect.kind == "cash_out":
            self.money[data["member"]] -= data["fen"]
            self.withdrawn += data["fen"]
        elif effect.kind == "compensate":
            self.money[data["from"]] -= data["fen"]
            self.money[data["to"]] += data["fen"]
        else:
            assert effect.kind == "day_end"

    def _settle(self, data: Any) -> None:
        buyer, seller = data["trade"]["buyer"], data["trade"]["seller"]
        self.money[buyer] -= data["amount_fen"] + data["buyer_fee_fen"]
        self.money[seller] += data["amount_fen"] - data["seller_fee_fen"]
        self.money["fees"] += data["buyer_fee_fen"] + data["seller_fee_fen"]
        assert sum(row[3] - row[2] for row in data["slices"]) == data["trade"]["lots"]
        self._move(data["slices"], seller, buyer if data["deliver_to"] == "venue" else None)

    def _move(self, rows: list[Any], giver: str, taker: str | None) -> None:
        for receipt, _, first, last, net_mg, matter in rows:
            told = self.receipts[receipt]
            assert net_mg == _share(told["net_mg"], first, last, told["lots"])
            for symbol, mg in told["matter"].items():
                assert matter.get(symbol, 0) == _share(mg, first, last, told["lots"])
            for lot in range(first, last):
                assert self.owner.pop((receipt, lot)) == giver
                if taker is not None:
                    self.owner[receipt, lot] = taker

    def check_money(self, machine: Machine) -> None:
        """Every member's money is what these books say, none is below zero, and all of it is accounted for."""
        total = machine.state.fees
        assert total == self.money["fees"]
        for name, member in machine.state.members.items():
            free, reserved = member.free, member.reserved
            assert free >= 0 <= reserved
            assert free + reserved == self.money[name]
            total += free + reserved
        assert total == self.deposited - self.withdrawn

    def check_lots(self, machine: Machine) -> None:
        """Every lot is where these books say, once; and the session's own laws hold."""
        assert not breaches(machine.state)
        held: dict[str, int] = {}
        for member in self.owner.values():
            held[member] = held.get(member, 0) + 1
        for name in machine.state.members:
            found = sum(row["free"] + row["reserved"] for row in machine.account(name)["lots"])
            assert found == held.get(name, 0)


def _share(amount: int, first: int, last: int, lots: int) -> int:
    return last * amount // lots - first * amount // lots


class Crowd:
    """Members who do anything at all, right and wrong, always the same from the same seed.

    Args:
        members: how many.
        seed: of the random numbers.
        funding: of the venue.
        names: instruments.
    """

    def __init__(self, members: int, seed: int, funding: str = "full", names: tuple[str, ...] = NAMES) -> None:
        self.random = random.Random(seed)  # noqa: S311  the same operations from the same seed
        self.machine, self.shadow = Machine(VENUE), Shadow()
        self.number, self.time_ms, self.day, self.count = 0, OPENS, 0, 0
        self.instruments = names
        self.members = [f"m{place}" for place in range(members)]
        self.outcomes: dict[str, int] = {}
        self.said: list[tuple[int, int, str, Command]] = []
        self.keeps = False
        self.recent: deque[tuple[int, str]] = deque(maxlen=RECENT)
        parameters = {
            "methods": METHODS, "funding": funding, "price_rule": "median" if funding == "margin" else "maker",
            "call_rules": "sse", "deliver_days": 1,
        }  # fmt: skip
        rules = {
            "venue": VENUE,
            "number": 1,
            "effective": "2022-08-17",
            "profile": "national",
            "parameters": parameters,
        }
        self.say(VENUE, {"kind": "rules", "rules": rules, "licences": [LICENCE]})
        for name in names:
            told = instrument_as_json(standard_instruments()[name]) | {"yearly_use_mg": None, "daily_limit_ppm": None}
            self.say(VENUE, {"kind": "instrument", "instrument": told})
        for place, name in enumerate(self.members):
            owner = self.members[place - place % 5]
            self.say(VENUE, {"kind": "member", "member": name, "is_industrial": place % 7 > 0, "owner": f"o{owner}"})
            self.cash(name)
            self.receipt(name)
        self.open_day()

    def say(self, actor: str, command: Command) -> Outcome:
        """Say a command, and book what it does a second time."""
        self.number += 1
        self.time_ms += self.random.randint(0, 40)
        if self.keeps:
            self.said.append((self.number, self.time_ms, actor, command))
        outcome = self.machine.apply(self.number, self.time_ms, actor, command)
        if outcome.status == "accepted":
            if command["kind"] == "deposit_cash":
                self.shadow.cash_in(command["member"], command["fen"])
            elif command["kind"] == "deposit_receipt":
                self.shadow.lots_in(command["member"], command["receipt"])
            for effect in outcome.effects:
                self.shadow.book(effect)
            if command["kind"] == "order":
                self.recent.append((self.number, actor))
        key = f"{command['kind']} {outcome.problem.code if outcome.problem else outcome.status}"
        self.outcomes[key] = self.outcomes.get(key, 0) + 1
        return outcome

    def cash(self, name: str) -> None:
        """A member brings cash."""
        self.count += 1
        fen = self.random.randint(10**9, 10**10)
        self.say(VENUE, {"kind": "deposit_cash", "member": name, "fen": fen, "entry": f"e{self.count}"})

    def receipt(self, name: str) -> None:
        """A member brings a receipt."""
        self.count += 1
        instrument = self.random.choice(self.instruments)
        lots = self.random.randint(1, 60)
        lot_mg = standard_instruments()[instrument].lot_mg
        net = lots * lot_mg + self.random.randint(-1, 1) * (lots * lot_mg // 1000)
        receipt = {
            "id": f"R{self.count}", "lot": f"L{self.count}", "instrument": instrument, "warehouse": "W", "lots": lots,
            "net_mg": net, "issued_ms": self.time_ms, "matter": {"Nd": net * 3 // 5 + 1, "Pr": net // 5},
        }  # fmt: skip
        self.say(VENUE, {"kind": "deposit_receipt", "member": name, "receipt": receipt, "entry": f"e{self.count}"})

    def open_day(self) -> None:
        """The day of the clock opens."""
        references = dict.fromkeys(self.instruments, MIDDLE)
        self.say(VENUE, {"kind": "open_day", "day": day_of(self.time_ms), "references": references})
        for name in self.instruments:
            self.phase(name, "continuous")

    def next_day(self) -> None:
        """The day closes, whatever still runs in it first comes to its end, and the next one opens."""
        self.time_ms += 7 * 3_600_000
        self.say(VENUE, {"kind": "tick"})
        closed = self.say(VENUE, {"kind": "close_day"})
        assert closed.status == "accepted", closed.problem
        self.day += 1
        self.time_ms = OPENS + self.day * DAY_MS
        self.open_day()
        for owed in self.machine.obligations():
            if owed["dispute"] is not None:
                self.say(VENUE, {"kind": "resolve", "obligation": owed["obligation"]})
        for owed in self.machine.obligations():
            if owed["due_in"] < 0:
                self.say(VENUE, {"kind": "default", "obligation": owed["obligation"]})

    def phase(self, instrument: str, phase: str) -> None:
        """The venue puts an instrument into a phase."""
        self.say(VENUE, {"kind": "phase", "instrument": instrument, "phase": phase})

    def step(self) -> None:
        """One random operation."""
        act = self.random.choices(ACTS, WEIGHTS)[0]
        getattr(self, act)(self.random.choice(self.members))

    def ask(self, member: str, kind: str, **fields: Any) -> None:
        """A member's command under a fresh client id, or now and then under one used before."""
        self.count += 1
        name = f"c{self.count if self.random.random() > REUSED else self.random.randint(1, self.count)}"
        self.say(member, {"kind": kind, "id": name, **fields})

    def terms(self) -> Command:
        """Instrument, side, price and lots, now and then out of bounds."""
        chance = self.random.random()
        price = MIDDLE + self.random.randint(-12, 12) if chance > 0.01 else self.random.choice((0, -5, 10**13, 1))
        lots = self.random.randint(1, 9) if chance < 0.99 else self.random.choice((0, -1, 10**9, 500))
        side = self.random.choice(("buy", "sell"))
        return {"instrument": self.random.choice(self.instruments), "side": side, "price_ticks": price, "lots": lots}

    def number_of(self, *uses: str) -> int:
        """The number of something that lives, or of anything at all."""
        running = [offer.number for offer in self.machine.state.offers.values() if offer.use in uses]
        return self.random.choice(running) if running else self.number

    def order(self, member: str) -> None:
        """An order."""
        tif = self.random.choices(("GTC", "DAY", "IOC", "FOK"), (50, 30, 15, 5))[0]
        more: Command = {"post_only": True} if self.random.random() < 0.05 else {}
        if self.random.random() < 0.02:
            more["deliver_to"] = "member"
        self.ask(member, "order", **self.terms(), tif=tif, **more)

    def recently(self, member: str) -> tuple[int, str]:
        """An order, and nearly always whose it is."""
        if not self.recent or self.random.random() < 0.02:
            return self.number, member
        return self.random.choice(self.recent)

    def cancel(self, member: str) -> None:
        """Somebody cancels an order."""
        number, owner = self.recently(member)
        self.ask(owner, "cancel", order=number)

    def amend(self, member: str) -> None:
        """Somebody amends an order."""
        number, owner = self.recently(member)
        terms = self.terms()
        fields = {name: terms[name] for name in ("price_ticks", "lots") if self.random.random() > 0.3}
        self.ask(owner, "amend", order=number, **fields)

    def list(self, member: str) -> None:
        """A listing."""
        self.ask(member, "list", **self.terms(), until_ms=self.time_ms + self.random.randint(1, 10**7))

    def take(self, member: str) -> None:
        """A listing is taken."""
        self.ask(member, "take", listing=self.number_of("listing"), lots=self.random.randint(1, 5))

    def negotiate(self, member: str) -> None:
        """An offer to one member."""
        self.ask(member, "negotiate", **self.terms(), **{"with": self.random.choice(self.members)})

    def answer(self, member: str) -> None:
        """An answer to an offer."""
        number = self.number_of("deal")
        offer = self.machine.state.offers.get(number)
        if offer is not None and offer.use == "deal":
            terms: Any = offer.machine.terms
            member = self.random.choice((terms.buyer, terms.seller))
        kind = self.random.choice(("accept", "accept", "decline", "counter", "withdraw"))
        if kind == "withdraw":
            self.ask(member, kind, of=number)
        elif kind == "counter":
            told = self.terms()
            self.ask(member, kind, deal=number, price_ticks=told["price_ticks"], lots=told["lots"])
        else:
            self.ask(member, kind, deal=number)

    def auction(self, member: str) -> None:
        """An auction opens."""
        method = self.random.choice(("auction_up", "auction_down", "sealed", "tender"))
        terms: Command = {"closes_ms": self.time_ms + self.random.randint(1, 10**5)}
        if method in {"auction_up", "auction_down"}:
            terms |= {"start_ticks": MIDDLE, "max_step_ticks": 4, "countdown_ms": 10_000}
        else:
            terms["reserve_ticks"] = MIDDLE
        told = self.terms()
        self.ask(member, "auction_open", instrument=told["instrument"], method=method, lots=told["lots"], terms=terms)

    def bid(self, member: str) -> None:
        """A bid in whatever auction runs."""
        number = self.number_of("auction")
        offer = self.machine.state.offers.get(number)
        best = MIDDLE
        machine: Any = offer.machine if offer is not None else None
        placed = getattr(machine, "bids", ())
        if placed:
            best = placed[-1].price_ticks
        step = self.random.randint(-1, 4) * (-1 if offer is not None and offer.method == "auction_down" else 1)
        is_sealed = offer is not None and offer.method in {"sealed", "tender"}
        kind = "sealed_bid" if is_sealed else "bid"
        self.ask(member, kind, auction=number, price_ticks=best + step, lots=self.random.randint(1, 4))

    def withdraw(self, member: str) -> None:
        """Somebody withdraws a listing, a deal or an auction."""
        number = self.number_of("listing", "deal", "auction")
        offer = self.machine.state.offers.get(number)
        self.ask(member if offer is None else offer.owner.id, "withdraw", of=number)

    def tick(self, _: str) -> None:
        """Time passes."""
        self.time_ms += self.random.randint(0, 20_000)
        self.say(VENUE, {"kind": "tick"})

    def out(self, member: str) -> None:
        """Cash or a receipt leaves."""
        held = self.machine.account(member)["lots"]
        if held and self.random.random() < 0.5:
            self.ask(member, "withdraw_receipt", receipt=self.random.choice(held)["receipt"])
        else:
            self.ask(member, "withdraw_cash", fen=self.random.randint(1, 10**9))

    def call(self, _: str) -> None:
        """A call auction begins or ends."""
        collecting = [name for name in self.instruments if self.machine.market(name)["phase"] == "call"]
        if collecting:
            self.phase(collecting[0], "continuous")
        elif self.random.random() < 0.2:
            self.phase(self.random.choice(self.instruments), "call")

    def settle(self, _: str) -> None:
        """Somebody does, or does not do, his part of an obligation."""
        owed = self.machine.state.obligations
        if not owed:
            return
        case = next(islice(owed.values(), self.random.randrange(min(len(owed), RECENT)), None))
        kind = self.random.choices(("deliver", "pay", "dispute", "resolve", "default"), (40, 40, 3, 8, 1))[0]
        name = {"obligation": case.trade["id"]}
        if kind == "resolve":
            found: Command = {} if self.random.random() < 0.5 else {"is_refused": True}
            self.say(VENUE, {"kind": kind, **name, **found})
        else:
            party = case.seller if kind == "deliver" else case.buyer
            more = {"lots": self.random.randint(1, 4)} if kind in {"deliver", "pay"} else {}
            self.ask(party.id, kind, **name, **more)


ODDS = {
    "order": 450, "cancel": 180, "amend": 90, "list": 25, "take": 50, "negotiate": 20, "answer": 30, "auction": 4,
    "bid": 40, "withdraw": 4, "tick": 8, "cash": 4, "receipt": 4, "out": 8, "call": 5, "settle": 80,
}  # fmt: skip
ACTS, WEIGHTS = list(ODDS), list(ODDS.values())
"""What members do, and how often."""


def run(operations: int, members: int, seed: int, funding: str) -> Crowd:
    """So many operations, each followed by the check of all money; the lots checked now and then, and at the end."""
    crowd = Crowd(members, seed, funding)
    begun = time.perf_counter()
    for place in range(1, operations + 1):
        if place % DAY_OPERATIONS == 0:
            crowd.next_day()
        else:
            crowd.step()
        crowd.shadow.check_money(crowd.machine)
        if place % WHOLE == 0 or place == operations:
            crowd.shadow.check_lots(crowd.machine)
    seconds = time.perf_counter() - begun
    settled = sum(count for name, count in crowd.outcomes.items() if name.endswith("accepted"))
    print(f"{funding}: {operations:,} operations of {members:,} members in {seconds:.0f} s; {settled:,} accepted")
    money = crowd.shadow
    print(f"  money: {money.deposited / 100:,.2f} yuan in, {money.withdrawn / 100:,.2f} out, exact after each")
    print(f"  lots: {len(crowd.shadow.owner):,} of {len(crowd.shadow.receipts):,} receipts, each in one place")
    for name, count in sorted(crowd.outcomes.items()):
        print(f"  {name}: {count:,}")
    print(f"  state {crowd.machine.state_sha256()}")
    return crowd


def main(operations: int = 1_000_000, members: int = 1_000, seed: int = 1) -> None:
    """Both ways of funding, half of the operations each."""
    for funding in ("full", "margin"):
        run(operations // 2, members, seed, funding)


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
