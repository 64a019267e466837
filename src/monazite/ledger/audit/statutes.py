"""The book of rules applied to one kept entry: accounts, units, what its kind may take and give, details, couplings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from monazite.ledger.audit.body import Body, LegLine
from monazite.ledger.audit.coupled import CouplingCheck
from monazite.ledger.audit.keys import Made
from monazite.ledger.audit.record import Findings
from monazite.ledger.record import MATTER
from monazite.ledger.rules import Book, Policy, Role

ACCOUNT = re.compile(r"[^\s/:]{1,64}(/[^\s/:]{1,64})*")
LARGEST = 10**17
"""Milligrams or fen in one leg."""
REVERSE, ADJUST, BLOCKED = "reverse", "adjust", "blocked"
TABLE = "journal_entries"
WHOLE = {int}
PLAIN_LEG = 4
Fault = tuple[str, dict[str, Any]]


class Statutes:
    """Holds entries against the book of rules.

    Args:
        book: of rules.
        findings: where differences go.
    """

    def __init__(self, book: Book, findings: Findings) -> None:
        self._book, self._findings = book, findings
        self._couplings = CouplingCheck(book)
        self._roles: dict[str, Role | None] = Made(self._role)
        self._sides: dict[tuple[str, str, str, bool], tuple[bool, bool]] = Made(self._allowed)
        self.measured = frozenset(name for name, role in book.roles.items() if role.policy is Policy.MEASURED)

    def check(self, number: int, body: Body) -> bool:
        """Hold an entry against the rules; whether its amounts are numbers that can be booked at all."""
        is_bookable = True
        for code, values in self._faults(body):
            self._findings.add(code, TABLE, number, "body", **values)
            is_bookable = is_bookable and code not in {"leg-form", "kind-unknown"}
        return is_bookable

    def _faults(self, body: Body) -> Iterator[Fault]:
        kind = self._book.kinds.get(body.kind)
        if kind is None:
            yield "kind-unknown", {"kind": body.kind}
            return
        for leg in body.legs:
            if (fault := self._leg(leg, kind.name, is_blocked=body.blocked is not None)) is not None:
                yield fault
                if fault[0] == "leg-form":
                    return
        names = body.details.keys()
        if not kind.needs <= names or not names <= kind.needs | kind.may:
            wrong = sorted(kind.needs - names) + sorted(names - kind.needs - kind.may)
            yield "details-wrong", {"kind": kind.name, "names": ", ".join(wrong)}
        if (body.blocked is not None or body.submission is not None) and not kind.blocked_takes:
            yield "blocked-kind", {"kind": kind.name}
        if body.blocked is None:
            yield from self._couplings.faults(body)
        elif body.submission is None:
            yield "blocked-submission", {}

    def _leg(self, leg: LegLine, kind: str, *, is_blocked: bool) -> Fault | None:  # noqa: PLR0911  a way out a fault
        account, unit, amount = leg[1], leg[2], leg[3]
        amounts = amount.values() if type(amount) is dict else (amount,)
        if type(account) is not str or type(unit) is not str or not set(map(type, amounts)) <= WHOLE:
            return "leg-form", {"account": account}
        low, high = min(amounts, default=0), max(amounts, default=0)
        if low < -LARGEST or high > LARGEST:
            return "leg-form", {"account": account}
        role = self._roles[account]
        if role is None:
            return "account-unknown", {"account": account}
        family = unit.partition(":")[0]
        if family not in role.families or (type(amount) is dict) != (unit == MATTER):
            return "unit-wrong", {"account": account, "unit": unit}
        if len(leg) > PLAIN_LEG and role.policy is not Policy.MEASURED:
            return "spread-wrong", {"account": account}
        if len(leg) > PLAIN_LEG and not _is_spread(leg[PLAIN_LEG]):
            return "leg-form", {"account": account}
        may_take, may_give = self._sides[kind, role.name, family, is_blocked]
        if (low < 0 and not may_take) or (high > 0 and not may_give):
            return "leg-not-allowed", {"kind": kind, "account": account, "unit": unit}
        return None

    def _role(self, account: str) -> Role | None:
        """The role of an account; None when it has none or is no name of its."""
        role = self._book.roles.get(account.partition("/")[0])
        is_named = role is not None and account.count("/") == role.parts and ACCOUNT.fullmatch(account) is not None
        return role if is_named else None

    def _allowed(self, key: tuple[str, str, str, bool]) -> tuple[bool, bool]:
        """Whether a role may be taken from and given to in entries of a kind and units of a family."""
        name, role, family, is_blocked = key
        kind = self._book.kinds[name]
        if is_blocked:
            return family == MATTER and role in kind.blocked_takes, family == MATTER and role == BLOCKED
        if name in {REVERSE, ADJUST}:
            return True, True
        return role in kind.takes.get(family, ()), role in kind.gives.get(family, ())


def _is_spread(spread: Any) -> bool:
    """Whether the fifth item of a leg has the form of an uncertainty."""
    if type(spread) is not dict or not spread.keys() <= {"random", "reset", "shared"}:
        return False
    shared = spread.get("shared", {})
    if spread.get("reset", True) is not True or type(shared) is not dict:
        return False
    masses = [spread.get("random", {}), *shared.values()]
    return all(type(mass) is dict and set(map(type, mass.values())) <= WHOLE for mass in masses)
