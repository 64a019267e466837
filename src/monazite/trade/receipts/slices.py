"""Checks of lots (手) of receipts that move: they are where they must be, and the legs are their matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monazite.core import ElementMass, Problem
from monazite.ledger import MATTER, Entry
from monazite.trade.receipts.changes import CANCELLED, REGISTERED
from monazite.trade.receipts.holdings import Where, is_held
from monazite.trade.receipts.known import RECEIPTS, receipt_of
from monazite.trade.receipts.said import problem
from monazite.trade.receipts.seen import Seen
from monazite.trade.record import Slice

STATED = 4
"""Receipt, lot of the journal, first lot (手), the one after the last."""


def slices_fault(seen: Seen, entry: Entry, stated: Any, source: Where) -> Problem | None:
    """Why lots of receipts cannot move: they are not those of the receipt, not where they must be, or not its matter.

    Args:
        seen: the batch.
        entry: that moves them.
        stated: the slices, as it says.
        source: where they all must be.
    """
    if not isinstance(stated, list) or not stated or not all(_is_slice(one) for one in stated):
        return problem("receipt-slices", entry.id, found=stated)
    expected: dict[str, ElementMass] = {}
    taken: dict[str, list[tuple[int, int]]] = {}
    for receipt_id, lot, first, last in stated:
        row = seen.rows.get(RECEIPTS, receipt_id)
        if row is None or row["status"] == CANCELLED or row["lot"] != lot or last > row["lots"]:
            return problem("receipt-slices", entry.id, found=[receipt_id, lot, first, last])
        others = taken.setdefault(receipt_id, [])
        is_twice = bool(others) and any(first < high and low < last for low, high in others)
        if is_twice or not is_held(seen.rows, receipt_id, first, last, source):
            where = f"{source.place}/{source.holder}"
            return problem("receipt-not-held", entry.id, where=where, found=f"{receipt_id} {first}-{last}")
        others.append((first, last))
        matter = receipt_of(row).matter_of(Slice(receipt_id, first, last))
        expected[lot] = expected[lot] + matter if lot in expected else matter
    return _legs_fault(entry, expected)


def _is_slice(one: Any) -> bool:
    if not isinstance(one, list) or len(one) != STATED:
        return False
    receipt, lot, first, last = one
    is_named = isinstance(receipt, str) and isinstance(lot, str)
    return is_named and type(first) is int and type(last) is int and 0 <= first < last


def _legs_fault(entry: Entry, expected: Mapping[str, ElementMass]) -> Problem | None:
    """Whether the legs move just the matter of the slices, between two places."""
    places: tuple[set[str], set[str]] = (set(), set())
    moved: dict[str, int] = {}
    for leg in entry.legs:
        amount = leg.amount
        if leg.unit != MATTER or not isinstance(amount, ElementMass):
            continue
        place, _, lot = leg.account.rpartition("/")
        is_in = bool(amount.parts) and amount.parts[0][1] > 0  # all of it is, or the next line finds it out
        places[is_in].add(place)
        moved[lot] = moved.get(lot, 0) + 1
        wanted = expected.get(lot)
        if wanted is None or amount.parts != (wanted if is_in else -wanted).parts:
            return problem("receipt-slices-differ", entry.id, found=lot)
    if set(moved) != set(expected) or set(moved.values()) != {2} or len(places[0]) != 1 or len(places[1]) != 1:
        return problem("receipt-slices-differ", entry.id, found=", ".join(sorted(expected)))
    return None


def suspended_fault(seen: Seen, entry: Entry, stated: Any) -> Problem | None:
    """The receipt that a count or an arbitration has suspended; it is neither deposited nor pledged."""
    for receipt_id, *_ in stated:
        row = seen.rows.get(RECEIPTS, receipt_id) or {}
        if row["status"] != REGISTERED:
            return problem("receipt-suspended", entry.id, receipt=receipt_id, found=row["reason"])
    return None
