"""What the guard checks of commitments: who agrees, what moves under one, who pays whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monazite.core import Problem, ProblemError
from monazite.ledger import Entry
from monazite.plan.commitments.checks import commitment_faults
from monazite.plan.commitments.periods import period_named
from monazite.plan.commitments.record import Commitment, Movement, Period, commitment_of, movement_of
from monazite.plan.commitments.volumes import movement_faults, period_of, stockpile_faults, volumes
from monazite.plan.journal.faults import actor_fault, unknown
from monazite.plan.journal.project import COMMITMENT, PAYMENT, matter_of, movement_row
from monazite.plan.journal.registers import REGISTERS, Record
from monazite.plan.journal.seen import Said, Seen
from monazite.plan.said import problem
from monazite.trace.lots.stated import mass_text

KEPT = ("seller", "buyer", "guarantor", "material", "basis", "currency")
"""What a new version of a commitment may not change once something has moved under it."""
OF_SALE, OF_STATEMENT = frozenset({"sold", "released"}), frozenset({"stockpiled", "not_taken"})
"""Movements that are sales, with goods and money in the entry; and those that are only stated."""


def parties_of(record: Record) -> list[str]:
    """Seller, buyer and guarantor of a commitment, as far as there are such."""
    return [record[name] for name in ("seller", "buyer", "guarantor") if record.get(name)]


def _commitment(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    if faults := commitment_faults(commitment_of(record), entry.id):
        return faults[0]
    before = seen.record("commitment", record["id"])
    if before is None or not any(True for _ in seen.movements(record["id"])):
        return None
    changed = next((name for name in KEPT if before.get(name) != record.get(name)), None)
    if changed is None:
        return None
    known, found = (one.get(changed, "—") for one in (before, record))
    return problem("book-moved", f"{entry.id} {changed}", known=known, found=found)


def _consent(seen: Seen, entry: Entry, record: Record) -> Problem | None:
    """The other parties consent, to the version that stands."""
    said = seen.said("commitment", record["commitment"])
    parties, version = ([], "") if said is None else (parties_of(said.record), said.entry)
    if record["party"] not in parties:
        return problem("book-actor", entry.id, found=record["party"], known=" / ".join(parties))
    if record["version"] != version:
        return problem("book-version", entry.id, found=record["version"], known=version)
    return None


def open_parties(seen: Seen, said: Said) -> list[str]:
    """The parties of a commitment that have neither drawn up the version that stands nor consented to it."""
    subjects = {party: REGISTERS["consent"].subject({"commitment": said.record["id"], "party": party})
                for party in parties_of(said.record) if not seen.speaks_for(said.actor, party)}  # fmt: skip
    consents = {party: seen.record("consent", subject) for party, subject in subjects.items()}
    return [party for party, one in consents.items() if one is None or one["version"] != said.entry]


def _movement(seen: Seen, entry: Entry) -> Problem | None:
    """What moves under a commitment: agreed, between its parties, in its term and its band, as the goods weigh."""
    told = entry.details.get(COMMITMENT)
    if told is None:
        return None
    found = _told(seen, entry, told)
    if isinstance(found, Problem):
        return found
    commitment, movement = found
    is_sale = entry.kind == "sell"
    if movement.kind not in (OF_SALE if is_sale else OF_STATEMENT):
        return problem("book-movement-kind", entry.id, found=movement.kind)
    parties = [one for one in (commitment.seller, commitment.buyer) if one]
    sides = [entry.details.get(name) for name in ("seller", "buyer")] if is_sale else parties
    if sides[: len(parties)] != parties:
        return problem("book-sides", entry.id, found=" → ".join(map(str, sides)), known=" → ".join(parties))
    fault = actor_fault(seen, entry, parties) or _amount_fault(entry, commitment, movement)
    return fault or _volume_fault(seen, commitment, replace(movement, place=entry.id))


def _told(seen: Seen, entry: Entry, told: Any) -> tuple[Commitment, Movement] | Problem:
    """The commitment and the movement that an entry states, both sound."""
    named = told.get("id") if isinstance(told, Mapping) else told
    said = seen.said("commitment", named)
    if said is None:
        return unknown(seen, entry.id, "commitment", named)
    if silent := open_parties(seen, said):
        return problem("book-unagreed", entry.id, found=named, known=" / ".join(silent))
    try:
        return commitment_of(said.record), movement_of(told.get("movement"))
    except ProblemError as error:
        return error.problem


def _amount_fault(entry: Entry, commitment: Commitment, movement: Movement) -> Problem | None:
    """Why a sale cannot have the mass that it states: its elements alone weigh more."""
    if movement.day != entry.day:
        return problem("book-day", f"{entry.id} day", found=movement.day, known=entry.day)
    total_mg = matter_of(entry).total.mg
    if commitment.basis != "product" or total_mg <= movement.mass_mg:
        return None
    found, known = mass_text(movement.mass_mg), mass_text(total_mg)
    return problem("book-mass", f"{entry.id} mass_mg", found=found, known=known)


def _volume_fault(seen: Seen, commitment: Commitment, movement: Movement) -> Problem | None:
    """What is wrong with a movement beside those before it: its day, its contents, more than the band of its period."""
    moved = [*(movement_of(row["record"]) for row in seen.movements(commitment.id)), movement]
    if faults := movement_faults(commitment, moved) or stockpile_faults(moved):
        return faults[0]
    period = period_of(commitment, movement)
    if isinstance(period, Problem):
        return period
    if seen.is_settled(commitment.id, period.name):
        return problem("book-settled", movement.place, found=period.name)
    return _over_fault(commitment, period, [one for one in moved if period_of(commitment, one) == period], movement)


def _over_fault(
    commitment: Commitment, period: Period, moved: Sequence[Movement], movement: Movement
) -> Problem | None:
    """More than the band of a period: sold, sold or stockpiled, or sold and tendered in vain, by what is stated.

    What is stockpiled needs the clause on it. What comes out of the stockpile counted when it went in.
    """
    if movement.kind == "stockpiled":
        if not commitment.is_stockpile_covered:
            return problem("book-no-stockpile", movement.place, found=commitment.id)
        moved = [one for one in moved if one.kind != "released"]
    counted = [replace(one, kind="sold") if one.kind == movement.kind else one for one in moved]
    found = volumes(commitment, period, counted if movement.kind in OF_STATEMENT else moved)
    return found if isinstance(found, Problem) else None


def _payment(seen: Seen, entry: Entry) -> Problem | None:
    """Who pays whom under a commitment: its parties, a period once."""
    named, settlement = entry.details[COMMITMENT], entry.details["settlement"]
    commitment = seen.record("commitment", named)
    if commitment is None:
        return unknown(seen, entry.id, "commitment", named)
    parties = parties_of(commitment)
    stranger = next((one for leg in entry.legs if (one := leg.account.split("/")[1]) not in parties), None)
    if stranger is not None or not entry.legs:
        return problem("book-actor", entry.id, found=stranger or "—", known=" / ".join(parties))
    unit = next((leg.unit for leg in entry.legs if leg.unit != f"money:{commitment['currency']}"), None)
    if unit is not None:
        return problem("book-currency", entry.id, found=unit, known=commitment["currency"])
    period = period_named(commitment_of(commitment), str(settlement), f"{entry.id} settlement")
    if isinstance(period, Problem):
        return period
    if seen.is_settled(str(named), str(settlement)):
        return problem("book-settled", entry.id, found=settlement)
    return actor_fault(seen, entry, parties)


def reversed_fault(seen: Seen, entry: Entry, related: Entry) -> Problem | None:
    """Why a movement or a payment under a commitment is not reversed like that; None for what is neither."""
    row = movement_row(related)
    named = related.details[COMMITMENT] if related.kind == PAYMENT else None if row is None else row["commitment"]
    commitment = None if named is None else seen.record("commitment", named)
    if commitment is None:
        return None
    if row is None:  # a payment is taken back by whoever stated it, never by the payee alone
        return None if seen.is_authority(entry.actor) else actor_fault(seen, entry, [related.actor])
    if (found := actor_fault(seen, entry, parties_of(commitment))) is not None:
        return found
    period = period_of(commitment_of(commitment), movement_of(row["record"]))
    if isinstance(period, Problem) or not seen.is_settled(str(named), period.name):
        return None
    return problem("book-settled", entry.id, found=period.name)


RECORDS_OF_COMMITMENTS: Mapping[str, Callable[[Seen, Entry, Record], Problem | None]] = {
    "commitment": _commitment, "consent": _consent,
}  # fmt: skip
OF_COMMITMENTS: Mapping[str, Callable[[Seen, Entry], Problem | None]] = {
    "sell": _movement, "commitment_movement": _movement, "commitment_payment": _payment,
}  # fmt: skip
"""Kinds of entries that move something under a commitment."""
