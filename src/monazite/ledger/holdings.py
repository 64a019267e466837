"""Running balances under their policies: what each account holds, and how surely, entry after entry."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monazite.core import Problem
from monazite.ledger.amounts import Flat, SpreadRows
from monazite.ledger.record import MATTER
from monazite.ledger.rules import Policy, Role
from monazite.ledger.said import problem, quantity
from monazite.ledger.vectors import EMPTY, Vector, added, amount_of, negated, squared

Key = tuple[str, str]
"""Account and unit."""

BALANCE_LIMIT = 1 << 62
"""A balance stays below this, either way, so that 64 bits hold it."""
LARGE = 10**12
"""Legs beyond this (a thousand tonnes) have the balance's size checked; it takes millions of smaller ones to matter."""
BOUNDARY, MEASURED = Policy.BOUNDARY, Policy.MEASURED
SIGMAS_SQUARED = 9
"""A measured account may pass zero within three standard uncertainties."""


@dataclass(slots=True)
class Uncertainty:
    """How surely the content of a measured account is known.

    Args:
        random_mg2: variance of random errors by element, in square milligrams.
        shared_mg: by instrument and element, the signed error that one standard deviation of it causes.
        reset_entry: number of the entry that last measured the account anew, by a physical inventory (盘点).
    """

    random_mg2: Vector = EMPTY
    shared_mg: Mapping[str, Vector] = field(default_factory=dict)
    reset_entry: int | None = None

    def variance(self, element: str) -> int:
        """The variance of the balance in an element, in square milligrams, exact."""
        shared = sum(amount_of(part, element) ** 2 for part in self.shared_mg.values())
        return amount_of(self.random_mg2, element) + shared

    def with_leg(self, spread: SpreadRows, number: int, *, is_reversal: bool) -> Uncertainty:
        """After one more measurement: added, taken back, or in place of all before."""
        is_reset, random, shared = spread
        squares = squared(random)
        if is_reversal:
            squares, shared = negated(squares), [(name, negated(row)) for name, row in shared]
        if is_reset:
            return Uncertainty(squares, {name: row for name, row in shared if row[0]}, number)
        total = dict(self.shared_mg)
        for name, row in shared:
            total[name] = summed = added(total.get(name, EMPTY), row)
            if not summed[0]:
                del total[name]
        return Uncertainty(added(self.random_mg2, squares), total, self.reset_entry)


CERTAIN = Uncertainty()


class Holdings:
    """Balances of accounts, changed by whole entries or not at all. What is not there is zero."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.scalars: dict[Key, int] = {}
        self.matter: dict[str, Vector] = {}
        self.spreads: dict[str, Uncertainty] = {}
        self.dirty_scalars: set[Key] = set()
        self.dirty_matter: set[str] = set()
        self.dirty_spreads: set[str] = set()

    def book(self, entry_id: str, legs: Sequence[Flat], number: int, *, is_reversal: bool = False) -> Problem | None:
        """Book the legs of an entry, or say which policy they would break and by how much, and book nothing.

        Args:
            entry_id: for the Problem.
            legs: well formed and balanced.
            number: of the entry.
            is_reversal: whether spreads are taken back.
        """
        matter: dict[str, Vector] = {}
        scalars: dict[Key, int] = {}
        spreads: dict[str, Uncertainty] = {}
        doubtful: dict[str | Key, Role] = {}
        held = self.matter
        for leg, role, family, symbols, amounts, low, high, spread in legs:
            account = leg.account
            if family == MATTER:
                old = matter.get(account) or held.get(account, EMPTY)
                matter[account] = new = added(old, (symbols, amounts)) if symbols else old
                policy = role.policy
                if policy is not BOUNDARY and (low < 0 or policy is MEASURED) and new[1] and min(new[1]) < 0:
                    doubtful[account] = role  # where nothing was negative, nothing becomes so by what comes in
                elif low < -LARGE or high > LARGE:
                    doubtful[account] = role
                if spread is not None:
                    before = spreads.get(account) or self.spreads.get(account, CERTAIN)
                    spreads[account] = before.with_leg(spread, number, is_reversal=is_reversal)
            else:
                key = (account, leg.unit)
                known = scalars.get(key)
                scalars[key] = total = (self.scalars.get(key, 0) if known is None else known) + low
                if not 0 <= total < BALANCE_LIMIT:
                    doubtful[key] = role
        if doubtful:
            for place, role in doubtful.items():
                if found := (
                    self._matter_problem(entry_id, place, matter[place], role, spreads)
                    if isinstance(place, str)
                    else self._scalar_problem(entry_id, place, scalars[place], role)
                ):
                    return found
        self.matter.update(matter)
        self.dirty_matter.update(matter)
        if scalars:
            self.scalars.update(scalars)
            self.dirty_scalars.update(scalars)
        if spreads:
            self.spreads.update(spreads)
            self.dirty_spreads.update(spreads)
        return None

    def clean(self) -> None:
        """All that changed is written."""
        self.dirty_scalars.clear()
        self.dirty_matter.clear()
        self.dirty_spreads.clear()

    def __len__(self) -> int:
        return len(self.scalars) + len(self.matter)

    def _matter_problem(
        self, entry_id: str, account: str, new: Vector, role: Role, spreads: Mapping[str, Uncertainty]
    ) -> Problem | None:
        low = min(new[1], default=0)
        if low <= -BALANCE_LIMIT or max(new[1], default=0) >= BALANCE_LIMIT:
            return problem("balance-large", entry_id, account=account, unit=MATTER)
        if low >= 0 or role.policy is Policy.BOUNDARY:
            return None
        if role.policy is Policy.NEVER_NEGATIVE:
            symbol = new[0][new[1].index(low)]
            held = amount_of(self.matter.get(account, EMPTY), symbol)
            return _overdrawn(entry_id, (account, f"{MATTER} {symbol}"), held, low)
        known = spreads.get(account) or self.spreads.get(account, CERTAIN)
        for symbol, mg in zip(*new, strict=True):
            if mg < 0 and mg * mg > SIGMAS_SQUARED * (variance := known.variance(symbol)):
                limit = -math.isqrt(SIGMAS_SQUARED * variance)
                unit = f"{MATTER} {symbol}"
                return problem(
                    "measured-overdrawn", entry_id, account=account, element=symbol, found=quantity(unit, mg),
                    limit=quantity(unit, limit), difference=quantity(unit, limit - mg),
                )  # fmt: skip
        return None

    def _scalar_problem(self, entry_id: str, key: Key, total: int, role: Role) -> Problem | None:
        if abs(total) >= BALANCE_LIMIT:
            return problem("balance-large", entry_id, account=key[0], unit=key[1])
        return (
            None
            if total >= 0 or role.policy is Policy.BOUNDARY
            else _overdrawn(entry_id, key, self.scalars.get(key, 0), total)
        )


def _overdrawn(entry_id: str, key: Key, held: int, after: int) -> Problem:
    account, unit = key
    return problem(
        "overdrawn", entry_id, account=account, unit=unit, held=quantity(unit, held),
        wanted=quantity(unit, held - after), difference=quantity(unit, -after),
    )  # fmt: skip
