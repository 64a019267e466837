"""Whether an entry is what its kind says: who may give and take what, which details it has, that it sums to zero."""

from __future__ import annotations

from collections.abc import Sequence

from monazite.core import Problem
from monazite.ledger.book import ADJUST, BLOCKED, REVERSE
from monazite.ledger.form import Flat, Formed
from monazite.ledger.record import MATTER, Entry
from monazite.ledger.rules import Book, Kind
from monazite.ledger.said import problem, shown
from monazite.store import nearest

FREE = frozenset({REVERSE, ADJUST})
"""Kinds whose legs may use every role."""

Moves = frozenset[tuple[str, str, bool]]
"""Family, role, and whether it receives."""


class Kinds:
    """Checks entries by the kinds of a book of rules.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Prepare what each kind may do."""
        self._kinds = book.kinds
        self._details = {name: kind.needs | kind.may for name, kind in book.kinds.items()}
        self._moves = {name: _moves(kind) for name, kind in book.kinds.items()}

    def problem(self, formed: Formed) -> Problem | None:
        """Why an entry is not what its kind says; None when it is."""
        entry = formed.entry
        kind = self._kinds[entry.kind]
        details = entry.details.keys()
        if not details >= kind.needs or not details <= self._details[entry.kind]:
            return _detail_problem(entry, kind)
        if kind.name not in FREE and (found := _forbidden(formed, self._moves[kind.name])):
            return found
        if formed.otherwise is not None and (found := _otherwise_problem(entry, formed.otherwise, kind)):
            return found
        return unbalanced(entry, formed.legs)


def _forbidden(formed: Formed, moves: Moves) -> Problem | None:
    for leg, role, family, _, _, low, high, _ in formed.legs:
        if low == high == 0 and (family, role.name, False) in moves:
            continue  # a leg of nothing may stand on either side
        if (high > 0 or low == 0) and (family, role.name, True) not in moves:
            way_zh, way = "收入", "into"
        elif low < 0 and (family, role.name, False) not in moves:
            way_zh, way = "付出", "out of"
        else:
            continue
        return problem(
            "leg-forbidden", formed.entry.id, kind=formed.entry.kind, account=leg.account, unit=leg.unit, way_zh=way_zh,
            way=way,
        )  # fmt: skip
    return None


def _otherwise_problem(entry: Entry, legs: Sequence[Flat], kind: Kind) -> Problem | None:
    """What is recorded without permission moves matter only, from where the kind says, to blocked accounts."""
    for leg, role, family, _, _, low, high, _ in legs:
        is_wrong = (high > 0 and role.name != BLOCKED) or (low < 0 and role.name not in kind.blocked_takes)
        if family != MATTER or is_wrong:
            roles = " ".join(sorted(kind.blocked_takes)) or "-"
            return problem("otherwise-forbidden", entry.id, roles=roles, account=leg.account, unit=leg.unit)
    return unbalanced(entry, legs)


def unbalanced(entry: Entry, legs: Sequence[Flat]) -> Problem | None:
    """By how much the legs of an entry do not sum to zero in a unit; None when they do in each."""
    scalars: dict[str, int] = {}
    rows: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for leg, _, family, symbols, amounts, low, _, _ in legs:
        if family == MATTER:
            rows.setdefault(symbols, []).append(amounts)
        else:
            scalars[leg.unit] = scalars.get(leg.unit, 0) + low
    if len(rows) > 1 or (rows and any(map(sum, zip(*next(iter(rows.values())), strict=True)))):
        matter: dict[str, int] = {}
        for symbols, parts in rows.items():
            for symbol, mg in zip(symbols, map(sum, zip(*parts, strict=True)), strict=True):
                matter[symbol] = matter.get(symbol, 0) + mg
        if any(matter.values()):
            difference = ", ".join(f"{symbol} {mg:+d} mg" for symbol, mg in sorted(matter.items()) if mg)
            return problem("unbalanced", entry.id, unit=MATTER, difference=difference)
    for unit, total in scalars.items():
        if total:
            return problem("unbalanced", entry.id, unit=unit, difference=total)
    return None


def _moves(kind: Kind) -> Moves:
    sides = ((kind.takes, False), (kind.gives, True))
    return frozenset((family, role, way) for side, way in sides for family, roles in side.items() for role in roles)


def _detail_problem(entry: Entry, kind: Kind) -> Problem:
    known = kind.needs | kind.may
    for name in entry.details:
        if name not in known:
            close = nearest(shown(name), sorted(known))
            return problem("detail-unknown", entry.id, kind=kind.name, found=name, nearest=close)
    missing = min(kind.needs - entry.details.keys())
    return problem("detail-missing", entry.id, kind=kind.name, name=missing)
