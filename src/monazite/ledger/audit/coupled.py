"""Coupling rules held against one kept entry, computed apart from the code that posts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from monazite.ledger.audit.body import Body
from monazite.ledger.record import MATTER
from monazite.ledger.rules import Book, Coupling
from monazite.reference import factors

STAGE = 2
"""Place of the stage in ``quota:<year>:<stage>:<class>``."""


class CouplingCheck:
    """Holds entries against the coupling rules of a book."""

    def __init__(self, book: Book) -> None:
        self._rules: dict[str, list[Coupling]] = {}
        for rule in book.couplings:
            self._rules.setdefault(rule.kind, []).append(rule)
        named = factors()
        self._denominator = math.lcm(*(factor.denominator for factor in named.values()))
        self._weights = {symbol: int(factor * self._denominator) for symbol, factor in named.items()}

    def faults(self, body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each rule that the entry breaks: a code and the values of its sentence."""
        groups: dict[tuple[str, str, str], list[Coupling]] = {}
        for rule in self._rules.get(body.kind, ()):
            groups.setdefault((rule.family, rule.held_role, rule.used_role), []).append(rule)
        for (family, held, used), rules in groups.items():
            wanted: Counter[str] = Counter()
            for rule in rules:
                if is_on(rule, body):
                    wanted.update(self._measured(rule, body))
            moved_in, moved_out = _moved(body, rules[0], used), _moved(body, rules[0], held)
            for stage in sorted({*wanted, *moved_in, *moved_out}):
                for found in (moved_in[stage], -moved_out[stage]):
                    if found != wanted[stage]:
                        values = {"rule": f"{family} {stage}", "expected": wanted[stage], "found": found}
                        yield "coupling-broken", values

    def _measured(self, rule: Coupling, body: Body) -> dict[str, int]:
        total: Counter[str] = Counter()
        for _, account, unit, amount, *_ in body.legs:
            if unit == MATTER and account.partition("/")[0] == rule.role:
                total.update(amount)
        if rule.measure == "elements":
            return {symbol: total[symbol] * rule.sign for symbol in rule.elements}
        exempt = body.details.get(rule.exempt, 0) if rule.exempt else 0
        return {rule.stage: rule.sign * self._reo(total) - (exempt if type(exempt) is int else 0)}

    def _reo(self, matter: Counter[str]) -> int:
        """Rare-earth-oxide equivalent, rounded half-even once over the sum."""
        total = sum(self._weights[symbol] * amount for symbol, amount in matter.items() if symbol in self._weights)
        whole, rest = divmod(total, self._denominator)
        double = 2 * rest - self._denominator
        return whole + (double > 0 or (double == 0 and whole & 1))


def is_on(rule: Coupling, body: Body) -> bool:
    """Whether a rule binds an entry: by its detail and by the day of the event."""
    if rule.when is not None and body.details.get(rule.when[0]) != rule.when[1]:
        return False
    if rule.since is None and rule.until is None:
        return True
    try:
        day = date.fromisoformat(body.time[:10])
    except ValueError:
        return True
    return (rule.since is None or day >= rule.since) and (rule.until is None or day <= rule.until)


def _moved(body: Body, rule: Coupling, role: str) -> Counter[str]:
    """What moved on accounts of a role in units of the rule's family, by stage or by element."""
    found: Counter[str] = Counter()
    for _, account, unit, amount, *_ in body.legs:
        family, *names = unit.split(":")
        if family == rule.family and account.partition("/")[0] == role:
            found[names[STAGE - 1] if rule.stage and len(names) >= STAGE else names[-1]] += amount
    return found
