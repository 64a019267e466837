"""An entry's matter, leg by leg: which lot of whom, or which account at the edge of the world."""

from __future__ import annotations

from typing import NamedTuple

from monazite.core import ElementMass
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.trace.lots.weighing import measured

STOCK = frozenset({"lot", "offered", "pledged", "transit"})
"""Roles whose accounts are the stock of a firm."""
HELD = STOCK | {"blocked"}
"""Roles whose accounts hold a lot."""
MAKING = frozenset({"mine", "import", "receive", "output", "divide", "blend", "found"})
"""Kinds of entry whose detail ``lots`` states new lots."""


class HeldLeg(NamedTuple):
    """A leg on an account that holds a lot."""

    ordinal: int
    role: str
    holder: str
    lot: str
    matter: ElementMass
    total_mg: int
    reo_mg: int


class OuterLeg(NamedTuple):
    """A leg on any other account of matter."""

    ordinal: int
    role: str
    first: str
    last: str
    leg: Leg
    matter: ElementMass

    @property
    def counterparty(self) -> str:
        """Who or what is on the other side: a line, a country and buyer, an end use."""
        if self.role in {"line", "loss", "tailings", "unaccounted"}:
            return self.last
        return self.first if self.role == "sold" else f"{self.first}/{self.last}"


Parts = tuple[tuple[str, int], ...]
Measured = tuple[Parts, int, int]
"""Parts of matter, their sum, and what they are as oxides."""


def matter_legs_of(entry: Entry, known: dict[str, Measured]) -> tuple[list[HeldLeg], list[OuterLeg]]:
    """The legs of matter, on lots and on other accounts.

    Args:
        entry: any.
        known: what was last measured of each lot; a lot mostly moves whole, and oxides are worked out once for it.
    """
    held: list[HeldLeg] = []
    outer: list[OuterLeg] = []
    for ordinal, leg in enumerate(entry.legs):
        amount = leg.amount
        if leg.unit != MATTER or not isinstance(amount, ElementMass):
            continue
        role, first, last = leg.account.split("/", 2)
        if role not in HELD:
            outer.append(OuterLeg(ordinal, role, first, last, leg, amount))
            continue
        parts, before = amount.parts, known.get(last)
        if before is not None and parts == before[0]:
            total, reo = before[1:]
        elif before is not None and _are_opposite(before[0], parts):
            total, reo = -before[1], -before[2]
        else:
            total, reo = measured(amount)
            known[last] = parts, total, reo
        held.append(HeldLeg(ordinal, role, first, last, amount, total, reo))
    return held, outer


def _are_opposite(one: Parts, other: Parts) -> bool:
    """Whether parts of matter are those of another with the other sign; most that are not differ in the first."""
    if len(one) != len(other) or not one or one[0][1] != -other[0][1]:
        return False
    return other == tuple([(symbol, -mg) for symbol, mg in one])


Held = tuple[str, ElementMass | int]
"""A lot, and what comes to it or goes from it."""


def held_of(entry: Entry) -> list[Held]:
    """The legs of matter on lots, one by one."""
    held: list[Held] = []
    for leg in entry.legs:
        if leg.unit == MATTER:
            account = leg.account
            if account.partition("/")[0] in HELD:
                held.append((account.rpartition("/")[2], leg.amount))
    return held


def lots_named(entry: Entry) -> list[str]:
    """The ids of all lots that an entry makes or moves."""
    return [leg.account.rpartition("/")[2] for leg in entry.legs if leg.account.partition("/")[0] in HELD]
