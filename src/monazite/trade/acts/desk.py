"""Which acts go through the venue: what its session is told of an entry, and what a member asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from monazite.ledger import Entry
from monazite.trade.receipts.find import receipt_of_row
from monazite.trade.session.deposits import receipt_as_json
from monazite.trade.tables import TABLES

ASKED = "asked"
"""The kind of an act that is a command, not an entry: the venue's effect is booked, under the venue's id for it."""
CHANGES_VENUE = frozenset({"venue_rules", "instrument", "membership"})
"""Kinds of entries that a venue's session must hear of before it can act on them."""


class Told(NamedTuple):
    """A command of a venue's session: at which venue, whose word it is, and what is said."""

    venue: str
    actor: str
    command: Mapping[str, Any]


def asked_of(entry: Entry) -> Told | None:
    """What a member asks of its venue; None for an entry of the journal."""
    if entry.kind != ASKED:
        return None
    return Told(entry.details["venue"], entry.details["member"], entry.details["command"])


def told_of(connection: Connection, entry: Entry) -> Told | None:
    """What the venue is told of cash or lots that an entry brings in; None for any other entry.

    Args:
        connection: to look up the receipt.
        entry: as it is booked; the same always gives the same command.
    """
    if entry.kind == "escrow_in":
        leg = next(leg for leg in entry.legs if leg.role == "escrow")
        venue, member = entry.details["venue"], leg.account.split("/")[1]
        return Told(venue, venue, {"kind": "deposit_cash", "member": member, "fen": leg.amount, "entry": entry.id})
    taken = next((leg for leg in entry.legs if leg.role == "offered"), None)
    slices = entry.details.get("slices")
    if entry.kind != "offer" or taken is None or not slices or len(slices) != 1:
        return None
    receipt, _, first, last = slices[0]
    table = TABLES["trade_receipts"]
    row = connection.execute(select(table).where(table.c.id == receipt)).mappings().one()
    command = {
        "kind": "deposit_receipt", "member": taken.account.split("/")[1], "entry": entry.id,
        "receipt": receipt_as_json(receipt_of_row(dict(row))), "first": first, "last": last,
    }  # fmt: skip
    return Told(row["venue"], row["venue"], command)


def venue_changed(entry: Entry) -> str | None:
    """The venue whose session must hear of an entry: new rules, a new instrument or member; None for any other."""
    if entry.kind not in CHANGES_VENUE:
        return None
    return str(entry.details["member"]["venue"] if entry.kind == "membership" else entry.details["venue"])
