"""What an entry does to pools and sources: its matter legs, netted side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from monazite.core import ElementMass
from monazite.ledger.record import MATTER, Entry
from monazite.ledger.rules import Policy
from monazite.trace.origin.content import COLUMN, WIDTH, Numbers, pack, unpack

LOT, LINE, SOURCE = "lot", "line", "source"
Parts = tuple[tuple[str, int], ...]
"""Milligrams by element, as `ElementMass` has them."""
Sides = dict[str, tuple[str, Parts]]
"""Sides of an entry: of each its first account, and what it takes or gives."""


@dataclass(slots=True)
class Flow:
    """The sides of one entry and what each takes or gives.

    Args:
        refs: twice the number of a pool's node, or twice the number of a source and one; in order of the legs.
        mg: net; negative is drawn from it, positive goes into it. Shape (sides, elements).
        draws, gives: of each side, whether any element is drawn from it, or goes into it.
    """

    refs: list[int]
    mg: Numbers
    draws: list[bool] = field(init=False)
    gives: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        """See once which sides are drawn from and which are given to."""
        self.draws = [bool(each) for each in np.any(self.mg < 0, axis=1)]
        self.gives = [bool(each) for each in np.any(self.mg > 0, axis=1)]

    def packed(self) -> bytes:
        """As bytes."""
        return pack(np.array(self.refs, np.int64), self.mg.T, is_signed=True)

    @classmethod
    def unpacked(cls, data: bytes) -> Flow:
        """From bytes."""
        refs, mg = unpack(data, is_signed=True)
        return cls([int(ref) for ref in refs], np.ascontiguousarray(mg.T))

    @property
    def outputs(self) -> list[int]:
        """References of the sides that are given to, in order."""
        return [ref for ref, gives in zip(self.refs, self.gives, strict=True) if gives]

    @property
    def parts(self) -> Numbers:
        """How much each of the outputs is given. Shape (outputs, elements)."""
        return np.maximum(self.mg[self.gives], 0)

    @property
    def nodes(self) -> list[int]:
        """Nodes of its pools."""
        return [ref >> 1 for ref in self.refs if not ref & 1]

    def plus(self, refs: Sequence[int], mg: Numbers) -> Flow:
        """The flow with further sides; a side that is there already is netted, and stays where it was."""
        known = {ref: place for place, ref in enumerate(self.refs)}
        for ref in refs:
            known.setdefault(ref, len(known))
        together = np.zeros((len(known), WIDTH), np.int64)
        together[: len(self.refs)] = self.mg
        for ref, amounts in zip(refs, mg, strict=True):
            together[known[ref]] += amounts
        return Flow(list(known), together)


_KINDS: dict[str, str] = {}
"""What `role_of_account` has answered."""


def role_of_account(role: str) -> str:
    """Whether accounts of a role are lots, lines, or sources and sinks at the boundary."""
    if role not in _KINDS:
        from monazite.trace.book import BOOK  # noqa: PLC0415  the book loads every table of rules

        policy = BOOK.roles[role].policy
        _KINDS[role] = {Policy.NEVER_NEGATIVE: LOT, Policy.MEASURED: LINE}.get(policy, SOURCE)
    return _KINDS[role]


def sides_of(entry: Entry) -> Sides:
    """Matter by the pool or the source it concerns, net; all accounts of a lot are one pool.

    Returns:
        By ``lot/<lot>``, ``line/<firm>/<line>`` or the boundary account (ground with ``@`` and the year), in order of
        appearance: its first account, and what it takes or gives. Nothing when the entry moves nothing between pools:
        a shipment or a sale of lots stays in the lots.
    """
    legs = [(leg.account, leg.amount) for leg in entry.legs if leg.unit == MATTER]
    sides: Sides = {}
    for account, amount in legs:
        side = side_of(account, entry.time)
        known = sides.get(side)
        if not isinstance(amount, ElementMass):
            continue
        if known is None:
            sides[side] = account, amount.parts
        elif len(legs) == 2:  # noqa: PLR2004  from one account of a lot to another, and the sum is zero
            return {}
        else:
            sides[side] = known[0], _net(known[1], amount)
    is_moving = len(sides) == len(legs) or any(parts for _, parts in sides.values())
    return sides if is_moving and len(sides) > 1 else {}


def side_of(account: str, time: str) -> str:
    """The pool, source or sink of an account."""
    role = account[: account.find("/")]
    if (_KINDS.get(role) or role_of_account(role)) is LOT:
        return f"lot{account[account.rfind('/') :]}"
    return f"{account}@{time[:4]}" if role == "ground" else account


def _net(one: Parts, other: ElementMass) -> Parts:
    if one and other.parts and one[0][1] == -other.parts[0][1] and (-other).parts == one:
        return ()
    return (ElementMass(one) + other).parts


def amounts_by_side(sides: Sides) -> Numbers:
    """What each side takes or gives, net. Shape (sides, elements)."""
    places: list[int] = []
    amounts: list[int] = []
    start = 0
    for _, parts in sides.values():
        for symbol, mg in parts:
            places.append(start + COLUMN[symbol])
            amounts.append(mg)
        start += WIDTH
    flat = np.zeros(start, np.int64)
    flat[places] = amounts
    return flat.reshape(len(sides), WIDTH)
