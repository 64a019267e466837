"""Reads the book of rules from the CSV files of the rooms that book: roles, kinds and couplings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import TypeVar

from monazite.core import InternalError, Words
from monazite.ledger.rules import Book, Coupling, Kind, Policy, Role

LEDGER = "monazite.ledger"
REVERSE, ADJUST, BLOCKED = "reverse", "adjust", "blocked"
"""The two kinds that are always there, and the role of accounts for what is recorded without permission (封存)."""

Row = dict[str, str]
Rule = TypeVar("Rule")


def load_book(*packages: str) -> Book:
    """The rules that some rooms declare, with the two kinds that are always there.

    Args:
        packages: each with ``roles.csv``, ``kinds.csv`` and ``couplings.csv``; one that is missing declares nothing.

    Raises:
        InternalError: for rules that contradict each other: a name declared twice, a role or kind that is not there.

    >>> sorted(load_book().kinds)
    ['adjust', 'reverse']
    """
    return build_book(*(list(_rows(packages, f"{name}.csv")) for name in ("roles", "kinds", "couplings")))


def build_book(roles: Iterable[Row], kinds: Iterable[Row], couplings: Iterable[Row]) -> Book:
    """The book that rows of the three files make, with the two kinds that are always there.

    Args:
        roles: columns role, policy, families, parts, zh, en.
        kinds: columns kind, takes, gives (``family:role role|family:role``), blocked_takes, needs, may (names with
            ``;`` between), zh, en.
        couplings: columns named like the fields of `Coupling`; ``when`` as ``detail=value``.

    Raises:
        InternalError: for rules that contradict each other.
    """
    own = _rows((LEDGER,), "kinds.csv")
    by_role = _by_name("role", map(_role, roles))
    by_kind = _by_name("kind", map(_kind, (*own, *kinds)))
    rules = _by_name("coupling", map(_coupling, couplings))
    by_kind[ADJUST] = _wider(by_kind[ADJUST], rules.values())
    book = Book(MappingProxyType(by_role), MappingProxyType(by_kind), tuple(rules.values()))
    if faults := list(_faults(book)):
        raise InternalError("the book of rules contradicts itself: " + "; ".join(faults))
    return book


def _rows(packages: Iterable[str], name: str) -> Iterator[Row]:
    for package in packages:
        path = resources.files(package) / name
        if path.is_file():
            yield from csv.DictReader(path.read_text("utf-8").splitlines())


def _by_name(what: str, rules: Iterable[Rule]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for rule in rules:
        name: str = rule.name  # type: ignore[attr-defined]
        if name in found:
            raise InternalError(f"the book of rules declares the {what} {name} twice")
        found[name] = rule
    return found


def _role(row: Row) -> Role:
    label = Words(row["zh"], row["en"])
    return Role(row["role"], Policy(row["policy"]), _words(row["families"]), int(row["parts"]), label)


def _kind(row: Row) -> Kind:
    needs, may = (frozenset(row[name].split(";")) - {""} for name in ("needs", "may"))
    takes, gives = _families(row["takes"]), _families(row["gives"])
    return Kind(row["kind"], takes, gives, _words(row["blocked_takes"]), needs, may, Words(row["zh"], row["en"]))


def _families(cell: str) -> Mapping[str, frozenset[str]]:
    """``matter:lot line|quota:held`` as the roles of each family."""
    parts = (part.partition(":") for part in cell.split("|") if part)
    return MappingProxyType({family: _words(roles) for family, _, roles in parts})


def _words(cell: str) -> frozenset[str]:
    return frozenset(cell.split())


def _coupling(row: Row) -> Coupling:
    detail, _, value = row["when"].partition("=")
    return Coupling(
        name=row["name"], kind=row["kind"], when=(detail, value) if detail else None, role=row["role"],
        sign=int(row["sign"]), family=row["family"], stage=row["stage"], measure=row["measure"],
        elements=tuple(row["elements"].split()), held_role=row["held_role"], used_role=row["used_role"],
        exempt=row["exempt"], since=_day(row["since"]), until=_day(row["until"]), source=row["source"],
    )  # fmt: skip


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _wider(kind: Kind, couplings: Iterable[Coupling]) -> Kind:
    """An adjustment may state whatever its coupling rules ask for."""
    mine = [rule for rule in couplings if rule.kind == kind.name]
    details = {name for rule in mine for name in (rule.when[0] if rule.when else "", rule.exempt) if name}
    return Kind(
        kind.name, kind.takes, kind.gives, kind.blocked_takes, kind.needs, kind.may | details - kind.needs, kind.label
    )


def _faults(book: Book) -> Iterator[str]:
    for kind in book.kinds.values():
        for family, role in ((f, r) for side in (kind.takes, kind.gives) for f, names in side.items() for r in names):
            if role not in book.roles or family not in book.roles[role].families:
                yield f"kind {kind.name} moves {family} of role {role}, which cannot hold it"
        yield from (f"kind {kind.name} blocks from unknown role {r}" for r in kind.blocked_takes - book.roles.keys())
        yield from (f"kind {kind.name} needs and may have {name}" for name in kind.needs & kind.may)
    for rule in book.couplings:
        if rule.kind not in book.kinds:
            yield f"coupling {rule.name} binds unknown kind {rule.kind}"
        roles = {rule.role, rule.held_role, rule.used_role}
        yield from (f"coupling {rule.name} speaks of unknown role {role}" for role in roles - book.roles.keys())
        if rule.measure not in {"reo", "elements"} or rule.sign not in {1, -1}:
            yield f"coupling {rule.name} has no such measure or sign"
