"""The spot market's week: one-way auctions up and down, listings, a negotiated deal, a load-out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from monazite.core import InternalError
from monazite.trade.gateway import Answer
from monazite.trade.session import Machine
from monazite.trade.simulate.agenda import Agenda, moment_of
from monazite.trade.simulate.book import yuan
from monazite.trade.simulate.floor import Floor, Said
from monazite.trade.simulate.opening import SPOT

NOTICE_LOTS, NOTICE_STEP, NOTICE_MOST = 20, 1, 2
"""包头稀土产品交易所 2025-07-16: lots of 20 t, steps of 500 yuan, at most 1 000 yuan beyond the best."""
COUNTDOWN_MS = 180_000


class SpotMarket:
    """What members of the spot market do in the week.

    Args:
        floor: of the market.
        agenda: on which it is put down.
        key: gives a member's next client id.
    """

    def __init__(self, floor: Floor, agenda: Agenda, key: Callable[[str], str]) -> None:
        self._floor, self._agenda, self._key = floor, agenda, key

    def say(self, member: str, kind: str, **fields: Any) -> Answer:
        """Say one command of a member, or of the market itself, to the market."""
        known = {} if member == SPOT else {"id": self._key(member)}
        said: Said = (member, {"kind": kind, **known, **fields})
        return self._floor.say(SPOT, [said])[0]

    def done(self, member: str, kind: str, **fields: Any) -> int:
        """The same, of a command that must be taken; its number.

        Raises:
            InternalError: when it is refused.
        """
        answer = self.say(member, kind, **fields)
        if answer.status != "accepted" or answer.number is None:
            why = answer.problem.sentence("en") if answer.problem else ""
            raise InternalError(f"{member} {kind}: {answer.status} {why}")
        return answer.number

    def auction_up(self, day: date) -> None:
        """北方稀土's form of notice: 5 lots of 20 t of metal, in steps of 500 yuan, countdown 180 s, 10:00 to 10:30."""
        terms = {
            "opens_ms": ms(moment_of(day, "10:00")), "closes_ms": ms(moment_of(day, "10:30")),
            "start_ticks": yuan("PrNd-M", 868_000), "step_ticks": NOTICE_STEP, "max_step_ticks": NOTICE_MOST,
            "alarm_ticks": yuan("PrNd-M", 900_000), "lots_least": NOTICE_LOTS, "traders": ["E05", "E06", "E07", "E09"],
        }  # fmt: skip
        receipts = [f"R-BPM{n}" for n in range(1, 6)]
        number = self.done(
            "E03", "auction_open", instrument="PrNd-M", method="auction_up", lots=5 * NOTICE_LOTS, terms=terms,
            receipts=receipts,
        )  # fmt: skip
        bidders = ("E05", "E06", "E07", "E05", "E09", "E06", "E07", "E05", "E06", "E07")
        wanted = (40, 20, 40, 40, 20, 40, 40, 20, 40, 40)
        self._bids(day, number, (bidders, wanted), better=1)

    def auction_down(self, day: date) -> None:
        """A magnet maker buys 20 t of oxide; sellers bid each other down."""
        terms = {
            "opens_ms": ms(moment_of(day, "10:00")), "closes_ms": ms(moment_of(day, "10:30")),
            "start_ticks": yuan("PrNd-O", 716_000), "step_ticks": NOTICE_STEP, "max_step_ticks": NOTICE_MOST,
            "lots_least": 5,
        }  # fmt: skip
        number = self.done("E04", "auction_open", instrument="PrNd-O", method="auction_down", lots=20, terms=terms)
        bidders, wanted = ("Q01", "Q02", "Q01", "Q02", "Q01", "Q02"), (15, 10, 15, 10, 15, 10)
        self._bids(day, number, (bidders, wanted), better=-1)

    def _bids(self, day: date, number: int, who: tuple[Sequence[str], Sequence[int]], better: int) -> None:
        """Bids from a minute after the opening, one or two steps beyond the best; then the countdown runs out."""
        at = moment_of(day, "10:01")
        self._agenda.at(moment_of(day, "10:00"), self._tick)
        for n, (bidder, lots) in enumerate(zip(*who, strict=True)):
            at += timedelta(seconds=25 + 37 * n % 120)
            self._agenda.at(at, self._bid(number, (bidder, lots), better * (1 + n % 2) * NOTICE_STEP))
        self._agenda.at(at + timedelta(milliseconds=COUNTDOWN_MS), self._tick)

    def _bid(self, number: int, who: tuple[str, int], better: int) -> Callable[[], None]:
        def bid() -> None:
            shown = self._floor.ask(SPOT, lambda machine: machine.auction(number))
            if shown is None:
                raise InternalError(f"auction {number} is over")
            best = shown["best_ticks"]
            price = shown["start_ticks"] if best is None else best + better
            self.done(who[0], "bid", auction=number, price_ticks=price, lots=who[1])

        return bid

    def _tick(self) -> None:
        self.done(SPOT, "tick")

    def listed(self, member: str, instrument: str, side: str, price_ticks: int, lots: int, **more: Any) -> int:
        """A listing (挂牌); its number."""
        return self.done(member, "list", instrument=instrument, side=side, price_ticks=price_ticks, lots=lots, **more)

    def negotiated(self, day: date) -> None:
        """An offer of dysprosium oxide to one member, who counters it; the seller accepts."""
        fair = yuan("Dy-O", 2_262_000)
        number = self.done(
            "Q02", "negotiate", instrument="Dy-O", side="sell", price_ticks=fair + 8, lots=10, **{"with": "E12"}
        )
        later = moment_of(day, "14:05")
        self._agenda.at(
            later, lambda: self._ignore(self.done("E12", "counter", deal=number, price_ticks=fair, lots=10))
        )
        self._agenda.at(later + timedelta(minutes=11), lambda: self._ignore(self.done("Q02", "accept", deal=number)))

    def _ignore(self, _: int) -> None:
        """An act gives nothing back."""


def ms(moment: datetime) -> int:
    """An instant as the venue keeps it."""
    return int(moment.timestamp()) * 1000


def deliveries(machine: Machine, member: str) -> dict[str, int]:
    """Lots of receipts that a member has at the venue."""
    return {row["receipt"]: row["free"] for row in machine.account(member)["lots"]}
