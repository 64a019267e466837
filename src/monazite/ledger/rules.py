"""The book of rules of a journal: roles of accounts with their policy, kinds of entry, and coupling rules. All is data.

Rooms declare them as CSV; the journal enforces them when an entry is posted, the audit again on what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from monazite.core import Words


class Policy(Enum):
    """What balances the accounts of a role may have."""

    NEVER_NEGATIVE = "never_negative"
    """Lots, quota, money, claims: what is not there cannot be taken."""
    BOUNDARY = "boundary"
    """Where the world begins: ground, import, tailings, loss, bank. Any balance."""
    MEASURED = "measured"
    """The content of a process line (在制): may pass zero within three standard uncertainties of its balance."""


@dataclass(frozen=True, slots=True)
class Role:
    """The accounts of one role, named ``<role>/…``.

    Args:
        name: of the role.
        policy: of its accounts.
        families: of the units it may hold: ``matter``, ``quota``, ``licence``, ``claim``, ``money``.
        parts: number of names after the role, such as 2 for ``lot/<firm>/<lot>``.
        label: what people call it.
    """

    name: str
    policy: Policy
    families: frozenset[str]
    parts: int
    label: Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry, and what its legs may do.

    Args:
        name: of the kind.
        takes: by family of unit, roles whose accounts may be credited out (negative legs).
        gives: by family of unit, roles whose accounts may receive (positive legs).
        blocked_takes: roles from which matter may come when the fact is recorded as blocked; none when it cannot be.
        needs: names of details it must have.
        may: names of further details it may have.
        label: what people call it.
    """

    name: str
    takes: Mapping[str, frozenset[str]]
    gives: Mapping[str, frozenset[str]]
    blocked_takes: frozenset[str]
    needs: frozenset[str]
    may: frozenset[str]
    label: Words


@dataclass(frozen=True, slots=True)
class Coupling:
    """A rule that ties permission to matter within one entry (DESIGN: use is booked with the production itself).

    The measure of the matter that `role` receives (``sign`` 1) or gives (``sign`` -1), less what is exempt, equals what
    moves from ``held_role`` to ``used_role`` in units ``<family>:…:<stage>:…``. Such units move in no other way.

    Args:
        name: of the rule.
        kind: of entry it binds.
        when: a detail and the value that turns the rule on; None for always.
        role: of the accounts whose matter is measured.
        sign: 1 for what they receive, -1 for what they give.
        family: of the permission: ``quota`` or ``licence``.
        stage: of the quota; empty for licences.
        measure: ``reo`` (sum as oxides, rounded half-even once) or ``elements`` (each element by itself).
        elements: the elements measured one by one; empty for ``reo``.
        held_role: where the permission comes from.
        used_role: where it goes.
        exempt: detail that names milligrams of REO not under quota; empty for none.
        since: first day of the rule, None for always.
        until: last day, None for open.
        source: the 文号 it follows.
    """

    name: str
    kind: str
    when: tuple[str, str] | None
    role: str
    sign: int
    family: str
    stage: str
    measure: str
    elements: tuple[str, ...]
    held_role: str
    used_role: str
    exempt: str
    since: date | None
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Book:
    """All rules of one journal.

    Args:
        roles: by name.
        kinds: by name. ``reverse`` and ``adjust`` are always there; their legs may use every role.
        couplings: all, of every kind.
    """

    roles: Mapping[str, Role]
    kinds: Mapping[str, Kind]
    couplings: tuple[Coupling, ...]
