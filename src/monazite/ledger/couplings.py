"""Coupling rules: the use of a permission is booked with the matter it permits, in the same entry, in equal measure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

from monazite.core import Problem
from monazite.ledger.form import Formed
from monazite.ledger.record import MATTER, Entry
from monazite.ledger.rules import Book, Coupling
from monazite.ledger.said import problem
from monazite.ledger.vectors import EMPTY, Vector, added, amount_of
from monazite.reference import factors

Uses = dict[str, int]
"""Amounts by stage of a quota, or by element of a licence."""


class Oxides:
    """Rare-earth-oxide equivalents by named factors, brought to one denominator so that a sum needs one division.

    Args:
        named: mass of oxide per mass of element, by symbol.
    """

    def __init__(self, named: Mapping[str, Fraction]) -> None:
        """Find the common denominator."""
        self._denominator = math.lcm(*(factor.denominator for factor in named.values()))
        self._weights = {symbol: int(factor * self._denominator) for symbol, factor in named.items()}

    def reo_mg(self, vectors: Iterable[Vector]) -> int:
        """Milligrams of REO of masses by element, rounded half-even once over the sum.

        >>> Oxides({"Nd": Fraction(7, 6)}).reo_mg([(("Fe", "Nd"), (9, 3))])
        4
        """
        get, total = self._weights.get, 0
        for symbols, amounts in vectors:
            total += sum([get(symbol, 0) * mg for symbol, mg in zip(symbols, amounts, strict=True)])
        quotient, rest = divmod(total, self._denominator)
        return quotient + (2 * rest > self._denominator or (2 * rest == self._denominator and quotient & 1))


class Couplings:
    """Checks entries by the coupling rules of a book.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Sort the rules by kind."""
        self._rules: dict[str, list[Coupling]] = {}
        for rule in book.couplings:
            self._rules.setdefault(rule.kind, []).append(rule)
        self._oxides = Oxides(factors())

    def problem(self, formed: Formed) -> Problem | None:
        """Which rule an entry breaks, by how much; None when none."""
        rules = self._rules.get(formed.entry.kind)
        if rules is None:
            return None
        wanted: dict[tuple[str, str, str], tuple[Coupling, Uses]] = {}
        for rule in rules:
            key = (rule.family, rule.held_role, rule.used_role)
            _, uses = wanted.setdefault(key, (rule, {}))
            if _is_on(rule, formed.entry):
                measured = self._measured(rule, formed)
                if isinstance(measured, Problem):
                    return measured
                wanted[key] = (rule, uses | measured)
        return next((p for rule, uses in wanted.values() if (p := _difference(rule, uses, formed))), None)

    def _measured(self, rule: Coupling, formed: Formed) -> Uses | Problem:
        """What the matter of an entry uses of the permission, by stage or element."""
        vectors = [flat[3:5] for flat in formed.legs if flat[1].name == rule.role and flat[2] == MATTER]
        if rule.measure == "elements":
            total = EMPTY
            for vector in vectors:
                total = added(total, vector)
            uses = {element: rule.sign * amount_of(total, element) for element in rule.elements}
            return {element: use for element, use in uses.items() if use}
        measure = rule.sign * self._oxides.reo_mg(vectors)
        exempt = formed.entry.details.get(rule.exempt, 0)
        is_right = exempt == 0 or 0 < exempt <= measure or measure <= exempt < 0 if type(exempt) is int else False
        if not is_right:
            return problem("exempt-wrong", formed.entry.id, name=rule.exempt, measure=measure, found=exempt)
        return {rule.stage: measure - exempt}


def _difference(rule: Coupling, wanted: Uses, formed: Formed) -> Problem | None:
    used, held = _moved(rule, formed, rule.used_role), _moved(rule, formed, rule.held_role)
    for stage in sorted(wanted.keys() | used.keys() | held.keys()):
        expected = wanted.get(stage, 0)
        for found in (used.get(stage, 0), -held.get(stage, 0)):
            if found != expected:
                return problem(
                    "coupling-broken", formed.entry.id, rule=rule.name, stage=f"{rule.family} {stage}",
                    source=rule.source, expected=expected, found=found, difference=found - expected,
                )  # fmt: skip
    return None


def _moved(rule: Coupling, formed: Formed, role: str) -> Uses:
    found: Uses = {}
    for leg, known, family, _, _, amount, _, _ in formed.legs:
        if family == rule.family and known.name == role:
            names = leg.unit.split(":")
            stage = names[2] if rule.stage and len(names) > 2 else names[-1]  # noqa: PLR2004  family:year:stage:…
            found[stage] = found.get(stage, 0) + amount
    return found


def _is_on(rule: Coupling, entry: Entry) -> bool:
    if rule.when is not None and entry.details.get(rule.when[0]) != rule.when[1]:
        return False
    if rule.since is None and rule.until is None:
        return True
    day = entry.day
    return (rule.since is None or day >= rule.since) and (rule.until is None or day <= rule.until)
