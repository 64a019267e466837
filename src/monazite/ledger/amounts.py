"""Whether the amounts of a leg are well formed, laid out as rows for the checks and as objects for the encoder."""

from __future__ import annotations

from typing import Any

from monazite.core import ElementMass, Problem
from monazite.ledger.names import AMOUNT_LIMIT, is_name
from monazite.ledger.record import MATTER, Entry, Leg, Spread
from monazite.ledger.rules import Policy, Role
from monazite.ledger.said import problem, shown
from monazite.ledger.vectors import Vector
from monazite.reference import elements
from monazite.store import nearest

SpreadRows = tuple[bool, Vector, list[tuple[str, Vector]]]
"""Whether a measurement replaces all before, its random errors, and the shared ones by instrument."""
Flat = tuple[Leg, Role, str, tuple[str, ...], tuple[int, ...], int, int, SpreadRows | None]
"""A leg, its role and family of unit, its symbols and amounts as rows, the least amount, the greatest, its spread."""

are_whole = frozenset({int}).issuperset
"""Whether types are all that of whole numbers; a truth value is none."""


class Amounts:
    """Reads amounts; remembers which rows of symbols are elements in order, so that a row is looked up, not checked."""

    def __init__(self) -> None:
        """Know no row yet."""
        self.patterns: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.instruments: set[str] = set()
        self._symbols = {item.symbol for item in elements()}

    def matter(self, entry: Entry, leg: Leg, role: Role, spread: SpreadRows | None) -> tuple[Flat, Any] | Problem:
        """A leg of matter, and its masses as they are encoded."""
        mass = leg.amount
        if type(mass) is not ElementMass:
            return amount_wrong(entry, leg, mass)
        parts = mass.parts
        if not parts:
            return (leg, role, MATTER, (), (), 0, 0, spread), {}
        plain = dict(parts)
        amounts = tuple(plain.values())
        symbols = self.patterns.get(tuple(plain))
        low, high = min(amounts), max(amounts)
        if (
            symbols is None
            or not are_whole(map(type, amounts))
            or high > AMOUNT_LIMIT
            or low < -AMOUNT_LIMIT
            or 0 in amounts
            or len(plain) != len(parts)
        ):
            if found := self._mass_problem(entry, leg, mass):
                return found
            symbols = self.patterns.setdefault(tuple(plain), tuple(plain))
        return (leg, role, MATTER, symbols, amounts, low, high, spread), plain

    def spread(self, entry: Entry, leg: Leg, role: Role) -> tuple[SpreadRows, dict[str, Any]] | Problem:  # noqa: PLR0911  a way out for each fault
        """The spread of a leg as rows and as it is encoded, or what is wrong with it."""
        spread = leg.spread
        if role.policy is not Policy.MEASURED or leg.unit != MATTER:
            return problem("spread-misplaced", entry.id, account=leg.account)
        if type(spread) is not Spread or type(spread.is_reset) is not bool or type(spread.shared_mg) is not tuple:
            return problem("spread-wrong", entry.id, account=leg.account, found=spread)
        random = self._row(entry, leg, spread.random_mg)
        if isinstance(random, Problem):
            return random
        if random[0][1] and min(random[0][1]) < 0:
            return problem("spread-wrong", entry.id, account=leg.account, found=spread.random_mg.parts)
        plain: dict[str, Any] = {"random": random[1]} if random[1] else {}
        if spread.is_reset:
            plain["reset"] = True
        shared: list[tuple[str, Vector]] = []
        errors: dict[str, Any] = {}
        for name, mass in spread.shared_mg:
            row = self._row(entry, leg, mass)
            if isinstance(row, Problem):
                return row
            shared.append((name, row[0]))
            errors[name] = row[1]
        if errors:
            if found := self._names_problem(entry, leg, [name for name, _ in shared]):
                return found
            plain["shared"] = errors
        return (spread.is_reset, random[0], shared), plain

    def _row(self, entry: Entry, leg: Leg, mass: ElementMass) -> tuple[Vector, dict[str, int]] | Problem:
        """The masses of a spread, as rows and as they are encoded."""
        if type(mass) is not ElementMass:
            return problem("spread-wrong", entry.id, account=leg.account, found=mass)
        plain = dict(mass.parts)
        amounts = tuple(plain.values())
        symbols = self.patterns.get(tuple(plain), ())
        is_known = symbols and are_whole(map(type, amounts)) and 0 not in amounts and len(plain) == len(mass.parts)
        if not is_known or max(amounts) > AMOUNT_LIMIT or min(amounts) < -AMOUNT_LIMIT:
            if mass.parts and (found := self._mass_problem(entry, leg, mass)):
                return found
            symbols = tuple(plain)
        return (symbols, amounts), plain

    def _names_problem(self, entry: Entry, leg: Leg, names: list[str]) -> Problem | None:
        """Whether the instruments of a spread are named well and in order."""
        if self.instruments.issuperset(names) and (len(names) == 1 or names == sorted(set(names))):
            return None
        if names != sorted(set(names)) or not all(map(is_name, names)):
            return problem("spread-wrong", entry.id, account=leg.account, found=names)
        self.instruments.update(names)
        return None

    def _mass_problem(self, entry: Entry, leg: Leg, mass: ElementMass) -> Problem | None:
        """What is wrong with masses by element; the slow way, which says it."""
        symbols = [symbol for symbol, _ in mass.parts]
        if wrong := [symbol for symbol in symbols if type(symbol) is not str or symbol not in self._symbols]:
            close = nearest(shown(wrong[0]), sorted(self._symbols))
            return problem("element-unknown", entry.id, found=wrong[0], nearest=close)
        amounts = [amount for _, amount in mass.parts]
        if wrong_amounts := [amount for amount in amounts if type(amount) is not int or amount == 0]:
            return amount_wrong(entry, leg, wrong_amounts[0])
        if max(map(abs, amounts)) > AMOUNT_LIMIT:
            return amount_large(entry, leg, max(amounts, key=abs))
        is_ordered = type(mass.parts) is tuple and symbols == sorted(set(symbols))
        return None if is_ordered else amount_wrong(entry, leg, mass.parts)


def amount_wrong(entry: Entry, leg: Leg, found: object) -> Problem:
    """An amount that is no whole number, or is zero, or out of order."""
    return problem("amount-wrong", entry.id, account=leg.account, unit=leg.unit, found=found)


def amount_large(entry: Entry, leg: Leg, found: int) -> Problem:
    """An amount beyond what a leg may have."""
    return problem("amount-large", entry.id, limit=AMOUNT_LIMIT, account=leg.account, unit=leg.unit, found=found)
