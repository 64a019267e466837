"""Faults that several checks find: parties nobody knows, words of the wrong party, subjects nothing is known of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monazite.core import Problem, Words
from monazite.ledger import Entry
from monazite.plan.journal.registers import REGISTERS
from monazite.plan.journal.seen import Seen
from monazite.plan.said import problem
from monazite.plan.tables import SCHEMAS
from monazite.store import nearest


def label_of(kind: str) -> Words:
    """What records of a kind are called."""
    return SCHEMAS[REGISTERS[kind].table].label


def party_fault(seen: Seen, place: str, party: Any) -> Problem | None:
    """Why nobody is known by that id."""
    if seen.is_known(party):
        return None
    return problem("book-party", place, found=party, nearest=nearest(str(party), sorted(seen.standing.parties)))


def actor_fault(seen: Seen, entry: Entry, allowed: Sequence[str], place: str = "") -> Problem | None:
    """Why whoever submits an entry must not: it is for others to say, or for what they belong to."""
    if any(seen.speaks_for(entry.actor, party) for party in allowed):
        return None
    return problem("book-actor", place or entry.id, found=entry.actor, known=" / ".join(filter(None, allowed)))


def unknown(seen: Seen, place: str, kind: str, subject: Any) -> Problem:
    """The Problem of a subject that nothing is known of."""
    near = nearest(str(subject), seen.subjects(kind))
    return problem("book-unknown", place, what=label_of(kind), found=subject, nearest=near)
