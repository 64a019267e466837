"""Reads a submitted entry: names, times, units, amounts, sizes are checked and encoded in one pass over it.

Whatever comes, there is one Problem and no exception.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from monazite.core import ElementMass, Problem
from monazite.ledger.amounts import Amounts, Flat, amount_large, amount_wrong, are_whole
from monazite.ledger.details import told
from monazite.ledger.encode import header_lines, submission_line
from monazite.ledger.names import (
    ACTOR_CHARACTERS,
    AMOUNT_LIMIT,
    BODY_BYTES,
    DETAILS,
    LEGS,
    NAME_CHARACTERS,
    is_account,
    is_name,
    is_time,
)
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.ledger.rules import Book, Role
from monazite.ledger.said import problem, shown
from monazite.store import nearest

REMEMBERED = 50_000
"""Names, units and patterns of elements that are remembered as well formed; then they are forgotten and learnt anew."""


@dataclass(slots=True)
class Formed:
    """A well-formed entry, encoded.

    Args:
        entry: as it will be read again: details and evidence in order, without the legs to fall back to.
        legs: laid out for the checks.
        otherwise: the legs to fall back to, None for none.
        lines: of the entry.
        body: the lines as one text.
        submission: hash of what was submitted.
    """

    entry: Entry
    legs: list[Flat]
    otherwise: list[Flat] | None
    lines: list[bytes]
    body: bytes
    submission: bytes


class Forms:
    """Reads entries by a book of rules; remembers what it has found well formed.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Hold the book."""
        self.book = book
        self._by_name = dict(book.roles)
        self._roles: dict[str, Role] = {}
        self._families: dict[str, str] = {MATTER: MATTER}
        self._times: set[str] = set()
        self._actors: set[str] = set()
        self._amounts = Amounts()

    def read(self, entry: Entry) -> Formed | Problem:
        """An entry laid out and encoded, or what is wrong with its form."""
        try:
            return self._header_problem(entry) or self._formed(entry)
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            known = getattr(entry, "id", None)
            found = f"{type(error).__name__}: {error}"[:ACTOR_CHARACTERS]
            return _malformed(known, "记录的各项为其应有的类型", "fields of their types", found)

    def forget(self) -> None:
        """Let go of remembered names when there are many."""
        named = len(self._roles) + len(self._families) + len(self._times) + len(self._actors)
        if named + len(self._amounts.patterns) + len(self._amounts.instruments) > REMEMBERED:
            self._roles.clear()
            self._families = {MATTER: MATTER}
            self._times.clear()
            self._actors.clear()
            self._amounts = Amounts()

    def _formed(self, entry: Entry) -> Formed | Problem:
        head = header_lines(entry)
        said = told(entry)
        if isinstance(said, Problem):
            return said
        lines = head + said[0]
        legs = self._flats(entry, entry.legs, "leg", lines)
        if isinstance(legs, Problem):
            return legs
        body = b"\n".join(lines)
        if len(body) > BODY_BYTES:
            return problem("entry-large", entry.id, limit=BODY_BYTES, found=len(body))
        if entry.otherwise is None:
            otherwise, submission = None, sha256(body).digest()
        else:
            flats = self._flats(entry, entry.otherwise, "otherwise", whole := [body])
            if isinstance(flats, Problem):
                return flats
            otherwise, submission = flats, sha256(b"\n".join(whole)).digest()
            lines.insert(len(head), submission_line(submission))
            body = b"\n".join(lines)
        evidence = {name: entry.evidence[name] for name in sorted(entry.evidence)} if entry.evidence else {}
        kept = Entry(entry.id, entry.kind, entry.time, entry.actor, entry.legs, said[1], evidence, entry.relates)
        return Formed(kept, legs, otherwise, lines, body, submission)

    def _header_problem(self, entry: Entry) -> Problem | None:
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

    def _flats(self, entry: Entry, legs: Sequence[Leg], tag: str, lines: list[bytes]) -> list[Flat] | Problem:
        """The legs laid out, and their lines added."""
        if type(legs) is not tuple:
            return _malformed(entry.id, "分录组成的元组", "a tuple of legs", legs)
        if len(legs) > LEGS:
            return problem("legs-many", entry.id, limit=LEGS, found=len(legs))
        flats: list[Flat] = []
        roles, families, patterns, dumps = self._roles.get, self._families.get, self._amounts.patterns.get, orjson.dumps
        for leg in legs:
            account, unit, mass = leg.account, leg.unit, leg.amount
            role = roles(account) or self._role(entry, account)
            if type(role) is Problem:
                return role
            family = families(unit) or self._family(unit)
            if family not in role.families:  # type: ignore[union-attr]
                return _unit_wrong(entry, leg, family, role)  # type: ignore[arg-type]
            if leg.spread is None and type(mass) is ElementMass and mass.parts and family == MATTER:
                # Nearly every leg: what `Amounts.matter` does, without calls (2.4 us a leg, 2.7 with).
                plain = dict(mass.parts)
                amounts = tuple(plain.values())
                symbols = patterns(tuple(plain))
                if (
                    symbols is not None
                    and are_whole(map(type, amounts))
                    and 0 not in amounts
                    and (high := max(amounts)) <= AMOUNT_LIMIT
                    and (low := min(amounts)) >= -AMOUNT_LIMIT
                    and len(plain) == len(mass.parts)
                ):
                    flats.append((leg, role, MATTER, symbols, amounts, low, high, None))  # type: ignore[arg-type]
                    lines.append(dumps((tag, account, MATTER, plain)))
                    continue
            found = self._flat(entry, leg, role, family)  # type: ignore[arg-type]
            if type(found) is Problem:
                return found
            flats.append(found[0])  # type: ignore[index]
            lines.append(dumps((tag, account, unit, *found[1])))  # type: ignore[index]
        return flats

    def _flat(self, entry: Entry, leg: Leg, role: Role, family: str) -> tuple[Flat, tuple[Any, ...]] | Problem:
        """A leg laid out, and what its line says after the unit."""
        if leg.spread is not None:
            measured = self._amounts.spread(entry, leg, role)
            if isinstance(measured, Problem):
                return measured
            found = self._amounts.matter(entry, leg, role, measured[0])
            return found if isinstance(found, Problem) else (found[0], (found[1], measured[1]))
        if family == MATTER:
            found = self._amounts.matter(entry, leg, role, None)
            return found if isinstance(found, Problem) else (found[0], (found[1],))
        amount = leg.amount
        if type(amount) is not int:
            return amount_wrong(entry, leg, amount)
        if not -AMOUNT_LIMIT <= amount <= AMOUNT_LIMIT:
            return amount_large(entry, leg, amount)
        return (leg, role, family, (), (amount,), amount, amount, None), (amount,)

    def _role(self, entry: Entry, account: str) -> Role | Problem:
        name, *parts = account[: NAME_CHARACTERS * 10].split("/")
        role = self._by_name.get(name)
        if role is None:
            return problem("role-unknown", entry.id, found=account, nearest=nearest(shown(name), self.book.roles))
        if len(parts) != role.parts:
            return problem("account-wrong", entry.id, parts=role.parts, found=account, role=name)
        if not is_account(account):
            wrong = next((part for part in parts if not is_name(part)), account)
            return _name_wrong(entry, f"账户 {name} 的名称", f"names of account {name}", wrong)
        self._roles[account] = role
        return role

    def _family(self, unit: str) -> str | None:
        family, *names = unit[: NAME_CHARACTERS * 10].split(":")
        if not names or not all(map(is_name, (family, *names))):
            return None
        self._families[unit] = family
        return family


def _unit_wrong(entry: Entry, leg: Leg, family: str | None, role: Role) -> Problem:
    if family is None:
        return problem("unit-wrong", entry.id, found=leg.unit)
    families = " ".join(sorted(role.families))
    return problem("unit-misplaced", entry.id, account=leg.account, families=families, found=leg.unit)


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
