"""Whether an entry is what its kind says: who may give and take what, which details it has, that it sums to zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import add

from monazite.core import Problem
from monazite.ledger.amounts import Flat
from monazite.ledger.book import ADJUST, BLOCKED, REVERSE
from monazite.ledger.form import Formed
from monazite.ledger.record import MATTER, Entry
from monazite.ledger.rules import Book, Kind
from monazite.ledger.said import problem, shown
from monazite.store import nearest

PAIR = 2
FREE = frozenset({REVERSE, ADJUST})
"""Kinds whose legs may use every role."""

Moves = Mapping[str, tuple[frozenset[str], frozenset[str]]]
"""By role, the families of unit that it may give, and those that it may receive."""
NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
REMEMBERED = 1000
"""Sets of details that are remembered as right."""


class Kinds:
    """Checks entries by the kinds of a book of rules.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Prepare what each kind may do."""
        self._kinds = book.kinds
        self._details = {name: kind.needs | kind.may for name, kind in book.kinds.items()}
        self._moves = {name: _moves(kind) for name, kind in book.kinds.items() if name not in FREE}
        self._right: set[tuple[str, ...]] = set()

    def problem(self, formed: Formed) -> Problem | None:
        """Why an entry is not what its kind says; None when it is."""
        entry = formed.entry
        name = entry.kind
        told = (name, *entry.details)
        if told not in self._right and (found := self._detail_problem(entry, told)):
            return found
        moves = self._moves.get(name)
        if moves is not None and (found := _forbidden(formed, moves)):
            return found
        if formed.otherwise is not None and (found := _otherwise_problem(entry, formed.otherwise, self._kinds[name])):
            return found
        return unbalanced(entry, formed.legs)

    def _detail_problem(self, entry: Entry, told: tuple[str, ...]) -> Problem | None:
        kind, details = self._kinds[entry.kind], entry.details.keys()
        if not details >= kind.needs or not details <= self._details[entry.kind]:
            return _detail_problem(entry, kind)
        if len(self._right) < REMEMBERED:
            self._right.add(told)
        return None


def _forbidden(formed: Formed, moves: Moves) -> Problem | None:
    """The first leg that the kind of an entry does not have."""
    for leg, role, family, _, _, low, high, _ in formed.legs:
        gives, receives = moves.get(role.name, NOTHING)
        if high > 0:
            if family in receives and (low >= 0 or family in gives):
                continue
            is_given = family in receives
        elif low < 0:
            if family in gives:
                continue
            is_given = True
        elif family in receives or family in gives:
            continue  # a leg of nothing may stand on either side
        else:
            is_given = False
        way_zh, way = ("付出", "out of") if is_given else ("收入", "into")
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
    rows: list[tuple[int, ...]] = []
    symbols: tuple[str, ...] = ()
    is_alike = True
    for leg, _, family, names, amounts, low, _, _ in legs:
        if family != MATTER:
            scalars[leg.unit] = scalars.get(leg.unit, 0) + low
        elif rows and names != symbols:
            is_alike = False
        else:
            symbols = names
            rows.append(amounts)
    # Of like rows, which is nearly always so: two are added pairwise (0.3 us, not 1.0).
    is_zero = is_alike and not any(map(add, *rows) if len(rows) == PAIR else map(sum, zip(*rows, strict=True)))
    if not is_zero and (found := _matter_unbalanced(entry, legs)):
        return found
    for unit, total in scalars.items():
        if total:
            return problem("unbalanced", entry.id, unit=unit, difference=total)
    return None


def _matter_unbalanced(entry: Entry, legs: Sequence[Flat]) -> Problem | None:
    """By how much the masses of an entry do not sum to zero, element by element."""
    matter: dict[str, int] = {}
    for _, _, family, symbols, amounts, _, _, _ in legs:
        if family == MATTER:
            for symbol, mg in zip(symbols, amounts, strict=True):
                matter[symbol] = matter.get(symbol, 0) + mg
    if not any(matter.values()):
        return None
    difference = ", ".join(f"{symbol} {mg:+d} mg" for symbol, mg in sorted(matter.items()) if mg)
    return problem("unbalanced", entry.id, unit=MATTER, difference=difference)


def _moves(kind: Kind) -> Moves:
    """What a kind says, by role."""
    roles = {role for side in (kind.takes, kind.gives) for names in side.values() for role in names}
    return {role: (_families(kind.takes, role), _families(kind.gives, role)) for role in roles}


def _families(side: Mapping[str, frozenset[str]], role: str) -> frozenset[str]:
    return frozenset(family for family, roles in side.items() if role in roles)


def _detail_problem(entry: Entry, kind: Kind) -> Problem:
    known = kind.needs | kind.may
    for name in entry.details:
        if name not in known:
            close = nearest(shown(name), sorted(known))
            return problem("detail-unknown", entry.id, kind=kind.name, found=name, nearest=close)
    missing = min(kind.needs - entry.details.keys())
    return problem("detail-missing", entry.id, kind=kind.name, name=missing)
