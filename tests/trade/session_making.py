"""A venue's session for tests: rules, instruments, members with cash and receipts, an open day; commands by keyword."""

from __future__ import annotations

from typing import Any

from monazite.core import Problem
from monazite.trade.log.record import Outcome
from monazite.trade.record import Instrument
from monazite.trade.session import Machine
from monazite.trade.session.laws import breaches
from monazite.trade.venues import instrument_as_json, standard_instruments

VENUE = "sim"
DAY = "2022-08-17"
OPENS = 1_660_698_000_000
"""2022-08-17 09:00 in Shanghai, in milliseconds."""
DAY_MS = 86_400_000
METHODS = ["listing", "negotiated", "auction_up", "auction_down", "tender", "sealed", "call", "continuous"]
METAL = standard_instruments()["PrNd-M"]
LICENCE = {"id": "L1", "venue": VENUE, "profile": "national", "authority": "a ministry", "since": "2022-01-01"}


class Room:
    """A session with its clock: every command gets the next number and millisecond.

    Args:
        parameters: of the rules, over those of a national venue that settles at once.
        instrument: fields over those of the metal.
        profile: of the venue.
    """

    def __init__(
        self, parameters: dict[str, Any] | None = None, instrument: dict[str, Any] | None = None,
        profile: str = "national",
    ) -> None:  # fmt: skip
        self.machine = Machine(VENUE)
        self.number, self.time_ms = 0, OPENS
        self.said: list[tuple[int, int, str, dict[str, Any]]] = []
        self.ids = 0
        given = {"methods": METHODS, "funding": "full", "price_rule": "maker", "call_rules": "sse"} | (parameters or {})
        rules = {"venue": VENUE, "number": 1, "effective": DAY, "profile": profile, "parameters": given}
        self.venue("rules", rules=rules, licences=[LICENCE] if profile == "national" else [])
        self.instrument = instrument_as_json(METAL) | {"yearly_use_mg": None} | (instrument or {})
        self.venue("instrument", instrument=self.instrument)

    def say(self, actor: str, kind: str, **fields: Any) -> Outcome:
        """Say a command and hand back what became of it; every law holds after it."""
        command = {"kind": kind, **fields}
        self.number += 1
        self.time_ms += 1
        self.said.append((self.number, self.time_ms, actor, command))
        before = self.machine.state_sha256()
        outcome = self.machine.apply(self.number, self.time_ms, actor, command)
        assert not breaches(self.machine.state)
        if outcome.status != "accepted":
            assert self.machine.state_sha256() == before
            assert not outcome.effects
        return outcome

    def venue(self, kind: str, **fields: Any) -> Outcome:
        """A command of the venue, which is accepted."""
        return self._accepted(self.say(VENUE, kind, **fields))

    def member(self, actor: str, kind: str, **fields: Any) -> Outcome:
        """A command of a member with a fresh client id, which is accepted."""
        return self._accepted(self.tried(actor, kind, **fields))

    def tried(self, actor: str, kind: str, **fields: Any) -> Outcome:
        """The same, accepted or not."""
        self.ids += 1
        return self.say(actor, kind, **({"id": f"c{self.ids}"} | fields))

    def refused(self, actor: str, kind: str, **fields: Any) -> str:
        """The code of the Problem with which a command is refused."""
        outcome = self.say(actor, kind, **fields) if actor == VENUE else self.tried(actor, kind, **fields)
        assert outcome.status == "refused"
        assert isinstance(outcome.problem, Problem)
        assert outcome.problem.both()
        return outcome.problem.code

    def _accepted(self, outcome: Outcome) -> Outcome:
        assert outcome.status == "accepted", outcome.problem and outcome.problem.sentence("en")
        return outcome

    def admit(self, *names: str, owner: str | None = None, fen: int = 10**11, lots: int = 0, **more: Any) -> None:
        """Members with cash and each a receipt."""
        for name in names:
            self.venue("member", member=name, **({"is_industrial": True} | more), **({"owner": owner} if owner else {}))
            if fen:
                self.venue("deposit_cash", member=name, fen=fen, entry=f"cash-{name}")
            if lots:
                self.receive(name, f"R-{name}", lots)

    def receive(self, member: str, receipt: str, lots: int, **more: Any) -> None:
        """Deposit a receipt of so many lots."""
        self.venue("deposit_receipt", member=member, receipt=self.receipt(receipt, lots) | more, entry=f"in-{receipt}")

    def receipt(self, name: str, lots: int, over_mg: int = 7) -> dict[str, Any]:
        """A receipt that weighs a little more than its lots by contract."""
        net = lots * self.instrument["lot_mg"] + over_mg
        return {
            "id": name, "lot": f"L-{name}", "instrument": self.instrument["id"], "warehouse": "W", "lots": lots,
            "net_mg": net, "issued_ms": OPENS, "matter": {"Pr": net // 4, "Nd": net - net // 4 - 11},
        }  # fmt: skip

    def open(self, phase: str | None = "continuous", reference: int = 1130, **more: Any) -> None:
        """Open the day of the clock, and put the instrument into a phase."""
        day = self.day()
        self.venue("open_day", day=day, references={self.instrument["id"]: reference}, **more)
        if phase:
            self.venue("phase", instrument=self.instrument["id"], phase=phase)

    def day(self) -> str:
        """The date of the clock."""
        return f"2022-08-{17 + (self.time_ms - OPENS) // DAY_MS:02d}"

    def next_day(self, phase: str | None = "continuous", reference: int = 1130) -> Outcome:
        """Close the day and open the next one; what closing it did."""
        closed = self.venue("close_day")
        self.time_ms += DAY_MS
        self.open(phase, reference)
        return closed

    def order(self, actor: str, side: str, price: int, lots: int, **more: Any) -> Outcome:
        """An order, accepted or not."""
        return self.tried(
            actor, "order", instrument=self.instrument["id"], side=side, price_ticks=price, lots=lots, **more
        )

    def account(self, member: str) -> tuple[int, int, int, int]:
        """Free and reserved fen, free and reserved lots of a member."""
        told = self.machine.account(member)
        lots = told["lots"]
        return told["free_fen"], told["reserved_fen"], sum(r["free"] for r in lots), sum(r["reserved"] for r in lots)


def instrument() -> Instrument:
    """The metal that rooms trade, unless told otherwise."""
    return METAL


def kinds(outcome: Outcome) -> list[str]:
    """What an outcome tells, one word an event."""
    return [f"{event['kind']}:{event.get('state', '')}".rstrip(":") for event in outcome.events]
