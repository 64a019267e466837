"""A reversal (冲销) negates what an entry booked, leg by leg, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monazite.core import Problem
from monazite.ledger.book import ADJUST, REVERSE
from monazite.ledger.form import Formed
from monazite.ledger.holdings import CERTAIN, Uncertainty
from monazite.ledger.record import Entry, Leg, Posted
from monazite.ledger.rules import Kind, Policy
from monazite.ledger.said import problem


def reversal_legs(entry: Entry) -> tuple[Leg, ...]:
    """The legs that an entry of kind ``reverse`` must have: those booked, negated, each with its spread as it was."""
    return tuple(replace(leg, amount=-leg.amount) for leg in entry.legs)


def relates_problem(entry: Entry, related: Posted | None, kind: Kind) -> Problem | None:
    """Whether the entry that another relates to is there, where one must be."""
    if entry.relates is None:
        is_bound = entry.kind in {REVERSE, ADJUST}
        return problem("relates-missing", entry.id, label=kind.label.zh, kind=entry.kind) if is_bound else None
    return problem("entry-unknown", entry.id, found=entry.relates) if related is None else None


def reversal_problem(
    formed: Formed, related: Posted, by: str | None, spreads: Mapping[str, Uncertainty]
) -> Problem | None:
    """Why an entry may not be reversed like that; None when it may.

    What a measured account held before its last inventory is beyond reversal: the inventory has replaced it.

    Args:
        formed: the entry of kind ``reverse``.
        related: the entry it reverses.
        by: id of the entry that has reversed it already.
        spreads: the uncertainties of the accounts touched.
    """
    entry = formed.entry
    if related.entry.kind == REVERSE:
        return problem("reversal-final", entry.id)
    if by is not None:
        return problem("reversed-already", entry.id, number=related.number, by=by)
    if entry.legs != reversal_legs(related.entry):
        return problem("reversal-differs", entry.id)
    for leg, role, *_ in formed.legs:
        if role.policy is Policy.MEASURED:
            reset = spreads.get(leg.account, CERTAIN).reset_entry
            if reset is not None and related.number <= reset:
                return problem("reset-final", entry.id, account=leg.account, number=related.number, reset=reset)
    return None
