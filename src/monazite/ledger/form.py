"""Whether a submitted entry is well formed: names, times, units, amounts, sizes.

Whatever comes, there is one Problem and no exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monazite.core import ElementMass, Problem
from monazite.ledger.encode import (
    INTEGER_LIMIT,
    SCALARS,
    SORTED,
    STRICT,
    detail_lines,
    header_lines,
    leg_line,
    submission_hash,
    submission_line,
)
from monazite.ledger.record import MATTER, Entry, Leg, Spread
from monazite.ledger.rules import Book, Policy, Role
from monazite.ledger.said import problem, shown
from monazite.ledger.vectors import EMPTY, Vector
from monazite.reference import elements
from monazite.store import nearest

NAME_CHARACTERS = 64
ACTOR_CHARACTERS = 200
AMOUNT_LIMIT = 10**17
"""Milligrams or fen of one leg, either way: a hundred million tonnes."""
LEGS = 1000
DETAILS = 100
DEPTH = 8
BODY_BYTES = 1 << 20
REMEMBERED = 50_000
"""Names, units and patterns of elements that are remembered as well formed; then they are forgotten and learnt anew."""

SpreadRows = tuple[bool, Vector, Sequence[tuple[str, Vector]]]
"""Whether a measurement replaces all before, its random errors, and the shared ones by instrument."""
Flat = tuple[Leg, Role, str, tuple[str, ...], tuple[int, ...], int, int, SpreadRows | None]
"""A leg, its role and family of unit, its symbols and amounts as rows, the least amount, the greatest, its spread."""

_NAME = re.compile(r"[^\s/:]{1,64}").fullmatch
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d))?", re.ASCII).fullmatch
_INTEGERS = {int}


@dataclass(slots=True)
class Formed:
    """A well-formed entry, encoded.

    Args:
        entry: as it will be read again: details and evidence in order, without the legs to fall back to.
        legs: laid out for the checks.
        otherwise: the legs to fall back to, None for none.
        lines: of the entry.
        submission: hash of what was submitted.
    """

    entry: Entry
    legs: list[Flat]
    otherwise: list[Flat] | None
    lines: list[bytes]
    submission: bytes


def is_name(text: object) -> bool:
    """Whether a text can be an id or a part of an account or unit: 64 visible characters without space, slash, colon.

    >>> is_name("L-001"), is_name("a/b"), is_name("")
    (True, False, False)
    """
    return type(text) is str and _NAME(text) is not None and text.isprintable()


class Forms:
    """Reads entries by a book of rules; remembers what it has found well formed.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Hold the book."""
        self.book = book
        self.roles: dict[str, Role] = {}
        self.families: dict[str, str] = {MATTER: MATTER}
        self._patterns: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._times: set[str] = set()
        self._actors: set[str] = set()
        self._instruments: set[str] = set()
        self._symbols = {item.symbol for item in elements()}

    def read(self, entry: Entry) -> Formed | Problem:
        """An entry laid out and encoded, or what is wrong with its form."""
        try:
            return self._header(entry) or self._formed(entry)
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            known = getattr(entry, "id", None)
            found = f"{type(error).__name__}: {error}"[:ACTOR_CHARACTERS]
            return _malformed(known, "记录的各项为其应有的类型", "fields of their types", found)

    def forget(self) -> None:
        """Let go of remembered names when there are many."""
        named = len(self.roles) + len(self.families) + len(self._patterns)
        if named + len(self._times) + len(self._actors) + len(self._instruments) > REMEMBERED:
            self.roles.clear()
            self.families = {MATTER: MATTER}
            self._patterns.clear()
            self._times.clear()
            self._actors.clear()
            self._instruments.clear()

    def _formed(self, entry: Entry) -> Formed | Problem:
        legs = self._flats(entry, entry.legs)
        otherwise = None if entry.otherwise is None else self._flats(entry, entry.otherwise)
        if isinstance(legs, Problem) or isinstance(otherwise, Problem):
            return legs if isinstance(legs, Problem) else otherwise  # type: ignore[return-value]  # one of them is
        said = _said(entry)
        if isinstance(said, Problem):
            return said
        head = header_lines(entry)
        lines = [*head, *said[0], *[leg_line("leg", leg) for leg in entry.legs]]
        body = b"\n".join(lines)
        if len(body) > BODY_BYTES:
            return problem("entry-large", entry.id, limit=BODY_BYTES, found=len(body))
        evidence = {name: entry.evidence[name] for name in sorted(entry.evidence)} if entry.evidence else {}
        kept = Entry(entry.id, entry.kind, entry.time, entry.actor, entry.legs, said[1], evidence, entry.relates)
        submission = submission_hash(entry, body)
        if otherwise is not None:
            lines.insert(len(head), submission_line(submission))
        return Formed(kept, legs, otherwise, lines, submission)

    def _header(self, entry: Entry) -> Problem | None:
        if not is_name(entry.id):
            return _name_wrong(entry, "编号", "an id", entry.id)
        if entry.kind not in self.book.kinds:
            found = shown(entry.kind)
            return problem("kind-unknown", entry.id, found=found, nearest=nearest(found, self.book.kinds))
        if entry.time not in self._times:
            if not is_time(entry.time):
                return problem("time-wrong", entry.id, found=entry.time)
            self._times.add(entry.time)
        actor = entry.actor
        if actor not in self._actors:
            if type(actor) is not str or not 0 < len(actor) <= ACTOR_CHARACTERS or not actor.isprintable():
                return _malformed(entry.id, "提交者的名称", "the name of an actor", actor)
            self._actors.add(actor)
        if entry.relates is not None and not is_name(entry.relates):
            return _name_wrong(entry, "所涉记录的编号", "an id it relates to", entry.relates)
        return _evidence_problem(entry) if entry.evidence else None

    def _flats(self, entry: Entry, legs: Sequence[Leg]) -> list[Flat] | Problem:
        if type(legs) is not tuple:
            return _malformed(entry.id, "分录组成的元组", "a tuple of legs", legs)
        if len(legs) > LEGS:
            return problem("legs-many", entry.id, limit=LEGS, found=len(legs))
        flats: list[Flat] = []
        for leg in legs:
            flat = self._flat(entry, leg)
            if type(flat) is not tuple:
                return flat  # type: ignore[return-value]  # a Problem
            flats.append(flat)
        return flats

    def _flat(self, entry: Entry, leg: Leg) -> Flat | Problem:  # noqa: PLR0911  one way out for each thing that is wrong
        account, amount = leg.account, leg.amount
        role = self.roles.get(account) or self._role(entry, account)
        if isinstance(role, Problem):
            return role
        family = self.families.get(leg.unit) or self._family(leg.unit)
        if family is None:
            return problem("unit-wrong", entry.id, found=leg.unit)
        if family not in role.families:
            families = " ".join(sorted(role.families))
            return problem("unit-misplaced", entry.id, account=account, families=families, found=leg.unit)
        spread = None if leg.spread is None else self._spread(entry, leg, role)
        if isinstance(spread, Problem):
            return spread
        if family == MATTER:
            return self._matter(entry, leg, role, spread)
        if type(amount) is not int:
            return _amount_wrong(entry, leg, amount)
        if not -AMOUNT_LIMIT <= amount <= AMOUNT_LIMIT:
            return _amount_large(entry, leg, amount)
        return leg, role, family, (), (amount,), amount, amount, None

    def _matter(self, entry: Entry, leg: Leg, role: Role, spread: SpreadRows | None) -> Flat | Problem:
        mass = leg.amount
        if type(mass) is not ElementMass:
            return _amount_wrong(entry, leg, mass)
        if not mass.parts:
            return leg, role, MATTER, (), (), 0, 0, spread
        symbols, amounts = zip(*mass.parts, strict=True)
        known = self._patterns.get(symbols)
        low, high = min(amounts), max(amounts)
        if known is None or set(map(type, amounts)) != _INTEGERS or high > AMOUNT_LIMIT or low < -AMOUNT_LIMIT:
            if found := self._mass_problem(entry, leg, mass):
                return found
            known = self._patterns.setdefault(symbols, symbols)
        if 0 in amounts:
            return _amount_wrong(entry, leg, 0)
        return leg, role, MATTER, known, amounts, low, high, spread

    def _role(self, entry: Entry, account: str) -> Role | Problem:
        name, *parts = account[: NAME_CHARACTERS * 10].split("/")
        role = self.book.roles.get(name)
        if role is None:
            return problem("role-unknown", entry.id, found=account, nearest=nearest(shown(name), self.book.roles))
        if len(parts) != role.parts:
            return problem("account-wrong", entry.id, parts=role.parts, found=account, role=name)
        wrong = next((part for part in parts if not is_name(part)), None)
        if wrong is not None:
            return _name_wrong(entry, f"账户 {name} 的名称", f"names of account {name}", wrong)
        self.roles[account] = role
        return role

    def _family(self, unit: str) -> str | None:
        family, *names = unit[: NAME_CHARACTERS * 10].split(":")
        if not names or not all(map(is_name, (family, *names))):
            return None
        self.families[unit] = family
        return family

    def _mass_problem(self, entry: Entry, leg: Leg, mass: ElementMass) -> Problem | None:
        """What is wrong with masses by element; the slow way, which says it."""
        symbols = [symbol for symbol, _ in mass.parts]
        if wrong := [symbol for symbol in symbols if type(symbol) is not str or symbol not in self._symbols]:
            close = nearest(shown(wrong[0]), sorted(self._symbols))
            return problem("element-unknown", entry.id, found=wrong[0], nearest=close)
        amounts = [amount for _, amount in mass.parts]
        if wrong_amounts := [amount for amount in amounts if type(amount) is not int or amount == 0]:
            return _amount_wrong(entry, leg, wrong_amounts[0])
        if max(map(abs, amounts)) > AMOUNT_LIMIT:
            return _amount_large(entry, leg, max(amounts, key=abs))
        is_ordered = type(mass.parts) is tuple and symbols == sorted(set(symbols))
        return None if is_ordered else _amount_wrong(entry, leg, mass.parts)

    def _spread(self, entry: Entry, leg: Leg, role: Role) -> SpreadRows | Problem:  # noqa: PLR0911  as `_flat`
        """The spread of a leg as rows, or what is wrong with it."""
        spread = leg.spread
        if role.policy is not Policy.MEASURED or leg.unit != MATTER:
            return problem("spread-misplaced", entry.id, account=leg.account)
        if type(spread) is not Spread or type(spread.is_reset) is not bool or type(spread.shared_mg) is not tuple:
            return problem("spread-wrong", entry.id, account=leg.account, found=spread)
        random = self._spread_row(entry, leg, spread.random_mg)
        if isinstance(random, Problem):
            return random
        if random[1] and min(random[1]) < 0:
            return problem("spread-wrong", entry.id, account=leg.account, found=spread.random_mg.parts)
        shared: list[tuple[str, Vector]] = []
        for name, mass in spread.shared_mg:
            row = self._spread_row(entry, leg, mass)
            if isinstance(row, Problem):
                return row
            shared.append((name, row))
        names = [name for name, _ in shared]
        if not self._instruments.issuperset(names) or (len(names) > 1 and names != sorted(set(names))):
            if names != sorted(set(names)) or not all(map(is_name, names)):
                return problem("spread-wrong", entry.id, account=leg.account, found=names)
            self._instruments.update(names)
        return spread.is_reset, random, shared

    def _spread_row(self, entry: Entry, leg: Leg, mass: ElementMass) -> Vector | Problem:
        if type(mass) is not ElementMass:
            return problem("spread-wrong", entry.id, account=leg.account, found=mass)
        if not mass.parts:
            return EMPTY
        symbols, amounts = zip(*mass.parts, strict=True)
        known = self._patterns.get(symbols)
        if (
            known is None
            or set(map(type, amounts)) != _INTEGERS
            or 0 in amounts
            or max(map(abs, amounts)) > AMOUNT_LIMIT
        ):
            return self._mass_problem(entry, leg, mass) or (symbols, amounts)
        return known, amounts


def is_time(text: object) -> bool:
    """Whether a text is a day, or an instant with its zone, as the calendar has them."""
    if type(text) is not str or _TIME(text) is None:
        return False
    try:
        return bool(date.fromisoformat(text) if len(text) == len("2022-08-17") else datetime.fromisoformat(text))
    except ValueError:
        return False


def _said(entry: Entry) -> tuple[list[bytes], dict[str, Any]] | Problem:  # noqa: PLR0911  as `_flat`
    """The lines of the details, and the details as they will be read again."""
    details = entry.details
    if not details and type(details) is dict:
        return [], {}
    if not isinstance(details, Mapping) or len(details) > DETAILS:
        return _malformed(entry.id, f"不超过 {DETAILS} 项细节", f"{DETAILS} details at most", details)
    for name, value in details.items():
        if type(name) is not str:
            return _name_wrong(entry, "细节的名称", "the name of a detail", name)
        if type(value) in SCALARS:
            continue
        if not is_plain(value, DEPTH) or (type(value) is dict and value and set(map(type, value)) != _TEXTS):
            return problem("detail-wrong", entry.id, name=name, found=value)
    try:
        return detail_lines(details, STRICT)
    except TypeError:  # a text that is none, or a number beyond 53 bits, which may yet be within 64
        for name, value in details.items():
            if not (is_name(name) and _are_within(value)):
                return problem("detail-wrong", entry.id, name=name, found=value)
        return detail_lines(details, SORTED)


def is_plain(value: Any, depth: int) -> bool:
    """Whether a value consists of whole numbers, texts, booleans, None, lists and objects of them, not too deep.

    The names in objects are left to the encoder, which takes texts only.

    >>> is_plain({"a": [1, "b", None]}, 3), is_plain([1.5], 3), is_plain([[[]]], 1)
    (True, False, False)
    """
    kind = type(value)
    if kind is not dict and kind is not list:
        return kind in SCALARS
    members = value.values() if kind is dict else value
    kinds = set(map(type, members))
    if kinds <= SCALARS:
        return True
    if depth <= 0 or not kinds <= _VALUES:
        return False
    return all([is_plain(member, depth - 1) for member in members if type(member) in _CONTAINERS])  # noqa: C419  faster


_CONTAINERS = {dict, list}
_VALUES = SCALARS | _CONTAINERS
_TEXTS = {str}


def _are_within(value: Any) -> bool:
    """Whether all whole numbers of a plain value are of 64 bits, and all its texts are texts."""
    if isinstance(value, dict):
        return all(map(_are_within, value)) and all(map(_are_within, value.values()))
    if isinstance(value, list):
        return all(map(_are_within, value))
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, int) or -INTEGER_LIMIT < value < INTEGER_LIMIT


def _evidence_problem(entry: Entry) -> Problem | None:
    evidence = entry.evidence
    if not isinstance(evidence, Mapping) or len(evidence) > DETAILS:
        return problem("evidence-wrong", entry.id, found=evidence)
    for name, value in evidence.items():
        is_right = is_name(name) and type(value) is str and len(value) <= ACTOR_CHARACTERS and value.isprintable()
        if not is_right:
            return problem("evidence-wrong", entry.id, found={name: value})
    return None


def _malformed(entry_id: object, wanted_zh: str, wanted: str, found: object) -> Problem:
    return problem("entry-malformed", entry_id, wanted_zh=wanted_zh, wanted=wanted, found=found)


def _name_wrong(entry: Entry, what_zh: str, what: str, found: object) -> Problem:
    return problem("name-wrong", entry.id, limit=NAME_CHARACTERS, what_zh=what_zh, what=what, found=found)


def _amount_wrong(entry: Entry, leg: Leg, found: object) -> Problem:
    return problem("amount-wrong", entry.id, account=leg.account, unit=leg.unit, found=found)


def _amount_large(entry: Entry, leg: Leg, found: int) -> Problem:
    return problem("amount-large", entry.id, limit=AMOUNT_LIMIT, account=leg.account, unit=leg.unit, found=found)
