"""The records of the journal (台账): entries and their legs, what posting answers, and what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, runtime_checkable

from sqlalchemy import Connection

from monazite.core import ElementMass, Problem

MATTER = "matter"
"""The unit of matter legs: a vector of whole milligrams per element. All other units are scalars in whole numbers."""

Status = Literal["accepted", "duplicate", "blocked", "refused"]
Vector = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard uncertainty of one measured quantity, element by element.

    Args:
        random_mg: what this one weighing and assay adds, in milligrams; such errors add in squares.
        shared_mg: by instrument (a scale, a laboratory's method), the signed error in milligrams that one standard
            deviation of it causes here; what one instrument shares adds linearly first.
        is_reset: whether this measurement replaces all before it on the account: a physical inventory (盘点).
    """

    random_mg: ElementMass = field(default_factory=ElementMass)
    shared_mg: tuple[tuple[str, ElementMass], ...] = ()
    is_reset: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry: an account, a unit, and how much comes in (positive) or goes out (negative).

    Args:
        account: role and names, divided by slashes: ``lot/F1/L-001``. The role decides the policy.
        unit: ``matter``, or family and names divided by colons: ``quota:2022:mining:rock``, ``money:CNY``.
        amount: an `ElementMass` for matter, whole milligrams or fen for the others.
        spread: of a measured quantity; on legs of measured accounts only.
    """

    account: str
    unit: str
    amount: ElementMass | int
    spread: Spread | None = None

    @property
    def role(self) -> str:
        """The first name of the account."""
        return self.account.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act or fact as it is submitted.

    Args:
        id: chosen by the submitter; posting it twice is one posting. Ids that sort by time keep the journal fast.
        kind: a kind of the book of rules, such as ``mine``.
        time: when it happened: a day ``2022-08-17`` or an instant ``2022-08-17T08:00:00+08:00``.
        actor: who says so.
        legs: what it moves; of every unit they sum to zero.
        details: what else it states, by name; whole numbers, texts, booleans, lists and objects of them, no floats.
        evidence: hash of a submitted document (``document``), id of a fact (``fact``) or settlement (``settlement``).
        relates: id of the entry that this one reverses, adjusts or answers.
        otherwise: the legs under which a fact that is not permitted is recorded all the same, into a blocked account
            (封存); without them it is refused.
    """

    id: str
    kind: str
    time: str
    actor: str
    legs: tuple[Leg, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    relates: str | None = None
    otherwise: tuple[Leg, ...] | None = None

    @property
    def day(self) -> date:
        """The day of the event in Asia/Shanghai, as written."""
        return date.fromisoformat(self.time[:10])


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry as the journal keeps it.

    Args:
        number: its place in the journal, from 0; the index of its leaf.
        recorded_ms: UTC milliseconds since 1970 at which it was recorded; never less than the entry before.
        entry: as booked: a blocked one holds the legs that were booked, and ``otherwise`` is None.
        blocked: the code of the reason, for a fact that went to a blocked account.
    """

    number: int
    recorded_ms: int
    entry: Entry
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one submitted entry.

    Args:
        id: of the entry.
        status: accepted; duplicate (it is there already, with the same content); blocked (recorded, into a blocked
            account); refused (nothing was booked).
        number: its place in the journal, None when refused.
        problem: why it was refused or blocked.
    """

    id: str
    status: Status
    number: int | None
    problem: Problem | None = None


class Projection(Protocol):
    """Tables of a room that follow from the entries alone. The audit builds them anew and compares.

    ``tables`` are their names in the order in which they are filled; ``apply`` reads and writes nothing but them and
    is called inside the transaction that posts, with entries in the order of their numbers.
    """

    tables: tuple[str, ...]

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""


class Guard(Protocol):
    """What a room knows about an entry beyond balances: who may do what, when, with which permits.

    The journal calls `begin` once in the transaction of a batch, then `check` for each entry in order. An entry that
    passed counts as accepted for those after it, until `forget` takes that back.
    """

    def begin(self, connection: Connection, recorded_ms: int) -> None:
        """Start a batch on a view of the database as it stands."""

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all."""


@runtime_checkable
class PreparedGuard(Protocol):
    """A guard that reads at once what the checks of many entries will ask for."""

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Read what the checks of these entries of the batch, all well formed, will ask for; they are checked next."""


@runtime_checkable
class BlockingGuard(Protocol):
    """A guard that knows what may be recorded as blocked (封存), and that it was."""

    def is_hard(self, problem: Problem) -> bool:
        """Whether it makes an entry meaningless, so that it is refused even with legs to fall back to."""

    def blocked(self, entry: Entry) -> None:
        """The entry was not accepted, and forgotten if it had passed; now it is recorded as blocked, as it is here."""
