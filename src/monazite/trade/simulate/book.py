"""A day in the book of the national exchange: the call auction, then continuous trading, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from random import Random
from typing import Any

from monazite.trade.session import Machine
from monazite.trade.simulate.floor import Floor, Said
from monazite.trade.simulate.opening import NATIONAL
from monazite.trade.simulate.prices import price_of, ticks_of
from monazite.trade.simulate.tables import Interest, interests
from monazite.trade.venues import standard_instruments

PPM = 1_000_000
CALL_ORDERS, ROUNDS = 3, 10
"""Orders of each side before the call auction; orders of each instrument while the book is open."""
LOTS_MOST = 3
WORK = (("09:30", 120), ("13:30", 90))
"""Sessions of continuous trading: when they begin, and their minutes."""


class Flow:
    """Orders of a day around what is paid outside; whoever has lots sells them, whoever has cash buys.

    Args:
        floor: of the exchange.
        random: deterministic.
    """

    def __init__(self, floor: Floor, random: Random) -> None:
        self._floor, self._random = floor, random
        self._number = 0

    def key(self, member: str) -> str:
        """The next client id of a member."""
        self._number += 1
        return f"{member.lower()}-{self._number:04d}"

    def cancelled(self) -> list[Said]:
        """Sellers cancel in the morning what stood over night, to offer it anew."""
        live = self._floor.ask(NATIONAL, offers)
        return [(member, {"kind": "cancel", "id": self.key(member), "order": number}) for number, member in live]

    def call(self, day: date) -> Iterator[Said]:
        """Orders for the call auction."""
        for one in interests():
            fair = ticks_of(one.instrument, day)
            step = self._step(one)
            free = self._floor.ask(NATIONAL, partial(free_lots, instrument=one.instrument))
            sellers = [member for member in one.sellers if free.get(member)] or [""]
            for n in range(CALL_ORDERS):
                buyer = one.buyers[(n + day.day) % len(one.buyers)]
                yield self._order(buyer, one, "buy", fair + step * (1 - n))
                seller = sellers[(n + day.day) % len(sellers)]
                if seller and seller != buyer:
                    yield self._order(seller, one, "sell", fair + step * (n - 1))

    def continuous(self, day: date) -> Iterator[tuple[str, int, Said]]:
        """Orders of the continuous sessions: which session, seconds from its beginning, what is said."""
        for one in interests():
            free = self._floor.ask(NATIONAL, partial(free_lots, instrument=one.instrument))
            fair = ticks_of(one.instrument, day)
            for n in range(ROUNDS):
                begins, minutes = WORK[n * len(WORK) // ROUNDS]
                seconds = self._random.randrange(1, minutes * 6) * 10
                if (said := self._either(one, fair, free, n=n + day.day)) is not None:
                    yield begins, seconds, said

    def _either(self, one: Interest, fair: int, free: dict[str, int], *, n: int) -> Said | None:
        """A bid around the fair price, or an offer of who has lots to spare; one of three outlives the day."""
        step = self._step(one)
        tif = "DAY" if n % 3 else "GTC"
        if n % 2:
            return self._order(self._random.choice(one.buyers), one, "buy", fair + self._away(step), tif=tif)
        sellers = [member for member in one.sellers if free.get(member, 0) >= LOTS_MOST]
        if not sellers:
            return None
        seller = self._random.choice(sellers)
        free[seller] -= LOTS_MOST
        return self._order(seller, one, "sell", fair - self._away(step), tif=tif)

    def standing(self, day: date) -> Iterator[Said]:
        """A bid and an offer away from the price for each instrument, so that the book is not empty at the close."""
        for one in interests():
            free = self._floor.ask(NATIONAL, partial(free_lots, instrument=one.instrument))
            fair, step = ticks_of(one.instrument, day), self._step(one)
            yield self._order(one.buyers[day.day % len(one.buyers)], one, "buy", fair - 2 * step)
            if (seller := max(one.sellers, key=lambda member: free.get(member, 0))) and free.get(seller):
                yield self._order(seller, one, "sell", fair + 2 * step)

    def _away(self, step: int) -> int:
        """How far beyond the fair price somebody goes to trade: more often beyond it than short of it."""
        return self._random.randint(-(step // 2), step)

    def _step(self, one: Interest) -> int:
        return max(1, ticks_of(one.instrument, date(2022, 8, 15)) * one.spread_ppm // PPM)

    def _order(self, member: str, one: Interest, side: str, price: int, **more: Any) -> Said:
        lots = self._random.randint(1, LOTS_MOST)
        command = {
            "kind": "order", "id": self.key(member), "instrument": one.instrument, "side": side,
            "price_ticks": price, "lots": lots, **more,
        }  # fmt: skip
        return member, command


def free_lots(machine: Machine, instrument: str) -> dict[str, int]:
    """Free lots of an instrument by member."""
    return {
        name: sum(last - first for _, first, last, _ in member.lots.get(instrument, ()))
        for name, member in machine.state.members.items()
    }


def offers(machine: Machine) -> list[tuple[int, str]]:
    """Numbers and members of the orders to sell that stand."""
    return [(number, hold.member.id) for number, hold in machine.state.orders.items() if hold.side == "sell"]


def opened(day: date, settlements: dict[str, int], listed: list[str]) -> dict[str, Any]:
    """The command that opens a day: references are yesterday's settlement prices, else what is paid outside."""
    return {
        "kind": "open_day", "day": day.isoformat(),
        "references": {name: settlements.get(name) or ticks_of(name, day) for name in listed},
        "outside": {name: price_of(name, day) for name in listed},
    }  # fmt: skip


def settlements(machine: Machine) -> dict[str, int]:
    """Yesterday's settlement prices in ticks."""
    return {row["instrument"]: row["settlement"] for row in machine.board() if row["settlement"]}


def yuan(instrument: str, yuan_per_tonne: int) -> int:
    """A price in yuan per tonne as ticks of an instrument."""
    return yuan_per_tonne * 100 // standard_instruments()[instrument].tick_fen_per_tonne
