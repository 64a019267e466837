"""The book of rules applied to one kept entry: accounts, units, what its kind may take and give, details, couplings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from monazite.ledger.audit.body import Body, LegLine
from monazite.ledger.audit.coupled import CouplingCheck
from monazite.ledger.audit.record import Findings
from monazite.ledger.record import MATTER
from monazite.ledger.rules import Book, Kind, Policy

ACCOUNT = re.compile(r"[^\s/:]{1,64}(/[^\s/:]{1,64})*")
LARGEST = 10**17
"""Milligrams or fen in one leg."""
REVERSE, ADJUST, BLOCKED = "reverse", "adjust", "blocked"
TABLE = "journal_entries"


class Statutes:
    """Holds entries against the book of rules.

    Args:
        book: of rules.
        findings: where differences go.
    """

    def __init__(self, book: Book, findings: Findings) -> None:
        self._book, self._findings = book, findings
        self._couplings = CouplingCheck(book)
        self.measured = frozenset(name for name, role in book.roles.items() if role.policy is Policy.MEASURED)
        self.open_kinds = frozenset(name for name, kind in book.kinds.items() if kind.blocked_takes)

    def check(self, number: int, body: Body) -> bool:
        """Hold an entry against the rules; whether its amounts are numbers that can be booked at all."""
        for code, values in self._faults(body):
            self._findings.add(code, TABLE, number, "body", **values)
        return all(_is_bookable(leg) for leg in body.legs)

    def _faults(self, body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
        kind = self._book.kinds.get(body.kind)
        if kind is None:
            yield "kind-unknown", {"kind": body.kind}
            return
        for leg in body.legs:
            if not _is_bookable(leg):
                yield "leg-form", {"account": leg[1]}
                return
            yield from self._leg(leg, kind, body)
        names = body.details.keys()
        if not kind.needs <= names or not names <= kind.needs | kind.may:
            wrong = sorted(kind.needs - names) + sorted(names - kind.needs - kind.may)
            yield "details-wrong", {"kind": kind.name, "names": ", ".join(wrong)}
        if body.blocked is not None:
            if not kind.blocked_takes:
                yield "blocked-kind", {"kind": kind.name}
        else:
            yield from self._couplings.faults(body)

    def _leg(self, leg: LegLine, kind: Kind, body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
        _, account, unit, amount = leg[:4]
        role = self._book.roles.get(account.partition("/")[0])
        if role is None or account.count("/") != role.parts or not ACCOUNT.fullmatch(account):
            yield "account-unknown", {"account": account}
            return
        family = unit.partition(":")[0]
        if family not in role.families or (type(amount) is dict) != (unit == MATTER):
            yield "unit-wrong", {"account": account, "unit": unit}
            return
        if len(leg) > 4 and role.policy is not Policy.MEASURED:  # noqa: PLR2004  a fifth item is the spread
            yield "spread-wrong", {"account": account}
        if not all(name in allowed for name, allowed in self._sides(role.name, family, amount, kind, body)):
            yield "leg-not-allowed", {"kind": body.kind, "account": account, "unit": unit}

    @staticmethod
    def _sides(
        role: str, family: str, amount: Any, kind: Kind, body: Body
    ) -> Iterator[tuple[str, frozenset[str] | set[str]]]:
        """The role with the roles that may stand on its side: out, in, or both for mixed matter."""
        if kind.name in {REVERSE, ADJUST}:
            return
        amounts = amount.values() if type(amount) is dict else (amount,)
        if min(amounts, default=0) < 0:
            takes = kind.takes.get(family, frozenset()) if body.blocked is None else _matter(family, kind.blocked_takes)
            yield role, takes
        if max(amounts, default=0) > 0:
            gives = kind.gives.get(family, frozenset()) if body.blocked is None else _matter(family, {BLOCKED})
            yield role, gives


def _matter(family: str, roles: frozenset[str] | set[str]) -> frozenset[str] | set[str]:
    return roles if family == MATTER else set()


def _is_bookable(leg: LegLine) -> bool:
    """Whether a leg names an account and a unit, and its amounts are whole numbers of a possible size."""
    if type(leg[1]) is not str or type(leg[2]) is not str:
        return False
    amounts = leg[3].values() if type(leg[3]) is dict else (leg[3],)
    return all(type(amount) is int and -LARGEST <= amount <= LARGEST for amount in amounts)
